"""Open descriptors that the many range requests of one playback share."""

import asyncio
import os
from dataclasses import dataclass

from kino.core.clock import monotonic_s
from kino.core.disk_reads import (
    DiskReads,
    FileChanged,
    OpenFile,
    find_mount_point,
    list_mount_points,
    open_regular_file,
)

MAX_KEPT = 256
IDLE_S = 30.0
# How long a kept descriptor is believed to be what its path names, hard links and moves aside: those
# only the path tells. Looking at it can wait for a disk, so a thread does it, after the answer; what
# was cut, written, removed or replaced shows at the descriptor at once.
TRUST_PATH_S = 2.0
# And how long a look at the descriptor holds: ranges of one file follow each other by the millisecond.
TRUST_FILE_S = 0.1


@dataclass(slots=True)
class _Kept:
    file: OpenFile
    used_at_s: float
    path_seen_at_s: float
    file_seen_at_s: float


class OpenFiles:
    """At most max_kept descriptors, each closed within idle_s seconds of its last use.

    A player opens and drops a connection with each seek; keeping the descriptor spares each of
    them a walk through the directories, which on a sleeping disk takes seconds. When the bound is
    reached the descriptor idle for longest makes room; when none is idle, the new one is closed
    right after use.
    """

    def __init__(self, reads: DiskReads, max_kept: int = MAX_KEPT, idle_s: float = IDLE_S) -> None:
        self._reads = reads
        self._max_kept = max_kept
        self._idle_s = idle_s
        self._kept: dict[bytes, _Kept] = {}
        self._sweep: asyncio.TimerHandle | None = None

    def __len__(self) -> int:
        return len(self._kept)

    async def acquire(self, path: bytes, size_bytes: int, mtime_ns: int) -> OpenFile:
        """The file at path, held for the caller, who must release it.

        size_bytes, mtime_ns: what the library knows of it.
        Raises FileMissing, FileUnreadable, and FileChanged when size or time are others by now.
        """
        file = await self._find_kept(path) or await self._open(path)
        if (file.size_bytes, file.mtime_ns) != (size_bytes, mtime_ns):
            file.release()
            self._forget(path)
            raise FileChanged(
                f"The file has {file.size_bytes} bytes; when it was last scanned it had {size_bytes}."
                if file.size_bytes != size_bytes
                else "The file was written to after it was last scanned."
            )
        return file

    def find_now(self, path: bytes, size_bytes: int, mtime_ns: int) -> OpenFile | None:
        """The same as acquire, held, when that needs no waiting; else None."""
        kept = self._kept.get(path)
        if kept is None:
            return None
        file = kept.file
        if file.mtime_ns != mtime_ns or file.size_bytes != size_bytes or not self._reads.is_inline(file):
            return None
        now_s = monotonic_s()
        if now_s - kept.file_seen_at_s >= TRUST_FILE_S:
            if not file.is_still(os.fstat(file.fd)):
                return None
            kept.file_seen_at_s = now_s
            if now_s - kept.path_seen_at_s >= TRUST_PATH_S:
                self._look_at_path(path, kept)
        kept.used_at_s = now_s
        file.hold()
        return file

    async def _find_kept(self, path: bytes) -> OpenFile | None:
        """The kept file of path, held, if it is still what path names and nobody changed it."""
        kept = self._kept.get(path)
        if kept is None:
            return None
        file = kept.file
        file.hold()
        try:
            if self._reads.is_inline(file):
                is_still = file.is_still(os.fstat(file.fd))
                if monotonic_s() - kept.path_seen_at_s >= TRUST_PATH_S:
                    self._look_at_path(path, kept)
            else:
                is_still = file.is_still(await self._reads.start(file.mount, os.lstat, path))
        except OSError:
            is_still = False
        except BaseException:
            file.release()
            raise
        if not is_still:
            file.release()
            if self._kept.get(path) is kept:
                self._forget(path)
            return None
        kept.used_at_s = monotonic_s()
        return file

    def _look_at_path(self, path: bytes, kept: _Kept) -> None:
        """Soon, a thread has seen whether path names kept's file; if not, kept is forgotten."""
        kept.path_seen_at_s = monotonic_s()
        kept.file.hold()
        looking = self._reads.start(kept.file.mount, os.lstat, path)

        def judge(done: asyncio.Future[os.stat_result]) -> None:
            is_still = not done.cancelled() and done.exception() is None and kept.file.is_still(done.result())
            if not is_still and self._kept.get(path) is kept:
                self._forget(path)
            kept.file.release()

        looking.add_done_callback(judge)

    async def _open(self, path: bytes) -> OpenFile:
        mount = find_mount_point(path, list_mount_points())
        opening = self._reads.start(mount, open_regular_file, path, mount)
        try:
            file = await asyncio.shield(opening)
        except asyncio.CancelledError:
            # The viewer left while a disk spun up: the descriptor is closed when it comes.
            opening.add_done_callback(_release_unwanted)
            raise
        if path not in self._kept and self._make_room():
            now_s = monotonic_s()
            self._kept[path] = _Kept(file, now_s, now_s, now_s)
            file.hold()
            self._plan_sweep()
        return file

    def _make_room(self) -> bool:
        if len(self._kept) < self._max_kept:
            return True
        idle = [(kept.used_at_s, path) for path, kept in self._kept.items() if not kept.file.is_shared]
        if idle:
            self._forget(min(idle)[1])
        return bool(idle)

    def _forget(self, path: bytes) -> None:
        kept = self._kept.pop(path, None)
        if kept is not None:
            kept.file.release()

    def _plan_sweep(self) -> None:
        if self._sweep is None and self._kept:
            loop = asyncio.get_running_loop()
            self._sweep = loop.call_later(self._idle_s / 2, self._close_idle)

    def _close_idle(self) -> None:
        self._sweep = None
        now_s = monotonic_s()
        for path, kept in list(self._kept.items()):
            if kept.file.is_shared:
                kept.used_at_s = now_s
            elif now_s - kept.used_at_s >= self._idle_s / 2:
                self._forget(path)
        self._plan_sweep()

    def close(self) -> None:
        """Closes what is idle now; what is being sent closes with its stream."""
        if self._sweep is not None:
            self._sweep.cancel()
            self._sweep = None
        for path in list(self._kept):
            self._forget(path)


def _release_unwanted(opening: asyncio.Future[OpenFile]) -> None:
    if not opening.cancelled() and opening.exception() is None:
        opening.result().release()
