"""Plugs the scanner in: jobs, the watcher, and what libraries and the artwork tell."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from kino.core.context import ServerContext
from kino.core.events import Event
from kino.core.jobs.events import JobFinished, JobStarted
from kino.core.jobs.interface import JobQueue, JobRegistry
from kino.features.artwork.events import PicturesSought
from kino.features.catalog.events import SidecarUnreadable, TitleRefreshAsked
from kino.features.libraries.events import FolderAdded, FolderRemoved, LibraryRemoved
from kino.features.libraries.parts.counts import CountLibraries, LibraryCounts, LibraryFigures
from kino.features.libraries.parts.disks import Disks
from kino.features.libraries.parts.leaving_folders import LeavingFolders
from kino.features.libraries.queries import list_folders
from kino.features.scanner import queries
from kino.features.scanner.jobs import ScannerJobs, enqueue_directories, enqueue_probe, enqueue_scan
from kino.features.scanner.models import ScanProblem
from kino.features.scanner.parts.list_titles import forget_folder
from kino.features.scanner.parts.probe_files import ProbeWishes, queue_again
from kino.features.scanner.parts.running_scans import RunningScans
from kino.features.scanner.parts.scan_board import ScanBoard
from kino.features.scanner.parts.watch import FolderWatcher, WatchedFolder

ARTWORK_JOB = "artwork.fill_library"


def register(context: ServerContext) -> None:
    """Add parts and jobs, scan new folders, and watch all of them while the server runs."""
    board = ScanBoard(context.bus)
    scans = RunningScans()
    context.add_part(board)
    context.add_part(scans)
    context.add_part(ProbeWishes())
    ScannerJobs(context).register(context.part(JobRegistry))
    context.part(LibraryCounts).register(_figures(board))
    context.part(LeavingFolders).register(forget_folder)
    _follow_libraries(context, board, scans)
    _follow_artwork(context, board)
    _follow_catalogue(context)


def _follow_libraries(context: ServerContext, board: ScanBoard, scans: RunningScans) -> None:
    database, queue = context.database, context.part(JobQueue)

    async def scan_changed(library_id: UUID, folder_id: UUID, directories: list[bytes]) -> None:
        async with database.write() as session:
            if directories:
                await enqueue_directories(session, queue, library_id, folder_id, directories)
            else:
                await enqueue_scan(session, queue, library_id)

    watcher = FolderWatcher(scan_changed, context.part(Disks))
    context.add_part(watcher)

    async def watch_all(_event: Event | None = None, *, is_start: bool = False) -> None:
        async with database.read() as session:
            folders = await list_folders(session)
        watched = [WatchedFolder(one.library_id, one.id, one.path) for one in folders]
        watcher.watch(watched, is_start=is_start)

    async def scan_new_folder(event: FolderAdded) -> None:
        async with database.write() as session:
            await enqueue_scan(session, queue, event.library_id)
        await watch_all()

    async def forget_library(event: LibraryRemoved) -> None:
        scans.forget(event.library_id)
        board.forget(event.library_id)
        await watch_all()

    async def watch_at_start() -> None:
        await watch_all(is_start=True)

    context.bus.subscribe(FolderAdded, scan_new_folder)
    context.bus.subscribe(FolderRemoved, watch_all)
    context.bus.subscribe(LibraryRemoved, forget_library)
    context.start_hooks.append(watch_at_start)
    context.stop_hooks.append(watcher.stop)


def _follow_artwork(context: ServerContext, board: ScanBoard) -> None:
    """The last phase of a scan is the artwork's own job; the board shows it with the others."""

    async def begin(event: JobStarted) -> None:
        if event.job.kind == ARTWORK_JOB and event.job.library_id is not None:
            board.advance(event.job.library_id, "artwork", done=0, total=None)

    async def advance(event: PicturesSought) -> None:
        board.advance(event.library_id, "artwork", done=event.done_count, total=event.total_count)

    async def finish(event: JobFinished) -> None:
        if event.job.kind == ARTWORK_JOB and event.job.library_id is not None:
            board.finish(event.job.library_id, "artwork")

    context.bus.subscribe(JobStarted, begin)
    context.bus.subscribe(PicturesSought, advance)
    context.bus.subscribe(JobFinished, finish)


def _follow_catalogue(context: ServerContext) -> None:
    database, queue = context.database, context.part(JobQueue)

    async def probe_again(event: TitleRefreshAsked) -> None:
        async with database.write() as session:
            await queue_again(session, await queries.list_file_ids_of_title(session, event.title_id))
            await enqueue_probe(session, queue, event.library_id)
        context.part(ProbeWishes).want_first(event.title_id)

    async def list_unusable(event: SidecarUnreadable) -> None:
        problem = queries.FoundProblem(
            event.path, queries.SIDECAR_UNUSABLE, "info", event.reason, "Replace or remove the file."
        )
        async with database.write() as session:
            await queries.replace_problems(
                session,
                event.library_id,
                event.folder_id,
                [event.path],
                [problem],
                codes={queries.SIDECAR_UNUSABLE},
            )

    context.bus.subscribe(TitleRefreshAsked, probe_again)
    context.bus.subscribe(SidecarUnreadable, list_unusable)


def _figures(board: ScanBoard) -> CountLibraries:
    async def count(session: AsyncSession) -> Mapping[UUID, LibraryFigures]:
        rows = await session.execute(
            select(ScanProblem.library_id, func.count())
            .where(ScanProblem.ignored_at.is_(None))
            .group_by(ScanProblem.library_id)
        )
        problems = dict(rows.all())
        scans = board.states()
        return {
            library_id: LibraryFigures(problem_count=problems.get(library_id, 0), scan=scans.get(library_id))
            for library_id in {*problems, *scans}
        }

    return count
