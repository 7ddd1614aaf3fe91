"""Pages of titles in every order of the grid, at a cost that does not grow with the library.

One index range per visible library and kind, merged by the database: an `IN` over libraries would make it
sort every title there is. Titles without the value that is sorted by (no year, no rating) come last.
"""

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, func, literal, or_, select, tuple_, union_all
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
    found: list[tuple[Any, UUID]] = []
    if after is None or after[0] is not None:
        query = _merged(wanted, sort, down=down, after=after, limit=limit + 1)
        found = (
            [(value, item_id) for value, item_id in (await session.execute(query))]
            if query is not None
            else []
        )
    if len(found) <= limit and sort in _NULLABLE:
        after_id = after[1] if after is not None and after[0] is None else None
        rest = _merged_without_value(wanted, sort, after_id, limit + 1 - len(found))
        if rest is not None:
            found += [(None, item_id) for item_id in await session.scalars(rest)]
    page = found[:limit]
    next_cursor = _cursor(*page[-1]) if len(found) > limit else None
    return IdPage([item_id for _, item_id in page], next_cursor)


async def count_titles(session: AsyncSession, wanted: TitleFilter) -> int:
    """How many titles the filter lets through; reads an index range, so callers keep the answer."""
    count = select(func.count()).select_from(Item).where(*_conditions(wanted, None, None))
    count = count.where(Item.library_id.in_(wanted.library_ids), Item.kind.in_(wanted.kinds))
    return await session.scalar(count) or 0


def _merged(
    wanted: TitleFilter, sort: str, *, down: bool, after: tuple[Any, UUID] | None, limit: int
) -> Select[*tuple[Any, ...]] | None:
    column = _COLUMNS[sort]
    branches = []
    for library_id, kind in _branches(wanted):
        query = select(column.label("value"), Item.id.label("id")).where(
            *_conditions(wanted, library_id, kind)
        )
        if sort in _NULLABLE:
            query = query.where(column.is_not(None))
        if after is not None:
            here = tuple_(literal(after[0], column.type), literal(after[1], Id()))
            position = tuple_(column, Item.id)
            query = query.where(position < here if down else position > here)
        order = (column.desc(), Item.id.desc()) if down else (column, Item.id)
        branches.append(query.order_by(*order).limit(limit).subquery().select())
    if not branches:
        return None
    merged = union_all(*branches).subquery()
    whole = (merged.c.value.desc(), merged.c.id.desc()) if down else (merged.c.value, merged.c.id)
    return select(merged.c.value, merged.c.id).order_by(*whole).limit(limit)


def _merged_without_value(
    wanted: TitleFilter, sort: str, after_id: UUID | None, limit: int
) -> Select[UUID] | None:
    column = _COLUMNS[sort]
    branches = []
    for library_id, kind in _branches(wanted):
        query = select(Item.id.label("id")).where(*_conditions(wanted, library_id, kind), column.is_(None))
        if after_id is not None:
            query = query.where(Item.id > after_id)
        branches.append(query.order_by(Item.id).limit(limit).subquery().select())
    if not branches:
        return None
    merged = union_all(*branches).subquery()
    return select(merged.c.id).order_by(merged.c.id).limit(limit)


def _branches(wanted: TitleFilter) -> list[tuple[UUID, str]]:
    return [(library_id, kind) for library_id in sorted(wanted.library_ids) for kind in wanted.kinds]


def _conditions(
    wanted: TitleFilter, library_id: UUID | None, kind: str | None
) -> Sequence[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [_is(Item.is_title), _is(Item.is_listed)]
    is_from_genre = library_id is not None and wanted.genre_id is not None and wanted.is_genre_small
    if is_from_genre:
        # From the genre's own index to its titles, all of which are sorted: there are few.
        in_genre = and_(ItemGenre.genre_id == wanted.genre_id, ItemGenre.library_id == library_id)
        found += [Item.id.in_(select(ItemGenre.item_id).where(in_genre)), beside_index(Item.kind) == kind]
    elif library_id is not None:
        found += [Item.library_id == library_id, Item.kind == kind]
    if wanted.genre_id is not None and not is_from_genre:
        found.append(exists().where(ItemGenre.item_id == Item.id, ItemGenre.genre_id == wanted.genre_id))
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
        if value is not None:
            kind: type[Any] = {"added": str, "title": str, "year": int}.get(sort, float)
            value = datetime.fromisoformat(value) if sort == "added" else kind(value)
        elif sort not in _NULLABLE:
            raise ValueError("this order has no titles without a value")
        return value, UUID(hex=item_id)
    except (ValueError, TypeError, AttributeError) as error:
        raise CursorInvalid(
            f"The cursor {cursor!r} is not one of this list; leave it out to begin."
        ) from error
