"""HLS made at the moment it is asked for: segments of a film, cut and muxed in memory.

A film's timeline begins at 0, whatever its file says; `timeline` cuts it at keyframes, `samples` reads the
packets between two cuts, `fragments` writes them as one fragment of an mp4 (ISO/IEC 14496-12), `playlists`
names them all.
"""
