"""A path as words: decoded, cleaned of invisible characters and bounded, whatever bytes a disk holds."""

from __future__ import annotations

import unicodedata
from typing import NamedTuple

from kino.core.text import drop_invisible, fold_text

# A name holds at most 255 bytes and a path 4,096 on Linux; more is not read, so that time stays bounded.
MAX_NAME_CHARS = 255
MAX_PATH_BYTES = 4096
MAX_FOLDERS = 24


def fold_spelling(title: str) -> str:
    """The title for a group key: undecodable bytes are spelled out, for folding would drop them.

    A title of punctuation and signs alone, of which folding leaves nothing, is taken as it is written.
    """
    folded = fold_text(title)
    if title.isprintable():
        return folded or title.casefold()
    spelling = title.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    return fold_text(spelling) if folded else spelling.casefold()


class PathWords(NamedTuple):
    """The folders from the library down, and the name.

    Undecodable bytes are surrogate escapes, so different names stay different.
    """

    path: bytes
    folders: tuple[str, ...]
    name: str
    stem: str
    extension: str
    valid_utf8: bool

    def folder_path(self, count: int) -> bytes | None:
        """The path of the first `count` folders; None for none."""
        return b"/".join(self.path.split(b"/", count)[:count]) if count else None


def split_path(path: bytes) -> PathWords:
    """The words of a path relative to its library, written with "/" as on every POSIX disk."""
    raw = path if len(path) <= MAX_PATH_BYTES else path[:MAX_PATH_BYTES]
    text = raw.decode("utf-8", "surrogateescape")
    valid = True
    if not (text.isascii() and text.isprintable()):
        valid = not any("\ud800" <= char <= "\udfff" for char in text)
        # macOS stores decomposed letters, everyone else composed ones.
        text = drop_invisible(unicodedata.normalize("NFC", text))
    *folders, name = text.split("/")
    if len(folders) > MAX_FOLDERS:
        del folders[MAX_FOLDERS:]
    if len(text) > MAX_NAME_CHARS:
        folders = [folder[:MAX_NAME_CHARS] for folder in folders]
        name = name[-MAX_NAME_CHARS:]
    stem, dot, extension = name.rpartition(".")
    if not dot:
        stem, extension = name, ""
    return PathWords(path, tuple(folders), name, stem, extension.lower(), valid)
