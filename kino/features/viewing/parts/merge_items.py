"""Two items turned out to be one: what profiles know of either is brought together at the one that stays."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from kino.features.viewing import queries
from kino.features.viewing.models import ContinueEntry, HistoryEntry, Progress, WatchlistEntry
from kino.features.viewing.parts.forget_plays import find_shown
from kino.features.viewing.parts.track_choices import move_track_choices
from kino.features.viewing.queries import ViewedItem


async def merge_items(session: AsyncSession, old_id: UUID, new_id: UUID, continue_from_s: float) -> None:
    """Everything that profiles know of the old film, episode or series belongs to the new one now.

    The later position wins, nothing watched becomes unwatched, plays add up. Merging again changes nothing.
    continue_from_s: from where on something that was played stands in the Continue row.
    """
    old = await queries.find_item(session, old_id)
    new = await queries.find_item(session, new_id)
    if old is None or new is None:
        return
    who = await _merge_progress(session, old.id, new.id)
    await _merge_lists(session, old.id, new.title_id)
    await move_track_choices(session, old.id, new.title_id)
    await session.execute(update(HistoryEntry).where(HistoryEntry.item_id == old.id).values(item_id=new.id))
    moved = await _move_cards(session, old, new)
    await session.flush()
    series_ids = {one for one in (old.series_id, new.series_id) if one is not None}
    for profile_id in sorted(who):
        for series_id in sorted(series_ids):
            await queries.refresh_series_progress(session, profile_id, series_id)
    for profile_id in sorted(who | moved):
        await _settle_card(session, profile_id, new, continue_from_s)


async def _merge_progress(session: AsyncSession, old_id: UUID, new_id: UUID) -> set[UUID]:
    """Profiles that had progress in the old item."""
    rows = await session.scalars(
        select(Progress).where(Progress.item_id.in_((old_id, new_id))).with_for_update()
    )
    by_item: dict[UUID, dict[UUID, Progress]] = {old_id: {}, new_id: {}}
    for row in rows:
        by_item[row.item_id][row.profile_id] = row
    for profile_id, row in by_item[old_id].items():
        other = by_item[new_id].get(profile_id)
        if other is None:
            other = Progress(profile_id=profile_id, item_id=new_id, **_stands(row), play_count=0)
            session.add(other)
        elif row.updated_at > other.updated_at:
            for name, value in _stands(row).items():
                setattr(other, name, value)
        other.is_watched = bool(other.is_watched or row.is_watched)
        other.play_count += row.play_count
        other.watched_at = _latest((other.watched_at, row.watched_at))
        await session.delete(row)
    return set(by_item[old_id])


def _stands(row: Progress) -> dict[str, Any]:
    names = ("position_s", "duration_s", "updated_at", "playback_id")
    return {name: getattr(row, name) for name in names}


def _latest(instants: Iterable[datetime | None]) -> datetime | None:
    return max((one for one in instants if one is not None), default=None)


async def _merge_lists(session: AsyncSession, old_id: UUID, title_id: UUID) -> None:
    has_both = select(WatchlistEntry.profile_id).where(WatchlistEntry.title_id == title_id)
    listed = set((await session.scalars(has_both)).all())
    gone = await session.execute(
        delete(WatchlistEntry)
        .where(WatchlistEntry.title_id == old_id)
        .returning(WatchlistEntry.profile_id, WatchlistEntry.added_at)
    )
    for profile_id, added_at in gone.all():
        if profile_id not in listed:
            session.add(WatchlistEntry(profile_id=profile_id, title_id=title_id, added_at=added_at))


async def _move_cards(session: AsyncSession, old: ViewedItem, new: ViewedItem) -> set[UUID]:
    """Cards of the old title, or that show the old item, are cards of the new title; whose they are."""
    cards = (
        await session.scalars(
            select(ContinueEntry)
            .where(or_(ContinueEntry.title_id == old.id, ContinueEntry.item_id == old.id))
            .with_for_update()
        )
    ).all()
    for card in cards:
        if card.item_id == old.id:
            card.item_id = new.id
        if card.title_id == new.title_id:
            continue
        other = await session.get(ContinueEntry, (card.profile_id, new.title_id))
        if other is None:
            other = ContinueEntry(profile_id=card.profile_id, title_id=new.title_id)
            other.item_id, other.touched_at, other.hidden_at = card.item_id, card.touched_at, card.hidden_at
            session.add(other)
        else:
            _bring_together(other, card)
        await session.delete(card)
    return {card.profile_id for card in cards}


def _bring_together(kept: ContinueEntry, moved: ContinueEntry) -> None:
    """The card that was touched later is shown, unless either was hidden after that."""
    if moved.touched_at > kept.touched_at:
        kept.item_id, kept.touched_at = moved.item_id, moved.touched_at
    hidden_at = _latest((kept.hidden_at, moved.hidden_at))
    kept.hidden_at = hidden_at if hidden_at is not None and hidden_at >= kept.touched_at else None


async def _settle_card(
    session: AsyncSession, profile_id: UUID, new: ViewedItem, continue_from_s: float
) -> None:
    """The title's card shows what goes on or comes next by all that is known now; else there is none."""
    card = await session.get(ContinueEntry, (profile_id, new.title_id))
    if card is None:
        return
    shown = await queries.find_item(session, card.item_id)
    progress = await queries.find_progress(session, profile_id, card.item_id)
    next_id = None
    if shown is not None and shown.title_id == new.title_id:
        if progress is not None and progress.position_s >= continue_from_s:
            return
        if shown.kind == "episode" and not (progress is not None and progress.is_watched):
            return
        next_id = await queries.find_next_episode(session, profile_id, shown)
    elif new.kind in ("series", "episode"):
        # The card showed an episode that the old series alone has.
        next_id = await find_shown(session, profile_id, new.title_id, continue_from_s)
        next_id = next_id or await queries.find_first_unwatched(session, profile_id, new.title_id)
    if next_id is None:
        await session.delete(card)
    else:
        card.item_id = next_id
    await session.flush()
