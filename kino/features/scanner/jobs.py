"""Background work of the scanner: one job walks and names, another probes; neither waits for the other."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from uuid import UUID

from sqlalchemy import delete, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from kino.core.clock import now
from kino.core.context import ServerContext
from kino.core.jobs.interface import JobContext, JobKind, JobQueue, JobRegistry, JsonObject
from kino.core.jobs.schedules import Schedule
from kino.core.workers import WorkerPool
from kino.features.catalog.models import MediaFile
from kino.features.libraries.errors import LibraryNotFound
from kino.features.libraries.models import Library
from kino.features.libraries.queries import list_folders
from kino.features.libraries.schemas import ScanPhaseName
from kino.features.scanner import queries
from kino.features.scanner.parts.probe_files import ProbeWishes, probe_library
from kino.features.scanner.parts.running_scans import RunningScans
from kino.features.scanner.parts.scan_board import ScanBoard
from kino.features.scanner.parts.scan_library import LibraryScan, LibraryUnwanted

SCAN = "scanner.scan_library"
PROBE = "scanner.probe_library"
RESCAN_ALL = "scanner.rescan_all"
FORGET = "scanner.forget_missing"
RESCAN_EVERY_S = 12 * 3600.0
FORGET_AFTER_S = 30 * 86400.0
SCAN_PRIORITY = 10
# A scan of all begins at the end of the one of directories that it met; this is for one that was killed.
POSTPONED_AT_MOST_S = 60.0
LOOK_AGAIN_S = 5.0  # at files that were still being copied when a scan ended
MOST_DIRECTORIES = 200  # named by one job; more changes than that are a reason to walk the whole folder
MOST_DIRECTORY_BYTES = 24 * 1024  # of their paths, which take twice that in the job's payload
_OWN_PHASES: tuple[ScanPhaseName, ...] = ("walk", "match", "names")


class ScannerJobs:
    """The handlers, with what they work on."""

    def __init__(self, context: ServerContext) -> None:
        self._context = context
        self._database = context.database
        self._workers = context.part(WorkerPool)
        self._board = context.part(ScanBoard)
        self._scans = context.part(RunningScans)
        self._wishes = context.part(ProbeWishes)
        self._queue = context.part(JobQueue)

    def register(self, registry: JobRegistry) -> None:
        """Make the kinds and schedules known."""
        registry.register(JobKind(SCAN, self.scan, lane="scan", join_payloads=_join_scans))
        registry.register(JobKind(PROBE, self.probe, lane="probe"))
        registry.register(JobKind(RESCAN_ALL, self.rescan_all))
        registry.register(JobKind(FORGET, self.forget_missing))
        registry.register_schedule(Schedule(RESCAN_ALL, RESCAN_ALL, every_s=RESCAN_EVERY_S))
        registry.register_schedule(Schedule(FORGET, FORGET, daily_at="04:30"))

    async def scan(self, job: JobContext) -> JsonObject | None:
        """Bring one library, or some of its directories, up to date; then have new files probed."""
        library_id = UUID(job.payload["library_id"])
        if await self._hand_over(library_id, job.payload):
            return {"handed_over": True}
        if await self._postpone(library_id, job.payload):
            return {"postponed": True}
        async with self._scans.run_alone(library_id) as running:
            scan = LibraryScan(self._context, job, running)
            try:
                with self._shown(job, library_id, *_OWN_PHASES):
                    await scan.run()
            except (LibraryNotFound, LibraryUnwanted):
                return None  # removed while the job waited or ran
            except IntegrityError:
                if await self._has_lost_ground(library_id, job.payload):
                    return None  # its library or folder was removed in this moment
                raise
            await self._finish_scan(library_id, scan, is_whole=not job.payload.get("folder_id"))
        if running.is_awaited:
            async with self._database.write() as session:
                await enqueue_scan(session, self._queue, library_id)  # joins the one that was put off
        return {"walked": scan.counts["walk"], "named": scan.counts["names"]}

    @contextmanager
    def _shown(self, job: JobContext, library_id: UUID, *phases: ScanPhaseName) -> Iterator[None]:
        """However the work ends early, nobody sees its phases run on."""
        is_through = False
        try:
            yield
            is_through = True
        finally:
            if not is_through:
                self._board.stop(library_id, *phases, is_cancelled=job.is_cancelled)

    async def _hand_over(self, library_id: UUID, payload: JsonObject) -> bool:
        """Give directories to a scan that runs. They are not taken for seen, should it end early."""
        if not payload.get("folder_id"):
            return False
        folder_id = UUID(payload["folder_id"])
        directories = [bytes.fromhex(one) for one in payload.get("directories", ())]
        if not self._scans.hand_over(library_id, folder_id, directories):
            return False
        async with self._database.write() as session:
            await queries.mark_unseen(session, folder_id, directories)
        return True

    async def _postpone(self, library_id: UUID, payload: JsonObject) -> bool:
        """Queue a scan of all again while one of directories runs, whose job has no key to hold it back."""
        if payload.get("folder_id") or not self._scans.await_end(library_id):
            return False
        async with self._database.write() as session:
            is_thorough = bool(payload.get("is_thorough"))
            await enqueue_scan(
                session, self._queue, library_id, is_thorough=is_thorough, delay_s=POSTPONED_AT_MOST_S
            )
        return True

    async def _has_lost_ground(self, library_id: UUID, payload: JsonObject) -> bool:
        async with self._database.read() as session:
            folders = {folder.id for folder in await list_folders(session, library_id)}
        wanted = payload.get("folder_id")
        return not folders or (wanted is not None and UUID(wanted) not in folders)

    async def _finish_scan(self, library_id: UUID, scan: LibraryScan, *, is_whole: bool) -> None:
        async with self._database.write() as session:
            if is_whole:
                at = update(Library).where(Library.id == library_id).values(scanned_at=now())
                await session.execute(at)
            for folder_id, directories in scan.still_written.items():
                if directories:
                    await enqueue_directories(
                        session,
                        self._queue,
                        library_id,
                        folder_id,
                        sorted(directories),
                        delay_s=LOOK_AGAIN_S,
                    )
            waits = await queries.count_unprobed(session, library_id)
            if waits:
                await enqueue_probe(session, self._queue, library_id)
        if is_whole:
            self._board.finish(library_id, *_OWN_PHASES)
            if not waits:
                self._board.end_probe(library_id)

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

        with self._shown(job, library_id, "probe"):
            tell(0)
            await probe_library(self._database, self._workers, self._wishes, library_id, tell)
        self._board.end_probe(library_id)
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


async def enqueue_scan(
    session: AsyncSession,
    queue: JobQueue,
    library_id: UUID,
    *,
    is_thorough: bool = False,
    delay_s: float = 0.0,
) -> UUID:
    """Scan the whole library soon; a scan that already waits is joined, and is thorough if either wish is.

    Normal and thorough scans have one key, so the queue begins none before the other has ended. With a key
    each, the second would wait inside its handler, with a place in the lane that other libraries need.
    """
    payload = {"library_id": str(library_id), "is_thorough": is_thorough}
    return await queue.enqueue(
        session,
        SCAN,
        payload,
        dedupe_key=str(library_id),
        library_id=library_id,
        priority=SCAN_PRIORITY,
        delay_s=delay_s,
    )


def _join_scans(queued: JsonObject, wish: JsonObject) -> JsonObject:
    return {**queued, "is_thorough": bool(queued.get("is_thorough") or wish.get("is_thorough"))}


async def enqueue_directories(
    session: AsyncSession,
    queue: JobQueue,
    library_id: UUID,
    folder_id: UUID,
    directories: Sequence[bytes],
    *,
    delay_s: float = 0.0,
) -> UUID:
    """Scan these directories of a folder soon, the whole folder for none; too many mean the whole library."""
    if len(directories) > MOST_DIRECTORIES or sum(map(len, directories)) > MOST_DIRECTORY_BYTES:
        return await enqueue_scan(session, queue, library_id)
    payload = {
        "library_id": str(library_id),
        "folder_id": str(folder_id),
        "directories": [path.hex() for path in directories],
    }
    return await queue.enqueue(
        session, SCAN, payload, library_id=library_id, priority=SCAN_PRIORITY + 10, delay_s=delay_s
    )


async def enqueue_probe(session: AsyncSession, queue: JobQueue, library_id: UUID) -> UUID:
    """Probe what waits in the library; one that already waits is joined."""
    return await queue.enqueue(
        session, PROBE, {"library_id": str(library_id)}, dedupe_key=str(library_id), library_id=library_id
    )
