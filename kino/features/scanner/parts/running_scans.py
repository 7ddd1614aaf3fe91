"""One scan a library at a time: two would find the same new title and make it twice.

What the watcher wants looked at while a scan runs is handed to that scan, which takes it in between two of
its batches; a job that waited instead would keep its place in the lane from other libraries. A scan of all
that meets one of directories is queued again for that one's end.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from uuid import UUID


@dataclass(slots=True)
class RunningScan:
    """A scan that runs. is_unwanted: its library is gone. is_awaited: a scan of all begins at its end."""

    wanted: dict[UUID, dict[bytes, None]] = field(default_factory=dict)
    is_unwanted: bool = False
    is_awaited: bool = False
    is_open: bool = True

    def take_wanted(self) -> dict[UUID, list[bytes]]:
        """Directories by folder that were handed over since the last call."""
        taken = {folder_id: list(directories) for folder_id, directories in self.wanted.items()}
        self.wanted.clear()
        return taken

    def close(self) -> bool:
        """Take nothing more; False when something has been handed over that still wants a look."""
        if self.wanted:
            return False
        self.is_open = False
        return True


class RunningScans:
    """The scans of this process by library."""

    def __init__(self) -> None:
        self._locks: dict[UUID, asyncio.Lock] = {}
        self._running: dict[UUID, RunningScan] = {}

    def hand_over(self, library_id: UUID, folder_id: UUID, directories: list[bytes]) -> bool:
        """Have the library's running scan look at these directories; False when none runs."""
        running = self._running.get(library_id)
        if running is None or not running.is_open:
            return False
        running.wanted.setdefault(folder_id, {}).update(dict.fromkeys(directories))
        return True

    def await_end(self, library_id: UUID) -> bool:
        """Have the library's running scan tell when it is through; False when none runs."""
        running = self._running.get(library_id)
        if running is None:
            return False
        running.is_awaited = True
        return True

    @asynccontextmanager
    async def run_alone(self, library_id: UUID) -> AsyncIterator[RunningScan]:
        """Wait for the end of another scan of this library, then be the one that runs."""
        lock = self._locks.setdefault(library_id, asyncio.Lock())
        async with lock:
            running = self._running[library_id] = RunningScan()
            try:
                yield running
            finally:
                running.is_open = False
                del self._running[library_id]

    def forget(self, library_id: UUID) -> None:
        """The library is gone: a scan of it ends soon."""
        running = self._running.get(library_id)
        if running is not None:
            running.is_unwanted = True
        elif not (lock := self._locks.get(library_id)) or not lock.locked():
            self._locks.pop(library_id, None)
