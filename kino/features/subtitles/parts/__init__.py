"""Pieces of the service."""
