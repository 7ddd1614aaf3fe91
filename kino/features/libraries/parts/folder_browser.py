"""Looks into the server's folders, below the media roots and nowhere else. Blocks: it runs in threads."""

import os
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from kino.core.errors import KinoError
from kino.core.settings import Settings
from kino.core.text import readable_text
from kino.features.libraries.errors import (
    FolderIsOurs,
    FolderNotFound,
    FolderOutsideRoots,
    FolderUnreadable,
)

# Where disks usually appear, when KINO_MEDIA_ROOTS says nothing; only those that exist are offered.
USUAL_ROOTS = ("/media", "/mnt", "/srv", "/data", "/storage", "/volume1", "/Volumes", "/home", "/Users")
LONGEST_LISTING = 2000  # folders; more than anyone scrolls through
HINT_TIME_S = 1.0  # for all folders of a listing together: a slow disk gives fewer hints, not a slow page
_HINT_ENTRIES = 48
_HINT_SUBFOLDERS = 6
_VIDEO_ENDINGS = (
    ".mkv",
    ".mp4",
    ".m4v",
    ".avi",
    ".mov",
    ".webm",
    ".ts",
    ".m2ts",
    ".mpg",
    ".mpeg",
    ".ogv",
    ".wmv",
)
# Of file systems and storage boxes; never anyone's films.
_SYSTEM_NAMES = frozenset({"lost+found", "@eadir", "#recycle", "$recycle.bin", "system volume information"})


@dataclass(frozen=True, slots=True)
class FoundFolder:
    """A folder within another. path: None when its name is no text, so that it cannot be asked for."""

    name: str
    path: str | None
    is_readable: bool
    has_media_hint: bool


@dataclass(frozen=True, slots=True)
class Listing:
    """A folder and the folders in it, by name."""

    path: str
    parent: str | None
    folders: Sequence[FoundFolder]
    free_bytes: int
    total_bytes: int


def name_roots(settings: Settings) -> list[str]:
    """Media roots by the names of the settings, else the usual places, there or not. Asks no disk."""
    return [str(each) for each in settings.media_roots] or list(USUAL_ROOTS)


def resolve_root(root: str, *, is_named: bool) -> str | None:
    """The root with its links followed; None for a usual place that is not there, unlike a named one."""
    return os.path.realpath(root) if is_named or Path(root).is_dir() else None


def resolve_folder(path: str, roots: Sequence[str]) -> str:
    """The folder's own place once links are followed. roots: absolute, with their links followed.

    Raises FolderNotFound, FolderOutsideRoots, FolderUnreadable.
    """
    if not path.startswith("/") or "\0" in path:
        raise FolderNotFound(f"{readable_text(path)!r} is no absolute path.")
    shown = readable_text(path)
    real = os.path.realpath(path)
    # Asked before whether it exists: outside the roots, not even that is told.
    if not any(is_within(real, root) for root in roots):
        raise FolderOutsideRoots(
            f"{shown} lies outside of the folders that Kino may offer. KINO_MEDIA_ROOTS names them."
        )
    try:
        is_folder = Path(real).is_dir()
    except OSError as error:
        raise _explain(error, shown) from error
    if not is_folder:
        raise FolderNotFound(f"There is no folder {shown} on this server.")
    if not os.access(real, os.R_OK | os.X_OK):
        raise FolderUnreadable(f"Kino's user may not read {shown}. Give it the right to, or choose another.")
    return real


def refuse_own_data(real: str, settings: Settings) -> None:
    """Raises FolderIsOurs for a folder in which a scan would meet Kino's own files."""
    data = os.path.realpath(settings.data_dir)
    if is_within(real, data) or is_within(data, real):
        raise FolderIsOurs(
            f"{readable_text(real)} holds Kino's own data ({data}). Choose a folder beside it."
        )


def is_within(path: str, folder: str) -> bool:
    """Whether path is folder or lies below it; both absolute and resolved."""
    return path == folder or path.startswith(folder.rstrip("/") + "/")


def list_folder(path: str | None, roots: Sequence[str]) -> Listing:
    """What lies in a folder; None takes the first of the roots, n ≥ 1. Raises as resolve_folder does."""
    real = resolve_folder(path or roots[0], roots)
    try:
        folders = list(islice(_find_folders(real, roots), LONGEST_LISTING))
        space = os.statvfs(real)
    except OSError as error:
        raise _explain(error, readable_text(real)) from error
    return Listing(
        path=real,
        parent=None if real in roots else str(Path(real).parent),
        folders=sorted(folders, key=lambda each: each.name.casefold()),
        free_bytes=space.f_bavail * space.f_frsize,
        total_bytes=space.f_blocks * space.f_frsize,
    )


def measure_space(path: bytes) -> tuple[int, int]:
    """Bytes free for Kino's user and in all, on the disk of this folder. Raises OSError when it is away."""
    space = os.statvfs(path)
    return space.f_bavail * space.f_frsize, space.f_blocks * space.f_frsize


def _explain(error: OSError, shown: str) -> KinoError:
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return FolderNotFound(f"There is no folder {shown} on this server.")
    return FolderUnreadable(f"{shown} cannot be read: {error.strerror}.")


def _find_folders(real: str, roots: Sequence[str]) -> Iterator[FoundFolder]:
    until_s = time.monotonic() + HINT_TIME_S
    with os.scandir(real) as entries:
        for entry in entries:
            if entry.name.startswith(".") or entry.name.casefold() in _SYSTEM_NAMES:
                continue
            if not _is_folder(entry) or not _stays_within(entry, roots):
                continue
            is_text = entry.name.isprintable()
            is_readable = is_text and os.access(entry.path, os.R_OK | os.X_OK)
            has_hint = is_readable and time.monotonic() < until_s and _has_video(entry.path)
            path = entry.path if is_text else None
            yield FoundFolder(readable_text(entry.name), path, is_readable, has_hint)


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link that leads in a circle, or to a disk that fails
        return False


def _stays_within(entry: os.DirEntry[str], roots: Sequence[str]) -> bool:
    if not entry.is_symlink():
        return True
    target = os.path.realpath(entry.path)
    return any(is_within(target, root) for root in roots)


def _has_video(folder: str, depth: int = 1) -> bool:
    """Whether a quick look meets a video: a few entries, and those of a few folders below."""
    below: list[str] = []
    try:
        with os.scandir(folder) as entries:
            for entry in islice(entries, _HINT_ENTRIES):
                if entry.name.lower().endswith(_VIDEO_ENDINGS):
                    return True
                # Links are not followed: they could lead out of the roots.
                if entry.is_dir(follow_symlinks=False) and not entry.name.startswith("."):
                    below.append(entry.path)
    except OSError:
        return False
    return depth > 0 and any(_has_video(each, depth - 1) for each in below[:_HINT_SUBFOLDERS])
