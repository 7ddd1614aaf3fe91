"""Pieces of trickplay."""
