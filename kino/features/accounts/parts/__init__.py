"""Pieces of the account rules, one file a concern."""
