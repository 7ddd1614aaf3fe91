"""One job's work on a library: its folders one after the other, and in between what cannot wait."""

from collections.abc import Sequence
from uuid import UUID

from kino.core.context import ServerContext
from kino.core.jobs.interface import JobContext, JsonObject
from kino.core.workers import WorkerPool
from kino.features.libraries.models import Library, LibraryFolder
from kino.features.libraries.parts.disks import Disks
from kino.features.libraries.queries import get_library, list_folders
from kino.features.libraries.schemas import ScanPhaseName
from kino.features.scanner import queries
from kino.features.scanner.parts.running_scans import RunningScan
from kino.features.scanner.parts.scan_board import ScanBoard
from kino.features.scanner.parts.scan_folder import FolderScan, Progress, ScanTarget


class LibraryUnwanted(Exception):
    """The library was removed while it was being scanned."""


class LibraryScan:
    """State of one scan of a library.

    still_written: directories by folder of files that were still being copied at the end.
    """

    def __init__(self, context: ServerContext, job: JobContext, running: RunningScan) -> None:
        self.still_written: dict[UUID, set[bytes]] = {}
        self.counts: dict[ScanPhaseName, int] = {"walk": 0, "match": 0, "names": 0}
        self._totals = dict(self.counts)
        self._database = context.database
        self._workers = context.part(WorkerPool)
        self._disks = context.part(Disks)
        self._board = context.part(ScanBoard)
        self._job = job
        self._running = running
        self._library_id = UUID(job.payload["library_id"])

    async def run(self) -> None:
        """Raises LibraryNotFound, LibraryUnwanted, JobCancelled."""
        async with self._database.read() as session:
            library = await get_library(session, self._library_id)
            folders = await list_folders(session, self._library_id)
            is_first = not await queries.has_files(session, self._library_id)
        wanted = _read_wish(self._job.payload)
        if wanted is None:
            self._board.begin(self._library_id, self._job.job_id)
            for folder in folders:
                await self._scan(library, folders, folder, (), is_first=is_first, tell=self._tell)
        else:
            await self._scan_directories({wanted[0]: wanted[1]})
        while not self._running.close():
            await self._take_interlude()

    async def _take_interlude(self) -> None:
        """Look at what was handed over meanwhile, so that a new film need not wait for a long scan's end."""
        await self._job.report(
            self.counts["names"], self._totals["names"] or None, "job.scan.names", walked=self.counts["walk"]
        )
        wanted = self._running.take_wanted()
        if wanted:
            await self._scan_directories(wanted)

    async def _scan_directories(self, wanted: dict[UUID, list[bytes]]) -> None:
        """Some directories only: quick, and so not shown as a scan of their own. None of a folder: all."""
        async with self._database.read() as session:
            library = await get_library(session, self._library_id)
            folders = await list_folders(session, self._library_id)
        for folder in folders:
            if folder.id in wanted:
                await self._scan(
                    library, folders, folder, wanted[folder.id], is_first=False, tell=self._tell_nobody
                )

    async def _scan(
        self,
        library: Library,
        folders: Sequence[LibraryFolder],
        folder: LibraryFolder,
        directories: Sequence[bytes],
        *,
        is_first: bool,
        tell: Progress,
    ) -> None:
        async with self._database.read() as session:
            is_new = not await queries.has_seen(session, folder.id)
        target = ScanTarget(
            library_id=library.id,
            kind=library.kind,  # type: ignore[arg-type]
            language=library.language,
            folder_id=folder.id,
            root=folder.path,
            roots={one.id: one.path for one in folders},
            directories=tuple(directories),
            is_first=is_first,
            is_thorough=bool(self._job.payload.get("is_thorough")),
            uses_file_time=is_new or library.scanned_at is None,
            was_away=folder.away_at is not None,
        )
        scan = FolderScan(self._database, self._workers, target, tell, self._disks)
        if tell == self._tell:
            scan.interlude = self._take_interlude
        await scan.run()
        self.still_written.setdefault(folder.id, set()).update(scan.still_written)

    def _tell(self, phase: ScanPhaseName, gained: int, expected: int) -> None:
        self._tell_nobody(phase, gained, expected)
        self.counts[phase] += gained
        self._totals[phase] += expected
        done, total = self.counts[phase], self._totals[phase]
        self._board.advance(self._library_id, phase, done=done, total=total or None)

    def _tell_nobody(self, phase: ScanPhaseName, gained: int, expected: int) -> None:
        self._job.raise_if_cancelled()
        if self._running.is_unwanted:
            raise LibraryUnwanted


def _read_wish(payload: JsonObject) -> tuple[UUID, list[bytes]] | None:
    if not payload.get("folder_id"):
        return None
    return UUID(payload["folder_id"]), [bytes.fromhex(one) for one in payload.get("directories", ())]
