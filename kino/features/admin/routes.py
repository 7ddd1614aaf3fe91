"""HTTP in and out of the admin pages; all of it for admins."""

import asyncio
from itertools import islice
from typing import Annotated, Literal
from uuid import UUID

from fastapi import Query

from kino.core.context import ServerContext
from kino.core.data_dir import DataFolder
from kino.core.http import Context, Part, Reading, Writing, api_router, errors
from kino.core.jobs.errors import JobNotFound, JobNotRetryable
from kino.core.jobs.interface import JobQueue, JobState
from kino.core.logs import read_log_lines
from kino.features.accounts.rules import AdminOnly
from kino.features.admin.parts import overview, titles
from kino.features.admin.schemas import (
    AdminTitlePage,
    JobCardPage,
    JobStateName,
    LogEntry,
    LogPage,
    Overview,
)
from kino.features.catalog.errors import TitleNotFound
from kino.features.catalog.parts.title_lists import CursorInvalid, TitleSort
from kino.features.catalog.schemas import TitleKind

router = api_router("admin", prefix="/admin")

Limit = Annotated[int, Query(ge=1, le=200)]
_LOG_KEYS = frozenset({"at", "level", "event", "logger", "request_id"})


@router.get("/overview")
async def read_overview(_viewer: AdminOnly, session: Reading, context: Context) -> Overview:
    """Is it healthy, what is running, what needs me."""
    return await overview.read_overview(session, context)


@router.get("/jobs")
async def list_jobs(
    _viewer: AdminOnly,
    session: Reading,
    queue: Part[JobQueue],
    state: JobStateName | None = None,
    cursor: UUID | None = None,
    limit: Limit = 50,
) -> JobCardPage:
    """Background jobs, newest first."""
    wanted = JobState(state) if state else None
    items, next_cursor = await overview.list_jobs(session, queue, wanted, cursor, limit)
    return JobCardPage(items=items, next_cursor=next_cursor)


@router.post("/jobs/{job_id}/cancel", status_code=204, responses=errors(JobNotFound))
async def cancel_job(job_id: UUID, _viewer: AdminOnly, session: Writing, queue: Part[JobQueue]) -> None:
    """End a job: at once while it waits, soon while it runs."""
    await queue.cancel(session, job_id)


@router.post("/jobs/{job_id}/retry", status_code=204, responses=errors(JobNotFound, JobNotRetryable))
async def retry_job(job_id: UUID, _viewer: AdminOnly, session: Writing, queue: Part[JobQueue]) -> None:
    """Queue a failed or cancelled job again."""
    await queue.retry(session, job_id)


@router.get("/logs")
async def list_logs(
    _viewer: AdminOnly,
    context: Context,
    level: Literal["debug", "info", "warning", "error"] = "info",
    query: Annotated[str, Query(max_length=200)] = "",
    cursor: Annotated[int | None, Query(ge=0)] = None,
    limit: Limit = 100,
) -> LogPage:
    """Lines of the log, newest first."""
    return await asyncio.to_thread(_read_logs, context, level, query, cursor, limit)


def _read_logs(context: ServerContext, level: str, query: str, cursor: int | None, limit: int) -> LogPage:
    lines = read_log_lines(context.part(DataFolder).logs, level, query, cursor)
    found = list(islice(lines, limit + 1))
    items = [
        LogEntry(
            at=str(entry.get("at", "")),
            level=str(entry.get("level", "info")),
            event=str(entry.get("event", "")),
            logger=entry.get("logger"),
            request_id=entry.get("request_id"),
            facts={name: value for name, value in entry.items() if name not in _LOG_KEYS},
        )
        for _, entry in found[:limit]
    ]
    return LogPage(items=items, next_cursor=found[limit - 1][0] if len(found) > limit else None)


@router.get("/titles", responses=errors(CursorInvalid))
async def list_admin_titles(
    _viewer: AdminOnly,
    session: Reading,
    query: Annotated[str, Query(max_length=200)] = "",
    library_id: UUID | None = None,
    kind: TitleKind | None = None,
    sort: TitleSort = "title",
    cursor: str | None = None,
    limit: Limit = 100,
) -> AdminTitlePage:
    """Titles of all libraries with their files' count and size."""
    wish = titles.TableWish(query, library_id, kind)
    return await titles.list_admin_titles(session, wish, sort, cursor, limit)


@router.post("/titles/{title_id}/feature", status_code=204, responses=errors(TitleNotFound))
async def feature_title(title_id: UUID, _viewer: AdminOnly, session: Writing) -> None:
    """Make the title the hero of the home screen."""
    await titles.feature_title(session, title_id, is_featured=True)


@router.delete("/titles/{title_id}/feature", status_code=204, responses=errors(TitleNotFound))
async def unfeature_title(title_id: UUID, _viewer: AdminOnly, session: Writing) -> None:
    """Take the star off the title."""
    await titles.feature_title(session, title_id, is_featured=False)
