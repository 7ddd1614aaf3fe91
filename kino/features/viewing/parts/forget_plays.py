"""What was played of something else than the film itself is forgotten; what was marked by hand stays."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession

from kino.core.db import record_event
from kino.features.viewing import queries
from kino.features.viewing.events import ProgressChanged
from kino.features.viewing.models import ContinueEntry, HistoryEntry, Progress
from kino.features.viewing.queries import ViewedItem


async def forget_plays(session: AsyncSession, item_ids: Collection[UUID], continue_from_s: float) -> None:
    """No profile has played these films and episodes: no position, no play, no sitting, no card.

    continue_from_s: from where on an episode that was played stands in the Continue row.
    """
    for item_id in sorted(item_ids):
        item = await queries.find_item(session, item_id)
        if item is None:
            continue
        await session.execute(delete(HistoryEntry).where(HistoryEntry.item_id == item_id))
        played = await session.execute(
            # A mark made by hand takes the playback's name away: see mark_watched.
            delete(Progress)
            .where(Progress.item_id == item_id, Progress.playback_id.is_not(None))
            .returning(Progress.profile_id)
        )
        for profile_id in played.scalars().all():
            await _follow(session, profile_id, item, continue_from_s)
            record_event(session, ProgressChanged(profile_id, item.id, item.title_id))


async def _follow(session: AsyncSession, profile_id: UUID, item: ViewedItem, continue_from_s: float) -> None:
    if item.series_id is not None:
        await queries.refresh_series_progress(session, profile_id, item.series_id)
    entry = await session.get(ContinueEntry, (profile_id, item.title_id))
    if entry is None:
        return
    shown_id = None
    if item.series_id is not None:
        shown_id = await find_shown(session, profile_id, item.series_id, continue_from_s)
    if shown_id is None:
        await session.delete(entry)
    else:
        entry.item_id = shown_id
    await session.flush()


async def find_shown(
    session: AsyncSession, profile_id: UUID, series_id: UUID, continue_from_s: float
) -> UUID | None:
    """The episode that goes on or comes next, by what is still known of the series."""
    last = await queries.find_last_watched(session, profile_id, series_id)
    progress = await queries.find_progress(session, profile_id, last.id) if last is not None else None
    if last is None or progress is None:
        return None
    if progress.position_s >= continue_from_s:
        return last.id
    return await queries.find_next_episode(session, profile_id, last) if progress.is_watched else None
