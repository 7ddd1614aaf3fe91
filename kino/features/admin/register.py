"""Plugs the admin pages in."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from kino.core.context import ServerContext
from kino.features.admin.parts.overview import ServerStart
from kino.features.catalog.models import Item, MediaFile
from kino.features.libraries.parts.counts import LibraryCounts, LibraryFigures


def register(context: ServerContext) -> None:
    """Note when the server began, and tell libraries how much they hold."""
    context.add_part(ServerStart())
    context.part(LibraryCounts).register(count_libraries)


async def count_libraries(session: AsyncSession) -> Mapping[UUID, LibraryFigures]:
    """Titles, files and bytes of every library."""
    titles = await session.execute(
        select(Item.library_id, func.count()).where(Item.is_title, Item.is_listed).group_by(Item.library_id)
    )
    files = await session.execute(
        select(MediaFile.library_id, func.count(), func.sum(MediaFile.size_bytes))
        .where(MediaFile.missing_at.is_(None))
        .group_by(MediaFile.library_id)
    )
    title_counts = dict(titles.all())
    figures = {library_id: LibraryFigures(title_count=count) for library_id, count in title_counts.items()}
    for library_id, count, size_bytes in files:
        figures[library_id] = LibraryFigures(
            title_count=title_counts.get(library_id, 0), file_count=count, size_bytes=int(size_bytes or 0)
        )
    return figures
