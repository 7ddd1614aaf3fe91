"""Pieces of search, named by what they do."""
