"""API shapes of the scanner."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, Field

from kino.core.http import Line


class ScanStarted(BaseModel):
    """The job that does the work."""

    job_id: UUID


class ScanWish(BaseModel):
    """is_thorough: also read folders whose time of change is the same as at the last scan."""

    is_thorough: bool = False


class Problem(BaseModel):
    """Something skipped or doubtful, with its reason and what to do about it."""

    id: UUID
    library_id: UUID
    path: str
    code: str
    severity: Literal["info", "warning", "error"]
    detail: str
    hint: str
    found_at: datetime
    is_ignored: bool
    file_id: UUID | None
    item_id: UUID | None
    item_title: str | None


class ProblemPage(BaseModel):
    """A page of problems, newest first."""

    items: list[Problem]
    next_cursor: UUID | None
    total: int


class IdentifyWish(BaseModel):
    """What a file really is."""

    kind: Literal["movie", "episode"]
    title: Annotated[Line, Field(min_length=1, max_length=255)]
    year: Annotated[int, Field(ge=1870, le=2200)] | None = None
    season_number: Annotated[int, Field(ge=0, le=9999)] | None = None
    episode_number: Annotated[int, Field(ge=0, le=99999)] | None = None


class Identified(BaseModel):
    """The item that the file belongs to now."""

    item_id: UUID
