"""Pieces of playback, named by what they do."""
