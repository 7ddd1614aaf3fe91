"""Pieces of browse, named by what they show."""
