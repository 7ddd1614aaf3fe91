"""The rules of viewing: when something counts as watched, what comes next, which tab is believed."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from kino.core.clock import now
from kino.core.db import record_event
from kino.core.ids import new_id
from kino.features.libraries.scope import LibraryScope
from kino.features.viewing import queries
from kino.features.viewing.errors import HistoryEntryNotFound, ItemNotFound
from kino.features.viewing.events import ListChanged, ProgressChanged
from kino.features.viewing.models import HistoryEntry, Progress, WatchlistEntry
from kino.features.viewing.parts import forget_plays as plays
from kino.features.viewing.parts import merge_items as merging
from kino.features.viewing.parts import undo
from kino.features.viewing.queries import ViewedItem

FINISHED_SHARE = 0.95  # of the whole; used where nobody knows where the credits begin
CONTINUE_FROM_S = 10.0  # less than this was a glance, not a beginning
OTHER_TAB_RULES_FOR = timedelta(seconds=60)  # six reports; a tab silent for longer has been left
HISTORY_FROM_S = 5.0


@dataclass(frozen=True, slots=True)
class ProgressReport:
    """What a player says of itself.

    position_s:  ≥ 0, in the whole item (all parts together). duration_s: as the player knows it.
    watched_s:   seconds really played since the playback's previous report, ≥ 0.
    has_ended:   the player reached the end.
    is_live:     whether another playback, by its id, is still under way; one that is over rules no more.
    before_s:    seconds that the same playback had really played at its previous report, ≥ 0.
    """

    playback_id: UUID
    position_s: float
    duration_s: float | None
    watched_s: float
    has_ended: bool = False
    is_live: Callable[[UUID], bool] = lambda _: True
    before_s: float = 0.0


async def record_progress(
    session: AsyncSession, profile_id: UUID, item: ViewedItem, report: ProgressReport
) -> bool:
    """Take the report over; False when a newer playback of the same item rules just now.

    Playback ids are UUIDv7: the greater one began later. An older playback is believed again once the
    newer is over or has been silent for a minute.
    """
    await _write_history(session, profile_id, item, report)
    progress = await queries.find_progress(session, profile_id, item.id)
    if progress is None:
        progress = Progress(profile_id=profile_id, item_id=item.id, play_count=0)
        session.add(progress)
    elif _is_ruled_by_other(progress, report):
        return False
    duration_s = report.duration_s or item.duration_s
    is_finished = report.has_ended or _reaches_credits(item, report.position_s, duration_s)
    progress.playback_id = report.playback_id
    progress.duration_s = duration_s
    progress.updated_at = now()
    was_watched = bool(progress.is_watched)
    if is_finished:
        if not was_watched or progress.position_s:
            progress.play_count += 1
        progress.is_watched, progress.watched_at, progress.position_s = True, now(), 0.0
    else:
        progress.position_s = min(report.position_s, duration_s or report.position_s)
    await session.flush()
    await _follow(session, profile_id, item, progress, counts_changed=progress.is_watched != was_watched)
    record_event(session, ProgressChanged(profile_id, item.id, item.title_id))
    return True


def _is_ruled_by_other(progress: Progress, report: ProgressReport) -> bool:
    other = progress.playback_id
    if other is None or other <= report.playback_id or not report.is_live(other):
        return False
    # What was written in the future was written before the clock was set back, and rules nothing.
    return timedelta(0) <= now() - progress.updated_at < OTHER_TAB_RULES_FOR


def _reaches_credits(item: ViewedItem, position_s: float, duration_s: float | None) -> bool:
    if item.credits_start_s:
        return position_s >= item.credits_start_s
    return bool(duration_s) and position_s >= (duration_s or 0.0) * FINISHED_SHARE


async def _follow(
    session: AsyncSession, profile_id: UUID, item: ViewedItem, progress: Progress, *, counts_changed: bool
) -> None:
    """Bring the Continue row and the series' count in line with the item's progress."""
    if item.series_id is not None and counts_changed:
        await queries.refresh_series_progress(session, profile_id, item.series_id)
    if progress.position_s >= CONTINUE_FROM_S:
        await queries.put_continue(session, profile_id, item.title_id, item.id, now())
    elif progress.is_watched:
        await show_next(session, profile_id, item)


async def show_next(session: AsyncSession, profile_id: UUID, after: ViewedItem) -> None:
    """Put the episode behind `after` in the Continue row; without one the title leaves the row."""
    next_id = await queries.find_next_episode(session, profile_id, after)
    if next_id is None:
        await queries.remove_continue(session, profile_id, after.title_id)
    else:
        await queries.put_continue(session, profile_id, after.title_id, next_id, now())


async def show_new_episodes(session: AsyncSession, series_ids: Sequence[UUID]) -> None:
    """Series have new episodes: they come next for every profile that was through with their series."""
    for profile_id, series_id in await queries.list_profiles_through(session, series_ids):
        await queries.refresh_series_progress(session, profile_id, series_id)
        last = await queries.find_last_watched(session, profile_id, series_id)
        if last is not None:
            await show_next(session, profile_id, last)


async def _write_history(
    session: AsyncSession, profile_id: UUID, item: ViewedItem, report: ProgressReport
) -> None:
    entry = await queries.find_history_entry(session, profile_id, report.playback_id)
    if entry is None:
        # Many short looks are a sitting, too, and so are long ones on a machine that stutters.
        played_s = report.before_s + report.watched_s
        if played_s < HISTORY_FROM_S and not report.has_ended:
            return
        entry = HistoryEntry(
            id=new_id(),
            profile_id=profile_id,
            item_id=item.id,
            playback_id=report.playback_id,
            started_at=now() - timedelta(seconds=played_s),
            watched_s=report.before_s,
        )
        session.add(entry)
    entry.watched_s += report.watched_s
    entry.position_s = report.position_s
    entry.ended_at = now()
    duration_s = report.duration_s or item.duration_s
    entry.is_finished = report.has_ended or _reaches_credits(item, report.position_s, duration_s)


async def mark_watched(
    session: AsyncSession, profile_id: UUID, scope: LibraryScope, item_id: UUID, *, is_watched: bool
) -> UUID:
    """Mark a film, an episode, a whole season or series; what takes it back. Raises ItemNotFound."""
    item = await queries.get_item(session, scope, item_id)
    at = now()
    playable_ids = await queries.list_playable_ids(session, item)
    touched = undo.Watch(profile_id, playable_ids, item.title_id)
    before = await undo.look(session, touched)
    known = await queries.map_progress(session, profile_id, playable_ids)
    for playable_id in playable_ids:
        progress = known.get(playable_id)
        if progress is None:
            if not is_watched:
                continue
            progress = Progress(profile_id=profile_id, item_id=playable_id, play_count=0)
            session.add(progress)
        if is_watched and not progress.is_watched:
            progress.play_count += 1
            progress.watched_at = at
        progress.is_watched = is_watched
        progress.position_s = 0.0
        progress.updated_at = at
        # Said by hand, not by a playback; that is what forget_plays goes by.
        progress.playback_id = None
    await session.flush()
    await _follow_marks(session, profile_id, item, is_watched=is_watched)
    record_event(session, ProgressChanged(profile_id, item.id, item.title_id))
    return await undo.keep(session, touched, before, item.id, item.title_id)


async def _follow_marks(
    session: AsyncSession, profile_id: UUID, item: ViewedItem, *, is_watched: bool
) -> None:
    series_id = item.id if item.kind == "series" else item.series_id
    if series_id is not None:
        await queries.refresh_series_progress(session, profile_id, series_id)
    if item.kind == "episode" and is_watched:
        await show_next(session, profile_id, item)
    elif item.kind == "season" and is_watched:
        last = item._replace(series_id=series_id, episode_number=1_000_000)
        await show_next(session, profile_id, last)
    else:
        # What was unmarked, and a film or series that is through, has nothing to continue.
        await queries.remove_continue(session, profile_id, item.title_id)


async def start_over(session: AsyncSession, profile_id: UUID, scope: LibraryScope, item_id: UUID) -> UUID:
    """Forget the position in a film or episode, but not that it was watched; what takes it back.

    Raises ItemNotFound.
    """
    item = await queries.get_item(session, scope, item_id)
    touched = undo.Watch(profile_id, [item.id], item.title_id)
    before = await undo.look(session, touched)
    progress = await queries.find_progress(session, profile_id, item.id)
    if progress is not None:
        progress.position_s = 0.0
        progress.updated_at = now()
    if item.kind == "episode":
        await queries.put_continue(session, profile_id, item.title_id, item.id, now())
    else:
        await queries.remove_continue(session, profile_id, item.title_id)
    record_event(session, ProgressChanged(profile_id, item.id, item.title_id))
    return await undo.keep(session, touched, before, item.id, item.title_id)


async def hide_continue(session: AsyncSession, profile_id: UUID, title_id: UUID) -> UUID:
    """Take a card out of the Continue row until its title is watched again; what brings it back."""
    touched = undo.Watch(profile_id, title_id=title_id)
    before = await undo.look(session, touched)
    await queries.hide_continue(session, profile_id, title_id, now())
    record_event(session, ProgressChanged(profile_id, title_id, title_id))
    return await undo.keep(session, touched, before, title_id)


async def put_on_list(session: AsyncSession, profile_id: UUID, scope: LibraryScope, title_id: UUID) -> UUID:
    """Put a film or series on the profile's list, once is enough; what takes it back. Raises ItemNotFound."""
    item = await queries.get_item(session, scope, title_id)
    if item.kind not in ("movie", "series"):
        raise ItemNotFound(f"Only films and series go on a list; {title_id} is a {item.kind}.")
    touched = undo.Watch(profile_id, listed_id=title_id)
    before = await undo.look(session, touched)
    if not before.listed:
        session.add(WatchlistEntry(profile_id=profile_id, title_id=title_id))
        record_event(session, ListChanged(profile_id, title_id))
    return await undo.keep(session, touched, before, title_id)


async def take_off_list(session: AsyncSession, profile_id: UUID, title_id: UUID) -> UUID:
    """Take a title off the list, whether or not it is still in a library; what puts it back."""
    touched = undo.Watch(profile_id, listed_id=title_id)
    before = await undo.look(session, touched)
    await queries.remove_from_watchlist(session, profile_id, title_id)
    record_event(session, ListChanged(profile_id, title_id))
    return await undo.keep(session, touched, before, title_id)


async def forget_sitting(session: AsyncSession, profile_id: UUID, entry_id: UUID) -> UUID:
    """Forget one sitting, progress stays; what brings it back. Raises HistoryEntryNotFound."""
    touched = undo.Watch(profile_id, entry_id=entry_id)
    before = await undo.look(session, touched)
    if not before.history:
        raise HistoryEntryNotFound(f"There is no entry {entry_id} in this profile's history.")
    await queries.delete_history(session, profile_id, entry_id)
    return await undo.keep(session, touched, before, before.history[0].item_id)


async def forget_history(session: AsyncSession, profile_id: UUID) -> None:
    """Forget every sitting, for good: with them goes what could bring one back. Progress stays."""
    await queries.delete_history(session, profile_id, None)
    await queries.delete_undos(session, profile_id)


async def forget_plays(session: AsyncSession, item_ids: Collection[UUID]) -> None:
    """What profiles played of these films and episodes was not the film itself: it is as if they had not.

    What they marked by hand stays.
    """
    await plays.forget_plays(session, item_ids, CONTINUE_FROM_S)


async def merge_items(session: AsyncSession, old_id: UUID, new_id: UUID) -> None:
    """The old film, episode or series turned out to be the new one: both are known as one from now on."""
    await merging.merge_items(session, old_id, new_id, CONTINUE_FROM_S)


async def undo_write(session: AsyncSession, profile_id: UUID, undo_id: UUID) -> None:
    """Bring back what a write changed, except where something newer has come. Raises UndoOver."""
    await undo.take_back(session, profile_id, undo_id)
