"""Every select and insert of metadata; nothing here commits."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import ColumnElement, Table, bindparam, delete, exists, func, insert, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from kino.core.ids import new_id
from kino.features.catalog.models import (
    Credit,
    ExternalId,
    Genre,
    Item,
    ItemGenre,
    MediaFile,
    Person,
    Sidecar,
)
from kino.features.libraries.models import Library, LibraryFolder

MOST_IDS = 500  # statements stay below the parameter limits of both databases


@dataclass(frozen=True, slots=True)
class KnownItem:
    """What an item says now, as far as facts can change it."""

    id: UUID
    library_id: UUID
    language: str
    kind: str
    is_title: bool
    series_id: UUID | None
    season_number: int | None
    episode_number: int | None
    last_episode_number: int | None
    title: str
    original_title: str | None
    sort_title: str
    year: int | None
    released_on: date | None
    duration_s: float | None
    credits_start_s: float | None
    tagline: str | None
    synopsis: str | None
    certification: str | None
    rating: float | None
    translations: dict[str, Any]
    facts: dict[str, Any]
    locked_fields: list[str]
    added_at: datetime

    @property
    def title_id(self) -> UUID:
        """The film or series that the item is or belongs to."""
        return self.series_id or self.id


@dataclass(frozen=True, slots=True)
class UnreadNfo:
    """An NFO file that has not been taken over since it was found or changed."""

    id: UUID
    folder_id: UUID
    root: bytes
    path: bytes
    item_id: UUID


_ITEM_COLUMNS = tuple(
    Library.language if name == "language" else getattr(Item, name) for name in KnownItem.__dataclass_fields__
)


def chunks(ids: Collection[Any]) -> list[list[Any]]:
    """The values in lists that fit one statement."""
    whole = list(ids)
    return [whole[start : start + MOST_IDS] for start in range(0, len(whole), MOST_IDS)]


async def read_items(session: AsyncSession, item_ids: Collection[UUID]) -> dict[UUID, KnownItem]:
    """The items of these ids that exist."""
    found: dict[UUID, KnownItem] = {}
    for part in chunks(item_ids):
        query = select(*_ITEM_COLUMNS).join(Library, Library.id == Item.library_id).where(Item.id.in_(part))
        for row in (await session.execute(query)).mappings():
            values = dict(row)
            values["translations"] = values["translations"] or {}
            values["facts"] = values["facts"] or {}
            values["locked_fields"] = values["locked_fields"] or []
            found[values["id"]] = KnownItem(**values)
    return found


async def write_items(session: AsyncSession, values: dict[UUID, dict[str, Any]]) -> None:
    """Set these columns of these items; items that change the same columns share a statement."""
    table = cast("Table", Item.__table__)
    by_columns: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for item_id, changed in values.items():
        by_columns.setdefault(tuple(sorted(changed)), []).append({"b_id": item_id, **changed})
    connection = await session.connection()
    for rows in by_columns.values():
        await connection.execute(update(table).where(table.c.id == bindparam("b_id")), rows)


async def list_items_with(
    session: AsyncSession, table: type[ItemGenre] | type[Credit], item_ids: Collection[UUID]
) -> set[UUID]:
    """Those of the items that have genres, or credits."""
    found: set[UUID] = set()
    for part in chunks(item_ids):
        found.update(await session.scalars(select(table.item_id).where(table.item_id.in_(part)).distinct()))
    return found


async def find_genres(session: AsyncSession, slugs: Collection[str]) -> dict[str, UUID]:
    """Genres by their slug."""
    found: dict[str, UUID] = {}
    for part in chunks(slugs):
        rows = await session.execute(select(Genre.slug, Genre.id).where(Genre.slug.in_(part)))
        found.update((slug, genre_id) for slug, genre_id in rows)
    return found


async def make_genres(session: AsyncSession, names: dict[str, str]) -> None:
    """The genres (slug → name) exist, whoever else makes them at the same time."""
    for slug, name in names.items():
        try:
            async with session.begin_nested():
                await session.execute(insert(Genre), [{"id": new_id(), "slug": slug, "name": name}])
        except IntegrityError:
            continue


async def read_item_genres(session: AsyncSession, item_ids: Collection[UUID]) -> dict[UUID, set[UUID]]:
    """Genre ids of each item that has some."""
    found: dict[UUID, set[UUID]] = {}
    for part in chunks(item_ids):
        query = select(ItemGenre.item_id, ItemGenre.genre_id).where(ItemGenre.item_id.in_(part))
        for item_id, genre_id in await session.execute(query):
            found.setdefault(item_id, set()).add(genre_id)
    return found


async def replace_item_genres(
    session: AsyncSession, item_ids: Collection[UUID], rows: Sequence[dict[str, Any]]
) -> None:
    """The items have exactly these genres."""
    for part in chunks(item_ids):
        await session.execute(
            delete(ItemGenre).where(ItemGenre.item_id.in_(part)).execution_options(synchronize_session=False)
        )
    if rows:
        await session.execute(insert(ItemGenre), list(rows))


async def list_people_named(
    session: AsyncSession, folded: Collection[str]
) -> list[tuple[UUID, str, dict[str, str]]]:
    """(id, folded name, ids elsewhere) of everybody with one of these names, the first known first."""
    found: list[tuple[UUID, str, dict[str, str]]] = []
    for part in chunks(folded):
        rows = await session.execute(
            select(Person.id, Person.name_folded, Person.provider_ids)
            .where(Person.name_folded.in_(part))
            .order_by(Person.id)
        )
        found += [(person_id, name, dict(ids or {})) for person_id, name, ids in rows]
    return found


async def add_people(session: AsyncSession, rows: Sequence[dict[str, Any]]) -> None:
    """New people."""
    if rows:
        await session.execute(insert(Person), list(rows))


async def set_person_ids(session: AsyncSession, person_id: UUID, provider_ids: dict[str, str]) -> None:
    """What other catalogues call the person."""
    await session.execute(
        update(Person)
        .where(Person.id == person_id)
        .values(provider_ids=provider_ids)
        .execution_options(synchronize_session=False)
    )


async def read_credits(
    session: AsyncSession, item_ids: Collection[UUID]
) -> dict[UUID, list[tuple[UUID, str, str | None]]]:
    """(person, job, character) of each item in order."""
    found: dict[UUID, list[tuple[UUID, str, str | None]]] = {}
    for part in chunks(item_ids):
        rows = await session.execute(
            select(Credit.item_id, Credit.person_id, Credit.job, Credit.character)
            .where(Credit.item_id.in_(part))
            .order_by(Credit.item_id, Credit.position)
        )
        for item_id, person_id, job, character in rows:
            found.setdefault(item_id, []).append((person_id, job, character))
    return found


async def replace_credits(
    session: AsyncSession, credits_of: dict[UUID, list[tuple[UUID, str, str | None]]]
) -> None:
    """Each item has exactly these credits, in this order."""
    for part in chunks(credits_of):
        await session.execute(
            delete(Credit).where(Credit.item_id.in_(part)).execution_options(synchronize_session=False)
        )
    rows = [
        {"id": new_id(), "item_id": item_id, "person_id": who, "job": job, "character": role, "position": at}
        for item_id, credited in credits_of.items()
        for at, (who, job, role) in enumerate(credited)
    ]
    if rows:
        await session.execute(insert(Credit), rows)


async def read_external_ids(session: AsyncSession, item_ids: Collection[UUID]) -> dict[UUID, dict[str, str]]:
    """Ids by provider of each item that has some."""
    found: dict[UUID, dict[str, str]] = {}
    for part in chunks(item_ids):
        rows = await session.execute(
            select(ExternalId.item_id, ExternalId.provider, ExternalId.value).where(
                ExternalId.item_id.in_(part)
            )
        )
        for item_id, provider, value in rows:
            found.setdefault(item_id, {})[provider] = value
    return found


async def put_external_ids(session: AsyncSession, ids_of: dict[UUID, dict[str, str]]) -> None:
    """Each item is called this by these providers; what others call it stays."""
    rows = []
    for item_id, ids in ids_of.items():
        await session.execute(
            delete(ExternalId)
            .where(ExternalId.item_id == item_id, ExternalId.provider.in_(sorted(ids)))
            .execution_options(synchronize_session=False)
        )
        rows += [{"item_id": item_id, "provider": name, "value": value} for name, value in ids.items()]
    if rows:
        await session.execute(insert(ExternalId), rows)


def _in_library(library_id: UUID) -> ColumnElement[bool]:
    return Sidecar.folder_id.in_(
        select(LibraryFolder.id).where(
            LibraryFolder.library_id == library_id, LibraryFolder.away_at.is_(None)
        )
    )


async def list_unread_nfos(
    session: AsyncSession, library_id: UUID, after: UUID | None, limit: int
) -> list[UnreadNfo]:
    """NFO files of items of the library that wait to be taken over, in order of id, behind `after`."""
    query = (
        select(Sidecar.id, Sidecar.folder_id, LibraryFolder.path, Sidecar.path, Sidecar.item_id)
        .join(LibraryFolder, LibraryFolder.id == Sidecar.folder_id)
        .where(
            _in_library(library_id),
            Sidecar.kind == "nfo",
            Sidecar.item_id.is_not(None),
            Sidecar.used_at.is_(None),
        )
        .order_by(Sidecar.id)
        .limit(limit)
    )
    if after is not None:
        query = query.where(Sidecar.id > after)
    rows = await session.execute(query)
    return [
        UnreadNfo(sidecar_id, folder_id, root, path, item_id)
        for sidecar_id, folder_id, root, path, item_id in rows
        if item_id is not None
    ]


async def count_unread_nfos(session: AsyncSession, library_id: UUID) -> int:
    """How many NFO files of the library wait."""
    return (
        await session.scalar(
            select(func.count())
            .select_from(Sidecar)
            .where(
                _in_library(library_id),
                Sidecar.kind == "nfo",
                Sidecar.item_id.is_not(None),
                Sidecar.used_at.is_(None),
            )
        )
    ) or 0


async def has_unread_nfo(session: AsyncSession, item_ids: Collection[UUID]) -> bool:
    """Whether an NFO file waits beside one of these items."""
    for part in chunks(item_ids):
        waits = exists().where(Sidecar.item_id.in_(part), Sidecar.kind == "nfo", Sidecar.used_at.is_(None))
        if await session.scalar(select(waits)):
            return True
    return False


async def mark_used(session: AsyncSession, sidecar_ids: Collection[UUID], at: datetime) -> None:
    """These files have been taken over, or looked at in vain."""
    for part in chunks(sidecar_ids):
        await session.execute(
            update(Sidecar)
            .where(Sidecar.id.in_(part))
            .values(used_at=at)
            .execution_options(synchronize_session=False)
        )


async def mark_unused(session: AsyncSession, item_ids: Collection[UUID]) -> None:
    """Everything beside these items is to be taken over again."""
    for part in chunks(item_ids):
        await session.execute(
            update(Sidecar)
            .where(Sidecar.item_id.in_(part))
            .values(used_at=None)
            .execution_options(synchronize_session=False)
        )


async def list_media_infos(
    session: AsyncSession, file_ids: Collection[UUID]
) -> list[tuple[UUID, dict[str, Any]]]:
    """(item id, media info) of those of the files that are a film or episode themselves."""
    found: list[tuple[UUID, dict[str, Any]]] = []
    for part in chunks(file_ids):
        rows = await session.execute(
            select(MediaFile.item_id, MediaFile.media_info)
            .where(
                MediaFile.id.in_(part),
                MediaFile.item_id.is_not(None),
                MediaFile.media_info.is_not(None),
                MediaFile.extra_kind.is_(None),
                # The tags of a second disc speak of that disc.
                func.coalesce(MediaFile.part_number, 1) == 1,
            )
            .order_by(MediaFile.id)
        )
        found += [(item_id, info) for item_id, info in rows if item_id is not None and info]
    return found


async def find_title(session: AsyncSession, title_id: UUID) -> UUID | None:
    """The library of a film or series, None when there is no such title."""
    return await session.scalar(select(Item.library_id).where(Item.id == title_id, Item.is_title))


async def list_tree_ids(session: AsyncSession, title_id: UUID) -> list[UUID]:
    """The title, its seasons and its episodes."""
    return list(
        await session.scalars(select(Item.id).where(or_(Item.id == title_id, Item.series_id == title_id)))
    )


async def list_season_ids(session: AsyncSession, series_id: UUID) -> dict[int, UUID]:
    """Seasons of a series by their number."""
    rows = await session.execute(
        select(Item.season_number, Item.id).where(Item.series_id == series_id, Item.kind == "season")
    )
    return {number: item_id for number, item_id in rows if number is not None}
