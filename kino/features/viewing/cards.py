"""What is personal on cards: progress, unwatched episodes, and whether a title is on the list."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from kino.features.catalog.schemas import CardProgress, EpisodeCard, TitleCard
from kino.features.viewing.models import Progress, SeriesProgress, WatchlistEntry


async def add_personal(session: AsyncSession, profile_id: UUID, cards: Sequence[TitleCard]) -> None:
    """Fill in progress, unwatched_count and is_in_list for the profile; three statements at most."""
    ids = {card.id for card in cards}
    if not ids:
        return
    progress = await read_progress(session, profile_id, {card.id for card in cards if card.kind == "movie"})
    series_ids = {card.id for card in cards if card.kind == "series"}
    watched: dict[UUID, int] = {}
    if series_ids:
        counts = await session.execute(
            select(SeriesProgress.series_id, SeriesProgress.watched_count).where(
                SeriesProgress.profile_id == profile_id, SeriesProgress.series_id.in_(series_ids)
            )
        )
        watched = dict(counts.all())
    listed = set(
        await session.scalars(
            select(WatchlistEntry.title_id).where(
                WatchlistEntry.profile_id == profile_id, WatchlistEntry.title_id.in_(ids)
            )
        )
    )
    for card in cards:
        card.is_in_list = card.id in listed
        if card.kind == "movie":
            card.progress = progress.get(card.id)
        else:
            card.unwatched_count = max(0, (card.episode_count or 0) - watched.get(card.id, 0))


async def add_personal_to_episodes(
    session: AsyncSession, profile_id: UUID, cards: Sequence[EpisodeCard]
) -> None:
    """Fill in the profile's progress; one statement."""
    progress = await read_progress(session, profile_id, {card.id for card in cards})
    for card in cards:
        card.progress = progress.get(card.id)


async def read_progress(
    session: AsyncSession, profile_id: UUID, item_ids: set[UUID]
) -> dict[UUID, CardProgress]:
    """Where the profile stands in these films and episodes; those it never played are absent."""
    if not item_ids:
        return {}
    rows = await session.execute(
        select(Progress.item_id, Progress.position_s, Progress.duration_s, Progress.is_watched).where(
            Progress.profile_id == profile_id, Progress.item_id.in_(item_ids)
        )
    )
    return {
        item_id: CardProgress(position_s=position_s, duration_s=duration_s, is_watched=is_watched)
        for item_id, position_s, duration_s, is_watched in rows
    }
