"""Pieces of viewing, named by what they do."""
