"""API shapes of the admin pages."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel

from kino.features.catalog.schemas import TitleCard

JobStateName = Literal["queued", "running", "succeeded", "failed", "cancelled"]


class HealthNote(BaseModel):
    """One thing about the house's health. code and facts are for the language files."""

    code: str
    level: Literal["ok", "warning", "error"]
    sentence: str
    facts: dict[str, Any]


class HouseCounts(BaseModel):
    """How much there is."""

    movie_count: int
    series_count: int
    episode_count: int
    file_count: int
    member_count: int


class LibrarySize(BaseModel):
    """How much of a disk a library takes."""

    library_id: UUID
    name: str
    size_bytes: int


class DiskUse(BaseModel):
    """A disk that libraries or Kino's data lie on."""

    path: str
    free_bytes: int
    total_bytes: int
    by_library: list[LibrarySize]


class JobCard(BaseModel):
    """A background job as the admin sees it."""

    id: UUID
    kind: str
    title_code: str
    title_facts: dict[str, Any]
    state: JobStateName
    priority: int
    done: int
    total: int | None
    eta_s: float | None
    message_code: str | None
    message_facts: dict[str, Any]
    error: str | None
    attempt: int
    library_id: UUID | None
    library_name: str | None
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None


class JobCardPage(BaseModel):
    """A page of jobs, newest first."""

    items: list[JobCard]
    next_cursor: UUID | None


class NeedsMe(BaseModel):
    """What waits for an admin's hand."""

    problem_count: int
    failed_job_count: int


class Overview(BaseModel):
    """Is it healthy, what is running, what needs me."""

    version: str
    uptime_s: float
    database: Literal["sqlite", "postgresql"]
    memory_bytes: int
    health: list[HealthNote]
    counts: HouseCounts
    disks: list[DiskUse]
    jobs: list[JobCard]
    needs_me: NeedsMe


class LogEntry(BaseModel):
    """A line of the log."""

    at: str
    level: str
    event: str
    logger: str | None
    request_id: str | None
    facts: dict[str, Any]


class LogPage(BaseModel):
    """Lines of the log, newest first."""

    items: list[LogEntry]
    next_cursor: int | None


class AdminTitle(BaseModel):
    """A title as the admin's table shows it."""

    card: TitleCard
    library_id: UUID
    library_name: str
    file_count: int
    size_bytes: int
    is_featured: bool


class AdminTitlePage(BaseModel):
    """A page of the admin's table."""

    items: list[AdminTitle]
    next_cursor: str | None
    total: int
