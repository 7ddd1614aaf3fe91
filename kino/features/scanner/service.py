"""What an admin can do about scans and problems."""

from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from kino.core.clock import now
from kino.core.jobs.interface import JobQueue, JobState
from kino.core.text import readable_text
from kino.features.catalog.models import Item, MediaFile
from kino.features.catalog.parts.place_files import Placement, place_files
from kino.features.libraries.queries import get_library
from kino.features.scanner import queries
from kino.features.scanner.errors import FileNotFoundInLibrary, NoScanRunning, ProblemNotFound
from kino.features.scanner.jobs import SCAN, enqueue_probe
from kino.features.scanner.models import ScanProblem
from kino.features.scanner.parts.probe_files import queue_again
from kino.features.scanner.schemas import IdentifyWish, Problem, ProblemPage


async def cancel_scan(session: AsyncSession, queue: JobQueue, library_id: UUID) -> None:
    """Cancel the library's waiting and running scans; what they found stays. Raises NoScanRunning."""
    page = await queue.list_jobs(
        session, states=(JobState.QUEUED, JobState.RUNNING), kind_name=SCAN, library_id=library_id, limit=200
    )
    if not page.jobs:
        raise NoScanRunning("No scan of this library is running or waiting.")
    for job in page.jobs:
        await queue.cancel(session, job.id)


async def list_problems(
    session: AsyncSession,
    *,
    library_id: UUID | None,
    code: str | None,
    shows_ignored: bool,
    cursor: UUID | None,
    limit: int,
) -> ProblemPage:
    """A page of problems, newest first; ids are UUIDv7, so their order is that of finding."""
    wanted = []
    if library_id is not None:
        wanted.append(ScanProblem.library_id == library_id)
    if code is not None:
        wanted.append(ScanProblem.code == code)
    if not shows_ignored:
        wanted.append(ScanProblem.ignored_at.is_(None))
    query = (
        select(ScanProblem, MediaFile.id, MediaFile.item_id, Item.title)
        .outerjoin(
            MediaFile,
            (MediaFile.folder_id == ScanProblem.folder_id) & (MediaFile.path == ScanProblem.path),
        )
        .outerjoin(Item, Item.id == MediaFile.item_id)
        .where(*wanted)
        .order_by(ScanProblem.id.desc())
        .limit(limit + 1)
    )
    if cursor is not None:
        query = query.where(ScanProblem.id < cursor)
    rows = (await session.execute(query)).all()
    total = await session.scalar(select(func.count()).select_from(ScanProblem).where(*wanted))
    items = [_problem(*row) for row in rows[:limit]]
    return ProblemPage(items=items, next_cursor=items[-1].id if len(rows) > limit else None, total=total or 0)


def _problem(row: ScanProblem, file_id: UUID | None, item_id: UUID | None, title: str | None) -> Problem:
    return Problem.model_validate(
        {
            "id": row.id,
            "library_id": row.library_id,
            "path": readable_text(row.path),
            "code": row.code,
            "severity": row.severity,
            "detail": row.detail,
            "hint": row.hint,
            "found_at": row.found_at,
            "is_ignored": row.ignored_at is not None,
            "file_id": file_id,
            "item_id": item_id,
            "item_title": title,
        }
    )


async def set_ignored(session: AsyncSession, problem_id: UUID, *, is_ignored: bool) -> None:
    """Hide a problem from the list, or show it again. Raises ProblemNotFound."""
    problem = await _get_problem(session, problem_id)
    problem.ignored_at = now() if is_ignored else None


async def retry_problem(session: AsyncSession, queue: JobQueue, problem_id: UUID) -> None:
    """Look at the file again: its name by the next scan, its content by a probe. Raises ProblemNotFound."""
    problem = await _get_problem(session, problem_id)
    file_id = await session.scalar(
        select(MediaFile.id).where(MediaFile.folder_id == problem.folder_id, MediaFile.path == problem.path)
    )
    if file_id is not None:
        await queue_again(session, [file_id])
        await enqueue_probe(session, queue, problem.library_id)
        return
    directory = bytes(problem.path).rpartition(b"/")[0]
    await queries.mark_unseen(session, problem.folder_id, [directory, bytes(problem.path)])
    payload = {
        "library_id": str(problem.library_id),
        "folder_id": str(problem.folder_id),
        "directories": [directory.hex()],
    }
    await queue.enqueue(session, SCAN, payload, library_id=problem.library_id)


async def _get_problem(session: AsyncSession, problem_id: UUID) -> ScanProblem:
    problem = await session.get(ScanProblem, problem_id)
    if problem is None:
        raise ProblemNotFound("This problem is gone; it may have been solved meanwhile.")
    return problem


async def identify_file(session: AsyncSession, file_id: UUID, wish: IdentifyWish) -> UUID:
    """Put a file where an admin says it belongs; the item's id. Raises FileNotFoundInLibrary.

    The item's name is locked, so that no later reading of the file's name undoes it.
    """
    file = await session.get(MediaFile, file_id)
    if file is None:
        raise FileNotFoundInLibrary(f"There is no file {file_id} in any library.")
    library = await get_library(session, file.library_id)
    old_item_id = file.item_id
    placement = Placement(
        folder_id=file.folder_id,
        path=bytes(file.path),
        size_bytes=file.size_bytes,
        mtime_ns=file.mtime_ns,
        kind=wish.kind,
        title=wish.title,
        year=wish.year,
        season_number=wish.season_number,
        episode_number=wish.episode_number,
        edition=file.edition,
        quality=file.quality,
        part_number=file.part_number,
        fingerprint=file.fingerprint,
        file_id=file.id,
    )
    session.expunge(file)
    (placed,) = await place_files(session, library.id, library.language, [placement])
    if old_item_id is not None and old_item_id != placed.item_id:
        await queries.refresh_listing(session, [old_item_id])
    item = await session.get(Item, placed.title_id)
    if item is not None:
        item.locked_fields = sorted({*item.locked_fields, "title", "year"})
    await queries.replace_problems(session, library.id, placement.folder_id, [placement.path], [])
    return placed.item_id
