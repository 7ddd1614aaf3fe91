"""Reading files of any disk without ever letting one stop the event loop.

What the page cache holds is copied inline: `preadv2(RWF_NOWAIT)` answers at once or refuses, so a
cold page or a spun-down disk cannot block by construction (page_cache says when sendfile, which
would wait for a missing page, may take its place). Everything else runs in threads, a few for each
mount point, so that a dead network share exhausts its own threads and nobody else's.
"""

import asyncio
import errno
import os
import stat
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import ParamSpec, TypeVar

from kino.core.errors import KinoError
from kino.core.page_cache import open_page_cache_view

# Small enough to stay in a core's second-level cache, where the copy to the socket finds it again.
CHUNK_BYTES = 256 * 1024
THREADS_A_MOUNT = 4
# How far the kernel is asked to read ahead of a stream that has met a cold page. Linux by itself
# looks 128 KiB ahead, which costs a spinning disk one seek for each chunk of each viewer.
READ_AHEAD_BYTES = 4 * 1024 * 1024

# What all streams together send in one turn of the event loop, some 0.3 ms: when fifty viewers have
# room at once, a new request waits for one such turn and not for fifty streams.
LOOP_TURN_BYTES = 2 * 1024 * 1024

_NOWAIT_REFUSED = (errno.EOPNOTSUPP, errno.ENOSYS, errno.EINVAL)

P = ParamSpec("P")
T = TypeVar("T")


class FileMissing(KinoError):
    """No file is where the library says it is."""

    status = 404


class FileChanged(KinoError):
    """The file is not, or no longer, the one that was promised."""

    status = 409


class FileUnreadable(KinoError):
    """The file is there, but the disk or the operating system refuses to read it."""

    status = 503


class OpenFile:
    """An open descriptor, shared by whoever reads the same file; closed by its last release.

    Only the event loop's thread counts uses. Reads name their offset, so sharing needs no lock.
    """

    __slots__ = ("_had_name", "_uses", "device", "fd", "inode", "mount", "mtime_ns", "pages", "size_bytes")

    def __init__(self, fd: int, facts: os.stat_result, mount: bytes) -> None:
        self.fd = fd
        self.mount = mount
        self.device = facts.st_dev
        self.inode = facts.st_ino
        # Some file systems never count links.
        self._had_name = facts.st_nlink > 0
        self.size_bytes = facts.st_size
        self.mtime_ns = facts.st_mtime_ns
        # None where the kernel does not tell what is in memory; sendfile is not used then.
        self.pages = open_page_cache_view(fd, facts)
        self._uses = 1

    @property
    def is_shared(self) -> bool:
        """Whether someone else than the keeper of the first use holds this file."""
        return self._uses > 1

    def hold(self) -> None:
        self._uses += 1

    def release(self) -> None:
        self._uses -= 1
        if self._uses == 0:
            if self.pages is not None:
                self.pages.close()
            os.close(self.fd)

    def forget_pages(self) -> None:
        """What was known of the page cache is void: the file is being read from its disk."""
        if self.pages is not None:
            self.pages.forget()

    def is_still(self, facts: os.stat_result) -> bool:
        """Whether facts, taken just now, describe this very file, unchanged and not removed."""
        if facts.st_nlink == 0 and self._had_name:
            return False
        return (self.device, self.inode, self.size_bytes, self.mtime_ns) == (
            facts.st_dev,
            facts.st_ino,
            facts.st_size,
            facts.st_mtime_ns,
        )

    def require_unchanged(self) -> None:
        """Raises FileChanged when the file was cut, grown, rewritten or removed since it was opened."""
        if not self.is_still(os.fstat(self.fd)):
            raise FileChanged("The file was changed while it was being sent.")


class DiskReads:
    """Inline reads from the page cache, and bounded threads for what is not there.

    Belongs to one event loop. `read_cached` answers in one buffer that all streams share, so a
    thousand slow viewers hold no memory; what it returned is valid until the next call.
    """

    def __init__(self) -> None:
        self._buffer = memoryview(bytearray(CHUNK_BYTES))
        self._devices_without_nowait: set[int] = set()
        self._threads: dict[bytes, ThreadPoolExecutor] = {}
        self._spent_bytes = 0

    def is_inline(self, file: OpenFile) -> bool:
        """Whether file's file system answers from memory without waiting, as far as is known.

        Decided once for each: tmpfs and most network and FUSE file systems refuse RWF_NOWAIT.
        """
        return file.device not in self._devices_without_nowait

    def read_cached(self, file: OpenFile, offset_bytes: int, limit_bytes: int) -> memoryview | None:
        """Up to limit_bytes (at most CHUNK_BYTES) of file, if they can be had without waiting.

        Returns None when they cannot; empty at or behind the end of the file. Raises OSError.
        """
        if file.device in self._devices_without_nowait:
            return None
        try:
            count = os.preadv(file.fd, [self._buffer[:limit_bytes]], offset_bytes, os.RWF_NOWAIT)
        except BlockingIOError:
            return None
        except OSError as error:
            if error.errno not in _NOWAIT_REFUSED:
                raise
            self._devices_without_nowait.add(file.device)
            return None
        return self._buffer[:count]

    async def read_from_disk(self, file: OpenFile, offset_bytes: int, left_bytes: int) -> memoryview:
        """The next 1 to CHUNK_BYTES of the left_bytes that a stream still needs, waited for in a thread.

        Keeps the descriptor open until the thread is through, even when the caller is cancelled.
        Raises FileChanged when the file was cut, grown or rewritten since it was opened; OSError.
        """
        file.hold()
        file.forget_pages()
        pending = self.start(file.mount, _read_slowly, file, offset_bytes, left_bytes)
        pending.add_done_callback(lambda done: _release_after_read(file, done))
        # The shield lets a disconnect end the stream now, while the disk keeps its thread.
        return memoryview(await asyncio.shield(pending))

    def start(
        self, mount: bytes, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs
    ) -> asyncio.Future[T]:
        """What function answers in one of the threads of mount, as a future of the running loop."""
        threads = self._threads.get(mount)
        if threads is None:
            name = "disk " + os.fsdecode(mount)
            threads = self._threads[mount] = ThreadPoolExecutor(THREADS_A_MOUNT, thread_name_prefix=name)
        return asyncio.wrap_future(threads.submit(function, *args, **kwargs))

    def left_in_turn(self) -> int:
        """How many bytes the streams may still send before the event loop looks for new requests."""
        return max(0, LOOP_TURN_BYTES - self._spent_bytes)

    def spend_turn(self, sent_bytes: int) -> None:
        """A stream has sent so many bytes in this turn of the event loop."""
        if self._spent_bytes == 0 and sent_bytes:
            asyncio.get_running_loop().call_soon(self._begin_turn)
        self._spent_bytes += sent_bytes

    def _begin_turn(self) -> None:
        self._spent_bytes = 0

    def close(self) -> None:
        """No thread begins anything new; those at work end with their disk."""
        for threads in self._threads.values():
            threads.shutdown(wait=False, cancel_futures=True)


def _release_after_read(file: OpenFile, done: asyncio.Future[bytes]) -> None:
    file.forget_pages()
    file.release()
    # When the stream is gone nobody else asks how the read ended, and asyncio complains of that.
    if not done.cancelled():
        done.exception()


def _read_slowly(file: OpenFile, offset_bytes: int, left_bytes: int) -> bytes:
    file.require_unchanged()
    os.posix_fadvise(file.fd, offset_bytes, min(left_bytes, READ_AHEAD_BYTES), os.POSIX_FADV_WILLNEED)
    found = os.pread(file.fd, min(left_bytes, CHUNK_BYTES), offset_bytes)
    if not found:
        raise FileChanged("The file ended before the promised length was sent.")
    return found


def open_regular_file(path: bytes, mount: bytes) -> OpenFile:
    """The file at path, opened for reading; blocks, so it belongs into a thread.

    Raises FileMissing, FileChanged (no regular file, or a symlink at the end of path: callers pass
    a resolved path, so a link there was put in its place later), FileUnreadable.
    """
    try:
        # A FIFO put in a film's place would block an open without O_NONBLOCK for ever.
        fd = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK)
    except (FileNotFoundError, NotADirectoryError) as error:
        raise FileMissing(
            "The file is not where the last scan saw it. Bring its disk back, or scan again."
        ) from error
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise FileChanged("A link stands where the last scan saw a file. Scan again.") from error
        raise FileUnreadable(f"The file cannot be opened: {os.strerror(error.errno or 0)}.") from error
    facts = os.fstat(fd)
    if not stat.S_ISREG(facts.st_mode):
        os.close(fd)
        raise FileChanged("What stands where the last scan saw a film is no regular file. Scan again.")
    # Only our own threads read ahead, so that no page is on its way unknown to page_cache.
    os.posix_fadvise(fd, 0, 0, os.POSIX_FADV_RANDOM)
    return OpenFile(fd, facts, mount)


def list_mount_points() -> list[bytes]:
    """Mount points of this process, longest first; only `/` where the kernel does not tell."""
    try:
        lines = Path("/proc/self/mountinfo").read_bytes().splitlines()
    except OSError:
        return [b"/"]
    # The kernel writes blanks and backslashes in octal (proc(5), as in fstab).
    points = {
        line.split(b" ")[4].replace(b"\\040", b" ").replace(b"\\011", b"\t").replace(b"\\134", b"\\")
        for line in lines
    }
    return sorted(points | {b"/"}, key=len, reverse=True)


def find_mount_point(path: bytes, mount_points: list[bytes]) -> bytes:
    """The mount point that path is or lies below, told from the names alone: a dead disk is never asked."""
    for point in mount_points:
        if path == point or path.startswith(point.rstrip(b"/") + b"/"):
            return point
    return b"/"
