"""Pieces of the artwork service, each named by what it does."""
