"""Taking back: what a write changed is kept for a while, and brought back exactly.

Newer progress is never destroyed: what has been changed again since the write stays as it is, part by part.
A film marked as watched that somebody went on watching is no longer marked after the undo, and stands where
it was watched to.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy import Select, delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from kino.core.clock import now
from kino.core.db import record_event
from kino.core.ids import new_id
from kino.features.catalog.models import Item
from kino.features.viewing import queries
from kino.features.viewing.errors import UndoOver
from kino.features.viewing.events import ListChanged, ProgressChanged
from kino.features.viewing.models import ContinueEntry, HistoryEntry, Progress, ViewingUndo, WatchlistEntry

# The toast that offers it stands for eight seconds; a phone put away in between is no reason to refuse.
UNDO_FOR = timedelta(minutes=10)
_AT_ONCE = 500  # ids in one statement


class ProgressState(BaseModel):
    """A row of progress."""

    item_id: UUID
    position_s: float
    duration_s: float | None
    is_watched: bool
    play_count: int
    watched_at: datetime | None
    updated_at: datetime
    playback_id: UUID | None


class ContinueState(BaseModel):
    """A title's card in the Continue row."""

    title_id: UUID
    item_id: UUID
    touched_at: datetime
    hidden_at: datetime | None


class ListState(BaseModel):
    """A title on the list."""

    title_id: UUID
    added_at: datetime


class SittingState(BaseModel):
    """A row of history."""

    id: UUID
    item_id: UUID
    playback_id: UUID | None
    started_at: datetime
    ended_at: datetime
    watched_s: float
    position_s: float
    is_finished: bool


class Look(BaseModel):
    """What there was at one moment; rows that did not exist are absent."""

    progress: list[ProgressState] = []
    continues: list[ContinueState] = []
    listed: list[ListState] = []
    history: list[SittingState] = []


class Change(BaseModel):
    """What a write found and what it left. item_id: what it was about."""

    item_id: UUID
    title_id: UUID
    before: Look
    after: Look


class Watch(NamedTuple):
    """The rows that a write is going to touch."""

    profile_id: UUID
    item_ids: Sequence[UUID] = ()
    title_id: UUID | None = None
    listed_id: UUID | None = None
    entry_id: UUID | None = None


async def look(session: AsyncSession, watch: Watch) -> Look:
    """The rows as they are; held until the end of the transaction, so that no report comes between."""
    await session.flush()
    who = watch.profile_id
    progress: list[Any] = []
    ids = sorted(watch.item_ids)
    for start in range(0, len(ids), _AT_ONCE):
        progress += await _read(
            session,
            _columns(Progress, ProgressState)
            .where(Progress.profile_id == who, Progress.item_id.in_(ids[start : start + _AT_ONCE]))
            .order_by(Progress.item_id),
        )
    continues = _columns(ContinueEntry, ContinueState).where(
        ContinueEntry.profile_id == who, ContinueEntry.title_id == watch.title_id
    )
    listed = _columns(WatchlistEntry, ListState).where(
        WatchlistEntry.profile_id == who, WatchlistEntry.title_id == watch.listed_id
    )
    history = _columns(HistoryEntry, SittingState).where(
        HistoryEntry.profile_id == who, HistoryEntry.id == watch.entry_id
    )
    return Look.model_validate(
        {
            "progress": progress,
            "continues": await _read(session, continues) if watch.title_id else [],
            "listed": await _read(session, listed) if watch.listed_id else [],
            "history": await _read(session, history) if watch.entry_id else [],
        }
    )


def _columns(table: type[Any], shape: type[BaseModel]) -> Select[Any]:
    return select(*(getattr(table, name) for name in shape.model_fields)).with_for_update()


async def _read(session: AsyncSession, query: Select[Any]) -> list[dict[str, Any]]:
    return [dict(row) for row in (await session.execute(query)).mappings()]


async def keep(
    session: AsyncSession, watch: Watch, before: Look, item_id: UUID, title_id: UUID | None = None
) -> UUID:
    """Keep what the write has changed since `before`; what takes it back. Older ones that are over go."""
    after = await look(session, watch)
    unchanged = {row.item_id: row for row in after.progress}
    # A season of which one episode was missing is one row to bring back, not twenty.
    same = {row.item_id for row in before.progress if unchanged.get(row.item_id) == row}
    change = Change(
        item_id=item_id,
        title_id=title_id or item_id,
        before=before.model_copy(update={"progress": _without(before.progress, same)}),
        after=after.model_copy(update={"progress": _without(after.progress, same)}),
    )
    await session.execute(delete(ViewingUndo).where(ViewingUndo.made_at < now() - UNDO_FOR))
    undo_id = new_id()
    state = change.model_dump(mode="json")
    session.add(ViewingUndo(id=undo_id, profile_id=watch.profile_id, state=state))
    return undo_id


def _without(rows: Sequence[ProgressState], item_ids: set[UUID]) -> list[ProgressState]:
    return [row for row in rows if row.item_id not in item_ids]


async def take_back(session: AsyncSession, profile_id: UUID, undo_id: UUID) -> None:
    """What the write changed is as it was before; once only. Raises UndoOver."""
    state = await session.scalar(
        delete(ViewingUndo)
        .where(
            ViewingUndo.id == undo_id,
            ViewingUndo.profile_id == profile_id,
            ViewingUndo.made_at >= now() - UNDO_FOR,
        )
        .returning(ViewingUndo.state)
    )
    if state is None:
        raise UndoOver("This can no longer be undone.")
    change = Change.model_validate(state)
    there = await _list_existing(session, change)
    newer = await _restore_progress(session, profile_id, change, there)
    await _restore_continue(session, profile_id, change, there - newer)
    await _restore_listed(session, profile_id, change, there)
    await _restore_history(session, profile_id, change, there)
    await session.flush()
    for series_id in await queries.list_series_ids_of(session, [row.item_id for row in _rows(change)]):
        await queries.refresh_series_progress(session, profile_id, series_id)
    if change.before.listed != change.after.listed:
        record_event(session, ListChanged(profile_id, change.title_id))
    else:
        record_event(session, ProgressChanged(profile_id, change.item_id, change.title_id))


def _rows(change: Change) -> list[ProgressState]:
    return [*change.before.progress, *change.after.progress]


async def _list_existing(session: AsyncSession, change: Change) -> set[UUID]:
    """Items that are still in the catalogue: what was merged or removed meanwhile has no rows any more."""
    progress = {row.item_id for row in _rows(change)}
    others = {row.item_id for row in change.before.history} | {row.item_id for row in change.before.continues}
    ids = sorted({*progress, *others, change.title_id})
    there: set[UUID] = set()
    for start in range(0, len(ids), _AT_ONCE):
        there |= set(await session.scalars(select(Item.id).where(Item.id.in_(ids[start : start + _AT_ONCE]))))
    return there


async def _restore_progress(
    session: AsyncSession, profile_id: UUID, change: Change, there: set[UUID]
) -> set[UUID]:
    """The items that were watched or marked again since the write."""
    before = {row.item_id: row for row in change.before.progress}
    after = {row.item_id: row for row in change.after.progress}
    ids = [item_id for item_id in sorted({*before, *after}) if item_id in there]
    current = await look(session, Watch(profile_id, ids))
    found = {row.item_id: row for row in current.progress}
    rows = await queries.map_progress(session, profile_id, ids)
    for item_id in ids:
        wanted = merge_progress(before.get(item_id), after.get(item_id), found.get(item_id))
        row = rows.get(item_id)
        if wanted is None:
            if row is not None:
                await session.delete(row)
        elif row is None:
            session.add(Progress(profile_id=profile_id, **wanted.model_dump()))
        else:
            for name, value in wanted.model_dump().items():
                setattr(row, name, value)
    return {item_id for item_id in ids if found.get(item_id) != after.get(item_id)}


def merge_progress(
    before: ProgressState | None, after: ProgressState | None, current: ProgressState | None
) -> ProgressState | None:
    """What there shall be of an item's progress after the undo; None: nothing.

    Where a profile stands, and whether it has watched the item, are looked at apart: either comes back as
    it was before the write unless it is newer than what the write left. Plays that were counted since count.
    """
    if current is None or after is None or current == after:
        return before if current == after else current
    stands = ("position_s", "duration_s", "updated_at", "playback_id")
    watched = ("is_watched", "watched_at")
    empty = ProgressState(
        item_id=current.item_id, position_s=0.0, duration_s=None, is_watched=False, play_count=0,
        watched_at=None, updated_at=current.updated_at, playback_id=None,
    )  # fmt: skip
    base = before or empty
    merged: dict[str, Any] = {"play_count": max(0, current.play_count - after.play_count + base.play_count)}
    for part in (stands, watched):
        if all(getattr(current, name) == getattr(after, name) for name in part):
            merged |= {name: getattr(base, name) for name in part}
    return current.model_copy(update=merged)


async def _restore_continue(
    session: AsyncSession, profile_id: UUID, change: Change, there: set[UUID]
) -> None:
    if change.before.continues == change.after.continues:
        return
    current = await look(session, Watch(profile_id, title_id=change.title_id))
    if current.continues != change.after.continues:
        return  # another episode was begun meanwhile, or the film was
    await queries.remove_continue(session, profile_id, change.title_id)
    for row in change.before.continues:
        # A film that was watched to its end since has nothing to continue.
        if row.item_id in there:
            await session.merge(ContinueEntry(profile_id=profile_id, **row.model_dump()))


async def _restore_listed(session: AsyncSession, profile_id: UUID, change: Change, there: set[UUID]) -> None:
    if change.before.listed == change.after.listed or change.title_id not in there:
        return
    current = await look(session, Watch(profile_id, listed_id=change.title_id))
    if current.listed != change.after.listed:
        return
    await queries.remove_from_watchlist(session, profile_id, change.title_id)
    for row in change.before.listed:
        await session.merge(WatchlistEntry(profile_id=profile_id, **row.model_dump()))


async def _restore_history(session: AsyncSession, profile_id: UUID, change: Change, there: set[UUID]) -> None:
    for sitting in change.before.history:
        if sitting.item_id not in there or await session.get(HistoryEntry, sitting.id) is not None:
            continue
        goes_on = sitting.playback_id and await queries.find_history_entry(
            session, profile_id, sitting.playback_id
        )
        if goes_on:
            # Its player went on meanwhile and began a new line: both are the same sitting.
            goes_on.started_at = min(goes_on.started_at, sitting.started_at)
            goes_on.watched_s += sitting.watched_s
        else:
            session.add(HistoryEntry(profile_id=profile_id, **sitting.model_dump()))
