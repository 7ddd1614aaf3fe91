"""Every statement of subtitles; it has no tables of its own."""

from collections.abc import Sequence
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from kino.features.catalog.models import MediaFile, Sidecar
from kino.features.libraries.models import LibraryFolder
from kino.features.libraries.scope import LibraryScope


class FilmFile(NamedTuple):
    """A probed file. root: the library folder's path; media_info: as MediaInfo.to_dict made it."""

    id: UUID
    root: bytes
    path: bytes
    size_bytes: int
    mtime_ns: int
    is_away: bool
    media_info: dict[str, Any]


class TextFile(NamedTuple):
    """A subtitle file beside a film."""

    id: UUID
    root: bytes
    path: bytes
    language: str | None
    label: str | None
    is_forced: bool
    is_sdh: bool

    @property
    def ending(self) -> str:
        """What its name ends with, in lower case."""
        return self.path.rpartition(b".")[2].decode("ascii", "replace").lower()


async def find_film(session: AsyncSession, scope: LibraryScope, file_id: UUID) -> FilmFile | None:
    """The probed file if it lies in the scope."""
    query = (
        select(
            MediaFile.id,
            LibraryFolder.path,
            MediaFile.path,
            MediaFile.size_bytes,
            MediaFile.mtime_ns,
            MediaFile.away_at.is_not(None) | LibraryFolder.away_at.is_not(None),
            MediaFile.media_info,
        )
        .join(LibraryFolder, LibraryFolder.id == MediaFile.folder_id)
        .where(
            MediaFile.id == file_id,
            scope.condition(MediaFile.library_id),
            MediaFile.state == "probed",
            MediaFile.missing_at.is_(None),
            MediaFile.media_info.is_not(None),
        )
    )
    row = (await session.execute(query)).first()
    return None if row is None else FilmFile(*row)


async def list_text_files(session: AsyncSession, file_id: UUID) -> Sequence[TextFile]:
    """Subtitle files beside a film, whatever they are written in, by name."""
    query = (
        select(
            Sidecar.id,
            LibraryFolder.path,
            Sidecar.path,
            Sidecar.language,
            Sidecar.label,
            Sidecar.is_forced,
            Sidecar.is_sdh,
        )
        .join(LibraryFolder, LibraryFolder.id == Sidecar.folder_id)
        .where(Sidecar.file_id == file_id, Sidecar.kind == "subtitle")
        .order_by(Sidecar.path)
    )
    return [TextFile(*row) for row in await session.execute(query)]
