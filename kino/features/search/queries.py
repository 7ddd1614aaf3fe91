"""Every statement that keeps the index; a keystroke's own are in `parts.lookups`. None commits."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import (
    RowMapping,
    Table,
    bindparam,
    delete,
    func,
    insert,
    literal,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from kino.core.clock import now
from kino.features.catalog.models import Credit, Item, Person
from kino.features.libraries.models import Library
from kino.features.search.models import SearchDoc, SearchPosting, SearchWaiting
from kino.features.search.parts.doc_sets import decode_set
from kino.features.search.parts.documents import Document, IndexChange, PostingKey

IN_ONE_STATEMENT = 2_000  # parameters of an IN; drivers and planners slow down far beyond

_doc = cast("Table", SearchDoc.__table__)
_posting = cast("Table", SearchPosting.__table__)
_waiting = cast("Table", SearchWaiting.__table__)


def _portions(values: Collection[Any]) -> Iterator[list[Any]]:
    ordered = list(values)
    for start in range(0, len(ordered), IN_ONE_STATEMENT):
        yield ordered[start : start + IN_ONE_STATEMENT]


def _insert(session: AsyncSession, table: Table) -> Any:
    """An INSERT that knows ON CONFLICT: both databases have it, SQLAlchemy in two places."""
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    return dialect.insert(table)


async def list_titles(session: AsyncSession, title_ids: Sequence[UUID]) -> list[RowMapping]:
    """Listed films and series among these."""
    columns = (Item.id, Item.library_id, Item.title, Item.original_title, Item.year, Item.rating)
    query = select(*columns).where(Item.id.in_(title_ids), Item.is_title, Item.is_listed)
    return list((await session.execute(query)).mappings())


async def list_episodes(session: AsyncSession, series_ids: Sequence[UUID]) -> list[RowMapping]:
    """Listed episodes of these series."""
    query = select(Item.id, Item.library_id, Item.series_id, Item.title).where(
        Item.series_id.in_(series_ids), Item.kind == "episode", Item.is_listed
    )
    return list((await session.execute(query.order_by(Item.id))).mappings())


async def list_credits(session: AsyncSession, title_ids: Sequence[UUID]) -> list[tuple[UUID, UUID, str]]:
    """Title, person and name, in the order of each title's credits."""
    query = (
        select(Credit.item_id, Credit.person_id, Person.name)
        .join(Person, Person.id == Credit.person_id)
        .where(Credit.item_id.in_(title_ids))
        .order_by(Credit.item_id, Credit.position)
    )
    return [(row[0], row[1], row[2]) for row in await session.execute(query)]


async def count_jobs(session: AsyncSession, person_ids: Sequence[UUID]) -> list[tuple[UUID, UUID, str, int]]:
    """Library, person, job, and in how many listed films, series and episodes of the library."""
    query = (
        select(Item.library_id, Credit.person_id, Credit.job, func.count())
        .join(Item, Item.id == Credit.item_id)
        .where(Credit.person_id.in_(person_ids), Item.is_listed)
        .group_by(Item.library_id, Credit.person_id, Credit.job)
    )
    return [(row[0], row[1], row[2], row[3]) for row in await session.execute(query)]


async def list_names(session: AsyncSession, person_ids: Sequence[UUID]) -> dict[UUID, str]:
    """Names by person."""
    rows = await session.execute(select(Person.id, Person.name).where(Person.id.in_(person_ids)))
    return dict(rows.all())


async def list_library_ids(session: AsyncSession) -> frozenset[UUID]:
    """All libraries there are."""
    return frozenset(await session.scalars(select(Library.id)))


async def list_docs_of(session: AsyncSession, owner_ids: Sequence[UUID]) -> list[tuple[int, Document]]:
    """The documents of these titles (with their episodes) or people, and their numbers."""
    rows = await session.execute(select(*_doc.columns).where(_doc.c.owner_id.in_(owner_ids)))
    return [(row["doc_no"], Document.from_row(row)) for row in rows.mappings()]


async def read_last_numbers(session: AsyncSession) -> dict[tuple[UUID, int], int]:
    """The greatest document number by library and kind."""
    rows = await session.execute(
        select(_doc.c.library_id, _doc.c.kind, func.max(_doc.c.doc_no)).group_by(
            _doc.c.library_id, _doc.c.kind
        )
    )
    return {(library_id, kind): last for library_id, kind, last in rows}


async def read_postings(session: AsyncSession, change: IndexChange) -> dict[PostingKey, bytes]:
    """The stored content of the postings that the change touches, as far as they exist."""
    words: defaultdict[UUID, set[str]] = defaultdict(set)
    for word, _, chunk in change.places_added.keys() | change.places_removed.keys():
        words[change.libraries[chunk]].add(word)
    found: dict[PostingKey, bytes] = {}
    for library_id, wanted in words.items():
        for portion in _portions(sorted(wanted)):
            query = select(_posting.c.word, _posting.c.field, _posting.c.chunk, _posting.c.docs).where(
                _posting.c.library_id == library_id,
                _posting.c.word.in_(portion),
                _posting.c.chunk.in_(sorted(change.libraries)),
            )
            for word, field, chunk, docs in await session.execute(query):
                found[word, field, chunk] = docs
    return found


async def write_docs(session: AsyncSession, change: IndexChange, alive: frozenset[UUID]) -> None:
    """Insert, change and delete documents; those of libraries that are not `alive` are left out."""
    added = [one.to_row(doc_no) for doc_no, one in change.added if one.library_id in alive]
    if added:
        await session.execute(insert(_doc), added)
    changed = [
        {**one.to_row(doc_no), "b_doc_no": doc_no}
        for doc_no, one in change.changed
        if one.library_id in alive
    ]
    if changed:
        values: dict[str, Any] = {name: bindparam(name) for name in Document.__slots__}
        await session.execute(
            update(_doc).where(_doc.c.doc_no == bindparam("b_doc_no")).values(values),
            [{name: value for name, value in row.items() if name != "doc_no"} for row in changed],
        )
    for portion in _portions(change.removed):
        await session.execute(delete(_doc).where(_doc.c.doc_no.in_(portion)))


_PUT_POSTINGS_SQLITE = """
INSERT INTO search_posting (library_id, word, field, chunk, doc_count, docs) VALUES (?, ?, ?, ?, ?, ?)
ON CONFLICT DO UPDATE SET doc_count = excluded.doc_count, docs = excluded.docs
"""
_PUT_POSTINGS_POSTGRES = """
INSERT INTO search_posting (library_id, word, field, chunk, doc_count, docs)
SELECT * FROM unnest(%s::uuid[], %s::text[], %s::int[], %s::int[], %s::int[], %s::bytea[])
ON CONFLICT (library_id, word, field, chunk)
DO UPDATE SET doc_count = excluded.doc_count, docs = excluded.docs
"""


async def write_postings(
    session: AsyncSession, change: IndexChange, postings: dict[PostingKey, bytes], alive: frozenset[UUID]
) -> None:
    """Put the content of each posting; empty ones go, and those of libraries that are not `alive`."""
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    keys = {chunk: one.bytes if is_sqlite else one for chunk, one in change.libraries.items() if one in alive}
    # In the order of the key, so that neighbours are written together.
    rows = [
        (keys[chunk], word, field, chunk, decode_set(docs).bit_count(), docs)
        for (word, field, chunk), docs in sorted(postings.items())
        if docs and chunk in keys
    ]
    connection = await session.connection()
    # Tens of thousands of rows in one batch: SQLAlchemy's own way takes as long again as the database.
    for portion in _portions(rows) if rows else ():
        if is_sqlite:
            await connection.exec_driver_sql(_PUT_POSTINGS_SQLITE, portion)
        else:
            columns = tuple(list(column) for column in zip(*portion, strict=True))
            await connection.exec_driver_sql(_PUT_POSTINGS_POSTGRES, columns)
    empty = [
        {"b_library_id": change.libraries[chunk], "b_word": word, "b_field": field, "b_chunk": chunk}
        for (word, field, chunk), docs in postings.items()
        if not docs
    ]
    if empty:
        is_it = [_posting.c[name[2:]] == bindparam(name) for name in empty[0]]
        await connection.execute(delete(_posting).where(*is_it), empty)


async def wait_for(session: AsyncSession, owner_ids: Sequence[UUID], *, is_person: bool = False) -> None:
    """Have the documents of these titles or people made anew."""
    at = now()
    statement = _insert(session, _waiting)
    statement = statement.on_conflict_do_update(index_elements=["owner_id"], set_={"asked_at": at})
    rows = [{"owner_id": one, "is_person": is_person, "asked_at": at} for one in owner_ids]
    if rows:
        await session.execute(statement, rows)


async def stop_waiting(session: AsyncSession, owner_ids: Sequence[UUID], before: datetime) -> None:
    """Done with these, unless someone asked again after `before`."""
    for portion in _portions(owner_ids):
        await session.execute(
            delete(_waiting).where(_waiting.c.owner_id.in_(portion), _waiting.c.asked_at <= before)
        )


async def list_waiting(session: AsyncSession, *, is_person: bool, limit: int) -> list[UUID]:
    """Some that wait, the oldest ids first."""
    query = select(_waiting.c.owner_id).where(_waiting.c.is_person.is_(is_person))
    return list(await session.scalars(query.order_by(_waiting.c.owner_id).limit(limit)))


async def count_waiting(session: AsyncSession) -> int:
    """How many titles and people wait."""
    return await session.scalar(select(func.count()).select_from(_waiting)) or 0


async def wait_for_forgotten(session: AsyncSession) -> None:
    """Have made anew what a crash may have lost: titles without document, and documents without title."""
    # Answered by indexes alone: the rows of a large library are hundreds of megabytes.
    listed = select(Item.id).where(Item.is_title, Item.is_listed)
    owners = select(_doc.c.owner_id)
    missing = listed.where(Item.id.not_in(owners))
    leftover = owners.where(_doc.c.owner_id.not_in(listed), _doc.c.owner_id.not_in(select(Person.id)))
    for query in (missing, leftover.distinct()):
        for portion in _portions((await session.scalars(query)).all()):
            await wait_for(session, portion)


async def clear_index(session: AsyncSession) -> None:
    """Forget all documents; everything listed waits again."""
    for table in (_posting, _doc, _waiting):
        await session.execute(delete(table))
    at = now()
    titles = select(Item.id, literal(False), literal(at, _waiting.c.asked_at.type))
    await session.execute(
        insert(_waiting).from_select(
            ["owner_id", "is_person", "asked_at"], titles.where(Item.is_title, Item.is_listed)
        )
    )
