"""HTTP in and out of browse."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import Path, Query

from kino.core.http import Context, Part, Reading, api_router, errors
from kino.features.accounts.rules import ProfileChosen
from kino.features.browse.parts import grid, home, person_page, title_page
from kino.features.browse.parts.home_rows import RowNotFound
from kino.features.browse.parts.house_facts import HouseFacts
from kino.features.browse.schemas import (
    GenreCount,
    Home,
    LetterCount,
    PersonDetail,
    RowPage,
    TitleDetail,
    TitlePage,
)
from kino.features.catalog.errors import PersonNotFound, TitleNotFound
from kino.features.catalog.parts.title_lists import CursorInvalid, TitleSort
from kino.features.catalog.schemas import EpisodeCard, TitleKind
from kino.features.libraries.scope import Libraries

router = api_router("browse")

Limit = Annotated[int, Query(ge=1, le=120)]
SeasonNumber = Annotated[int, Path(ge=0, le=2**31 - 1, description="0 for specials.")]
Letter = Annotated[str | None, Query(pattern="^[a-z#]$", description="First letter, # for none of a-z.")]


@router.get("/home")
async def read_home(
    viewer: ProfileChosen, scope: Libraries, session: Reading, facts: Part[HouseFacts]
) -> Home:
    """The home screen of the profile."""
    return await home.read_home(session, facts, viewer, scope)


@router.get("/rows/{row_id}", responses=errors(RowNotFound, CursorInvalid))
async def read_row(
    row_id: str,
    viewer: ProfileChosen,
    scope: Libraries,
    session: Reading,
    facts: Part[HouseFacts],
    cursor: str | None = None,
    limit: Limit = 24,
) -> RowPage:
    """The following cards of a row."""
    return await grid.read_row_page(session, facts, viewer, scope, row_id, cursor, limit)


@router.get("/titles", responses=errors(CursorInvalid))
async def list_titles(
    viewer: ProfileChosen,
    scope: Libraries,
    session: Reading,
    facts: Part[HouseFacts],
    library_id: UUID | None = None,
    kind: TitleKind | None = None,
    genre: str | None = None,
    sort: TitleSort = "added",
    order: Literal["ascending", "descending"] | None = None,
    letter: Letter = None,
    cursor: str | None = None,
    limit: Limit = 60,
) -> TitlePage:
    """A page of the grid."""
    wish = grid.GridWish(library_id, kind, genre, letter)
    is_descending = None if order is None else order == "descending"
    return await grid.read_grid_page(
        session, facts, viewer, scope, wish, sort, is_descending=is_descending, cursor=cursor, limit=limit
    )


@router.get("/titles/letters")
async def list_letters(
    _viewer: ProfileChosen,
    scope: Libraries,
    facts: Part[HouseFacts],
    library_id: UUID | None = None,
    kind: TitleKind | None = None,
) -> list[LetterCount]:
    """First letters of the titles in the grid, to jump to."""
    await facts.ready()
    library_ids = grid.narrow_libraries(scope, library_id)
    return facts.list_letters(library_ids, (kind,) if kind else ("movie", "series"))


@router.get("/genres")
async def list_genres(_viewer: ProfileChosen, scope: Libraries, facts: Part[HouseFacts]) -> list[GenreCount]:
    """Genres of the visible libraries, the largest first."""
    await facts.ready()
    return [genre for _, genre in facts.list_genres(scope.library_ids)]


@router.get("/titles/{title_id}", responses=errors(TitleNotFound))
async def read_title(
    title_id: UUID, viewer: ProfileChosen, scope: Libraries, session: Reading, context: Context
) -> TitleDetail:
    """A film or series with everything its page shows; what is still unknown of it is found out first."""
    detail = await title_page.read_title(session, viewer, scope, title_id)
    title_page.hurry(context, title_id)
    return detail


@router.get("/titles/{title_id}/seasons/{season_number}/episodes", responses=errors(TitleNotFound))
async def list_episodes(
    title_id: UUID, season_number: SeasonNumber, viewer: ProfileChosen, scope: Libraries, session: Reading
) -> list[EpisodeCard]:
    """The episodes of a season."""
    return await title_page.list_episodes(session, viewer, scope, title_id, season_number)


@router.get("/people/{person_id}", responses=errors(PersonNotFound))
async def read_person(
    person_id: UUID, viewer: ProfileChosen, scope: Libraries, session: Reading
) -> PersonDetail:
    """A person and their filmography in the visible libraries."""
    return await person_page.read_person(session, viewer, scope, person_id)
