"""What every feature stands on: settings, database, errors, events, jobs, security, ids and time."""
