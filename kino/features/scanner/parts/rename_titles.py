"""Moved files whose new names read differently: titles keep their ids and take the new names.

A title takes the new name when nothing else carries it and most of its files moved there; otherwise the
files go over to the item of that name, and what profiles know of the old one goes with them.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from itertools import chain
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from kino.core.db import Database, record_event
from kino.core.text import sort_title
from kino.features.catalog.events import ItemMerged
from kino.features.catalog.models import Item, MediaFile
from kino.features.catalog.parts.place_files import KEY_LENGTH, PlacedFile, Placement
from kino.features.libraries.parts.disks import Disks
from kino.features.scanner.parts.folder_disk import list_gone
from kino.features.scanner.queries import in_chunks


class _Owner(NamedTuple):
    """The item that a moved file belonged to, and its title."""

    item_id: UUID
    title_id: UUID


async def find_left_titles(
    database: Database, disks: Disks, roots: Mapping[UUID, bytes], placements: Sequence[Placement]
) -> set[UUID]:
    """Titles of the moved files of which no file is left where it was known to be.

    A series comes in several batches, so the first of them is no majority; what is left behind tells.
    """
    moved = {one.file_id for one in placements if one.file_id is not None and one.extra_kind is None}
    if not moved:
        return set()
    async with database.read() as session:
        owners = await _read_owners(session, sorted(moved))
        titles = {owner.title_id for owner in owners.values()}
        places: dict[UUID, list[tuple[UUID, bytes]]] = {title_id: [] for title_id in titles}
        for part in in_chunks(sorted(titles)):
            rows = await session.execute(
                select(
                    func.coalesce(Item.series_id, Item.id), MediaFile.id, MediaFile.folder_id, MediaFile.path
                )
                .join(Item, Item.id == MediaFile.item_id)
                .where(
                    or_(Item.id.in_(part), Item.series_id.in_(part)),
                    MediaFile.missing_at.is_(None),
                    MediaFile.extra_kind.is_(None),
                )
            )
            for title_id, file_id, folder_id, path in rows:
                if file_id not in moved and folder_id in roots:
                    places[title_id].append((folder_id, path))
    gone = await list_gone(disks, roots, chain.from_iterable(places.values()))
    return {title_id for title_id, known in places.items() if gone.issuperset(known)}


async def rename_moved_titles(
    session: AsyncSession,
    library_id: UUID,
    language: str,
    placements: Sequence[Placement],
    left: Collection[UUID],
) -> dict[UUID, UUID]:
    """Give titles their new names before the files are placed; the items that moved files belonged to.

    left: titles that have no file any more where it was known to be (see find_left_titles).
    """
    moved = {one.file_id: one for one in placements if one.file_id is not None and one.extra_kind is None}
    owners = await _read_owners(session, list(moved))
    votes: Counter[tuple[UUID, str, str]] = Counter()
    samples: dict[tuple[UUID, str, str], Placement] = {}
    for file_id, owner in owners.items():
        one = moved[file_id]
        vote = (owner.title_id, one.title_kind, one.title_key)
        votes[vote] += 1
        samples[vote] = one
    for vote, count in votes.items():
        is_left = vote[0] in left
        await _rename(session, library_id, language, vote[0], samples[vote], count, is_left=is_left)
    return {file_id: owner.item_id for file_id, owner in owners.items()}


async def _read_owners(session: AsyncSession, file_ids: Sequence[UUID]) -> dict[UUID, _Owner]:
    owners: dict[UUID, _Owner] = {}
    for part in in_chunks(file_ids):
        rows = await session.execute(
            select(MediaFile.id, Item.id, Item.series_id)
            .join(Item, Item.id == MediaFile.item_id)
            .where(MediaFile.id.in_(part))
        )
        for file_id, item_id, series_id in rows:
            owners[file_id] = _Owner(item_id, series_id or item_id)
    return owners


async def _rename(
    session: AsyncSession,
    library_id: UUID,
    language: str,
    title_id: UUID,
    one: Placement,
    moved_count: int,
    *,
    is_left: bool,
) -> None:
    title = (
        await session.execute(
            select(Item.kind, Item.identity_key, Item.locked_fields, Item.told_fields).where(
                Item.id == title_id
            )
        )
    ).one()
    if title.kind != one.title_kind or title.identity_key == one.title_key:
        return
    if await _is_taken(session, library_id, one):
        return
    if not is_left and moved_count * 2 < await _count_files(session, title_id):
        return
    kept = {*(title.locked_fields or ()), *(title.told_fields or ())}
    await _take_name(session, title_id, language, one, kept)


async def _is_taken(session: AsyncSession, library_id: UUID, one: Placement) -> bool:
    found = await session.scalar(
        select(Item.id)
        .where(
            Item.library_id == library_id,
            Item.kind == one.title_kind,
            Item.identity_key == one.title_key,
        )
        .limit(1)
    )
    return found is not None


async def _count_files(session: AsyncSession, title_id: UUID) -> int:
    count = await session.scalar(
        select(func.count())
        .select_from(MediaFile)
        .join(Item, Item.id == MediaFile.item_id)
        .where(
            or_(Item.id == title_id, Item.series_id == title_id),
            MediaFile.missing_at.is_(None),
            MediaFile.extra_kind.is_(None),
        )
    )
    return count or 0


async def _take_name(
    session: AsyncSession, item_id: UUID, language: str, one: Placement, kept: set[str]
) -> None:
    """kept: fields that are locked, or told by who knows better than a name (an NFO document)."""
    values: dict[str, object] = {"identity_key": one.title_key}
    if "title" not in kept:
        values |= {
            "title": one.title[:KEY_LENGTH],
            "sort_title": sort_title(one.title, language)[:KEY_LENGTH],
        }
    if "year" not in kept and one.year is not None:
        values["year"] = one.year
    await session.execute(
        update(Item).where(Item.id == item_id).values(**values).execution_options(synchronize_session=False)
    )


async def record_merges(
    session: AsyncSession, placed: Sequence[PlacedFile], owners: Mapping[UUID, UUID]
) -> None:
    """Tell that items whose last file went over to another item are that item now; so are their series."""
    placed_at = {where.file_id: where for where in placed}
    moved = [(item_id, placed_at[file_id]) for file_id, item_id in owners.items() if file_id in placed_at]
    changed = {item_id: where for item_id, where in moved if where.item_id != item_id}
    titles: dict[UUID, Counter[UUID]] = {}
    for part in in_chunks(sorted(changed)):
        rows = await session.execute(
            select(Item.id, Item.series_id).where(Item.id.in_(part), Item.is_listed.is_(False))
        )
        for item_id, series_id in rows:
            record_event(session, ItemMerged(item_id, changed[item_id].item_id))
            if series_id is not None and series_id != changed[item_id].title_id:
                titles.setdefault(series_id, Counter())[changed[item_id].title_id] += 1
    for part in in_chunks(sorted(titles)):
        gone = await session.scalars(select(Item.id).where(Item.id.in_(part), Item.is_listed.is_(False)))
        for title_id in gone:
            # Where its last episodes went to several titles, the series is the one that got most of them.
            record_event(session, ItemMerged(title_id, titles[title_id].most_common(1)[0][0]))
