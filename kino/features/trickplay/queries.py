"""Every statement of trickplay; it has no tables of its own."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import and_, select
from sqlalchemy.ext.asyncio import AsyncSession

from kino.features.catalog.models import Item, KeyframeIndex, MediaFile
from kino.features.libraries.models import LibraryFolder


async def find_keyframes(session: AsyncSession, file_id: UUID) -> bytes | None:
    """The encoded keyframe index of the file."""
    return await session.scalar(select(KeyframeIndex.encoded).where(KeyframeIndex.file_id == file_id))


async def list_films_to_make(
    session: AsyncSession, before_id: UUID | None, limit: int
) -> list[tuple[UUID, int, int]]:
    """Id, size in bytes and time in ns of films and episodes whose disks are there, the newest first."""
    query = (
        select(MediaFile.id, MediaFile.size_bytes, MediaFile.mtime_ns)
        .join(LibraryFolder, LibraryFolder.id == MediaFile.folder_id)
        .join(Item, and_(Item.id == MediaFile.item_id, Item.is_listed))
        .where(
            MediaFile.state == "probed",
            MediaFile.missing_at.is_(None),
            MediaFile.away_at.is_(None),
            LibraryFolder.away_at.is_(None),
            MediaFile.extra_kind.is_(None),
            MediaFile.is_stand_in.is_(False),
        )
        .order_by(MediaFile.id.desc())
        .limit(limit)
    )
    if before_id is not None:
        query = query.where(MediaFile.id < before_id)
    return [(row[0], row[1], row[2]) for row in await session.execute(query)]


async def find_facts(session: AsyncSession, file_ids: Collection[UUID]) -> dict[UUID, tuple[int, int]]:
    """Size in bytes and time in ns of those of these files that Kino still knows."""
    rows = await session.execute(
        select(MediaFile.id, MediaFile.size_bytes, MediaFile.mtime_ns).where(MediaFile.id.in_(file_ids))
    )
    return {row[0]: (row[1], row[2]) for row in rows}
