"""Every select and insert of metadata; nothing here commits."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any, TypeVar, cast
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
    told_fields: list[str]
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
            values["told_fields"] = values["told_fields"] or []
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
    """Genres by their slug; none of them is forgotten before the transaction ends."""
    found: dict[str, UUID] = {}
    for part in chunks(slugs):
        query = select(Genre.slug, Genre.id).where(Genre.slug.in_(part))
        rows = await session.execute(query.with_for_update(read=True, key_share=True))
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
    """(id, folded name, ids elsewhere) of everybody with one of these names, the first known first.

    None of them is forgotten before the transaction ends.
    """
    found: list[tuple[UUID, str, dict[str, str]]] = []
    for part in chunks(folded):
        rows = await session.execute(
            select(Person.id, Person.name_folded, Person.provider_ids)
            .where(Person.name_folded.in_(part))
            .order_by(Person.id)
            .with_for_update(read=True, key_share=True)
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


@dataclass(frozen=True, slots=True)
class UnreadPortrait:
    """A picture of a person beside films that has not been taken over. name_folded: of whom it shows."""

    id: UUID
    folder_id: UUID
    root: bytes
    path: bytes
    directory: bytes
    size_bytes: int
    mtime_ns: int
    item_id: UUID
    name_folded: str


Unread = TypeVar("Unread", UnreadNfo, UnreadPortrait)
_UNREAD_KINDS: dict[type[Any], str] = {UnreadNfo: "nfo", UnreadPortrait: "portrait"}
_UNREAD_COLUMNS: dict[str, Any] = {
    "root": LibraryFolder.path,
    "name_folded": func.coalesce(Sidecar.label, ""),
}


async def list_unread(
    session: AsyncSession, what: type[Unread], library_id: UUID, after: UUID | None, limit: int
) -> list[Unread]:
    """Sidecars of items of the library that wait to be taken over, in order of id, behind `after`."""
    columns: list[Any] = [
        _UNREAD_COLUMNS.get(each.name, getattr(Sidecar, each.name, None)) for each in fields(what)
    ]
    query = (
        select(*columns)
        .join(LibraryFolder, LibraryFolder.id == Sidecar.folder_id)
        .where(
            _in_library(library_id),
            Sidecar.kind == _UNREAD_KINDS[what],
            Sidecar.item_id.is_not(None),
            Sidecar.used_at.is_(None),
        )
        .order_by(Sidecar.id)
        .limit(limit)
    )
    if after is not None:
        query = query.where(Sidecar.id > after)
    rows: Sequence[Any] = (await session.execute(query)).all()
    return [what(*row) for row in rows]


async def list_pictured_people(session: AsyncSession, portrait: UnreadPortrait) -> list[UUID]:
    """People of the portrait's name with a credit in its title, or in a film of the same folder."""
    in_title = exists().where(
        Credit.person_id == Person.id,
        Credit.item_id == Item.id,
        or_(Item.id == portrait.item_id, Item.series_id == portrait.item_id),
    )
    in_folder = exists().where(
        Credit.person_id == Person.id,
        Credit.item_id == MediaFile.item_id,
        MediaFile.folder_id == portrait.folder_id,
        MediaFile.directory == portrait.directory,
    )
    query = select(Person.id).where(Person.name_folded == portrait.name_folded, or_(in_title, in_folder))
    return list(await session.scalars(query))


async def list_credited(session: AsyncSession, item_id: UUID, folded: Collection[str]) -> dict[str, UUID]:
    """Ids of those of the people of these names who have a credit in the item."""
    rows = await session.execute(
        select(Person.name_folded, Person.id)
        .join(Credit, Credit.person_id == Person.id)
        .where(Credit.item_id == item_id, Person.name_folded.in_(folded))
    )
    return dict(rows.all())


async def mark_portraits_unused(
    session: AsyncSession, item_ids: Collection[UUID], folded: Collection[str]
) -> None:
    """Pictures of people of these names beside these items are to be taken over (again)."""
    places: set[tuple[UUID, bytes]] = set()
    title_ids: set[UUID] = set()
    for part in chunks(item_ids):
        title_ids |= set(
            await session.scalars(select(func.coalesce(Item.series_id, Item.id)).where(Item.id.in_(part)))
        )
        rows = await session.execute(
            select(MediaFile.folder_id, MediaFile.directory).where(MediaFile.item_id.in_(part)).distinct()
        )
        places |= {(folder_id, directory) for folder_id, directory in rows}
    beside: list[ColumnElement[bool]] = [Sidecar.item_id.in_(part) for part in chunks(title_ids)]
    for folder_id in {folder_id for folder_id, _ in places}:
        directories = [directory for one, directory in places if one == folder_id]
        beside += [
            (Sidecar.folder_id == folder_id) & Sidecar.directory.in_(part) for part in chunks(directories)
        ]
    for where in beside:
        for names in chunks(folded):
            await session.execute(
                update(Sidecar)
                .where(where, Sidecar.kind == "portrait", Sidecar.label.in_(names))
                .values(used_at=None)
                .execution_options(synchronize_session=False)
            )


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


async def has_unread(session: AsyncSession, library_id: UUID) -> bool:
    """Whether a document or portrait of the library waits to be taken over."""
    waits = exists().where(
        _in_library(library_id),
        Sidecar.kind.in_(("nfo", "portrait")),
        Sidecar.item_id.is_not(None),
        Sidecar.used_at.is_(None),
    )
    return await session.scalar(select(waits)) or False


async def list_library_ids(session: AsyncSession) -> list[UUID]:
    """Every library."""
    return list(await session.scalars(select(Library.id)))


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
    """Everything beside these items is to be taken over again, and only then known better than by names."""
    for part in chunks(item_ids):
        await session.execute(
            update(Item)
            .where(Item.id.in_(part), Item.is_title)
            .values(told_fields=[])
            .execution_options(synchronize_session=False)
        )
        await session.execute(
            update(Sidecar)
            .where(Sidecar.item_id.in_(part))
            .values(used_at=None)
            .execution_options(synchronize_session=False)
        )


@dataclass(frozen=True, slots=True)
class UntoldFile:
    """A probed file whose tags have not been taken over.

    item_id: None where they say nothing about an item: extras, further discs (their tags speak of that disc).
    """

    id: UUID
    probed_at: datetime
    item_id: UUID | None
    media_info: dict[str, Any]


async def list_untold_files(session: AsyncSession, library_id: UUID, limit: int) -> list[UntoldFile]:
    """Files of the library whose tags wait to be taken over, in order of id."""
    rows = await session.execute(
        select(
            MediaFile.id,
            MediaFile.probed_at,
            MediaFile.item_id,
            MediaFile.extra_kind,
            MediaFile.part_number,
            MediaFile.media_info,
        )
        .where(
            MediaFile.library_id == library_id,
            MediaFile.probed_at.is_not(None),
            MediaFile.tags_used_at.is_(None),
        )
        .order_by(MediaFile.id)
        .limit(limit)
    )
    return [
        UntoldFile(file_id, probed_at, None if extra_kind or (part_number or 1) > 1 else item_id, info or {})
        for file_id, probed_at, item_id, extra_kind, part_number, info in rows
        if probed_at is not None
    ]


async def mark_told(session: AsyncSession, files: Sequence[UntoldFile], at: datetime) -> None:
    """The tags of these files have been taken over; not those of one that was probed again meanwhile."""
    latest_at = max(file.probed_at for file in files)
    for part in chunks([file.id for file in files]):
        await session.execute(
            update(MediaFile)
            .where(MediaFile.id.in_(part), MediaFile.probed_at <= latest_at)
            .values(tags_used_at=at)
            .execution_options(synchronize_session=False)
        )


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


_HAS_TITLES = {
    Person: exists().where(Credit.person_id == Person.id),
    Genre: exists().where(ItemGenre.genre_id == Genre.id),
}


async def list_unused(
    session: AsyncSession, table: type[Person] | type[Genre], after: UUID | None, limit: int
) -> list[UUID]:
    """People without a credit, or genres without a title, in order of id, behind `after`."""
    query = select(table.id).where(~_HAS_TITLES[table]).order_by(table.id).limit(limit)
    if after is not None:
        query = query.where(table.id > after)
    return list(await session.scalars(query))


async def delete_unused(
    session: AsyncSession, table: type[Person] | type[Genre], ids: Collection[UUID]
) -> list[UUID]:
    """Those of the people or genres that have no title still are gone, portraits and all; their ids.

    Whoever is just being given a title by another transaction is left alone.
    """
    # Held first and asked again then: on PostgreSQL a statement does not see what was written since it began.
    held = select(table.id).where(table.id.in_(ids)).with_for_update(skip_locked=True)
    held_ids = list(await session.scalars(held))
    gone = delete(table).where(table.id.in_(held_ids), ~_HAS_TITLES[table]).returning(table.id)
    return list(await session.scalars(gone.execution_options(synchronize_session=False)))
