"""Text subtitles as plain cues: from streams of a film, piece by piece, and from files beside it."""
