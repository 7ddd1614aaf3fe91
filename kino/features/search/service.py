"""Search as it is typed: what was spelt so first, what may have been meant where that is too little."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from kino.features.accounts.viewer import ProfileViewer
from kino.features.catalog import cards as catalog_cards
from kino.features.catalog.schemas import EpisodeCard
from kino.features.libraries.scope import LibraryScope
from kino.features.search.models import DocKind
from kino.features.search.parts import lookups
from kino.features.search.parts.guess_spellings import list_guesses
from kino.features.search.parts.lookups import DocRow
from kino.features.search.parts.match_docs import Found, PostingTable
from kino.features.search.parts.rank import Matched, Rank, correct_query, rank_doc
from kino.features.search.parts.read_query import Query, Reading, read_query
from kino.features.search.schemas import FoundPerson, FoundTitle, SearchAnswer
from kino.features.viewing.cards import add_personal, add_personal_to_episodes

GUESS_BELOW = 5  # findings; with fewer, other spellings are looked for as well
MOST_EPISODES = 12
MOST_PEOPLE = 12
SPARE = 8  # looked at beyond the limit, in place of what has just left the catalogue


@dataclass(slots=True)
class _Hit:
    doc: DocRow
    rank: Rank
    matched: Matched


@dataclass(slots=True)
class _Hits:
    """Documents by kind; the best hit of each, since a person has a document in every library."""

    by_kind: dict[int, dict[UUID, _Hit]] = field(default_factory=lambda: {kind: {} for kind in DocKind})

    def add(self, hit: _Hit) -> None:
        """Keep the hit unless the same thing was found better."""
        group = self.by_kind[hit.doc.kind]
        known = group.get(hit.doc.target_id)
        if known is None or hit.rank < known.rank:
            group[hit.doc.target_id] = hit

    def __len__(self) -> int:
        return sum(len(group) for group in self.by_kind.values())

    def best(self, kind: DocKind, limit: int) -> list[_Hit]:
        """Hits of one kind, the best first."""
        return sorted(self.by_kind[kind].values(), key=lambda hit: hit.rank)[:limit]


async def search(
    session: AsyncSession, viewer: ProfileViewer, scope: LibraryScope, text: str, limit: int
) -> SearchAnswer:
    """What the profile may see of what matches; limit: of titles, ≥ 1."""
    query = read_query(text)
    library_ids = sorted(scope.library_ids)
    hits = _Hits()
    readings = query.list_readings() if not query.is_empty and library_ids else []
    guesses: list[Reading] = []
    if readings:
        await _find(session, library_ids, query, readings, hits, is_fuzzy=False)
        is_spelt_so = len(hits) > 0
        if len(hits) < GUESS_BELOW:
            guesses = await list_guesses(session, library_ids, query)
        if guesses:
            await _find(session, library_ids, query, guesses, hits, is_fuzzy=True)
            guesses = [] if is_spelt_so else guesses
    titles = await _read_titles(session, viewer, scope, hits, limit)
    episodes = await _read_episodes(session, viewer, scope, hits)
    people = await _read_people(session, scope, hits)
    shown = {one.id for one in titles} | {one.id for one in episodes} | {one.id for one in people}
    return SearchAnswer(
        query=query.text,
        titles=titles,
        episodes=episodes,
        people=people,
        corrected=_correct(query, guesses, hits, shown),
    )


async def _find(
    session: AsyncSession,
    library_ids: Sequence[UUID],
    query: Query,
    readings: Sequence[Reading],
    hits: _Hits,
    *,
    is_fuzzy: bool,
) -> None:
    entries = {entry for reading in readings for wanted in reading for entry in wanted.entries()}
    starts = {start for reading in readings for wanted in reading for start in wanted.ranges()}
    table = PostingTable(await lookups.list_postings(session, library_ids, entries, starts))
    found = Found()
    for reading in readings:
        table.match(reading, found)
    compact = "" if is_fuzzy else query.compact
    for doc in await lookups.list_docs(session, library_ids, found.all_numbers(), compact):
        rank, matched = rank_doc(doc, query, readings, is_fuzzy=is_fuzzy)
        hits.add(_Hit(doc, rank, matched))


async def _read_titles(
    session: AsyncSession, viewer: ProfileViewer, scope: LibraryScope, hits: _Hits, limit: int
) -> list[FoundTitle]:
    best = {hit.doc.target_id: hit for hit in hits.best(DocKind.TITLE, limit + SPARE)}
    if not best:
        return []
    cards = await catalog_cards.list_title_cards(session, list(best), scope)
    found = [
        FoundTitle.model_construct(**dict(card), matched=best[card.id].matched) for card in cards[:limit]
    ]
    await add_personal(session, viewer.profile_id, found)
    return found


async def _read_episodes(
    session: AsyncSession, viewer: ProfileViewer, scope: LibraryScope, hits: _Hits
) -> list[EpisodeCard]:
    ids = [hit.doc.target_id for hit in hits.best(DocKind.EPISODE, MOST_EPISODES)]
    if not ids:
        return []
    cards = await catalog_cards.list_episode_cards(session, ids, scope)
    found = [cards[one] for one in ids if one in cards]
    await add_personal_to_episodes(session, viewer.profile_id, found)
    return found


async def _read_people(session: AsyncSession, scope: LibraryScope, hits: _Hits) -> list[FoundPerson]:
    best = {hit.doc.target_id: hit for hit in hits.best(DocKind.PERSON, MOST_PEOPLE)}
    if not best:
        return []
    rows = {row["id"]: row for row in await lookups.list_people(session, scope, list(best))}
    return [
        FoundPerson(
            id=one, name=rows[one]["name"], portrait=rows[one]["portrait"], job_summary=hit.doc.jobs or ""
        )
        for one, hit in best.items()
        if one in rows
    ]


def _correct(query: Query, guesses: Sequence[Reading], hits: _Hits, shown: set[UUID]) -> str | None:
    """The correction, taken from the best of what is shown: it names nothing that one may not see."""
    for kind in DocKind:
        for hit in hits.best(kind, 1):
            corrected = correct_query(hit.doc, query, guesses) if hit.doc.target_id in shown else None
            if corrected is not None:
                return corrected
    return None
