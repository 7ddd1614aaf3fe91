"""Trailers, interviews and the like: by the folder that holds them or by the end of their name."""

from __future__ import annotations

import re

from kino.features.scanner.parts.name_reading import ExtraKind

_FOLDERS: dict[str, ExtraKind] = {
    "behind the scenes": "behind_the_scenes", "making of": "behind_the_scenes",
    "making-of": "behind_the_scenes",
    "hinter den kulissen": "behind_the_scenes", "deleted scenes": "deleted_scene", "deleted": "deleted_scene",
    "gelöschte szenen": "deleted_scene", "entfallene szenen": "deleted_scene", "interviews": "interview",
    "interview": "interview", "featurettes": "featurette", "featurette": "featurette", "scenes": "scene",
    "szenen": "scene", "shorts": "short", "kurzfilme": "short", "clips": "clip", "trailers": "trailer",
    "trailer": "trailer", "teaser": "trailer", "samples": "sample", "sample": "sample",
    "theme-music": "theme_song",
    "theme music": "theme_song", "backdrops": "theme", "other": "other", "others": "other", "extras": "other",
    "extra": "other", "bonus": "other", "bonusmaterial": "other", "bonus material": "other",
    "special features": "other",
    "sonstiges": "other",
}  # fmt: skip
# These words are also genres or titles of their own, so a film with its own year in such a folder stays a
# film.
_DOUBTFUL_FOLDERS = frozenset(
    ("shorts", "kurzfilme", "clips", "other", "others", "extra", "extras", "scenes", "interview")
)
_SUFFIXES: dict[str, ExtraKind] = {
    "trailer": "trailer", "teaser": "trailer", "behindthescenes": "behind_the_scenes",
    "makingof": "behind_the_scenes",
    "deleted": "deleted_scene", "deletedscene": "deleted_scene", "deletedscenes": "deleted_scene",
    "featurette": "featurette", "interview": "interview", "scene": "scene", "short": "short", "clip": "clip",
    "other": "other", "extra": "other", "extras": "other", "bonus": "other", "theme": "theme",
}  # fmt: skip
_SUFFIX = re.compile(rf"[ ._]?-[ ._]?({'|'.join(_SUFFIXES)})[ ._-]?[0-9]{{0,3}}$", re.IGNORECASE)
# Trailers alone are also told apart by a dot or an underscore.
_DOTTED_TRAILER = re.compile(r"[._]trailer[0-9]{0,3}$", re.IGNORECASE)
_WHOLE_NAME = re.compile(r"^(trailer|teaser|theme)[ ._-]?[0-9]{0,3}$", re.IGNORECASE)
_SAMPLE = re.compile(r"(?:^|[ ._-]|\()sample[ ._-]?[0-9]{0,2}\)?$|^sample-(?=.)", re.IGNORECASE)
_OWN_YEAR = re.compile(r"[(\[](?:18|19|20)[0-9]{2}[)\]]")


def find_extras_folder(folders: tuple[str, ...], stem: str) -> tuple[int, ExtraKind] | None:
    """The index of the folder that makes this file an extra, and of which kind; None when no folder does.

    The first folder never counts: it is a title ("Extras" is a series) or a genre ("Shorts"), and extras need
    an owner.
    """
    for index in range(len(folders) - 1, 0, -1):
        folder = folders[index]
        kind = _FOLDERS.get(folder.lower())
        if kind is not None:
            owned = _OWN_YEAR.search(folders[index - 1]) is not None
            if (
                folder.lower() in _DOUBTFUL_FOLDERS
                and not owned
                and _OWN_YEAR.search("/".join((*folders[index:], stem)))
            ):
                return None
            return index, kind
        if _OWN_YEAR.search(folder):
            return None
    return None


def find_extra_suffix(stem: str) -> tuple[str, ExtraKind] | None:
    """The name without the ending that makes it an extra, and of which kind; None when it has no such ending.

    The rest is empty for "trailer.mkv", which belongs to the folder it is in.
    """
    whole = _WHOLE_NAME.match(stem)
    if whole is not None:
        return "", _SUFFIXES[whole[1].lower()]
    if "-" in stem and (found := _SUFFIX.search(stem)) is not None and found.start() > 0:
        return stem[: found.start()], _SUFFIXES[found[1].lower()]
    if "railer" not in stem.lower():
        return None
    found = _DOTTED_TRAILER.search(stem)
    return (stem[: found.start()], "trailer") if found is not None and found.start() > 0 else None


def is_sample(stem: str) -> bool:
    """Whether the name says that this is the sample of a release ("sample.mkv", "film-sample.mkv")."""
    # One plain test spares nine of ten names the expression.
    return "ample" in stem.lower() and _SAMPLE.search(stem) is not None and not _OWN_YEAR.search(stem)
