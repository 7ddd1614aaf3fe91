"""What viewing does when others tell that the catalogue has changed."""

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from kino.core.context import ServerContext
from kino.features.catalog.events import EpisodesAdded, ItemMerged
from kino.features.viewing import queries, service
from kino.features.viewing.models import ContinueEntry, HistoryEntry, Progress, WatchlistEntry


def register(context: ServerContext) -> None:
    """Follow the catalogue: new episodes come next for whoever was through, merged items keep progress."""
    database = context.database

    async def show_new_episodes(event: EpisodesAdded) -> None:
        for series_id in event.series_ids:
            async with database.write() as session:
                for profile_id in await queries.list_profiles_through(session, series_id):
                    last = await queries.find_last_watched(session, profile_id, series_id)
                    if last is not None:
                        await service.show_next(session, profile_id, last)
                    await queries.refresh_series_progress(session, profile_id, series_id)

    async def move_merged(event: ItemMerged) -> None:
        async with database.write() as session:
            await move_viewing(session, event)

    context.bus.subscribe(EpisodesAdded, show_new_episodes)
    context.bus.subscribe(ItemMerged, move_merged)


async def move_viewing(session: AsyncSession, event: ItemMerged) -> None:
    """Everything that profiles know of the item belongs to `into_id` now; the later progress wins."""
    old, new = event.item_id, event.into_id
    theirs = {
        row.profile_id: row for row in await session.scalars(select(Progress).where(Progress.item_id == new))
    }
    for row in (await session.scalars(select(Progress).where(Progress.item_id == old))).all():
        other = theirs.get(row.profile_id)
        if other is None:
            session.add(_copy(row, event))
        elif row.updated_at > other.updated_at:
            other.position_s, other.updated_at = row.position_s, row.updated_at
            other.is_watched = other.is_watched or row.is_watched
        await session.delete(row)
    listed = set(
        await session.scalars(select(WatchlistEntry.profile_id).where(WatchlistEntry.title_id == new))
    )
    for table, column in ((WatchlistEntry, WatchlistEntry.title_id), (ContinueEntry, ContinueEntry.title_id)):
        if table is WatchlistEntry:
            await session.execute(
                update(table).where(column == old, table.profile_id.not_in(listed)).values(title_id=new)
            )
        await session.execute(delete(table).where(column == old))
    await session.execute(update(ContinueEntry).where(ContinueEntry.item_id == old).values(item_id=new))
    await session.execute(update(HistoryEntry).where(HistoryEntry.item_id == old).values(item_id=new))
    item = await queries.find_item(session, new)
    await session.flush()
    if item is not None:
        await _rebuild(session, item)


def _copy(row: Progress, event: ItemMerged) -> Progress:
    return Progress(
        profile_id=row.profile_id,
        item_id=event.into_id,
        position_s=row.position_s,
        duration_s=row.duration_s,
        is_watched=row.is_watched,
        play_count=row.play_count,
        watched_at=row.watched_at,
        updated_at=row.updated_at,
        playback_id=row.playback_id,
    )


async def _rebuild(session: AsyncSession, item: queries.ViewedItem) -> None:
    rows = await session.scalars(select(Progress).where(Progress.item_id == item.id))
    for progress in rows.all():
        if item.series_id is not None:
            await queries.refresh_series_progress(session, progress.profile_id, item.series_id)
        if progress.position_s >= service.CONTINUE_FROM_S:
            at = progress.updated_at
            await queries.put_continue(session, progress.profile_id, item.title_id, item.id, at)
