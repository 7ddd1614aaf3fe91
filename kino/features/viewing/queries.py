"""Every statement of viewing; none of them commits."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import and_, bindparam, delete, func, or_, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncSession

from kino.core.db import Id, among, beside_index
from kino.features.catalog.models import Item
from kino.features.libraries.scope import LibraryScope
from kino.features.viewing.errors import ItemNotFound
from kino.features.viewing.models import (
    ContinueEntry,
    HistoryEntry,
    Progress,
    SeriesProgress,
    ViewingUndo,
    WatchlistEntry,
)


class ViewedItem(NamedTuple):
    """What viewing needs to know of an item; title_id is the film itself or the episode's series."""

    id: UUID
    kind: str
    series_id: UUID | None
    season_id: UUID | None
    season_number: int | None
    episode_number: int | None
    duration_s: float | None
    credits_start_s: float | None

    @property
    def title_id(self) -> UUID:
        return self.series_id or self.id


_VIEWED = (
    Item.id,
    Item.kind,
    Item.series_id,
    Item.season_id,
    Item.season_number,
    Item.episode_number,
    Item.duration_s,
    Item.credits_start_s,
)


async def get_item(session: AsyncSession, scope: LibraryScope, item_id: UUID) -> ViewedItem:
    """The item if it lies in the scope. Raises ItemNotFound."""
    row = (
        await session.execute(select(*_VIEWED).where(Item.id == item_id, scope.condition(Item.library_id)))
    ).first()
    if row is None:
        raise ItemNotFound(f"There is no film, series or episode {item_id} in your libraries.")
    return ViewedItem(*row)


async def find_item(session: AsyncSession, item_id: UUID) -> ViewedItem | None:
    """The item, whoever may see it."""
    row = (await session.execute(select(*_VIEWED).where(Item.id == item_id))).first()
    return None if row is None else ViewedItem(*row)


async def find_progress(session: AsyncSession, profile_id: UUID, item_id: UUID) -> Progress | None:
    """The profile's row for the item."""
    return await session.get(Progress, (profile_id, item_id))


async def map_progress(
    session: AsyncSession, profile_id: UUID, item_ids: Sequence[UUID]
) -> dict[UUID, Progress]:
    """The profile's rows for these items by item; a statement for each 500 of them."""
    found: dict[UUID, Progress] = {}
    for start in range(0, len(item_ids), 500):
        rows = await session.scalars(
            select(Progress).where(
                Progress.profile_id == profile_id, Progress.item_id.in_(item_ids[start : start + 500])
            )
        )
        found |= {row.item_id: row for row in rows}
    return found


async def find_next_episode(session: AsyncSession, profile_id: UUID, after: ViewedItem) -> UUID | None:
    """The first listed episode behind `after` that the profile has not watched.

    Specials (season 0) come next only after a special.
    """
    if after.series_id is None or after.season_number is None:
        return None
    here = (after.season_number, after.episode_number or 0)
    is_behind = tuple_(Item.season_number, func.coalesce(Item.episode_number, 0)) > here
    same_shelf = Item.season_number == 0 if after.season_number == 0 else Item.season_number > 0
    return await session.scalar(
        select(Item.id)
        .outerjoin(Progress, and_(Progress.item_id == Item.id, Progress.profile_id == profile_id))
        .where(
            Item.series_id == after.series_id,
            Item.kind == "episode",
            Item.is_listed,
            is_behind,
            same_shelf,
            or_(Progress.is_watched.is_(None), Progress.is_watched.is_(False)),
        )
        .order_by(Item.season_number, Item.episode_number, Item.id)
        .limit(1)
    )


async def find_first_unwatched(session: AsyncSession, profile_id: UUID, series_id: UUID) -> UUID | None:
    """The first listed episode that the profile has not watched; specials last."""
    return await session.scalar(
        select(Item.id)
        .outerjoin(Progress, and_(Progress.item_id == Item.id, Progress.profile_id == profile_id))
        .where(
            Item.series_id == series_id,
            Item.kind == "episode",
            Item.is_listed,
            or_(Progress.is_watched.is_(None), Progress.is_watched.is_(False)),
        )
        .order_by(Item.season_number == 0, Item.season_number, Item.episode_number, Item.id)
        .limit(1)
    )


async def find_first_episode(session: AsyncSession, series_id: UUID) -> UUID | None:
    """The first listed episode; specials last."""
    return await session.scalar(
        select(Item.id)
        .where(Item.series_id == series_id, Item.kind == "episode", Item.is_listed)
        .order_by(Item.season_number == 0, Item.season_number, Item.episode_number, Item.id)
        .limit(1)
    )


async def has_watched_any(session: AsyncSession, profile_id: UUID, series_id: UUID) -> bool:
    """Whether the profile has watched an episode of the series."""
    count = await session.scalar(
        select(SeriesProgress.watched_count).where(
            SeriesProgress.profile_id == profile_id, SeriesProgress.series_id == series_id
        )
    )
    return bool(count)


async def find_last_watched(session: AsyncSession, profile_id: UUID, series_id: UUID) -> ViewedItem | None:
    """The episode of the series that the profile touched last."""
    row = (
        await session.execute(
            select(*_VIEWED)
            .join(Progress, Progress.item_id == Item.id)
            .where(Progress.profile_id == profile_id, Item.series_id == series_id, Item.kind == "episode")
            .order_by(Progress.updated_at.desc())
            .limit(1)
        )
    ).first()
    return None if row is None else ViewedItem(*row)


async def list_playable_ids(session: AsyncSession, item: ViewedItem) -> list[UUID]:
    """The films or episodes that the item stands for: itself, or those of the season or series."""
    if item.kind in ("movie", "episode"):
        return [item.id]
    column = Item.season_id if item.kind == "season" else Item.series_id
    return list(
        await session.scalars(
            select(Item.id).where(column == item.id, Item.kind == "episode", Item.is_listed)
        )
    )


async def refresh_series_progress(session: AsyncSession, profile_id: UUID, series_id: UUID) -> None:
    """Count anew how many listed episodes of the series the profile has watched."""
    watched = await session.scalar(
        select(func.count())
        .select_from(Progress)
        .join(Item, Item.id == Progress.item_id)
        .where(
            Progress.profile_id == profile_id,
            Progress.is_watched,
            Item.series_id == series_id,
            Item.kind == "episode",
            Item.is_listed,
        )
    )
    await session.merge(
        SeriesProgress(profile_id=profile_id, series_id=series_id, watched_count=watched or 0)
    )


async def put_continue(
    session: AsyncSession, profile_id: UUID, title_id: UUID, item_id: UUID, touched_at: datetime
) -> None:
    """Show this item as the title's card in the Continue row, in front."""
    await session.merge(
        ContinueEntry(
            profile_id=profile_id, title_id=title_id, item_id=item_id, touched_at=touched_at, hidden_at=None
        )
    )


async def remove_continue(session: AsyncSession, profile_id: UUID, title_id: UUID) -> None:
    """Take the title's card out of the Continue row."""
    await session.execute(
        delete(ContinueEntry).where(
            ContinueEntry.profile_id == profile_id, ContinueEntry.title_id == title_id
        )
    )


async def hide_continue(session: AsyncSession, profile_id: UUID, title_id: UUID, at: datetime | None) -> None:
    """Hide the title's card until it is watched again, or show it (at None)."""
    await session.execute(
        update(ContinueEntry)
        .where(ContinueEntry.profile_id == profile_id, ContinueEntry.title_id == title_id)
        .values(hidden_at=at)
    )


class ContinueRow(NamedTuple):
    """A card of the Continue row before its title and episode are filled in."""

    title_id: UUID
    item_id: UUID
    touched_at: datetime
    position_s: float | None
    duration_s: float | None
    is_watched: bool | None


_PROFILE_ID = bindparam("profile_id", type_=Id())
_IN_LIBRARIES = among(beside_index(Item.library_id), "library_ids")
_CONTINUE = (
    select(
        ContinueEntry.title_id,
        ContinueEntry.item_id,
        ContinueEntry.touched_at,
        Progress.position_s,
        func.coalesce(Progress.duration_s, Item.duration_s),
        Progress.is_watched,
    )
    .join(Item, Item.id == ContinueEntry.item_id)
    .outerjoin(
        Progress,
        and_(Progress.item_id == ContinueEntry.item_id, Progress.profile_id == ContinueEntry.profile_id),
    )
    .where(
        ContinueEntry.profile_id == _PROFILE_ID,
        ContinueEntry.hidden_at.is_(None),
        Item.is_listed,
        _IN_LIBRARIES,
    )
    .order_by(ContinueEntry.touched_at.desc(), ContinueEntry.title_id)
    .limit(bindparam("most"))
)


async def list_continue(
    session: AsyncSession, profile_id: UUID, scope: LibraryScope, limit: int
) -> list[ContinueRow]:
    """The profile's Continue row, latest first: one index range joined by primary keys."""
    values = {"profile_id": profile_id, "library_ids": sorted(scope.library_ids), "most": limit}
    return [ContinueRow(*row) for row in await session.execute(_CONTINUE, values)]


async def list_profiles_through(session: AsyncSession, series_ids: Sequence[UUID]) -> list[tuple[UUID, UUID]]:
    """Profile and series, where a profile has watched some of the series and has no card of it in its row.

    A statement for each 500 series.
    """
    found: list[tuple[UUID, UUID]] = []
    for start in range(0, len(series_ids), 500):
        rows = await session.execute(
            select(SeriesProgress.profile_id, SeriesProgress.series_id)
            .outerjoin(
                ContinueEntry,
                and_(
                    ContinueEntry.profile_id == SeriesProgress.profile_id,
                    ContinueEntry.title_id == SeriesProgress.series_id,
                ),
            )
            .where(
                SeriesProgress.series_id.in_(series_ids[start : start + 500]),
                SeriesProgress.watched_count > 0,
                ContinueEntry.title_id.is_(None),
            )
            .order_by(SeriesProgress.series_id, SeriesProgress.profile_id)
        )
        found += [(row[0], row[1]) for row in rows]
    return found


_WATCHLIST = (
    select(Item.id)
    .join(WatchlistEntry, WatchlistEntry.title_id == Item.id)
    .where(WatchlistEntry.profile_id == _PROFILE_ID, Item.is_title, Item.is_listed, _IN_LIBRARIES)
    .limit(bindparam("most"))
)
_WATCHLISTS = {
    "added": _WATCHLIST.order_by(WatchlistEntry.added_at.desc(), Item.id),
    "title": _WATCHLIST.order_by(Item.sort_title, Item.id),
    "duration": _WATCHLIST.order_by(Item.duration_s.is_(None), Item.duration_s, Item.sort_title),
}


async def list_watchlist_ids(
    session: AsyncSession, profile_id: UUID, scope: LibraryScope, sort: str, limit: int
) -> list[UUID]:
    """Listed titles on the profile's list. sort: added (latest first) | title | duration (shortest first)."""
    values = {"profile_id": profile_id, "library_ids": sorted(scope.library_ids), "most": limit}
    return list(await session.scalars(_WATCHLISTS[sort], values))


async def remove_from_watchlist(session: AsyncSession, profile_id: UUID, title_id: UUID) -> None:
    """Take the title off the list; no matter whether it was on it."""
    await session.execute(
        delete(WatchlistEntry).where(
            WatchlistEntry.profile_id == profile_id, WatchlistEntry.title_id == title_id
        )
    )


async def find_history_entry(
    session: AsyncSession, profile_id: UUID, playback_id: UUID
) -> HistoryEntry | None:
    """The sitting that this playback writes."""
    return await session.scalar(
        select(HistoryEntry).where(
            HistoryEntry.playback_id == playback_id, HistoryEntry.profile_id == profile_id
        )
    )


class HistoryRow(NamedTuple):
    """An entry of the history before its title and episode are filled in."""

    id: UUID
    item_id: UUID
    title_id: UUID
    kind: str
    started_at: datetime
    watched_s: float
    is_finished: bool


async def list_history(
    session: AsyncSession,
    profile_id: UUID,
    scope: LibraryScope,
    before: tuple[datetime, UUID] | None,
    limit: int,
) -> list[HistoryRow]:
    """The profile's sittings, newest first, behind `before` (started_at, id)."""
    query = (
        select(
            HistoryEntry.id,
            HistoryEntry.item_id,
            func.coalesce(Item.series_id, Item.id),
            Item.kind,
            HistoryEntry.started_at,
            HistoryEntry.watched_s,
            HistoryEntry.is_finished,
        )
        .join(Item, Item.id == HistoryEntry.item_id)
        .where(HistoryEntry.profile_id == profile_id, scope.condition(Item.library_id))
        .order_by(HistoryEntry.started_at.desc(), HistoryEntry.id.desc())
        .limit(limit)
    )
    if before is not None:
        at, entry_id = before
        query = query.where(
            or_(
                HistoryEntry.started_at < at,
                and_(HistoryEntry.started_at == at, HistoryEntry.id < entry_id),
            )
        )
    return [HistoryRow(*row) for row in await session.execute(query)]


async def delete_history(session: AsyncSession, profile_id: UUID, entry_id: UUID | None) -> int:
    """Forget one sitting, or all (entry_id None) of the profile; how many there were."""
    statement = delete(HistoryEntry).where(HistoryEntry.profile_id == profile_id)
    if entry_id is not None:
        statement = statement.where(HistoryEntry.id == entry_id)
    return len((await session.execute(statement.returning(HistoryEntry.id))).all())


async def delete_undos(session: AsyncSession, profile_id: UUID) -> None:
    """Nothing of the profile can be taken back any more."""
    await session.execute(delete(ViewingUndo).where(ViewingUndo.profile_id == profile_id))


async def list_series_ids_of(session: AsyncSession, item_ids: Iterable[UUID]) -> set[UUID]:
    """The series that these episodes belong to."""
    found = await session.scalars(select(Item.series_id).where(Item.id.in_(list(item_ids))))
    return {one for one in found if one is not None}
