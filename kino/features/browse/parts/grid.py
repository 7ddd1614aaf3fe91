"""Pages of the grid and of rows, as cards for a profile."""

from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from kino.features.accounts.viewer import ProfileViewer
from kino.features.browse.parts import home_rows
from kino.features.browse.parts.house_facts import HouseFacts
from kino.features.browse.schemas import RowPage, TitlePage
from kino.features.catalog import cards as catalog_cards
from kino.features.catalog.parts.title_lists import (
    IdPage,
    TitleFilter,
    TitleSort,
    count_titles,
    list_title_ids,
)
from kino.features.catalog.schemas import TitleCard
from kino.features.libraries.scope import LibraryScope
from kino.features.viewing.cards import add_personal

SMALL_GENRE = 1_000  # titles that are sorted in some milliseconds; larger genres are met soon in any order


@dataclass(frozen=True, slots=True)
class GridWish:
    """What narrows the grid; None lets everything through. genre: a slug."""

    library_id: UUID | None
    kind: str | None
    genre: str | None
    letter: str | None


def narrow_libraries(scope: LibraryScope, library_id: UUID | None) -> frozenset[UUID]:
    """The visible libraries, or the one of them that is asked for."""
    return scope.library_ids if library_id is None else scope.library_ids & {library_id}


async def read_grid_page(
    session: AsyncSession,
    facts: HouseFacts,
    viewer: ProfileViewer,
    scope: LibraryScope,
    wish: GridWish,
    sort: TitleSort,
    *,
    is_descending: bool | None,
    cursor: str | None,
    limit: int,
) -> TitlePage:
    """A page of cards and how many there are in all; an unknown genre has none."""
    await facts.ready()
    library_ids = narrow_libraries(scope, wish.library_id)
    kinds = (wish.kind,) if wish.kind else ("movie", "series")
    wanted = TitleFilter(library_ids, kinds, letter=wish.letter)
    if wish.genre is not None:
        genres = {genre.slug: (genre_id, genre.count) for genre_id, genre in facts.list_genres(library_ids)}
        if wish.genre not in genres:
            return TitlePage(items=[], next_cursor=None, total=0)
        genre_id, count = genres[wish.genre]
        wanted = replace(wanted, genre_id=genre_id, is_genre_small=count <= SMALL_GENRE)
    page = await list_title_ids(
        session, wanted, sort, is_descending=is_descending, cursor=cursor, limit=limit
    )
    return TitlePage(
        items=await _cards(session, viewer, page),
        next_cursor=page.next_cursor,
        total=await _count(session, facts, wanted),
    )


async def _count(session: AsyncSession, facts: HouseFacts, wanted: TitleFilter) -> int:
    if wanted.genre_id is None and wanted.letter is None:
        return facts.count_titles(wanted.library_ids, wanted.kinds)
    if wanted.genre_id is None:
        letters = facts.list_letters(wanted.library_ids, wanted.kinds)
        return next((one.count for one in letters if one.letter == wanted.letter), 0)
    if wanted.letter is None and len(wanted.kinds) > 1:
        genres = facts.list_genres(wanted.library_ids)
        return next((genre.count for genre_id, genre in genres if genre_id == wanted.genre_id), 0)
    return await count_titles(session, wanted)


async def read_row_page(
    session: AsyncSession,
    facts: HouseFacts,
    viewer: ProfileViewer,
    scope: LibraryScope,
    row_id: str,
    cursor: str | None,
    limit: int,
) -> RowPage:
    """The following cards of a row. Raises RowNotFound, CursorInvalid."""
    await facts.ready()
    plan = home_rows.get_row_plan(facts, scope.library_ids, row_id)
    page = await home_rows.read_row(session, scope.library_ids, plan, cursor, limit)
    return RowPage(items=await _cards(session, viewer, page), next_cursor=page.next_cursor)


async def _cards(session: AsyncSession, viewer: ProfileViewer, page: IdPage) -> list[TitleCard]:
    cards = await catalog_cards.list_title_cards(session, page.ids)
    await add_personal(session, viewer.profile_id, cards)
    return cards
