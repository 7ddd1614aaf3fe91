"""Folders copied whole from a disc: listed once with their reason, never file by file."""

from __future__ import annotations

import re

_DISC_FOLDERS = frozenset(("video_ts", "audio_ts", "bdmv", "hvdvd_ts", "avchd", "certificate"))
# A DVD is sometimes copied without its VIDEO_TS folder.
_LOOSE_DVD_FILE = re.compile(r"^(?:video_ts|vts_[0-9]{2}_[0-9])\.(?:vob|ifo|bup)$", re.IGNORECASE)
_LOOSE_BLURAY_FILE = re.compile(r"^(?:index|movieobject)\.bdmv$", re.IGNORECASE)


def find_disc_root(folders: tuple[str, ...], name: str) -> int | None:
    """How many leading folders lead to the disc that this file is part of, or None when it is part of none.

    For folders ("Film (1999)", "VIDEO_TS") the answer is 1: the disc lies in "Film (1999)".
    """
    for index, folder in enumerate(folders):
        lowered = folder.lower()
        # "CERTIFICATE" stands beside BDMV, but a film may bear the name: believe it in capitals only.
        if lowered in _DISC_FOLDERS and (lowered != "certificate" or (folder.isupper() and index)):
            return index
    if _LOOSE_DVD_FILE.match(name) or _LOOSE_BLURAY_FILE.match(name):
        return len(folders)
    return None
