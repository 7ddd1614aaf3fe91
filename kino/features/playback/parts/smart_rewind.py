"""How far before its old place a film goes on: the longer it was left, the more was forgotten. Pure."""

from datetime import timedelta

_STEPS = ((timedelta(days=30), 45.0), (timedelta(days=7), 20.0), (timedelta(days=1), 5.0))


def rewind_s(away: timedelta) -> float:
    """Seconds to go back; 0 for who was away for less than a day."""
    return next((step_s for least, step_s in _STEPS if away >= least), 0.0)
