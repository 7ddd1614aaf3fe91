"""Pieces of the catalogue's service, named by what they do."""
