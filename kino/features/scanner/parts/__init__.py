"""Pieces of the scan, one file a step."""
