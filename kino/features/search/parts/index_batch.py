"""Brings the documents of some titles or people up to date with the catalogue.

Reads and reckons first, in threads where it takes long, and writes in one short transaction at the end.
"""

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import RowMapping

from kino.core.clock import now
from kino.core.db import Database
from kino.features.search import queries
from kino.features.search.models import DocKind
from kino.features.search.parts.documents import DocNumbers, Document, PostingKey, merge_postings, plan_change
from kino.features.search.parts.words import compact_text, index_words

MOST_PEOPLE = 12  # of a title, in the order of the credits
UNRATED = 5.0
RECENT_FROM_YEAR = 1995  # a film of today stands two points of rating above an equally liked one from then
YEARS_A_POINT = 15.0
MOST_RECENT_POINTS = 2.5


async def index_titles(database: Database, title_ids: Sequence[UUID], numbers: DocNumbers) -> int:
    """Make the documents of these titles and their episodes anew; people in them wait for their turn.

    Returns how many documents were written. Titles that are gone or not listed lose theirs.
    """
    began_at = now()
    async with database.read() as session:
        titles = await queries.list_titles(session, title_ids)
        episodes = await queries.list_episodes(session, title_ids)
        credited = await queries.list_credits(session, title_ids)
        existing = await queries.list_docs_of(session, title_ids)
    people: defaultdict[UUID, dict[UUID, str]] = defaultdict(dict)
    for item_id, person_id, name in credited:
        if len(people[item_id]) < MOST_PEOPLE:
            people[item_id][person_id] = name
    wanted = await asyncio.to_thread(_title_documents, titles, episodes, people)
    known = {(one.target_id, one.names) for _, one in existing}
    new_people = {
        person_id
        for one in wanted
        if one.kind == DocKind.TITLE and (one.target_id, one.names) not in known
        for person_id in people[one.target_id]
    }
    return await _write(database, title_ids, wanted, existing, numbers, began_at, people_ids=new_people)


async def index_people(database: Database, person_ids: Sequence[UUID], numbers: DocNumbers) -> int:
    """Make the documents of these people anew, one for each library with a title of theirs."""
    began_at = now()
    async with database.read() as session:
        jobs = await queries.count_jobs(session, person_ids)
        names = await queries.list_names(session, person_ids)
        existing = await queries.list_docs_of(session, person_ids)
    counts: defaultdict[tuple[UUID, UUID], list[tuple[int, str]]] = defaultdict(list)
    for library_id, person_id, job, count in jobs:
        counts[person_id, library_id].append((count, job))
    wanted = [
        Document(
            library_id=library_id,
            kind=DocKind.PERSON,
            owner_id=person_id,
            target_id=person_id,
            title=names[person_id],
            weight=float(sum(count for count, _ in done)),
            jobs=", ".join(job for _, job in sorted(done, key=lambda one: (-one[0], one[1]))[:3])[:128],
        )
        for (person_id, library_id), done in counts.items()
        if person_id in names
    ]
    return await _write(database, person_ids, wanted, existing, numbers, began_at)


def _title_documents(
    titles: Sequence[RowMapping], episodes: Sequence[RowMapping], people: dict[UUID, dict[UUID, str]]
) -> list[Document]:
    by_id = {row["id"]: row for row in titles}
    documents = [_title_document(row, people.get(row["id"], {})) for row in titles]
    documents += [
        Document(
            library_id=row["library_id"],
            kind=DocKind.EPISODE,
            owner_id=row["series_id"],
            target_id=row["id"],
            title=row["title"],
            second=by_id[row["series_id"]]["title"],
        )
        for row in episodes
        if row["series_id"] in by_id and row["title"]
    ]
    return documents


def _title_document(row: RowMapping, people: dict[UUID, str]) -> Document:
    names = dict.fromkeys(word for name in people.values() for word in index_words(name))
    return Document(
        library_id=row["library_id"],
        kind=DocKind.TITLE,
        owner_id=row["id"],
        target_id=row["id"],
        title=row["title"],
        second=row["original_title"] if row["original_title"] != row["title"] else None,
        names=" ".join(names) or None,
        compact=compact_text(row["title"]),
        year=row["year"],
        weight=_title_weight(row["rating"], row["year"]),
    )


def _title_weight(rating: float | None, year: int | None) -> float:
    recency = ((year or 0) - RECENT_FROM_YEAR) / YEARS_A_POINT
    return (rating or UNRATED) + min(max(recency, 0.0), MOST_RECENT_POINTS)


async def _write(
    database: Database,
    owner_ids: Sequence[UUID],
    wanted: list[Document],
    existing: Sequence[tuple[int, Document]],
    numbers: DocNumbers,
    began_at: datetime,
    *,
    people_ids: set[UUID] | None = None,
) -> int:
    change = await asyncio.to_thread(plan_change, wanted, existing, numbers)
    postings: dict[PostingKey, bytes] = {}
    if not change.is_empty:
        async with database.read() as session:
            stored = await queries.read_postings(session, change)
        postings = await asyncio.to_thread(merge_postings, change, stored)
    async with database.write() as session:
        # A library that was removed meanwhile took its documents with it, and must not get them back.
        alive = await queries.list_library_ids(session)
        await queries.write_docs(session, change, alive)
        await queries.write_postings(session, change, postings, alive)
        await queries.stop_waiting(session, owner_ids, began_at)
        if people_ids:
            await queries.wait_for(session, sorted(people_ids), is_person=True)
    return len(change.added) + len(change.changed) + len(change.removed)
