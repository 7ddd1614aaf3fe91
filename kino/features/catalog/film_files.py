"""Files of films as the features need them that read what is in them."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from kino.features.catalog.models import MediaFile
from kino.features.libraries.models import LibraryFolder
from kino.features.libraries.scope import LibraryScope


@dataclass(frozen=True, slots=True)
class FilmFile:
    """A probed file. root: the library folder's path; media_info: as MediaInfo.to_dict made it."""

    id: UUID
    library_id: UUID
    root: bytes
    path: bytes
    size_bytes: int
    mtime_ns: int
    is_away: bool
    media_info: dict[str, Any]


async def find_film_file(session: AsyncSession, file_id: UUID, scope: LibraryScope | None) -> FilmFile | None:
    """The probed file if it lies in the scope; None asks for the house itself."""
    query = (
        select(
            MediaFile.id,
            MediaFile.library_id,
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
            MediaFile.state == "probed",
            MediaFile.missing_at.is_(None),
            MediaFile.media_info.is_not(None),
        )
    )
    if scope is not None:
        query = query.where(scope.condition(MediaFile.library_id))
    row = (await session.execute(query)).first()
    return None if row is None else FilmFile(*row)
