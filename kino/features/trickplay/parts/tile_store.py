"""Sheets on disk: `<folder>/<2 hex>/<file>/<version>/<n>.webp`, each there whole or not at all.

Blocking: call it in a thread. A folder's time says when its film was last looked at.
"""

import contextlib
import json
import os
import re
import secrets
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from kino.features.trickplay.errors import TilesUnwritable

# Ten thousand films of two hours are some 30 GB; who has more sees them made when they are opened.
MOST_BYTES = 20 * 1024**3
# What was refused once is tried again after a day: a disk may have been slow, a decoder may be newer.
REFUSED_FOR_S = 86_400.0
_RECIPE = 1
_VERSION = re.compile(r"[0-9a-f]{1,16}-[0-9a-f]{1,17}-r[0-9]{1,3}")
_REFUSED = "refused.json"
_PARTIAL = re.compile(r"\.[0-9]{1,4}\.webp\.[0-9a-f]{8}")


def name_version(size_bytes: int, mtime_ns: int) -> str:
    """Of a file's tiles: another file under the same name has others."""
    return f"{size_bytes:x}-{mtime_ns & (1 << 64) - 1:x}-r{_RECIPE}"


def is_version(text: str) -> bool:
    """Whether an address names a version."""
    return _VERSION.fullmatch(text) is not None


@dataclass(frozen=True, slots=True)
class KeptSheet:
    """One sheet on disk."""

    path: Path
    size_bytes: int
    mtime_ns: int


class TileStore:
    """The folder of all tiles, and how much lies in it."""

    def __init__(self, folder: Path, most_bytes: int = MOST_BYTES) -> None:
        self.folder = folder
        self.most_bytes = most_bytes
        self._size_bytes: int | None = None

    def list_sheets(self, file_id: UUID, version: str, sheet_count: int) -> list[bool]:
        """For each sheet whether it is there."""
        return [self.find(file_id, version, number) is not None for number in range(sheet_count)]

    def find(self, file_id: UUID, version: str, number: int) -> KeptSheet | None:
        """A sheet; an empty file (of a power cut) counts as none."""
        path = self._folder_of(file_id) / version / f"{number}.webp"
        try:
            facts = path.stat()
        except OSError:
            return None
        return KeptSheet(path, facts.st_size, facts.st_mtime_ns) if facts.st_size else None

    def keep(self, file_id: UUID, version: str, number: int, webp: bytes) -> None:
        """The sheet is on disk; other versions of the file's tiles are gone. Raises TilesUnwritable."""
        folder = self._folder_of(file_id) / version
        known = self.find(file_id, version, number)
        before_bytes = self.size_bytes - (known.size_bytes if known else 0)
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            _write_whole(folder / f"{number}.webp", webp)
        except OSError as error:
            raise TilesUnwritable(
                f"The small pictures of a film cannot be written to {self.folder}: {error.strerror}. "
                "Free some space there; they are then made by themselves."
            ) from error
        (folder / _REFUSED).unlink(missing_ok=True)
        self._size_bytes = before_bytes + len(webp)
        for other in _list_folders(folder.parent):
            if other.name != version:
                self._forget(other)

    def refuse(self, file_id: UUID, version: str, reason: str) -> None:
        """Note why the film has no tiles. A disk that is full loses this word and nothing else."""
        folder = self._folder_of(file_id) / version
        with contextlib.suppress(OSError):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            _write_whole(folder / _REFUSED, json.dumps({"reason": reason[:500]}).encode())

    def find_refusal(self, file_id: UUID, version: str) -> str | None:
        """Why there are none, if that was found out lately."""
        path = self._folder_of(file_id) / version / _REFUSED
        with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
            if time.time() - path.stat().st_mtime < REFUSED_FOR_S:
                return str(json.loads(path.read_bytes())["reason"])
        return None

    def touch(self, file_id: UUID) -> None:
        """Somebody looks at the film."""
        with contextlib.suppress(OSError):
            os.utime(self._folder_of(file_id))

    def remove(self, file_id: UUID) -> None:
        """Nothing of the file is left."""
        self._forget(self._folder_of(file_id))

    @property
    def size_bytes(self) -> int:
        """Of all sheets. The first time it is asked for, every file is looked at."""
        if self._size_bytes is None:
            self._size_bytes = sum(_weigh(film) for film in self.list_films())
        return self._size_bytes

    def make_room(self, keep_id: UUID) -> int:
        """What lies in the folder fits its bound: what was looked at least lately is gone; how many films.

        keep_id: stays whatever happens.
        """
        if self.size_bytes <= self.most_bytes:
            return 0
        gone = 0
        for film in sorted(self.list_films(), key=_looked_at_s):
            if self.size_bytes <= self.most_bytes:
                break
            if film.name != keep_id.hex:
                self._forget(film)
                gone += 1
        return gone

    def list_films(self) -> Iterator[Path]:
        """A folder for each file that has tiles, named by its id."""
        for start in _list_folders(self.folder):
            yield from _list_folders(start)

    def list_versions(self, film: Path) -> list[str]:
        """The versions in a film's folder."""
        return [folder.name for folder in _list_folders(film)]

    def remove_partials(self, film: Path, older_than_at_s: float) -> None:
        """What a kill left half written before that instant is gone."""
        for version in _list_folders(film):
            with contextlib.suppress(OSError):
                for path in version.iterdir():
                    if _PARTIAL.fullmatch(path.name) and path.stat().st_mtime < older_than_at_s:
                        path.unlink(missing_ok=True)

    def _forget(self, folder: Path) -> None:
        weight = _weigh(folder)
        shutil.rmtree(folder, ignore_errors=True)
        if self._size_bytes is not None:
            self._size_bytes = max(0, self._size_bytes - weight)

    def _folder_of(self, file_id: UUID) -> Path:
        return self.folder / file_id.hex[-2:] / file_id.hex


def _list_folders(folder: Path) -> list[Path]:
    try:
        return [path for path in folder.iterdir() if path.is_dir() and not path.is_symlink()]
    except OSError:
        return []


def _weigh(folder: Path) -> int:
    total = 0
    for path in folder.rglob("*.webp"):
        with contextlib.suppress(OSError):
            total += path.stat().st_size
    return total


def _looked_at_s(folder: Path) -> float:
    try:
        return folder.stat().st_mtime
    except OSError:
        return 0.0


def _write_whole(path: Path, content: bytes) -> None:
    partial = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    fd = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        with os.fdopen(fd, "wb") as file:
            file.write(content)
        partial.replace(path)
    except OSError:
        partial.unlink(missing_ok=True)
        raise
