"""Artwork: what titles, seasons, episodes and people look like.

Promises: an item shows the best picture there is (uploaded, beside the film, of the demo, inside the file, a
still taken from the film); pictures are kept by the hash of their content and rendered once in worker
processes; nobody gets a picture of a library that they may not see; a broken picture is skipped with its
reason. Tables: image, artwork_wish. Handles SidecarsFound and FileProbed of the catalogue; records
TitlesChanged and SidecarUnreadable, publishes PicturesSought.
"""
