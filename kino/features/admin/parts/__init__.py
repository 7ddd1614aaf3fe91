"""Pieces of the admin pages, named by what they show."""
