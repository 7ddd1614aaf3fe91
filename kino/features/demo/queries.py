"""Every statement of the demo library; nothing here commits."""

from collections.abc import Collection, Mapping
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, exists, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from kino.core.clock import now
from kino.features.catalog.models import Item, MediaFile
from kino.features.libraries.models import Library, LibraryFolder


class DemoPlace(NamedTuple):
    """Where the demo library is. root: the absolute path of its folder."""

    library_id: UUID
    folder_id: UUID
    root: bytes


class PlacedRow(NamedTuple):
    """A file of the demo's folder as the catalogue has it."""

    id: UUID
    path: bytes
    size_bytes: int
    mtime_ns: int
    is_stand_in: bool
    is_missing: bool


async def find_place(session: AsyncSession) -> DemoPlace | None:
    """The demo library and the folder that it was made with; None when the house has none."""
    row = (
        await session.execute(
            select(Library.id, LibraryFolder.id, LibraryFolder.path)
            .join(LibraryFolder, LibraryFolder.library_id == Library.id)
            .where(Library.is_demo)
            .order_by(Library.id, LibraryFolder.id)
            .limit(1)
        )
    ).first()
    return DemoPlace(*row) if row is not None else None


async def list_files(session: AsyncSession, folder_id: UUID) -> dict[bytes, PlacedRow]:
    """Files of the folder by path, missing ones included."""
    rows = await session.execute(_select_files().where(MediaFile.folder_id == folder_id))
    return {row.path: row for row in (PlacedRow(*each) for each in rows)}


async def list_placed(session: AsyncSession, folder_id: UUID, file_ids: Collection[UUID]) -> list[PlacedRow]:
    """Those of the files that lie in the folder."""
    rows = await session.execute(
        _select_files().where(MediaFile.folder_id == folder_id, MediaFile.id.in_(file_ids))
    )
    return [PlacedRow(*row) for row in rows]


def _select_files() -> Any:
    return select(
        MediaFile.id,
        MediaFile.path,
        MediaFile.size_bytes,
        MediaFile.mtime_ns,
        MediaFile.is_stand_in,
        MediaFile.missing_at.is_not(None),
    )


async def mark_stand_ins(session: AsyncSession, marks: Mapping[UUID, bool]) -> None:
    """These files are stand-ins, or are none."""
    for value in (True, False):
        ids = [file_id for file_id, is_stand_in in marks.items() if is_stand_in is value]
        if ids:
            await session.execute(
                update(MediaFile)
                .where(MediaFile.id.in_(ids))
                .values(is_stand_in=value)
                .execution_options(synchronize_session=False)
            )


async def mark_waiting(session: AsyncSession, item_ids: Collection[UUID]) -> None:
    """What plays of these items is not the film itself until it has come."""
    await session.execute(
        update(Item)
        .where(Item.id.in_(item_ids))
        .values(has_stand_in=True)
        .execution_options(synchronize_session=False)
    )


class StandInNews(NamedTuple):
    """What refresh_stand_ins changed. title_ids: all of them; arrived_ids: films and episodes that came."""

    title_ids: set[UUID]
    arrived_ids: set[UUID]


async def refresh_stand_ins(session: AsyncSession, library_id: UUID) -> StandInNews:
    """Items of which only a stand-in is here say so, and no others.

    An item without any file keeps what it says: one that waits for its film goes on waiting.
    """
    rows = (
        await session.execute(
            select(
                Item.id,
                Item.kind,
                Item.series_id,
                Item.has_stand_in,
                _has_file(is_stand_in=False).label("has_film"),
                _has_file(is_stand_in=True).label("has_drawn"),
            ).where(Item.library_id == library_id, Item.kind.in_(("movie", "series", "episode")))
        )
    ).all()
    wanted = {
        row.id: not row.has_film and (row.has_drawn or row.has_stand_in)
        for row in rows
        if row.kind != "series"
    }
    for row in rows:
        if row.kind == "series":
            wanted[row.id] = any(wanted[one.id] for one in rows if one.series_id == row.id)
    changed = {row.id: row.series_id or row.id for row in rows if row.has_stand_in != wanted[row.id]}
    for value in (True, False):
        ids = [item_id for item_id in changed if wanted[item_id] is value]
        if ids:
            await session.execute(
                update(Item)
                .where(Item.id.in_(ids))
                .values(has_stand_in=value)
                .execution_options(synchronize_session=False)
            )
    arrived = {row.id for row in rows if row.kind != "series" and row.id in changed and row.has_film}
    return StandInNews(set(changed.values()), arrived)


def _has_file(*, is_stand_in: bool) -> ColumnElement[bool]:
    return exists().where(
        MediaFile.item_id == Item.id,
        MediaFile.is_stand_in.is_(is_stand_in),
        MediaFile.missing_at.is_(None),
        MediaFile.extra_kind.is_(None),
    )


async def feature_if_none(session: AsyncSession, item_id: UUID) -> None:
    """The title owns the home screen unless somebody has starred another one."""
    starred = await session.scalar(select(Item.id).where(Item.featured_at.is_not(None)).limit(1))
    if starred is None:
        await session.execute(
            update(Item)
            .where(Item.id == item_id)
            .values(featured_at=now())
            .execution_options(synchronize_session=False)
        )


async def list_item_ids(session: AsyncSession, library_id: UUID) -> dict[tuple[str, str, str], UUID]:
    """Item ids by (kind, key of the title, key of the episode or "")."""
    rows = (
        await session.execute(
            select(Item.id, Item.kind, Item.identity_key, Item.series_id).where(
                Item.library_id == library_id, Item.kind.in_(("movie", "series", "episode"))
            )
        )
    ).all()
    keys = {row.id: row.identity_key for row in rows if row.kind == "series"}
    return {
        (row.kind, keys.get(row.series_id, "") if row.series_id else row.identity_key,
         row.identity_key if row.series_id else ""): row.id
        for row in rows
    }  # fmt: skip
