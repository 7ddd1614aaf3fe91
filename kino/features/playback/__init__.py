"""Playback: what a screen can play of an item and why, the bytes it plays, and what it reports back.

Promises: media URLs are signed, bound to file, profile and playback, and live while the playback does; a
revoked session, a lost library or a deleted profile ends its playbacks at the next request; no database
session is open while bytes flow. A device has eight at most; the one least lately heard of gives way. Rows
are kept for a week (job `playback.forget_ended`). What an admin marks in a film as recap, intro, credits or
preview goes before what its chapters say. Tables: playback, marked_segment. Live topic playback.changed.
"""
