"""The admin's table of titles, and the star that makes one the hero."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from kino.core.clock import now
from kino.core.db import record_event
from kino.core.text import fold_text
from kino.features.admin.schemas import AdminTitle, AdminTitlePage
from kino.features.catalog import cards as catalog_cards
from kino.features.catalog.errors import TitleNotFound
from kino.features.catalog.events import TitlesChanged
from kino.features.catalog.models import Item, MediaFile
from kino.features.catalog.parts.title_lists import TitleFilter, TitleSort, count_titles, list_title_ids
from kino.features.libraries.models import Library


@dataclass(frozen=True, slots=True)
class TableWish:
    """What narrows the table."""

    query: str
    library_id: UUID | None
    kind: str | None


async def list_admin_titles(
    session: AsyncSession, wish: TableWish, sort: TitleSort, cursor: str | None, limit: int
) -> AdminTitlePage:
    """A page of titles of all libraries with their files' count and size."""
    libraries = frozenset(await session.scalars(select(Library.id)))
    wanted = TitleFilter(
        libraries if wish.library_id is None else libraries & {wish.library_id},
        (wish.kind,) if wish.kind else ("movie", "series"),
        prefix=fold_text(wish.query) or None,
    )
    page = await list_title_ids(session, wanted, sort, cursor=cursor, limit=limit)
    return AdminTitlePage(
        items=await _rows(session, page.ids),
        next_cursor=page.next_cursor,
        total=await count_titles(session, wanted),
    )


async def _rows(session: AsyncSession, ids: list[UUID]) -> list[AdminTitle]:
    cards = {card.id: card for card in await catalog_cards.list_title_cards(session, ids)}
    libraries = await session.execute(
        select(Item.id, Item.library_id, Library.name, Item.featured_at)
        .join(Library, Library.id == Item.library_id)
        .where(Item.id.in_(ids))
    )
    owner = func.coalesce(Item.series_id, Item.id)
    sizes = await session.execute(
        select(owner, func.count(), func.sum(MediaFile.size_bytes))
        .select_from(MediaFile)
        .join(Item, Item.id == MediaFile.item_id)
        .where(or_(Item.id.in_(ids), Item.series_id.in_(ids)), MediaFile.missing_at.is_(None))
        .group_by(owner)
    )
    files = {title_id: (count, int(total or 0)) for title_id, count, total in sizes}
    known = {row[0]: row for row in libraries}
    return [
        AdminTitle(
            card=cards[one],
            library_id=known[one][1],
            library_name=known[one][2],
            is_featured=known[one][3] is not None,
            file_count=files.get(one, (0, 0))[0],
            size_bytes=files.get(one, (0, 0))[1],
        )
        for one in ids
        if one in cards and one in known
    ]


async def feature_title(session: AsyncSession, title_id: UUID, *, is_featured: bool) -> None:
    """Make the title the hero of every home screen that may show it, or no longer. Raises TitleNotFound."""
    changed = await session.execute(
        update(Item)
        .where(Item.id == title_id, Item.is_title)
        .values(featured_at=now() if is_featured else None)
        .returning(Item.library_id)
        .execution_options(synchronize_session=False)
    )
    library_id = changed.scalar_one_or_none()
    if library_id is None:
        raise TitleNotFound(f"There is no film or series {title_id}.")
    record_event(session, TitlesChanged(library_id, (title_id,)))
