"""Pictures on disk: `<artwork>/<2 hex>/<hash>/<variant>.webp`, each there whole or not at all.

Blocking: call it in a thread.
"""

import contextlib
import errno
import os
import secrets
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from kino.features.artwork.errors import ArtworkDiskFull, ArtworkUnwritable
from kino.features.artwork.parts.variants import is_hash, variant_width_px

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


@dataclass(frozen=True, slots=True)
class KeptPicture:
    """One rendition on disk."""

    path: Path
    size_bytes: int
    mtime_ns: int


class PictureStore:
    """The artwork folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def keep(self, picture_hash: str, variants: Sequence[tuple[str, bytes]]) -> None:
        """Every rendition is on disk under its final name; those that were there stay.

        Raises ArtworkDiskFull, ArtworkUnwritable; what was written half is gone then.
        """
        folder = self._folder_of(picture_hash)
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            for variant, webp in variants:
                if self.find(picture_hash, variant) is None:
                    _write_whole(folder / f"{variant}.webp", webp)
        except OSError as error:
            if error.errno in _FULL:
                raise ArtworkDiskFull(
                    f"The disk of {self.folder} has no room for another picture. "
                    "Free some space, or move the data folder; the pictures are then made by themselves."
                ) from error
            raise ArtworkUnwritable(f"{folder} cannot be written to: {error.strerror}.") from error

    def find(self, picture_hash: str, variant: str) -> KeptPicture | None:
        """The rendition under exactly this name; an empty file (of a power cut) counts as none."""
        path = self._folder_of(picture_hash) / f"{variant}.webp"
        try:
            facts = path.stat()
        except OSError:
            return None
        return KeptPicture(path, facts.st_size, facts.st_mtime_ns) if facts.st_size else None

    def find_largest(self, picture_hash: str) -> KeptPicture | None:
        """The widest rendition that is left of a picture."""
        try:
            names = [path.stem for path in self._folder_of(picture_hash).iterdir() if path.suffix == ".webp"]
        except OSError:
            return None
        known = sorted((name for name in names if variant_width_px(name)), key=variant_width_px, reverse=True)
        return next((kept for name in known if (kept := self.find(picture_hash, name))), None)

    def remove(self, picture_hash: str) -> None:
        """Nothing of the picture is on disk any more."""
        shutil.rmtree(self._folder_of(picture_hash), ignore_errors=True)

    def list_hashes(self, older_than_at_s: float) -> Iterator[str]:
        """Pictures that were last written to before that instant (seconds since 1970)."""
        with contextlib.suppress(OSError):
            for start in sorted(self.folder.iterdir()):
                yield from _list_old(start, older_than_at_s)

    def _folder_of(self, picture_hash: str) -> Path:
        return self.folder / picture_hash[:2] / picture_hash


def _list_old(start: Path, older_than_at_s: float) -> Iterator[str]:
    with contextlib.suppress(OSError):
        for folder in start.iterdir():
            if is_hash(folder.name) and folder.stat().st_mtime < older_than_at_s:
                yield folder.name


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
