"""Reads the answers of archive.org's metadata API and picks the file to take. Pure: no network, no disk.

Shape: https://archive.org/developers/md-read.html. Every value may be a string or a number, a list or a
single one; an unknown item is `{}`, an error is HTTP 200 with `{"error": …}`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any
from urllib.parse import quote

from kino.providers.internet_archive.errors import ArchiveItemNotFound, ArchiveRefused, NoFittingFile

# Copies of a silent film differ by speed and cut; a trailer or another film differs by more than this.
_LENGTH_TOLERANCE = 0.35
_MAX_FILE_BYTES = 4 * 1024**3
_CLOSED_COLLECTIONS = frozenset({"stream_only", "inlibrary", "loggedin", "noindex"})
_H264_FORMATS = frozenset({"h.264", "h.264 ia", "h.264 hd", "mpeg4", "hires mpeg4", "512kb mpeg4"})


@dataclass(frozen=True, slots=True)
class ArchiveFile:
    """One file of an item, as the source publishes it.

    name: path inside the item, with `/`. size_bytes, duration_s, height_px: None when not published.
    md5, sha1: lower-case hex, None when not published.
    """

    name: str
    format: str
    source: str
    size_bytes: int | None
    md5: str | None
    sha1: str | None
    duration_s: float | None
    height_px: int | None
    is_private: bool


@dataclass(frozen=True, slots=True)
class ArchiveItem:
    """An item and its files; licence_url is what its uploader chose, not a fact."""

    identifier: str
    title: str
    licence_url: str | None
    files: tuple[ArchiveFile, ...]

    def download_path(self, file: ArchiveFile) -> str:
        """The path of a file's address, each part quoted."""
        return f"/download/{quote(self.identifier, safe='')}/{quote(file.name, safe='/')}"


def parse_item(identifier: str, answer: Any) -> ArchiveItem:
    """The item of a decoded metadata answer.

    Raises ArchiveItemNotFound (no such item, or one that is closed), ArchiveRefused (an error or nonsense).
    """
    if not isinstance(answer, Mapping):
        raise ArchiveRefused(f"archive.org answered nonsense about {identifier}.")
    if answer.get("error"):
        raise ArchiveRefused(f"archive.org could not answer about {identifier}: {str(answer['error'])[:200]}")
    files = answer.get("files")
    if not isinstance(files, list) or not files:
        raise ArchiveItemNotFound(f"archive.org has no item {identifier}.")
    metadata = answer.get("metadata")
    facts: Mapping[str, Any] = metadata if isinstance(metadata, Mapping) else {}
    collections = {str(name).lower() for name in _list_of(facts.get("collection"))}
    restricted = _text(facts.get("access-restricted-item")).lower() == "true"
    if answer.get("is_dark") or restricted or collections & _CLOSED_COLLECTIONS:
        raise ArchiveItemNotFound(f"archive.org no longer gives out {identifier}.")
    return ArchiveItem(
        identifier=identifier,
        title=_text(facts.get("title")) or identifier,
        licence_url=_text(facts.get("licenseurl")) or None,
        files=tuple(
            _parse_file(entry) for entry in files if isinstance(entry, Mapping) and entry.get("name")
        ),
    )


def choose_file(item: ArchiveItem, pattern: str, expected_s: float | None) -> ArchiveFile:
    """The file to take: named like the pattern, an H.264 mp4 with a checksum, about as long as expected.

    pattern:    fnmatch, case matters; matched against the whole name and against its last part.
    expected_s: seconds > 0, or None when any length will do.

    Of several the original one, then the tallest, then the smallest. Raises NoFittingFile with the reason
    that each candidate was refused for.
    """
    refusals = []
    fitting = []
    for file in item.files:
        if not (fnmatchcase(file.name, pattern) or fnmatchcase(file.name.rpartition("/")[2], pattern)):
            continue
        reason = _refuse(file, expected_s)
        if reason is None:
            fitting.append(file)
        else:
            refusals.append(f"{file.name}: {reason}")
    if not fitting:
        detail = "; ".join(refusals[:5]) or f"no file is named like {pattern}"
        raise NoFittingFile(f"archive.org's item {item.identifier} has no fitting file ({detail}).")
    return min(fitting, key=_preference)


def _preference(file: ArchiveFile) -> tuple[bool, int, int]:
    return file.source != "original", -(file.height_px or 0), file.size_bytes or 0


def _refuse(file: ArchiveFile, expected_s: float | None) -> str | None:
    if file.is_private:
        return "private"
    parts = file.name.split("/")
    if ".." in parts or file.name.startswith("/") or "__MACOSX" in parts:
        return "not a plain name"
    if not file.name.lower().endswith((".mp4", ".m4v")) or file.format.lower() not in _H264_FORMATS:
        return f"{file.format or 'unknown format'}, not an H.264 mp4"
    if not file.size_bytes or not (file.sha1 or file.md5):
        return "its size or checksum is not published"
    if file.size_bytes > _MAX_FILE_BYTES:
        return f"{file.size_bytes} bytes are too many"
    if expected_s and file.duration_s and abs(file.duration_s / expected_s - 1) > _LENGTH_TOLERANCE:
        return f"{file.duration_s:.0f} s long instead of about {expected_s:.0f} s"
    return None


def _parse_file(entry: Mapping[str, Any]) -> ArchiveFile:
    height = _number(entry.get("height"))
    size = _number(entry.get("size"))
    return ArchiveFile(
        name=_text(entry["name"]),
        format=_text(entry.get("format")),
        source=_text(entry.get("source")),
        size_bytes=int(size) if size else None,
        md5=_checksum(entry.get("md5"), 32),
        sha1=_checksum(entry.get("sha1"), 40),
        duration_s=_seconds(entry.get("length")),
        height_px=int(height) if height else None,
        is_private=_text(entry.get("private")).lower() == "true",
    )


def _list_of(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _text(value: Any) -> str:
    """The first value as text; what is neither text nor number is nothing."""
    first = next(iter(_list_of(value)), None)
    return str(first) if isinstance(first, str | int | float) and not isinstance(first, bool) else ""


def _number(value: Any) -> float | None:
    try:
        number = float(_text(value))
    except ValueError:
        return None
    return number if 0 <= number < 2**53 else None


def _seconds(value: Any) -> float | None:
    """Seconds of "362.98", "6:02" or "1:02:03.5"."""
    total = 0.0
    parts = _text(value).split(":")
    for part in parts:
        number = _number(part)
        if number is None or len(parts) > 3:
            return None
        total = total * 60 + number
    return total or None


def _checksum(value: Any, digits: int) -> str | None:
    text = _text(value).lower()
    return text if len(text) == digits and all(char in "0123456789abcdef" for char in text) else None
