"""The statements of a keystroke: each reads a bounded number of rows by key."""

import json
from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple, cast
from uuid import UUID

from sqlalchemy import RowMapping, Table, TextClause, bindparam, func, select, text, union_all
from sqlalchemy.ext.asyncio import AsyncSession

from kino.core.db import Id
from kino.features.catalog import cards as catalog_cards
from kino.features.catalog.models import Credit, Item, Person
from kino.features.libraries.scope import LibraryScope
from kino.features.search.models import SearchDoc, SearchPosting

MOST_RANGE_ROWS = 1_500  # of words that share a beginning of four letters or more
MOST_SAME_START = 30  # titles that begin with all that was typed
COMPACT_FROM_LETTERS = 3
AFTER_ALL = "\U0010ffff"  # greater than any character of a word

_doc = cast("Table", SearchDoc.__table__)
_posting = cast("Table", SearchPosting.__table__)
_POSTING_COLUMNS = (
    _posting.c.library_id,
    _posting.c.chunk,
    _posting.c.field,
    _posting.c.word,
    _posting.c.docs,
)


class PostingRow(NamedTuple):
    """A word of a field, and the documents of one chunk that have it."""

    library_id: UUID
    chunk: int
    field: int
    word: str
    docs: bytes


async def list_postings(
    session: AsyncSession, library_ids: Sequence[UUID], entries: Collection[str], starts: Iterable[str]
) -> list[PostingRow]:
    """Postings of these entries, and of words that begin with one of these starts."""
    by_key = select(*_POSTING_COLUMNS).where(
        _posting.c.library_id.in_(library_ids), _posting.c.word.in_(sorted(entries))
    )
    branches = [by_key]
    branches += [
        select(*_POSTING_COLUMNS)
        .where(
            _posting.c.library_id.in_(library_ids),
            _posting.c.word >= start,
            _posting.c.word < start + AFTER_ALL,
        )
        .limit(MOST_RANGE_ROWS)
        .subquery()
        .select()
        for start in sorted(set(starts))
    ]
    query = union_all(*branches) if len(branches) > 1 else by_key
    return [PostingRow(*row) for row in (await session.execute(query))]


_COUNT_STARTS_SQLITE = """
SELECT p.word, sum(p.doc_count) FROM json_each(:starts) AS s CROSS JOIN search_posting AS p
ON p.library_id IN :library_ids AND p.word >= s.value AND p.word < s.value || char(1114111) GROUP BY p.word
"""
_COUNT_STARTS_POSTGRES = """
SELECT p.word, sum(p.doc_count) FROM unnest(CAST(:starts AS text[]), CAST(:ends AS text[])) AS s (low, high)
JOIN search_posting AS p ON p.library_id IN :library_ids
AND p.word >= s.low COLLATE "C" AND p.word < s.high COLLATE "C" GROUP BY p.word
"""


def _statement(sql: str) -> TextClause:
    return text(sql).bindparams(bindparam("library_ids", expanding=True, type_=Id()))


_COUNT_STARTS = {"sqlite": _statement(_COUNT_STARTS_SQLITE), "postgresql": _statement(_COUNT_STARTS_POSTGRES)}


async def count_words(
    session: AsyncSession, library_ids: Sequence[UUID], entries: Collection[str], starts: Collection[str]
) -> dict[str, int]:
    """Which of these entries occur, and which words have one of these starts: how often each is used."""
    counts: dict[str, int] = {}
    if entries:
        query = select(_posting.c.word, func.sum(_posting.c.doc_count)).where(
            _posting.c.library_id.in_(library_ids), _posting.c.word.in_(sorted(entries))
        )
        counts.update((await session.execute(query.group_by(_posting.c.word))).all())
    if starts:
        dialect = session.get_bind().dialect.name
        values: dict[str, object] = {"library_ids": list(library_ids)}
        if dialect == "sqlite":
            values["starts"] = json.dumps(sorted(starts), ensure_ascii=False)
        else:
            values["starts"] = sorted(starts)
            values["ends"] = [one + AFTER_ALL for one in sorted(starts)]
        counts.update((await session.execute(_COUNT_STARTS[dialect], values)).all())
    return {word: int(count) for word, count in counts.items()}


_DOC_COLUMNS = (
    _doc.c.doc_no,
    _doc.c.kind,
    _doc.c.target_id,
    _doc.c.title,
    _doc.c.second,
    _doc.c.compact,
    _doc.c.year,
    _doc.c.weight,
    _doc.c.jobs,
)


class DocRow(NamedTuple):
    """A document as ranking needs it."""

    doc_no: int
    kind: int
    target_id: UUID
    title: str
    second: str | None
    compact: str | None
    year: int | None
    weight: float
    jobs: str | None


async def list_docs(
    session: AsyncSession, library_ids: Sequence[UUID], doc_nos: Collection[int], compact: str
) -> list[DocRow]:
    """Documents by number, and the titles that are, or begin with, what was typed, whatever its spaces."""
    branches = [select(*_DOC_COLUMNS).where(_doc.c.doc_no.in_(sorted(doc_nos)))]
    for library_id in library_ids if compact else ():
        same = select(*_DOC_COLUMNS).where(_doc.c.library_id == library_id)
        if len(compact) < COMPACT_FROM_LETTERS:
            same = same.where(_doc.c.compact == compact)
        else:
            same = same.where(_doc.c.compact >= compact, _doc.c.compact < compact + AFTER_ALL)
        ordered = same.order_by(_doc.c.compact).limit(MOST_SAME_START)
        branches.append(ordered.subquery().select())
    rows = await session.execute(union_all(*branches))
    # By number: a title may come by both ways.
    return list({row[0]: DocRow(*row) for row in rows}.values())


async def list_titles(
    session: AsyncSession, scope: LibraryScope, title_ids: Sequence[UUID]
) -> list[RowMapping]:
    """Card columns of the titles that are listed and visible now."""
    query = catalog_cards.select_title_cards().where(
        Item.id.in_(title_ids), Item.is_title, Item.is_listed, scope.condition(Item.library_id)
    )
    return list((await session.execute(query)).mappings())


async def list_episodes(
    session: AsyncSession, scope: LibraryScope, item_ids: Sequence[UUID]
) -> list[RowMapping]:
    """Card columns of the episodes that are listed and visible now."""
    query = catalog_cards.select_episode_cards().where(
        Item.id.in_(item_ids), Item.is_listed, scope.condition(Item.library_id)
    )
    return list((await session.execute(query)).mappings())


async def list_people(
    session: AsyncSession, scope: LibraryScope, person_ids: Sequence[UUID]
) -> list[RowMapping]:
    """Name and portrait of the people who are in something listed and visible now."""
    seen = (
        select(Credit.id)
        .join(Item, Item.id == Credit.item_id)
        .where(Credit.person_id == Person.id, Item.is_listed, scope.condition(Item.library_id))
        .exists()
    )
    query = select(Person.id, Person.name, Person.portrait).where(Person.id.in_(person_ids), seen)
    return list((await session.execute(query)).mappings())
