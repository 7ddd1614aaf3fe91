"""Background work of the scanner: one job walks and names, another probes; neither waits for the other."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy import delete, update
from sqlalchemy.ext.asyncio import AsyncSession

from kino.core.clock import now
from kino.core.context import ServerContext
from kino.core.jobs.errors import JobCancelled
from kino.core.jobs.interface import JobContext, JobKind, JobQueue, JobRegistry, JsonObject
from kino.core.jobs.schedules import Schedule
from kino.core.workers import WorkerPool
from kino.features.catalog.models import MediaFile
from kino.features.libraries.errors import LibraryNotFound
from kino.features.libraries.models import Library, LibraryFolder
from kino.features.libraries.queries import get_library, list_folders
from kino.features.libraries.schemas import ScanPhaseName
from kino.features.scanner import queries
from kino.features.scanner.parts.probe_files import ProbeWishes, probe_library
from kino.features.scanner.parts.scan_board import ScanBoard
from kino.features.scanner.parts.scan_folder import FolderScan, ScanTarget

SCAN = "scanner.scan_library"
PROBE = "scanner.probe_library"
RESCAN_ALL = "scanner.rescan_all"
FORGET = "scanner.forget_missing"
RESCAN_EVERY_S = 12 * 3600.0
FORGET_AFTER_S = 30 * 86400.0
SCAN_PRIORITY = 10
MOST_DIRECTORIES = 200  # named by one job; more changes than that are a reason to walk the whole folder


class ScannerJobs:
    """The handlers, with what they work on."""

    def __init__(self, context: ServerContext) -> None:
        self._database = context.database
        self._workers = context.part(WorkerPool)
        self._board = context.part(ScanBoard)
        self._wishes = context.part(ProbeWishes)
        self._queue = context.part(JobQueue)

    def register(self, registry: JobRegistry) -> None:
        """Make the kinds and schedules known."""
        registry.register(JobKind(SCAN, self.scan, lane="scan"))
        registry.register(JobKind(PROBE, self.probe, lane="probe"))
        registry.register(JobKind(RESCAN_ALL, self.rescan_all))
        registry.register(JobKind(FORGET, self.forget_missing))
        registry.register_schedule(Schedule(RESCAN_ALL, RESCAN_ALL, every_s=RESCAN_EVERY_S))
        registry.register_schedule(Schedule(FORGET, FORGET, daily_at="04:30"))

    async def scan(self, job: JobContext) -> JsonObject | None:
        """Bring one library, or some of its directories, up to date; then have new files probed."""
        library_id = UUID(job.payload["library_id"])
        async with self._database.read() as session:
            try:
                library = await get_library(session, library_id)
            except LibraryNotFound:
                return None  # removed while the job waited
            folders = await list_folders(session, library_id)
            is_first = not await queries.has_files(session, library_id)
        self._board.begin(library_id, job.job_id)
        counts: dict[ScanPhaseName, int] = {"walk": 0, "match": 0, "names": 0}
        totals = dict(counts)

        def tell(phase: ScanPhaseName, gained: int, expected: int) -> None:
            job.raise_if_cancelled()
            counts[phase] += gained
            totals[phase] += expected
            self._board.advance(library_id, phase, done=counts[phase], total=totals[phase] or None)

        try:
            for folder in folders:
                target = _target(library, folder, folders, job.payload, is_first=is_first)
                if target is not None:
                    await FolderScan(self._database, self._workers, target, tell).run()
                await job.report(counts["names"], totals["names"], "job.scan.names", walked=counts["walk"])
        except JobCancelled:
            self._board.cancel(library_id)
            raise
        await self._finish_scan(library_id)
        return {"walked": counts["walk"], "named": counts["names"]}

    async def _finish_scan(self, library_id: UUID) -> None:
        self._board.finish(library_id, "walk", "match", "names")
        async with self._database.write() as session:
            await session.execute(update(Library).where(Library.id == library_id).values(scanned_at=now()))
            if await queries.count_unprobed(session, library_id):
                await enqueue_probe(session, self._queue, library_id)
            else:
                self._board.finish(library_id, "probe")

    async def probe(self, job: JobContext) -> JsonObject | None:
        """Probe what waits in one library; goes on where an earlier run stopped."""
        library_id = UUID(job.payload["library_id"])
        async with self._database.read() as session:
            total = await queries.count_unprobed(session, library_id)
        done = 0

        def tell(gained: int) -> None:
            nonlocal done
            job.raise_if_cancelled()
            done += gained
            self._board.advance(library_id, "probe", done=done, total=max(total, done), job_id=job.job_id)

        self._board.advance(library_id, "probe", done=0, total=total, job_id=job.job_id)
        await probe_library(self._database, self._workers, self._wishes, library_id, tell)
        self._board.finish(library_id, "walk", "match", "names", "probe")
        return {"probed": done}

    async def rescan_all(self, _job: JobContext) -> JsonObject | None:
        """Look at every library again: what a watcher missed is found within half a day."""
        async with self._database.write() as session:
            for folder_library in {folder.library_id for folder in await list_folders(session)}:
                await enqueue_scan(session, self._queue, folder_library)
        return None

    async def forget_missing(self, _job: JobContext) -> JsonObject | None:
        """Forget files that have been gone for a month; their items stay, for what profiles know of them."""
        before = now() - timedelta(seconds=FORGET_AFTER_S)
        async with self._database.write() as session:
            rows = await session.execute(
                delete(MediaFile).where(MediaFile.missing_at < before).returning(MediaFile.id)
            )
        return {"forgotten": len(rows.all())}


def _target(
    library: Library,
    folder: LibraryFolder,
    folders: Sequence[LibraryFolder],
    payload: JsonObject,
    *,
    is_first: bool,
) -> ScanTarget | None:
    directories: tuple[bytes, ...] = ()
    if payload.get("folder_id"):
        if UUID(payload["folder_id"]) != folder.id:
            return None
        directories = tuple(bytes.fromhex(one) for one in payload.get("directories", ()))
    return ScanTarget(
        library_id=library.id,
        kind=library.kind,  # type: ignore[arg-type]
        language=library.language,
        folder_id=folder.id,
        root=folder.path,
        roots={one.id: one.path for one in folders},
        directories=directories,
        is_first=is_first,
        is_thorough=bool(payload.get("is_thorough")),
    )


async def enqueue_scan(
    session: AsyncSession, queue: JobQueue, library_id: UUID, *, is_thorough: bool = False
) -> UUID:
    """Scan the whole library soon; a scan that already waits is joined."""
    payload = {"library_id": str(library_id), "is_thorough": is_thorough}
    key = f"{library_id}:thorough" if is_thorough else str(library_id)
    return await queue.enqueue(
        session, SCAN, payload, dedupe_key=key, library_id=library_id, priority=SCAN_PRIORITY
    )


async def enqueue_directories(
    session: AsyncSession, queue: JobQueue, library_id: UUID, folder_id: UUID, directories: Sequence[bytes]
) -> UUID:
    """Scan these directories of a folder now; too many of them mean the whole library."""
    if len(directories) > MOST_DIRECTORIES:
        return await enqueue_scan(session, queue, library_id)
    payload = {
        "library_id": str(library_id),
        "folder_id": str(folder_id),
        "directories": [path.hex() for path in directories],
    }
    return await queue.enqueue(session, SCAN, payload, library_id=library_id, priority=SCAN_PRIORITY + 10)


async def enqueue_probe(session: AsyncSession, queue: JobQueue, library_id: UUID) -> UUID:
    """Probe what waits in the library; one that already waits is joined."""
    return await queue.enqueue(
        session, PROBE, {"library_id": str(library_id)}, dedupe_key=str(library_id), library_id=library_id
    )
