"""Pieces of the demo library that need no database."""
