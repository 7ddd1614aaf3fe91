"""Watches library folders, so that a new file is seen within seconds of the end of its copy.

inotify where the file system reports changes; network mounts, which do not, are polled. A file counts as
copied once its size and time have stood still for SETTLE_S.
"""

import asyncio
import contextlib
import os
import time
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

import structlog

from kino.features.scanner.parts.walk import SETTLE_S

log = structlog.get_logger(__name__)

TICK_S = 0.3
POLL_S = 60.0
NETWORK_FILE_SYSTEMS = frozenset(
    {"nfs", "nfs4", "cifs", "smb3", "smbfs", "fuse.sshfs", "9p", "fuse.rclone", "davfs"}
)

Changed = Callable[[UUID, UUID, list[bytes]], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class WatchedFolder:
    """A library folder by its absolute path."""

    library_id: UUID
    folder_id: UUID
    path: bytes


@dataclass(slots=True)
class _Pending:
    """What is known of a path that changed a moment ago."""

    folder: WatchedFolder
    signature: tuple[int, int] | None
    still_since_s: float


@dataclass(slots=True)
class FolderWatcher:
    """Calls `changed` with the directories (relative to the folder) in which something settled."""

    changed: Changed
    settle_s: float = SETTLE_S
    poll_s: float = POLL_S
    _folders: dict[bytes, WatchedFolder] = field(default_factory=dict)
    _pending: dict[bytes, _Pending] = field(default_factory=dict)
    _tasks: list[asyncio.Task[None]] = field(default_factory=list)
    _stop: asyncio.Event = field(default_factory=asyncio.Event)

    async def watch(self, folders: Iterable[WatchedFolder]) -> None:
        """Watch exactly these folders from now on."""
        await self.stop()
        self._folders, local, remote = await asyncio.to_thread(_sort_folders, list(folders))
        self._stop = asyncio.Event()
        if local:
            self._tasks.append(asyncio.create_task(self._listen(local, is_polled=False), name="watch"))
        if remote:
            self._tasks.append(asyncio.create_task(self._listen(remote, is_polled=True), name="watch-poll"))
        self._tasks.append(asyncio.create_task(self._settle(), name="watch-settle"))

    async def stop(self) -> None:
        """Watch nothing any more."""
        self._stop.set()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks.clear()
        self._pending.clear()

    async def _listen(self, paths: list[bytes], *, is_polled: bool) -> None:
        from watchfiles import awatch

        names = [os.fsdecode(path) for path in paths]
        try:
            async for changes in awatch(
                *names,
                watch_filter=None,
                debounce=200,
                step=50,
                stop_event=self._stop,
                force_polling=is_polled,
                poll_delay_ms=int(self.poll_s * 1000),
                recursive=True,
            ):
                for _, name in changes:
                    self._note(os.fsencode(name))
        except OSError as error:
            # Too many directories for inotify's limit, most often. The half-daily scan still finds changes.
            log.warning("folders are not watched", folders=names, reason=str(error))
            if not is_polled:
                await self._listen(paths, is_polled=True)

    def _note(self, path: bytes) -> None:
        folder = self._owner(path)
        if folder is not None and not _is_uninteresting(path):
            self._pending[path] = _Pending(folder, _signature(path), time.monotonic())

    def _owner(self, path: bytes) -> WatchedFolder | None:
        for root, folder in self._folders.items():
            if path == root or path.startswith(root + b"/"):
                return folder
        return None

    async def _settle(self) -> None:
        while True:
            await asyncio.sleep(TICK_S)
            if not self._pending:
                continue
            settled = await asyncio.to_thread(self._collect_settled)
            by_folder: dict[WatchedFolder, set[bytes]] = {}
            for path in settled:
                folder = self._pending.pop(path).folder
                directory = await asyncio.to_thread(self._directory, folder, path)
                by_folder.setdefault(folder, set()).add(directory)
            for folder, directories in by_folder.items():
                await self.changed(folder.library_id, folder.folder_id, sorted(directories))

    def _collect_settled(self) -> list[bytes]:
        return [path for path in list(self._pending) if self._is_settled(path)]

    def _is_settled(self, path: bytes) -> bool:
        pending = self._pending[path]
        signature = _signature(path)
        if signature != pending.signature:
            pending.signature, pending.still_since_s = signature, time.monotonic()
            return False
        wait_s = self.settle_s if signature is not None else TICK_S  # what is gone cannot change any more
        return time.monotonic() - pending.still_since_s >= wait_s

    def _directory(self, folder: WatchedFolder, path: bytes) -> bytes:
        root = os.path.realpath(folder.path)
        directory = path if os.path.isdir(path) else path.rpartition(b"/")[0]
        if directory == root or not directory.startswith(root + b"/"):
            return b""
        return directory[len(root) + 1 :]


def _sort_folders(
    folders: list[WatchedFolder],
) -> tuple[dict[bytes, WatchedFolder], list[bytes], list[bytes]]:
    """Folders by their real path, and the paths that are there: local ones and those on the network."""
    by_path = {os.path.realpath(folder.path): folder for folder in folders}
    present = [path for path in by_path if os.path.isdir(path)]
    remote = [path for path in present if is_network_mount(path)]
    return by_path, [path for path in present if path not in remote], remote


def _signature(path: bytes) -> tuple[int, int] | None:
    with contextlib.suppress(OSError):
        info = os.stat(path)
        return info.st_size, info.st_mtime_ns
    return None


def _is_uninteresting(path: bytes) -> bool:
    name = path.rpartition(b"/")[2]
    return name.startswith(b".") or name.endswith((b".part", b".tmp", b".crdownload", b".!qB", b"~"))


def is_network_mount(path: bytes) -> bool:
    """Whether the path lies on a file system that tells nobody about the changes of others."""
    try:
        mounts = Path("/proc/self/mounts").read_bytes().splitlines()
    except OSError:
        return False
    best, kind = b"", ""
    for line in mounts:
        parts = line.split(b" ")
        point = parts[1].replace(b"\\040", b" ") if len(parts) > 2 else b""
        inside = path == point or path.startswith(point.rstrip(b"/") + b"/")
        if point and inside and len(point) >= len(best):
            best, kind = point, parts[2].decode(errors="replace")
    return kind in NETWORK_FILE_SYSTEMS
