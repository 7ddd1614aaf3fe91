"""Watches library folders, so that a new file is seen within seconds of the end of its copy.

inotify where the file system reports changes; network mounts, which do not, are polled. Each folder has its
own listener in a thread of its own: setting one up walks the whole tree, which on a slow disk takes minutes.
"""

import asyncio
import contextlib
import os
import threading
import time
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from uuid import UUID

import structlog
from sqlalchemy.exc import SQLAlchemyError

from kino.core.errors import KinoError
from kino.features.libraries.parts.disks import Disks
from kino.features.scanner.parts.file_kinds import skip_reason
from kino.features.scanner.parts.mounted_disks import find_mounted
from kino.features.scanner.parts.network_mounts import is_network_mount
from kino.features.scanner.parts.settled import SETTLE_S

log = structlog.get_logger(__name__)

TICK_S = 0.2
# A rename is reported in two halves. What is gone waits a little, for its new name to come along.
GONE_S = 0.6
POLL_S = 60.0
PRESENCE_S = 5.0  # how late a disk that was plugged in again is noticed
MOST_WAIT_S = 2.0  # for the answer of a disk that may hang

Changed = Callable[[UUID, UUID, list[bytes]], Awaitable[None]]
Note = Callable[[bytes], None]
_Identity = tuple[int, int, frozenset[bytes]]


@dataclass(frozen=True, slots=True)
class WatchedFolder:
    """A library folder by its absolute path."""

    library_id: UUID
    folder_id: UUID
    path: bytes


@dataclass(frozen=True, slots=True)
class _Disk:
    """What a folder lies on. root: links followed.

    identity: device, inode and mount points in it, below which a listener hears nothing of what is mounted
    later; None without a folder.
    """

    identity: _Identity | None
    root: bytes
    is_polled: bool = False


@dataclass(slots=True)
class _Pending:
    """What is known of a path that changed a moment ago. signature: None for what is not there.

    root: of the folder, with its links followed.
    """

    folder: WatchedFolder
    root: bytes
    still_since_s: float
    signature: tuple[int, int] | None = None
    is_known: bool = False


class _Listener:
    """Hears of the changes in one folder until it is stopped; polls where it must."""

    def __init__(self, path: bytes, note: Note, poll_s: float, *, is_polled: bool) -> None:
        self._path = path
        self._note = note
        self._poll_s = poll_s
        self._stop = threading.Event()
        self._loop = asyncio.get_running_loop()
        self._thread = threading.Thread(target=self._run, args=(is_polled,), name="watch", daemon=True)
        self._thread.start()

    @property
    def is_alive(self) -> bool:
        return self._thread.is_alive()

    def stop(self) -> None:
        self._stop.set()

    def join(self, timeout_s: float) -> None:
        self._thread.join(timeout_s)

    def _run(self, is_polled: bool) -> None:
        try:
            self._listen(is_polled=is_polled)
        except (OSError, RuntimeError) as error:
            # Too many directories for inotify's limit, most often.
            log.warning("a folder cannot be watched", folder=os.fsdecode(self._path), reason=str(error))
            if not is_polled and os.path.isdir(self._path):
                with contextlib.suppress(OSError, RuntimeError):
                    self._listen(is_polled=True)

    def _listen(self, *, is_polled: bool) -> None:
        from watchfiles import Change, watch

        for changes in watch(
            os.fsdecode(self._path),
            watch_filter=None,
            debounce=100,
            step=50,
            rust_timeout=1000,
            stop_event=self._stop,
            force_polling=is_polled,
            poll_delay_ms=int(self._poll_s * 1000),
            recursive=True,
            raise_interrupt=False,
        ):
            for change, name in changes:
                # What changed in a folder is told by itself; a poll tells of the folder as well.
                if change == Change.modified and os.path.isdir(name):
                    continue
                with contextlib.suppress(RuntimeError):  # the loop has been closed meanwhile
                    self._loop.call_soon_threadsafe(self._note, os.fsencode(name))


@dataclass(slots=True)
class FolderWatcher:
    """Calls `changed` with the directories (relative to the folder) in which something settled.

    None at all means the whole folder: it has come, or come back. Each disk is asked in threads of its own:
    one that does not answer delays what is told of itself, and of no other.
    """

    changed: Changed
    disks: Disks
    settle_s: float = SETTLE_S
    poll_s: float = POLL_S
    presence_s: float = PRESENCE_S
    is_polled: Callable[[bytes], bool] = is_network_mount
    _folders: dict[bytes, WatchedFolder] = field(default_factory=dict)
    _listeners: dict[bytes, tuple[_Listener, _Identity]] = field(default_factory=dict)
    _pending: dict[bytes, _Pending] = field(default_factory=dict)
    _unasked: dict[bytes, bool] = field(default_factory=dict)
    _questions: dict[bytes, asyncio.Future[_Disk]] = field(default_factory=dict)
    _untold: set[bytes] = field(default_factory=set)
    _settling: dict[WatchedFolder, asyncio.Task[None]] = field(default_factory=dict)
    _is_unheard: bool = False
    _look_now: asyncio.Event = field(default_factory=asyncio.Event)
    _tasks: list[asyncio.Task[None]] = field(default_factory=list)

    def watch(self, folders: Iterable[WatchedFolder], *, is_start: bool = False) -> None:
        """Watch exactly these folders from now on; those that are watched already stay undisturbed.

        Asks no disk, so that whoever calls cannot be held up by one; that follows in a task of its own.
        is_start: nobody watched so far, so those that are there are told, for what changed meanwhile.
        """
        self._folders = {folder.path: folder for folder in folders}
        wanted = set(self._folders.values())
        for path in [path for path in self._listeners if path not in self._folders]:
            self._listeners.pop(path)[0].stop()
        for changed in [path for path, one in self._pending.items() if one.folder not in wanted]:
            del self._pending[changed]
        self._unasked = {
            path: is_start or self._unasked.get(path, False)
            for path in self._folders
            if path not in self._listeners
        }
        self._look_now.set()
        if not self._tasks:
            self._tasks = [
                asyncio.create_task(self._settle(), name="watch-settle"),
                asyncio.create_task(self._follow_disks(), name="watch-disks"),
            ]

    async def stop(self) -> None:
        """Watch nothing any more."""
        tasks = [*self._tasks, *self._settling.values()]
        self._tasks = []
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        listeners = [listener for listener, _ in self._listeners.values()]
        self._listeners.clear()
        self._pending.clear()
        for listener in listeners:
            listener.stop()
        for listener in listeners:
            await asyncio.to_thread(listener.join, 2.0)

    # Disks come and go

    async def _follow_disks(self) -> None:
        while True:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(self.presence_s):
                    await self._look_now.wait()
            self._look_now.clear()
            await self._look_at_disks()

    async def _look_at_disks(self) -> None:
        """Listen wherever there is a folder, and tell of those that came back or are another disk now."""
        for path in self._folders:
            # A disk that hangs keeps its one question open, not a thread for every time it is asked.
            if path not in self._questions:
                self._questions[path] = asyncio.ensure_future(self.disks.wait_for(path, self._identify, path))
        if self._questions:
            await asyncio.wait(self._questions.values(), timeout=MOST_WAIT_S)
        for path in [path for path, question in self._questions.items() if question.done()]:
            disk = self._questions.pop(path).result()
            folder = self._folders.get(path)
            if folder is not None:
                await self._follow_disk(folder, disk)

    async def _follow_disk(self, folder: WatchedFolder, disk: _Disk) -> None:
        path = folder.path
        is_news = self._unasked.pop(path, True)
        listener, before = self._listeners.get(path, (None, None))
        is_same = listener is not None and listener.is_alive and disk.identity == before
        if is_same and path not in self._untold:
            return
        if listener is not None and not is_same:
            listener.stop()
            del self._listeners[path]
        if disk.identity is not None and not is_same:
            note = partial(self._note, path, disk.root)
            listener = _Listener(disk.root, note, self.poll_s, is_polled=disk.is_polled)
            self._listeners[path] = (listener, disk.identity)
        if (is_news and disk.identity != before) or path in self._untold:
            self._untold.discard(path)
            if not await self._tell(folder, []):
                self._untold.add(path)

    def _identify(self, path: bytes) -> _Disk:
        root = os.path.realpath(path)
        try:
            info = os.stat(root)
        except OSError:
            return _Disk(None, root)
        return _Disk((info.st_dev, info.st_ino, find_mounted(root)), root, self.is_polled(root))

    # Changes settle

    def _note(self, watched: bytes, root: bytes, path: bytes) -> None:
        folder = self._folders.get(watched)
        if folder is not None and _can_matter(path[len(root) + 1 :]):
            self._pending[path] = _Pending(folder, root, time.monotonic())

    async def _settle(self) -> None:
        while True:
            await asyncio.sleep(TICK_S)
            by_folder: dict[WatchedFolder, dict[bytes, _Pending]] = {}
            for path, one in self._pending.items():
                by_folder.setdefault(one.folder, {})[path] = one
            self._settling = {one: task for one, task in self._settling.items() if not task.done()}
            # One question a folder at a time: those of a disk that hangs wait for it alone.
            for folder in by_folder.keys() - self._settling.keys():
                telling = self._tell_of_settled(folder, by_folder[folder])
                self._settling[folder] = asyncio.create_task(telling, name="watch-settled")

    async def _tell_of_settled(self, folder: WatchedFolder, pending: dict[bytes, _Pending]) -> None:
        settled = await self.disks.wait_for(folder.path, self._list_settled, pending)
        # What changed again while the disk was asked waits on.
        settled = {path: one for path, one in settled.items() if self._pending.get(path) is pending[path]}
        for path in settled:
            del self._pending[path]
        if settled and not await self._tell(folder, sorted(set(settled.values()))):
            for path in settled:
                again = _Pending(folder, pending[path].root, time.monotonic())
                self._pending.setdefault(path, again)

    async def _tell(self, folder: WatchedFolder, directories: list[bytes]) -> bool:
        """False when nobody could be told, which is worth another try: the disk of the database is full."""
        try:
            await self.changed(folder.library_id, folder.folder_id, directories)
        except (KinoError, SQLAlchemyError) as error:
            if not self._is_unheard:
                log.warning(
                    "changes wait to be looked at", folder=os.fsdecode(folder.path), reason=str(error)
                )
            self._is_unheard = True
            return False
        self._is_unheard = False
        return True

    def _list_settled(self, pending: dict[bytes, _Pending]) -> dict[bytes, bytes]:
        """Paths that have settled, and the directory of their folder to look at."""
        return {
            path: _find_directory(one.root, path)
            for path, one in pending.items()
            if self._is_settled(path, one)
        }

    def _is_settled(self, path: bytes, pending: _Pending) -> bool:
        signature = _sign(path)
        now_s = time.monotonic()
        if not pending.is_known:
            # Nothing has been heard of it since it was noted, so it has been still since then.
            pending.is_known, pending.signature = True, signature
        elif signature != pending.signature:
            pending.signature, pending.still_since_s = signature, now_s
            return False
        wait_s = self.settle_s
        if signature is None or time.time() - signature[1] / 1e9 > self.settle_s * 2:
            # Gone, or older than its being noticed: moved here, or copied with its time, which comes last.
            wait_s = min(GONE_S, self.settle_s)
        return now_s - pending.still_since_s >= wait_s


def _find_directory(root: bytes, path: bytes) -> bytes:
    directory = path if os.path.isdir(path) else path.rpartition(b"/")[0]
    return directory[len(root) + 1 :] if directory.startswith(root + b"/") else b""


def _sign(path: bytes) -> tuple[int, int] | None:
    with contextlib.suppress(OSError):
        info = os.stat(path)
        return info.st_size, info.st_mtime_ns
    return None


def _can_matter(path: bytes) -> bool:
    """Whether a scan would look at this relative path; a download under its temporary name changes often."""
    *folders, name = os.fsdecode(path).split("/")
    is_mark = name == ".ignore"
    ending = "" if is_mark else name.rpartition(".")[2].lower()
    return skip_reason(tuple(folders), "x" if is_mark else name, ending) is None
