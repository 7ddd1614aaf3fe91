"""NFO files of Kodi, Jellyfin, Emby, Radarr and Sonarr: what a household already knows about its films.

`parser.parse_nfo` is pure: bytes in, documents out. Nothing is fetched, no entity is resolved, no file is
opened.
"""
