"""Pieces of the metadata service, each named by what it does."""
