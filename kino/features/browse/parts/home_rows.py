"""Which rows there are, what stands in each, and in what rhythm the home screen shows them."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from kino.core.errors import KinoError
from kino.features.browse.parts.house_facts import RANKING_LENGTH, HouseFacts
from kino.features.browse.parts.row_plan import RowPlan, Shelf, Shelves
from kino.features.browse.schemas import RowKind
from kino.features.catalog.parts.title_lists import IdPage, TitleFilter, list_title_ids

FIRST_CARDS = 12
MOST_GENRE_ROWS = 12
GENRE_ROW_FROM = 4  # titles; a shorter row looks like a mistake
SHORT_FILM_S = 30 * 60.0
EVENING_FILM_S = 95 * 60.0
CLASSIC_UNTIL_YEAR = 1969
TWIN_SHARE = 0.7  # of a row's first cards that stand in one row above it already


class RowNotFound(KinoError):
    """No such row, or one that has nothing in it for this member."""

    status = 404


_FIXED = (
    RowPlan("added", "posters", "Recently added", "added"),
    RowPlan("recent", "landscape", "New releases", "year", least=GENRE_ROW_FROM),
    RowPlan(
        "short",
        "editorial",
        "Under half an hour",
        "duration",
        is_descending=True,
        narrow=lambda all_: replace(all_, kinds=("movie",), max_duration_s=SHORT_FILM_S),
        least=GENRE_ROW_FROM,
    ),
    RowPlan(
        "evening",
        "editorial",
        "An evening of 95 minutes",
        "duration",
        is_descending=True,
        narrow=lambda all_: replace(all_, kinds=("movie",), max_duration_s=EVENING_FILM_S),
        least=GENRE_ROW_FROM,
    ),
    RowPlan(
        "classics",
        "landscape",
        "Before 1970",
        "year",
        narrow=lambda all_: replace(all_, year_to=CLASSIC_UNTIL_YEAR),
        least=GENRE_ROW_FROM,
    ),
    RowPlan(
        "series", "posters", "Series", "added", narrow=lambda all_: replace(all_, kinds=("series",)), least=2
    ),
    RowPlan("best", "posters", "Highest rated", "rating", least=GENRE_ROW_FROM),
)
_RHYTHM = ("added", "recent", "short", "series", "evening", "best", "classics")


def list_row_plans(facts: HouseFacts, library_ids: frozenset[UUID]) -> list[RowPlan]:
    """The rows of the home screen in order: fixed ones with genres in between."""
    fixed = {plan.id: plan for plan in _FIXED}
    genres = [
        _genre_plan(genre_id, genre.slug, genre.name, "landscape" if number % 2 else "posters")
        for number, (genre_id, genre) in enumerate(facts.list_genres(library_ids)[:MOST_GENRE_ROWS])
        if genre.count >= GENRE_ROW_FROM
    ]
    rows: list[RowPlan] = []
    for name in _RHYTHM:
        rows.append(fixed[name])
        rows += genres[:2]
        genres = genres[2:]
    return rows + genres


def get_row_plan(facts: HouseFacts, library_ids: frozenset[UUID], row_id: str) -> RowPlan:
    """The plan behind a row's id. Raises RowNotFound."""
    for plan in _FIXED:
        if plan.id == row_id:
            return plan
    if row_id.startswith("genre:"):
        for genre_id, genre in facts.list_genres(library_ids):
            if f"genre:{genre.slug}" == row_id:
                return _genre_plan(genre_id, genre.slug, genre.name)
    raise RowNotFound(f"There is no row {row_id!r} on your home screen.")


def _genre_plan(genre_id: UUID, slug: str, name: str, kind: RowKind = "posters") -> RowPlan:
    return RowPlan(
        f"genre:{slug}",
        kind,
        name,
        "added",
        narrow=lambda all_: replace(all_, genre_id=genre_id),
        least=GENRE_ROW_FROM,
        title_params={"name": name},
    )


async def read_row(
    session: AsyncSession,
    library_ids: frozenset[UUID],
    plan: RowPlan,
    cursor: str | None = None,
    limit: int = FIRST_CARDS,
) -> IdPage:
    """Ids of a row's cards."""
    wanted = plan.narrow(TitleFilter(library_ids))
    return await list_title_ids(
        session, wanted, plan.sort, is_descending=plan.is_descending, cursor=cursor, limit=limit
    )


async def read_shelves(session: AsyncSession, facts: HouseFacts, library_ids: frozenset[UUID]) -> Shelves:
    """The filled rows of all who see these libraries, kept in memory until the catalogue changes."""
    kept = facts.shelves.get(library_ids)
    if kept is None:
        filled = []
        for plan in list_row_plans(facts, library_ids):
            page = await read_row(session, library_ids, plan)
            if len(page.ids) >= plan.least:
                filled.append(Shelf(plan, page))
        shelves = _without_twins(filled)
        title_ids = tuple(dict.fromkeys(one for shelf in shelves for one in shelf.page.ids))
        kept = facts.shelves[library_ids] = Shelves(shelves, title_ids)
    return kept


def _without_twins(shelves: Sequence[Shelf]) -> tuple[Shelf, ...]:
    """In a small library several rows hold nearly the same titles; the first of them is enough."""
    kept: list[Shelf] = []
    for shelf in shelves:
        ids = set(shelf.page.ids)
        # Everything is in "recently added" while a library is small, so that row counts for nothing here.
        others = [set(one.page.ids) for one in kept if one.plan.id != "added"]
        if not any(len(ids & other) > TWIN_SHARE * len(ids) for other in others):
            kept.append(shelf)
    return tuple(kept)


def rank_visible(facts: HouseFacts, visible: Collection[UUID]) -> list[UUID]:
    """The house's most watched titles among those that the member may see."""
    return [one for one in facts.most_watched if one in visible][:RANKING_LENGTH]
