"""Shapes of the library routes."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from kino.core.http import Line

LibraryKind = Literal["movies", "series", "mixed"]
ScanPhaseName = Literal["walk", "match", "names", "probe", "artwork", "done"]
LibraryTitle = Annotated[Line, Field(min_length=1, max_length=80)]
Language = Annotated[
    str, StringConstraints(pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,2}$", max_length=16)
]
FolderPath = Annotated[str, Field(min_length=1, max_length=4096)]


class ScanPhase(BaseModel):
    """How far one phase of a scan is. total: None while it is not known."""

    phase: ScanPhaseName
    done: int
    total: int | None
    state: Literal["waiting", "running", "done"]


class ScanState(BaseModel):
    """How far the scan of a library is."""

    job_id: UUID
    library_id: UUID
    phase: ScanPhaseName
    phases: list[ScanPhase]
    done: int
    total: int | None
    eta_s: float | None
    started_at: datetime
    is_cancelled: bool


class LibraryName(BaseModel):
    """A library as a menu shows it."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    name: str
    kind: LibraryKind


class FolderDetail(BaseModel):
    """A folder of a library. path is for reading: what is no text in it is replaced."""

    id: UUID
    path: str
    is_away: bool
    free_bytes: int | None
    total_bytes: int | None


class LibraryDetail(BaseModel):
    """A library as the admin sees it. account_ids_with_access: None when every member sees it."""

    id: UUID
    name: str
    kind: LibraryKind
    language: str
    is_demo: bool
    folders: list[FolderDetail]
    account_ids_with_access: list[UUID] | None
    title_count: int
    file_count: int
    size_bytes: int
    problem_count: int
    scanned_at: datetime | None
    scan: ScanState | None


class LibraryWish(BaseModel):
    """A new library. account_ids_with_access: None lets it be seen by all who see all libraries."""

    model_config = ConfigDict(extra="forbid")

    name: LibraryTitle
    kind: LibraryKind
    language: Language = "en"
    folders: Annotated[list[FolderPath], Field(max_length=64)] = []
    account_ids_with_access: list[UUID] | None = None


class LibraryPatch(BaseModel):
    """Only the fields that are sent change. account_ids_with_access: null lets every member see it."""

    model_config = ConfigDict(extra="forbid")

    name: LibraryTitle | None = None
    kind: LibraryKind | None = None
    language: Language | None = None
    account_ids_with_access: list[UUID] | None = None


class FolderWish(BaseModel):
    """A folder to add, by its absolute path on the server."""

    model_config = ConfigDict(extra="forbid")

    path: FolderPath


class BrowsedFolder(BaseModel):
    """A folder that can be opened. has_media_hint: a quick look found a film or an episode in it."""

    name: str
    path: str
    is_readable: bool
    has_media_hint: bool


class FolderListing(BaseModel):
    """What lies in a folder of the server. parent: None at a media root."""

    path: str
    parent: str | None
    folders: list[BrowsedFolder]
    free_bytes: int
    total_bytes: int
    roots: list[str]
