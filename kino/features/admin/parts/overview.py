"""The overview: health, counts, disks and jobs in a handful of statements."""

import asyncio
import os
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Literal, NamedTuple
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from kino import __version__
from kino.core.clock import monotonic_s
from kino.core.context import ServerContext
from kino.core.data_dir import DataFolder
from kino.core.jobs.interface import JobQueue, JobState, JobView
from kino.core.text import readable_text
from kino.core.workers import WorkerPool
from kino.features.accounts.models import Account
from kino.features.admin.schemas import (
    DiskUse,
    HealthNote,
    HouseCounts,
    JobCard,
    LibrarySize,
    NeedsMe,
    Overview,
)
from kino.features.catalog.models import Item, MediaFile
from kino.features.libraries.models import Library, LibraryFolder
from kino.features.libraries.parts.disks import Disks
from kino.features.scanner.models import ScanProblem
from kino.media.sandbox import MissingWall, SandboxReport

LOW_SPACE_BYTES = 2 * 1024**3
JOBS_SHOWN = 20
DISK_TIMEOUT_S = 2.0  # a dead network mount must not hold the page


class ServerStart:
    """When this process began to serve, by the clock that never goes back."""

    def __init__(self) -> None:
        self.at_s = monotonic_s()


async def read_overview(session: AsyncSession, context: ServerContext) -> Overview:
    """Everything the overview shows."""
    queue = context.part(JobQueue)
    names = await _library_names(session)
    running = await queue.list_jobs(session, states=(JobState.RUNNING, JobState.QUEUED), limit=JOBS_SHOWN)
    states = await queue.count_jobs(session)
    problems = await session.scalar(
        select(func.count()).select_from(ScanProblem).where(ScanProblem.ignored_at.is_(None))
    )
    counts, folders = await _count_house(session), await _read_folders(session)
    away = (await session.scalars(select(LibraryFolder.path).where(LibraryFolder.away_at.is_not(None)))).all()
    # Disks are asked once the database is let go: a silent one must not keep a connection from others.
    await session.close()
    disks = await _read_disks(context, names, folders)
    needs = NeedsMe(problem_count=problems or 0, failed_job_count=states.get(JobState.FAILED, 0))
    return Overview(
        version=__version__,
        uptime_s=monotonic_s() - context.part(ServerStart).at_s,
        database="sqlite" if context.database.is_sqlite else "postgresql",
        memory_bytes=_memory_bytes(),
        health=_describe_health(away, disks, needs, _list_missing_walls(context)),
        counts=counts,
        disks=disks,
        jobs=[job_card(job, names) for job in running.jobs],
        needs_me=needs,
    )


def job_card(job: JobView, library_names: dict[UUID, str]) -> JobCard:
    """A job as the admin sees it."""
    return JobCard.model_validate(
        {
            "id": job.id,
            "kind": job.kind,
            "title_code": job.title_code,
            "title_facts": job.title_facts,
            "state": str(job.state),
            "priority": job.priority,
            "done": job.progress_done,
            "total": job.progress_total,
            "eta_s": job.eta_s,
            "message_code": job.message_code,
            "message_facts": job.message_facts,
            "error": job.error_message,
            "attempt": job.attempt,
            "library_id": job.library_id,
            "library_name": library_names.get(job.library_id) if job.library_id else None,
            "created_at": job.queued_at,
            "started_at": job.started_at,
            "finished_at": job.finished_at,
        }
    )


async def _library_names(session: AsyncSession) -> dict[UUID, str]:
    rows = await session.execute(select(Library.id, Library.name))
    return dict(rows.all())


async def list_jobs(
    session: AsyncSession, queue: JobQueue, state: JobState | None, cursor: UUID | None, limit: int
) -> tuple[list[JobCard], UUID | None]:
    """A page of jobs, newest first, and where the next one begins."""
    names = await _library_names(session)
    page = await queue.list_jobs(session, states=(state,) if state else (), cursor=cursor, limit=limit)
    return [job_card(job, names) for job in page.jobs], page.next_cursor


async def _count_house(session: AsyncSession) -> HouseCounts:
    kinds = await session.execute(
        select(Item.kind, func.count()).where(Item.is_listed, Item.kind != "season").group_by(Item.kind)
    )
    by_kind = dict(kinds.all())
    files = await session.scalar(
        select(func.count()).select_from(MediaFile).where(MediaFile.missing_at.is_(None))
    )
    members = await session.scalar(select(func.count()).select_from(Account))
    return HouseCounts(
        movie_count=by_kind.get("movie", 0),
        series_count=by_kind.get("series", 0),
        episode_count=by_kind.get("episode", 0),
        file_count=files or 0,
        member_count=members or 0,
    )


class _Folder(NamedTuple):
    """A library folder. size_bytes: of the library's files in it; None where there are none."""

    path: bytes
    library_id: UUID | None = None
    size_bytes: int | None = None


async def _read_folders(session: AsyncSession) -> list[_Folder]:
    sizes = await session.execute(
        select(MediaFile.library_id, MediaFile.folder_id, func.sum(MediaFile.size_bytes))
        .where(MediaFile.missing_at.is_(None))
        .group_by(MediaFile.library_id, MediaFile.folder_id)
    )
    by_folder = {folder_id: (library_id, int(total or 0)) for library_id, folder_id, total in sizes}
    folders = (await session.execute(select(LibraryFolder.id, LibraryFolder.path))).all()
    return [_Folder(bytes(path), *by_folder.get(folder_id, ())) for folder_id, path in folders]


async def _read_disks(
    context: ServerContext, names: dict[UUID, str], folders: Sequence[_Folder]
) -> list[DiskUse]:
    folders = [_Folder(os.fsencode(context.part(DataFolder).root)), *folders]
    usages = await asyncio.gather(*(_disk_usage(context.part(Disks), one.path) for one in folders))
    disks: dict[tuple[int, int], DiskUse] = {}
    for (path, library_id, size_bytes), usage in zip(folders, usages, strict=True):
        if usage is None:
            continue
        free_bytes, total_bytes, device = usage
        disk = disks.setdefault(
            (device, total_bytes),
            DiskUse(path=readable_text(path), free_bytes=free_bytes, total_bytes=total_bytes, by_library=[]),
        )
        if library_id is not None and size_bytes is not None:
            disk.by_library.append(
                LibrarySize(library_id=library_id, name=names.get(library_id, ""), size_bytes=size_bytes)
            )
    return list(disks.values())


async def _disk_usage(disks: Disks, path: bytes) -> tuple[int, int, int] | None:
    def ask() -> tuple[int, int, int]:
        usage = shutil.disk_usage(path)
        return usage.free, usage.total, Path(os.fsdecode(path)).stat().st_dev

    try:
        async with asyncio.timeout(DISK_TIMEOUT_S):
            return await disks.wait_for(path, ask)
    except (OSError, TimeoutError):
        return None


def _list_missing_walls(context: ServerContext) -> Sequence[MissingWall]:
    """What the first worker process could not put up; nothing before there was one."""
    pool = context.find_part(WorkerPool)
    report = pool.prepared if pool is not None else None
    return report.missing if isinstance(report, SandboxReport) else ()


def _describe_health(
    away: Sequence[bytes], disks: list[DiskUse], needs: NeedsMe, walls: Sequence[MissingWall]
) -> list[HealthNote]:
    notes = []
    for path in away:
        name = readable_text(path)
        notes.append(
            _note(
                "folder_away",
                "error",
                f"The folder {name} cannot be read; its titles wait for it.",
                path=name,
            )
        )
    notes += [
        _note("low_space", "warning", f"The disk of {disk.path} is almost full.", path=disk.path)
        for disk in disks
        if disk.free_bytes < LOW_SPACE_BYTES
    ]
    if needs.failed_job_count:
        notes.append(
            _note(
                "failed_jobs",
                "warning",
                f"{needs.failed_job_count} jobs have failed.",
                count=needs.failed_job_count,
            )
        )
    if walls:
        reasons = " ".join(each.reason for each in walls)
        notes.append(
            _note(
                "sandbox_incomplete",
                "warning",
                f"The processes that open media files are less confined than intended. {reasons}",
                missing=[each.wall for each in walls],
            )
        )
    if not notes:
        notes.append(_note("all_well", "ok", "Everything is running as it should."))
    return notes


def _note(code: str, level: Literal["ok", "warning", "error"], sentence: str, **facts: object) -> HealthNote:
    return HealthNote(code=code, level=level, sentence=sentence, facts=dict(facts))


def _memory_bytes() -> int:
    try:
        pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    except (OSError, ValueError, IndexError):
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")
