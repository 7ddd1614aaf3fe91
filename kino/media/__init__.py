"""Containers, codecs, packaging and ffmpeg. Knows no users, no SQL and no HTTP."""
