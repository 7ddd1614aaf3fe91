"""The statements of a keystroke: each reads a bounded number of rows by key."""

import json
from collections.abc import Collection, Sequence
from functools import lru_cache
from typing import Any, NamedTuple, cast
from uuid import UUID

from sqlalchemy import BindParameter, RowMapping, Table, TextClause, bindparam, func, select, text, union_all
from sqlalchemy.ext.asyncio import AsyncSession

from kino.core.db import Id, beside_index
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
    _posting.c.chunk,
    _posting.c.field,
    _posting.c.word,
    _posting.c.docs,
)


class PostingRow(NamedTuple):
    """A word of a field, and the documents of one chunk that have it."""

    chunk: int
    field: int
    word: str
    docs: bytes


_IN_LIBRARIES: BindParameter[Any] = bindparam("library_ids", expanding=True)
_BY_ENTRY = select(*_POSTING_COLUMNS).where(
    _posting.c.library_id.in_(_IN_LIBRARIES), _posting.c.word.in_(bindparam("entries", expanding=True))
)


@lru_cache(maxsize=64)
def _postings_statement(start_count: int) -> Any:
    """The statement for so many starts; built once, as building takes longer than running."""
    branches: list[Any] = [_BY_ENTRY]
    for number in range(start_count):
        branch = select(*_POSTING_COLUMNS).where(
            _posting.c.library_id.in_(_IN_LIBRARIES),
            _posting.c.word >= bindparam(f"start_{number}"),
            _posting.c.word < bindparam(f"end_{number}"),
        )
        branches.append(branch.limit(MOST_RANGE_ROWS).subquery().select())
    return union_all(*branches) if start_count else _BY_ENTRY


async def list_postings(
    session: AsyncSession, library_ids: Sequence[UUID], entries: Collection[str], starts: Collection[str]
) -> list[PostingRow]:
    """Postings of these entries, and of words that begin with one of these starts."""
    values: dict[str, Any] = {"library_ids": list(library_ids), "entries": sorted(entries)}
    for number, start in enumerate(sorted(starts)):
        values[f"start_{number}"] = start
        values[f"end_{number}"] = start + AFTER_ALL
    rows = await session.execute(_postings_statement(len(starts)), values)
    return [PostingRow(*row) for row in rows]


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


@lru_cache(maxsize=64)
def _docs_statement(library_count: int, is_start: bool) -> Any:
    """Documents by number; with libraries also the titles in them that are, or begin with, `compact`."""
    branches: list[Any] = [
        select(*_DOC_COLUMNS).where(_doc.c.doc_no.in_(bindparam("doc_nos", expanding=True)))
    ]
    compact = _doc.c.compact
    for number in range(library_count):
        same = select(*_DOC_COLUMNS).where(_doc.c.library_id == bindparam(f"library_{number}"))
        if is_start:
            same = same.where(compact >= bindparam("compact"), compact < bindparam("compact_end"))
        else:
            same = same.where(compact == bindparam("compact"))
        branches.append(same.order_by(compact).limit(MOST_SAME_START).subquery().select())
    return union_all(*branches)


async def list_docs(
    session: AsyncSession, library_ids: Sequence[UUID], doc_nos: Collection[int], compact: str
) -> list[DocRow]:
    """Documents by number, and the titles that are, or begin with, what was typed, whatever its spaces."""
    values: dict[str, Any] = {"doc_nos": sorted(doc_nos)}
    is_start = len(compact) >= COMPACT_FROM_LETTERS
    if compact:
        values |= {f"library_{number}": one for number, one in enumerate(library_ids)}
        values["compact"] = compact
    if is_start:
        values["compact_end"] = compact + AFTER_ALL
    statement = _docs_statement(len(library_ids) if compact else 0, is_start)
    # By number: a title may come by both ways.
    return list({row[0]: DocRow(*row) for row in await session.execute(statement, values)}.values())


_SEEN = (
    select(Credit.id)
    .join(Item, Item.id == Credit.item_id)
    .where(Credit.person_id == Person.id, Item.is_listed, beside_index(Item.library_id).in_(_IN_LIBRARIES))
    .exists()
)
_PEOPLE = select(Person.id, Person.name, Person.portrait).where(
    Person.id.in_(bindparam("ids", expanding=True)), _SEEN
)


async def list_people(
    session: AsyncSession, scope: LibraryScope, person_ids: Sequence[UUID]
) -> list[RowMapping]:
    """Name and portrait of the people who are in something listed and visible now."""
    values = {"ids": list(person_ids), "library_ids": sorted(scope.library_ids)}
    return list((await session.execute(_PEOPLE, values)).mappings())
