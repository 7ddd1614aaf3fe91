"""Pages of titles in every order of the grid, at a cost that does not grow with the library.

One index range per visible library and kind, merged by the database: an `IN` over libraries would make it
sort every title there is. Titles without the value that is sorted by (no year, no rating) come last.
"""

import base64
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache
from math import isfinite
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    and_,
    bindparam,
    exists,
    func,
    literal,
    or_,
    select,
    tuple_,
    union_all,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from kino.core.db import Id, beside_index
from kino.core.errors import KinoError
from kino.features.catalog.models import Item, ItemGenre

TitleSort = Literal["added", "title", "year", "duration", "rating"]

_COLUMNS: dict[str, InstrumentedAttribute[Any]] = {
    "added": Item.added_at,
    "title": Item.sort_title,
    "year": Item.year,
    "duration": Item.duration_s,
    "rating": Item.rating,
}
_NULLABLE = frozenset({"year", "duration", "rating"})
DEFAULT_DESCENDING = frozenset({"added", "year", "rating"})
MOST_YEAR = 99_999


class CursorInvalid(KinoError):
    """A cursor did not come from the page before."""

    status = 422


@dataclass(frozen=True, slots=True)
class TitleFilter:
    """Which titles: of these libraries and kinds, perhaps of one genre, starting with a letter, or so long.

    letter: first character of the sort title, folded; "#" stands for everything that is no letter a-z.
    max_duration_s: films only that are known to be no longer. prefix: of the sort title, folded.
    is_genre_small: the genre has so few titles that all of them may be sorted for a page.
    """

    library_ids: frozenset[UUID]
    kinds: tuple[str, ...] = ("movie", "series")
    genre_id: UUID | None = None
    is_genre_small: bool = False
    letter: str | None = None
    max_duration_s: float | None = None
    year_from: int | None = None
    year_to: int | None = None
    prefix: str | None = None


@dataclass(frozen=True, slots=True)
class IdPage:
    """Ids in order; next_cursor asks for the following page, None at the end."""

    ids: list[UUID]
    next_cursor: str | None


async def list_title_ids(
    session: AsyncSession,
    wanted: TitleFilter,
    sort: TitleSort,
    *,
    is_descending: bool | None = None,
    cursor: str | None = None,
    limit: int = 60,
) -> IdPage:
    """A page of ids. is_descending None takes the order that people expect. Raises CursorInvalid."""
    down = sort in DEFAULT_DESCENDING if is_descending is None else is_descending
    after = _read_cursor(cursor, sort)
    if not wanted.library_ids or not wanted.kinds:
        return IdPage([], None)
    found: list[tuple[Any, UUID]] = []
    if after is None or after[0] is not None:
        shape = _Shape.of(wanted, sort, is_descending=down, has_after=after is not None)
        values = _values(wanted, limit + 1) | ({"after": after[0], "after_id": after[1]} if after else {})
        found = [(value, item_id) for value, item_id in await session.execute(_merged(shape), values)]
    if len(found) <= limit and sort in _NULLABLE:
        after_id = after[1] if after is not None and after[0] is None else None
        shape = _Shape.of(wanted, sort, is_descending=False, has_after=after_id is not None)
        values = _values(wanted, limit + 1 - len(found)) | ({"after_id": after_id} if after_id else {})
        found += [(None, item_id) for item_id in await session.scalars(_merged_without_value(shape), values)]
    page = found[:limit]
    next_cursor = _cursor(*page[-1]) if len(found) > limit else None
    return IdPage([item_id for _, item_id in page], next_cursor)


async def count_titles(session: AsyncSession, wanted: TitleFilter) -> int:
    """How many titles the filter lets through; reads an index range, so callers keep the answer."""
    genre = None if wanted.genre_id is None else literal(wanted.genre_id, Id())
    count = select(func.count()).select_from(Item).where(*_conditions(wanted, genre=genre))
    count = count.where(Item.library_id.in_(wanted.library_ids), Item.kind.in_(wanted.kinds))
    return await session.scalar(count) or 0


@dataclass(frozen=True, slots=True)
class _Shape:
    """What makes one statement: those of the same shape differ in parameters only, and are built once.

    wanted: without its libraries and genre, which are parameters.
    """

    wanted: TitleFilter
    libraries: int
    has_genre: bool
    sort: TitleSort
    is_descending: bool
    has_after: bool

    @classmethod
    def of(cls, wanted: TitleFilter, sort: TitleSort, *, is_descending: bool, has_after: bool) -> "_Shape":
        bare = replace(wanted, library_ids=frozenset(), genre_id=None)
        has_genre = wanted.genre_id is not None
        return cls(bare, len(wanted.library_ids), has_genre, sort, is_descending, has_after)

    def branches(self) -> Iterator[list[ColumnElement[bool]]]:
        """Conditions of each library and kind: one range of an index each."""
        genre = bindparam("genre", type_=Id()) if self.has_genre else None
        for number in range(self.libraries):
            library = bindparam(f"library_{number}", type_=Id())
            for kind in self.wanted.kinds:
                yield _conditions(self.wanted, library=library, kind=kind, genre=genre)


def _values(wanted: TitleFilter, limit: int) -> dict[str, Any]:
    """Parameters of a statement that a shape makes, but for where it begins."""
    values: dict[str, Any] = {f"library_{n}": one for n, one in enumerate(sorted(wanted.library_ids))}
    return values | {"genre": wanted.genre_id, "most": limit}


@lru_cache(maxsize=256)
def _merged(shape: _Shape) -> Select[*tuple[Any, ...]]:
    column, down = _COLUMNS[shape.sort], shape.is_descending
    most = bindparam("most", type_=Integer())
    branches = []
    for conditions in shape.branches():
        query = select(column.label("value"), Item.id.label("id")).where(*conditions)
        if shape.sort in _NULLABLE:
            query = query.where(column.is_not(None))
        if shape.has_after:
            here = tuple_(bindparam("after", type_=column.type), bindparam("after_id", type_=Id()))
            position = tuple_(column, Item.id)
            query = query.where(position < here if down else position > here)
        order = (column.desc(), Item.id.desc()) if down else (column, Item.id)
        branches.append(query.order_by(*order).limit(most).subquery().select())
    merged = union_all(*branches).subquery()
    whole = (merged.c.value.desc(), merged.c.id.desc()) if down else (merged.c.value, merged.c.id)
    return select(merged.c.value, merged.c.id).order_by(*whole).limit(most)


@lru_cache(maxsize=256)
def _merged_without_value(shape: _Shape) -> Select[UUID]:
    column = _COLUMNS[shape.sort]
    most = bindparam("most", type_=Integer())
    branches = []
    for conditions in shape.branches():
        query = select(Item.id.label("id")).where(*conditions, column.is_(None))
        if shape.has_after:
            query = query.where(Item.id > bindparam("after_id", type_=Id()))
        branches.append(query.order_by(Item.id).limit(most).subquery().select())
    merged = union_all(*branches).subquery()
    return select(merged.c.id).order_by(merged.c.id).limit(most)


def _conditions(
    wanted: TitleFilter,
    *,
    library: ColumnElement[UUID] | None = None,
    kind: str | None = None,
    genre: ColumnElement[Any] | None = None,
) -> list[ColumnElement[bool]]:
    """The filter, of one library and kind where they are given."""
    found: list[ColumnElement[bool]] = [_is(Item.is_title), _is(Item.is_listed)]
    is_from_genre = library is not None and genre is not None and wanted.is_genre_small
    if is_from_genre:
        # From the genre's own index to its titles, all of which are sorted: there are few.
        in_genre = and_(ItemGenre.genre_id == genre, ItemGenre.library_id == library)
        found += [Item.id.in_(select(ItemGenre.item_id).where(in_genre)), beside_index(Item.kind) == kind]
    elif library is not None:
        found += [Item.library_id == library, Item.kind == kind]
    if genre is not None and not is_from_genre:
        found.append(exists().where(ItemGenre.item_id == Item.id, ItemGenre.genre_id == genre))
    if wanted.letter is not None:
        found.append(_begins_with(wanted.letter))
    if wanted.prefix is not None:
        found.append(Item.sort_title.startswith(wanted.prefix, autoescape=True))
    if wanted.max_duration_s is not None:
        found.append(Item.duration_s <= wanted.max_duration_s)
    if wanted.year_from is not None:
        found.append(Item.year >= wanted.year_from)
    if wanted.year_to is not None:
        found.append(Item.year <= wanted.year_to)
    return found


def _begins_with(letter: str) -> ColumnElement[bool]:
    """A range of the index; for # two of them."""
    if letter == "#":
        return or_(Item.sort_title < "a", Item.sort_title >= "{")
    return and_(Item.sort_title >= letter, Item.sort_title < chr(ord(letter) + 1))


def _is(flag: InstrumentedAttribute[bool]) -> ColumnElement[bool]:
    # The bare column, not `IS true`: only so do both planners recognise the partial indexes.
    return flag.expression


def _cursor(value: Any, item_id: UUID) -> str:
    plain = value.isoformat() if isinstance(value, datetime) else value
    return base64.urlsafe_b64encode(json.dumps([plain, item_id.hex]).encode()).decode().rstrip("=")


def _read_cursor(cursor: str | None, sort: str) -> tuple[Any, UUID] | None:
    if cursor is None:
        return None
    try:
        value, item_id = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        return _read_value(value, sort), UUID(hex=item_id)
    # What comes from outside may also be nested without end or too large for any column.
    except (ValueError, TypeError, AttributeError, OverflowError, RecursionError) as error:
        raise CursorInvalid(
            f"The cursor {cursor[:80]!r} is not one of this list; leave it out to begin."
        ) from error


def _read_value(value: Any, sort: str) -> Any:
    """The value that the last title of the page before was sorted by, as both databases take it."""
    if value is None:
        if sort not in _NULLABLE:
            raise ValueError("this order has no titles without a value")
        return None
    if sort == "added":
        at = datetime.fromisoformat(value)
        if at.tzinfo is None:
            raise ValueError("an instant without its time zone")
        return at.astimezone(UTC)
    if sort == "title":
        # PostgreSQL has no NUL in text; half of a surrogate pair cannot be encoded at all.
        if b"\0" in value.encode():
            raise ValueError("no text of a title")
        return value
    if sort == "year":
        if not -MOST_YEAR <= int(value) <= MOST_YEAR:
            raise ValueError("a year beyond all calendars")
        return int(value)
    if not isfinite(float(value)):
        raise ValueError("no number")
    return float(value)
