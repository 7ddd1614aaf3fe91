"""HTTP in and out of the scanner; all of it for admins."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from kino.core.http import Line, Part, Reading, Writing, api_router, errors
from kino.core.jobs.interface import JobQueue
from kino.features.accounts.rules import AdminOnly
from kino.features.libraries.errors import LibraryNotFound
from kino.features.libraries.queries import get_library
from kino.features.scanner import service
from kino.features.scanner.errors import FileNotFoundInLibrary, NoScanRunning, ProblemNotFound
from kino.features.scanner.jobs import enqueue_scan
from kino.features.scanner.schemas import Identified, IdentifyWish, ProblemPage, ScanStarted, ScanWish

router = api_router("scanner", prefix="/admin")

Limit = Annotated[int, Query(ge=1, le=200)]


@router.post("/libraries/{library_id}/scan", responses=errors(LibraryNotFound))
async def start_scan(
    library_id: UUID,
    _viewer: AdminOnly,
    session: Writing,
    queue: Part[JobQueue],
    wish: ScanWish | None = None,
) -> ScanStarted:
    """Scan a library soon."""
    await get_library(session, library_id)
    is_thorough = wish is not None and wish.is_thorough
    return ScanStarted(job_id=await enqueue_scan(session, queue, library_id, is_thorough=is_thorough))


@router.delete("/libraries/{library_id}/scan", status_code=204, responses=errors(NoScanRunning))
async def cancel_scan(library_id: UUID, _viewer: AdminOnly, session: Writing, queue: Part[JobQueue]) -> None:
    """Cancel the library's scan; what it found stays."""
    await service.cancel_scan(session, queue, library_id)


@router.get("/problems")
async def list_problems(
    _viewer: AdminOnly,
    session: Reading,
    library_id: UUID | None = None,
    code: Line | None = None,
    show_ignored: bool = False,
    cursor: UUID | None = None,
    limit: Limit = 50,
) -> ProblemPage:
    """What was skipped or is doubtful, newest first."""
    return await service.list_problems(
        session, library_id=library_id, code=code, shows_ignored=show_ignored, cursor=cursor, limit=limit
    )


@router.post("/problems/{problem_id}/ignore", status_code=204, responses=errors(ProblemNotFound))
async def ignore_problem(problem_id: UUID, _viewer: AdminOnly, session: Writing) -> None:
    """Hide a problem from the list."""
    await service.set_ignored(session, problem_id, is_ignored=True)


@router.delete("/problems/{problem_id}/ignore", status_code=204, responses=errors(ProblemNotFound))
async def show_problem(problem_id: UUID, _viewer: AdminOnly, session: Writing) -> None:
    """Show a hidden problem again."""
    await service.set_ignored(session, problem_id, is_ignored=False)


@router.post("/problems/{problem_id}/retry", status_code=204, responses=errors(ProblemNotFound))
async def retry_problem(
    problem_id: UUID, _viewer: AdminOnly, session: Writing, queue: Part[JobQueue]
) -> None:
    """Look at the file again."""
    await service.retry_problem(session, queue, problem_id)


@router.post("/files/{file_id}/identify", responses=errors(FileNotFoundInLibrary))
async def identify_file(
    file_id: UUID, wish: IdentifyWish, _viewer: AdminOnly, session: Writing
) -> Identified:
    """Say what a file really is."""
    return Identified(item_id=await service.identify_file(session, file_id, wish))
