"""Titles like one: by the people who made it, then by genre, each with its reason.

Candidates come from index ranges of bounded length, so the cost does not grow with the library.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import cast
from uuid import UUID

from sqlalchemy import CompoundSelect, Table, bindparam, select, union_all
from sqlalchemy.ext.asyncio import AsyncSession

from kino.core.db import Id, among, beside_index
from kino.features.browse.schemas import SimilarCard
from kino.features.catalog import cards as catalog_cards
from kino.features.catalog.models import Credit, Item, ItemGenre
from kino.features.libraries.scope import LibraryScope

MOST_SIMILAR = 12
PEOPLE_COMPARED = 6  # director and the first of the cast
GENRES_COMPARED = 3
CREDITS_READ = 120
GENRE_CANDIDATES = 40  # a genre and library
PERSON_SCORE = 3.0
GENRE_SCORE = 1.0


@dataclass(slots=True)
class _Candidate:
    score: float = 0.0
    person: str | None = None
    genre: str | None = None


_item = cast("Table", Item.__table__)
_credit = cast("Table", Credit.__table__)
_SHARED_CREDITS = (
    select(_credit.c.item_id, _credit.c.person_id)
    .join(_item, _item.c.id == _credit.c.item_id)
    .where(
        among(_credit.c.person_id, "person_ids"),
        # Narrowed before the limit: what nobody may see must not use it up.
        beside_index(_item.c.is_title),
        beside_index(_item.c.is_listed),
        among(beside_index(_item.c.library_id), "library_ids"),
    )
    .order_by(_credit.c.id)
    .limit(bindparam("most"))
)


async def list_similar(
    session: AsyncSession,
    scope: LibraryScope,
    title_id: UUID,
    kind: str,
    *,
    people: Mapping[UUID, str],
    genres: Mapping[UUID, str],
) -> list[SimilarCard]:
    """At most MOST_SIMILAR visible titles of the same kind, the most alike first, without what is personal.

    people, genres: names by id of those that the title has, the most important first.
    """
    found: dict[UUID, _Candidate] = {}
    await _add_by_people(session, scope, dict(islice(people.items(), PEOPLE_COMPARED)), found)
    await _add_by_genres(session, scope, dict(islice(genres.items(), GENRES_COMPARED)), found)
    found.pop(title_id, None)
    if not found:
        return []
    best = sorted(found, key=lambda one: (-found[one].score, one), reverse=False)[: MOST_SIMILAR * 4]
    listed = await catalog_cards.list_title_cards(session, best, scope)
    cards = [card for card in listed if card.kind == kind]
    cards.sort(key=lambda card: (-found[card.id].score, card.title))
    return [
        SimilarCard(
            card=card,
            reason_code="person" if found[card.id].person else "genre",
            reason=found[card.id].person or found[card.id].genre or "",
        )
        for card in cards[:MOST_SIMILAR]
    ]


async def _add_by_people(
    session: AsyncSession, scope: LibraryScope, names: Mapping[UUID, str], found: dict[UUID, _Candidate]
) -> None:
    if not names:
        return
    shared = await session.execute(
        _SHARED_CREDITS,
        {"person_ids": list(names), "library_ids": sorted(scope.library_ids), "most": CREDITS_READ},
    )
    for item_id, person_id in shared:
        candidate = found.setdefault(item_id, _Candidate())
        candidate.score += PERSON_SCORE
        candidate.person = candidate.person or names[person_id]


async def _add_by_genres(
    session: AsyncSession, scope: LibraryScope, names: Mapping[UUID, str], found: dict[UUID, _Candidate]
) -> None:
    if not names or not scope.library_ids:
        return
    values: dict[str, UUID] = {f"genre_{number}": one for number, one in enumerate(names)}
    values |= {f"library_{number}": one for number, one in enumerate(sorted(scope.library_ids))}
    rows = await session.execute(_select_of_genres(len(names), len(scope.library_ids)), values)
    for genre_id, item_id in rows:
        candidate = found.setdefault(item_id, _Candidate())
        candidate.score += GENRE_SCORE
        candidate.genre = candidate.genre or names[genre_id]


@lru_cache(maxsize=64)
def _select_of_genres(genres: int, libraries: int) -> CompoundSelect[UUID, UUID]:
    """Genre and title: the latest of each genre in each library, every one a short range of an index."""
    parts = []
    for genre in range(genres):
        for library in range(libraries):
            latest = (
                select(ItemGenre.genre_id, ItemGenre.item_id)
                .where(
                    ItemGenre.genre_id == bindparam(f"genre_{genre}", type_=Id()),
                    ItemGenre.library_id == bindparam(f"library_{library}", type_=Id()),
                )
                .order_by(ItemGenre.added_at.desc())
                .limit(GENRE_CANDIDATES)
                .subquery()
            )
            parts.append(select(latest.c.genre_id, latest.c.item_id))
    return union_all(*parts)
