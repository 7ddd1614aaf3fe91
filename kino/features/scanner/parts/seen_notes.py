"""Which directories count as seen, noted so that a scan may be cut short at any moment.

A walk visits below an unchanged directory only what is noted. So a directory is noted after everything
below it, and one that is not through with is noted, too: with a time that no disk has.
"""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from kino.features.scanner import queries
from kino.features.scanner.queries import UNSEEN_NS


class SeenNotes:
    """What one scan has seen and not noted yet."""

    def __init__(self) -> None:
        self._open: dict[bytes, int] = {}
        self._at_end: dict[bytes, int] = {}
        self._mount_points: set[bytes] = set()

    @property
    def is_open(self) -> bool:
        """Whether there is something to put."""
        return bool(self._open or self._at_end)

    def note(
        self, path: bytes, mtime_ns: int | None, *, is_mount_point: bool, is_waiting: bool = False
    ) -> None:
        """The directory was seen, in the order of the walk.

        mtime_ns: None when the next scan has to read it again. is_waiting: so it has, should this scan not
        come to its end.
        """
        if is_mount_point:
            self._mount_points.add(path)
        if mtime_ns is not None and is_waiting:
            self._at_end[path] = mtime_ns
            mtime_ns = None
        self._open[path] = UNSEEN_NS if mtime_ns is None else mtime_ns

    async def put_complete(self, session: AsyncSession, folder_id: UUID, last: bytes) -> None:
        """Keep the directories that the walk has left, which has come to `last`."""
        complete = {path: at for path, at in self._open.items() if not _holds(path, last)}
        if complete:
            await queries.put_seen_directories(session, folder_id, complete, self._mount_points)
        for path in complete:
            del self._open[path]

    async def put_all(self, session: AsyncSession, folder_id: UUID) -> None:
        """The scan has come to its end."""
        seen = self._open | self._at_end
        await queries.put_seen_directories(session, folder_id, seen, self._mount_points)
        self._open.clear()
        self._at_end.clear()


def _holds(directory: bytes, path: bytes) -> bool:
    return not directory or path == directory or path.startswith(directory + b"/")
