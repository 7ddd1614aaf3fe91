"""Converted pieces on disk: whoever watches the same again, or goes back, finds them there.

    cache/pieces/{key}/init.mp4
    cache/pieces/{key}/{start}-{end}.m4s     whole seconds of the film

Files are complete or absent: written under another name and renamed. What was used longest ago goes first.
"""

import asyncio
import contextlib
import hashlib
import re
import shutil
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path

from kino.media.transcode.encoding import Piece

_KEY = re.compile(r"[0-9a-f]{32}")
_NAME = re.compile(r"(\d{1,6})-(\d{1,6})\.m4s")
_INIT = "init.mp4"
# What the smallest file takes of a disk; without it, empty pieces would have no bound.
_LEAST_BYTES = 4096


@dataclass(frozen=True, slots=True)
class KeptPiece:
    """A piece that is there. size_bytes: 0 for a piece in which the film shows nothing new."""

    start_s: int
    end_s: int
    size_bytes: int

    @property
    def name(self) -> str:
        return f"{self.start_s}-{self.end_s}.m4s"


class PieceCache:
    """At most `most_bytes` of pieces below a folder; what a server that was killed left there counts."""

    def __init__(self, folder: Path, most_bytes: int) -> None:
        self._folder = folder
        self._most_bytes = most_bytes
        self._pieces: dict[str, dict[int, KeptPiece]] = {}
        self._inits: set[str] = set()
        # By (key, start), the latest used last.
        self._used: OrderedDict[tuple[str, int], int] = OrderedDict()
        self._bytes = 0

    @staticmethod
    def key_of(path: bytes, facts: tuple[int, int], index: int, rung: str) -> str:
        """A folder's name for one picture in one quality."""
        told = b"%b\0%d\0%d\0%d\0%b" % (path, *facts, index, rung.encode())
        return hashlib.blake2b(told, digest_size=16).hexdigest()

    async def open(self) -> None:
        """Find what is there from earlier."""
        for key, pieces in await asyncio.to_thread(self._scan):
            self._inits.add(key)
            for piece in pieces:
                self._note(key, piece)
        await self._evict()

    def find(self, key: str, start_s: int) -> KeptPiece | None:
        """The piece that begins at this second."""
        piece = self._pieces.get(key, {}).get(start_s)
        if piece is not None:
            self._used.move_to_end((key, start_s))
        return piece

    def has_init(self, key: str) -> bool:
        """Whether the init segment is there."""
        return key in self._inits

    async def read(self, key: str, piece: KeptPiece) -> bytes | None:
        """Its bytes; None when they are gone, which is then known."""
        if not piece.size_bytes:
            return b""
        try:
            return await asyncio.to_thread((self._folder / key / piece.name).read_bytes)
        except OSError:
            # Where another one took its place meanwhile, that one is there.
            if self._pieces.get(key, {}).get(piece.start_s) == piece:
                self._forget(key, piece.start_s)
            return None

    async def read_init(self, key: str) -> bytes | None:
        """The init segment, or None."""
        if key not in self._inits:
            return None
        try:
            return await asyncio.to_thread((self._folder / key / _INIT).read_bytes)
        except OSError:
            self._inits.discard(key)
            return None

    async def write_init(self, key: str, data: bytes) -> None:
        """Keep the init segment. Raises OSError when the disk is full."""
        await asyncio.to_thread(_write, self._folder / key / _INIT, data)
        self._inits.add(key)

    async def write(self, key: str, piece: Piece) -> None:
        """Keep a piece; another one that began there is replaced. Raises OSError when the disk is full."""
        kept = KeptPiece(piece.start_s, piece.end_s, len(piece.data))
        await asyncio.to_thread(_write, self._folder / key / kept.name, piece.data)
        before = self._note(key, kept)
        if before is not None and before.name != kept.name:
            await asyncio.to_thread(_remove, self._folder / key / before.name)
        await self._evict()

    def _note(self, key: str, piece: KeptPiece) -> KeptPiece | None:
        """The piece counts; the one that had its place does not any more and is returned."""
        before = self._forget(key, piece.start_s)
        self._pieces.setdefault(key, {})[piece.start_s] = piece
        self._used[(key, piece.start_s)] = max(piece.size_bytes, _LEAST_BYTES)
        self._bytes += self._used[(key, piece.start_s)]
        return before

    def _forget(self, key: str, start_s: int) -> KeptPiece | None:
        piece = self._pieces.get(key, {}).pop(start_s, None)
        if piece is not None:
            self._bytes -= self._used.pop((key, start_s))
        return piece

    async def _evict(self) -> None:
        while self._bytes > self._most_bytes and len(self._used) > 1:
            key, start_s = next(iter(self._used))
            piece = self._forget(key, start_s)
            if piece is not None:
                await asyncio.to_thread(_remove, self._folder / key / piece.name)
            if not self._pieces.get(key):
                self._pieces.pop(key, None)
                self._inits.discard(key)
                await asyncio.to_thread(shutil.rmtree, self._folder / key, ignore_errors=True)

    def _scan(self) -> list[tuple[str, list[KeptPiece]]]:
        """Folders with an init segment and pieces, the one that was written to longest ago first.

        Those without are of no use to anybody and removed; what is not ours is left alone.
        """
        found = []
        for folder in sorted(_list_files(self._folder), key=_written_at_s):
            if _KEY.fullmatch(folder.name) is None or folder.is_symlink() or not folder.is_dir():
                continue
            pieces = _scan_pieces(folder) if (folder / _INIT).is_file() else []
            if pieces:
                found.append((folder.name, pieces))
            else:
                shutil.rmtree(folder, ignore_errors=True)
        return found


def _scan_pieces(folder: Path) -> list[KeptPiece]:
    """One for each second: of two, a kill left the older one there."""
    found: dict[int, KeptPiece] = {}
    for file in sorted(_list_files(folder), key=_written_at_s):
        match = _NAME.fullmatch(file.name)
        if match:
            with contextlib.suppress(OSError):
                piece = KeptPiece(int(match[1]), int(match[2]), file.stat().st_size)
                before = found.get(piece.start_s)
                if before is not None:
                    _remove(folder / before.name)
                found[piece.start_s] = piece
        elif file.suffix == ".part":
            _remove(file)
    return list(found.values())


def _list_files(folder: Path) -> list[Path]:
    try:
        return list(folder.iterdir())
    except OSError:
        return []


def _written_at_s(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(path.name + ".part")
    try:
        partial.write_bytes(data)
        partial.replace(path)
    except OSError:
        _remove(partial)
        raise


def _remove(path: Path) -> None:
    with contextlib.suppress(OSError):
        path.unlink()
