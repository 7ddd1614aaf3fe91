"""Titles like one: by the people who made it, then by genre, each with its reason.

Candidates come from index ranges of bounded length, so the cost does not grow with the library.
"""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from kino.features.browse.schemas import SimilarCard
from kino.features.catalog import cards as catalog_cards
from kino.features.catalog.models import Credit, Genre, ItemGenre, Person
from kino.features.libraries.scope import LibraryScope
from kino.features.viewing.cards import add_personal

MOST_SIMILAR = 12
PEOPLE_COMPARED = 6  # director and the first of the cast
CREDITS_READ = 120
GENRE_CANDIDATES = 40  # a genre and library
PERSON_SCORE = 3.0
GENRE_SCORE = 1.0


@dataclass(slots=True)
class _Candidate:
    score: float = 0.0
    person: str | None = None
    genre: str | None = None


async def list_similar(
    session: AsyncSession, profile_id: UUID, scope: LibraryScope, title_id: UUID, kind: str
) -> list[SimilarCard]:
    """At most MOST_SIMILAR visible titles of the same kind, the most alike first."""
    found: dict[UUID, _Candidate] = {}
    await _add_by_people(session, title_id, found)
    await _add_by_genres(session, scope, title_id, found)
    found.pop(title_id, None)
    if not found:
        return []
    best = sorted(found, key=lambda one: (-found[one].score, one), reverse=False)[: MOST_SIMILAR * 4]
    listed = await catalog_cards.list_title_cards(session, best, scope)
    cards = [card for card in listed if card.kind == kind]
    cards.sort(key=lambda card: (-found[card.id].score, card.title))
    cards = cards[:MOST_SIMILAR]
    await add_personal(session, profile_id, cards)
    return [
        SimilarCard(
            card=card,
            reason_code="person" if found[card.id].person else "genre",
            reason=found[card.id].person or found[card.id].genre or "",
        )
        for card in cards
    ]


async def _add_by_people(session: AsyncSession, title_id: UUID, found: dict[UUID, _Candidate]) -> None:
    people = await session.execute(
        select(Credit.person_id, Person.name)
        .join(Person, Person.id == Credit.person_id)
        .where(Credit.item_id == title_id)
        .order_by(Credit.position)
        .limit(PEOPLE_COMPARED)
    )
    names = {person_id: name for person_id, name in people}  # noqa: C416 - dict() of a typed row loses the types
    if not names:
        return
    shared = await session.execute(
        select(Credit.item_id, Credit.person_id).where(Credit.person_id.in_(names)).limit(CREDITS_READ)
    )
    for item_id, person_id in shared:
        candidate = found.setdefault(item_id, _Candidate())
        candidate.score += PERSON_SCORE
        candidate.person = candidate.person or names[person_id]


async def _add_by_genres(
    session: AsyncSession, scope: LibraryScope, title_id: UUID, found: dict[UUID, _Candidate]
) -> None:
    genres = await session.execute(
        select(Genre.id, Genre.name)
        .join(ItemGenre, ItemGenre.genre_id == Genre.id)
        .where(ItemGenre.item_id == title_id)
        .order_by(Genre.name)
        .limit(3)
    )
    for genre_id, name in genres.all():
        for library_id in sorted(scope.library_ids):
            ids = await session.scalars(
                select(ItemGenre.item_id)
                .where(ItemGenre.genre_id == genre_id, ItemGenre.library_id == library_id)
                .order_by(ItemGenre.added_at.desc())
                .limit(GENRE_CANDIDATES)
            )
            for item_id in ids:
                candidate = found.setdefault(item_id, _Candidate())
                candidate.score += GENRE_SCORE
                candidate.genre = candidate.genre or name
