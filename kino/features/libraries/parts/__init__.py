"""Pieces of the library rules, one file a concern."""
