"""The data folder: where things lie in it, and the lock that keeps a second server out."""

import fcntl
import os
from pathlib import Path
from typing import Self

from kino.core.errors import KinoError


class DataFolderInUse(KinoError):
    """Another Kino server works on this data folder."""

    status = 500


class DataFolderUnusable(KinoError):
    """The data folder cannot be made or written to."""

    status = 500


class DataFolder:
    """Paths below the data folder, made with access for the owner only.

    As a context manager it holds an exclusive lock, which the kernel drops however the process ends.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self.artwork = root / "artwork"
        self.cache = root / "cache"
        self.logs = root / "logs"
        self.backups = root / "backups"
        self._lock_fd: int | None = None

    def create(self) -> None:
        """Make the folders. Raises DataFolderUnusable, naming the folder and the reason."""
        try:
            for folder in (self.root, self.artwork, self.cache, self.logs, self.backups):
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            probe = self.root / ".writable"
            probe.write_bytes(b"")
            probe.unlink()
        except OSError as error:
            raise DataFolderUnusable(
                f"The data folder {self.root} cannot be used: {error.strerror}. "
                "Choose another with --data or KINO_DATA_DIR, or give Kino's user the right to write there."
            ) from error

    def __enter__(self) -> Self:
        self.create()
        fd = os.open(self.root / "kino.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            holder = os.pread(fd, 32, 0).decode(errors="replace").strip() or "unknown"
            os.close(fd)
            raise DataFolderInUse(
                f"Another Kino (process {holder}) already uses the data folder {self.root}. "
                "Stop it first, or start this one with another --data folder."
            ) from error
        os.ftruncate(fd, 0)
        os.pwrite(fd, str(os.getpid()).encode(), 0)
        self._lock_fd = fd
        return self

    def __exit__(self, *_exception: object) -> None:
        if self._lock_fd is not None:
            os.close(self._lock_fd)
            self._lock_fd = None
