"""Pictures that a screen cannot take, or that are too large for its line, converted piece by piece.

ladder → arguments → ffmpeg → fragment_stream → pieces.
"""
