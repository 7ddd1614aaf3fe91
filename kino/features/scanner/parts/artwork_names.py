"""Local artwork by its name, as Kodi, Jellyfin, Emby and Plex write it."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from kino.features.scanner.parts.file_kinds import PORTRAITS_FOLDER

ArtworkKind = Literal["poster", "backdrop", "logo", "landscape", "banner", "clearart", "disc", "still"]
ArtworkTarget = Literal["folder", "season", "video", "person"]

_KINDS: dict[str, ArtworkKind] = {
    "poster": "poster", "folder": "poster", "cover": "poster", "movie": "poster", "show": "poster",
    "default": "poster",
    "keyart": "poster", "fanart": "backdrop", "backdrop": "backdrop", "background": "backdrop",
    "art": "backdrop",
    "logo": "logo", "clearlogo": "logo", "landscape": "landscape", "thumb": "landscape", "banner": "banner",
    "clearart": "clearart", "disc": "disc", "discart": "disc", "cdart": "disc",
}  # fmt: skip
_WORD = "|".join(sorted(_KINDS, key=len, reverse=True))
_WHOLE = re.compile(rf"^({_WORD})[ ._-]?([0-9]{{0,3}})$", re.IGNORECASE)
_SEASON = re.compile(
    rf"^season[ ._-]?(?:([0-9]{{1,4}})|-?(specials?)|-?(all))(?:[ ._-]({_WORD})[ ._-]?([0-9]{{0,3}}))?$",
    re.IGNORECASE,
)
# Only these follow a file's name; "-movie" or "-folder" would be part of a title.
_BEHIND_NAME = re.compile(
    r"^(.{1,240})[-.](poster|cover|fanart|backdrop|background|clearlogo|logo|landscape|thumb|banner|clearart"
    r"|discart|disc|keyart)[ ._-]?([0-9]{0,3})$",
    re.IGNORECASE,
)
_FOLDERS: dict[str, ArtworkKind] = {
    "extrafanart": "backdrop",
    "extrathumbs": "backdrop",
    "backdrops": "backdrop",
}
_LAST_NUMBER = re.compile(r"([0-9]{1,3})$")


class ArtworkName(NamedTuple):
    """What a picture shows and what it is for.

    target: "folder" is the film, series or season whose folder holds it; "video" the file named by `stem`.
    season_number: of a "season" picture, 0 for specials. position: 0 for the only or first one of its kind.
    A "landscape" for an episode is its still: `sidecars.assign_sidecars` says so.
    """

    kind: ArtworkKind
    target: ArtworkTarget
    season_number: int | None = None
    stem: str | None = None
    position: int = 0


def read_artwork_name(folders: tuple[str, ...], stem: str) -> ArtworkName | None:
    """What a picture is, by its stem and the folders above it; None when it is no known artwork name.

    A picture that only bears the name of a video ("Film (1999).jpg") is known by `sidecars.assign_sidecars`
    alone.
    """
    parent = folders[-1].lower() if folders else ""
    if parent in _FOLDERS:
        number = _LAST_NUMBER.search(stem)
        # The folder's own pictures come after the one beside the film.
        return ArtworkName(_FOLDERS[parent], "folder", position=int(number[1]) if number else 1)
    if parent == PORTRAITS_FOLDER:
        return ArtworkName("poster", "person", stem=stem.replace("_", " "))
    whole = _WHOLE.match(stem)
    if whole is not None:
        return ArtworkName(_KINDS[whole[1].lower()], "folder", position=int(whole[2] or 0))
    season = _SEASON.match(stem)
    if season is not None:
        kind = _KINDS[season[4].lower()] if season[4] else "poster"
        position = int(season[5] or 0)
        if season[3]:
            return ArtworkName(kind, "folder", position=position)
        return ArtworkName(kind, "season", int(season[1]) if season[1] else 0, position=position)
    behind = _BEHIND_NAME.match(stem)
    if behind is not None:
        return ArtworkName(_KINDS[behind[2].lower()], "video", stem=behind[1], position=int(behind[3] or 0))
    return None
