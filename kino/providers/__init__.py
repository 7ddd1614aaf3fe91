"""Adapters to the outside world, one folder each: a client and a pure parser. They know no features."""
