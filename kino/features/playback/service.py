"""The rules of playing: reports and endings."""

import base64
import secrets
from collections.abc import Mapping
from uuid import UUID

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from kino.core.context import ServerContext
from kino.core.db import Database, record_event
from kino.core.house import find_setting, put_setting
from kino.features.accounts.viewer import ProfileViewer
from kino.features.catalog.skip_segments import SegmentKind
from kino.features.libraries.scope import LibraryScope
from kino.features.playback import queries
from kino.features.playback.errors import NothingToPlay, PlaybackEnded, StoppedByAdmin
from kino.features.playback.events import PlaybackChanged, PlaybackStopped
from kino.features.playback.parts import marked_segments
from kino.features.playback.parts.choose_version import group_versions, read_files
from kino.features.playback.parts.describe import list_denied, list_segments
from kino.features.playback.parts.live_playbacks import LivePlayback, LivePlaybacks
from kino.features.playback.parts.marked_segments import Span
from kino.features.playback.schemas import (
    FilmSegments,
    PickedTrack,
    PlaybackFailure,
    PlaybackReport,
    ReportAnswer,
    RunningPlayback,
    SegmentMark,
)
from kino.features.viewing import queries as viewing_queries
from kino.features.viewing import service as viewing
from kino.features.viewing.parts import track_choices
from kino.features.viewing.parts.track_choices import ChosenTrack

log = structlog.get_logger(__name__)

_KEY_SETTING = "playback.media_key"


async def load_key(database: Database) -> bytes:
    """The house's key for media addresses, made at the first start; the same on every node."""
    async with database.write() as session:
        stored = await find_setting(session, _KEY_SETTING)
        if stored is None:
            stored = base64.b64encode(secrets.token_bytes(32)).decode()
            await put_setting(session, _KEY_SETTING, stored)
    return base64.b64decode(stored)


async def take_report(
    context: ServerContext, viewer: ProfileViewer, playback_id: UUID, report: PlaybackReport
) -> ReportAnswer:
    """Keep where the profile stands, except of an extra, and renew the addresses.

    Raises PlaybackEnded, StoppedByAdmin.
    """
    live = context.part(LivePlaybacks)
    playback = _get_own(live, viewer, playback_id)
    await _end_when_over(context, playback)
    was = playback.state
    state = "paused" if report.state == "ended" else report.state
    expires_at = live.renew(playback, state, report.position_s)
    async with context.database.write() as session:
        item = await viewing_queries.find_item(session, playback.item_id)
        if item is None:
            raise NothingToPlay("This title is no longer in the library.", reason="removed")
        is_followed = playback.is_extra or await viewing.record_progress(
            session,
            viewer.profile_id,
            item,
            viewing.ProgressReport(
                playback_id=playback.id,
                position_s=report.position_s,
                duration_s=report.duration_s or playback.duration_s,
                watched_s=report.watched_s,
                before_s=playback.watched_s,
                has_ended=report.state == "ended",
                is_live=lambda other_id: live.find(other_id) is not None,
            ),
        )
        await queries.note_report(session, playback.id, state, report.position_s)
        if was != state:
            record_event(session, PlaybackChanged(playback.id))
    playback.watched_s += report.watched_s
    if report.event == "close":
        await end_playback(context, viewer, playback_id)
    return ReportAnswer(url_expires_at=expires_at, is_followed=is_followed)


async def _end_when_over(context: ServerContext, playback: LivePlayback) -> None:
    """A playback goes on only while its member may see it and it plays the best there is.

    What is watched of a stand-in says nothing of the film that has come. Raises PlaybackEnded.
    """
    async with context.database.read() as session:
        sees_it = await queries.sees_library(session, playback.account_id, playback.library_id)
        is_best = not playback.is_stand_in or await queries.waits_for_film(session, playback.item_id)
    if sees_it and is_best:
        return
    context.part(LivePlaybacks).end(playback.id)
    if not sees_it:
        raise PlaybackEnded("Its library was taken away. Ask for a new plan.")
    raise PlaybackEnded("The film itself has come. Ask for a new plan to go on.")


def _get_own(live: LivePlaybacks, viewer: ProfileViewer, playback_id: UUID) -> LivePlayback:
    playback = live.find(playback_id)
    if playback is None and live.was_stopped(playback_id):
        # The live message may not have reached the player; without this it would ask for a new plan.
        raise StoppedByAdmin("An admin stopped this playback.")
    if playback is None or playback.profile_id != viewer.profile_id:
        raise PlaybackEnded("This playback is over. Ask for a new plan to go on.")
    return playback


async def keep_audio(
    context: ServerContext, viewer: ProfileViewer, playback_id: UUID, track: PickedTrack
) -> None:
    """The sound that was taken by hand holds for the title. Raises PlaybackEnded, StoppedByAdmin."""
    playback = _get_own(context.part(LivePlaybacks), viewer, playback_id)
    async with context.database.write() as session:
        item = await viewing_queries.find_item(session, playback.item_id)
        if item is not None and not playback.is_extra:
            await track_choices.keep_audio(session, viewer.profile_id, item.title_id, _describe(track))


async def keep_subtitles(
    context: ServerContext, viewer: ProfileViewer, playback_id: UUID, track: PickedTrack | None
) -> None:
    """As of the sound; None turns them off. Raises PlaybackEnded, StoppedByAdmin."""
    playback = _get_own(context.part(LivePlaybacks), viewer, playback_id)
    chosen = _describe(track) if track else None
    async with context.database.write() as session:
        item = await viewing_queries.find_item(session, playback.item_id)
        if item is not None and not playback.is_extra:
            await track_choices.keep_subtitles(session, viewer.profile_id, item.title_id, chosen)


def _describe(track: PickedTrack) -> ChosenTrack:
    return ChosenTrack.of(track.language, track.title, is_forced=track.is_forced, is_sdh=track.is_sdh)


async def mark_segment(
    context: ServerContext,
    scope: LibraryScope,
    item_id: UUID,
    file_id: UUID,
    kind: SegmentKind,
    mark: SegmentMark | None,
) -> FilmSegments:
    """Keep what an admin says of a version, or forget it (None); what may be skipped then.

    Raises NothingToPlay.
    """
    async with context.database.write() as session:
        item = await queries.find_playable(session, scope, item_id, None)
        files = read_files([(row[0], row[1]) for row in await queries.list_files(session, item_id)])
        version = [one for one in group_versions(files) if any(part.row.id == file_id for part in one)]
        if item is None or not version or version[0][0].row.extra_kind is not None:
            raise NothingToPlay("There is no such film or episode, or no such file of it.", reason="no_file")
        parts = version[0]
        lengths_s = [part.row.duration_s for part in parts]
        duration_s = item.duration_s if None in lengths_s else sum(one or 0.0 for one in lengths_s)
        first_id = parts[0].row.id
        if mark is None:
            told_s = [
                one.start_s for one in list_segments(parts, duration_s, None, {}) if one.kind == "credits"
            ]
            await marked_segments.forget_mark(session, item_id, first_id, kind, next(iter(told_s), None))
        else:
            is_there = mark.start_s is not None and mark.end_s is not None
            span = Span(mark.start_s or 0.0, mark.end_s or 0.0) if is_there else None
            await marked_segments.mark_segment(session, item_id, first_id, kind, span)
        await session.flush()
        marks = await marked_segments.read_marks(session, first_id)
        now_item = await queries.find_playable(session, scope, item_id, None)
        known_s = now_item.credits_start_s if now_item else None
    return FilmSegments(
        segments=list_segments(parts, duration_s, known_s, marks),
        denied_segments=list_denied(marks),
        credits_start_s=known_s,
    )


async def end_playback(context: ServerContext, viewer: ProfileViewer, playback_id: UUID) -> None:
    """The player is closed. Ending what has ended already is no error."""
    live = context.part(LivePlaybacks)
    playback = live.find(playback_id)
    if playback is None or playback.profile_id != viewer.profile_id:
        return
    live.end(playback_id)
    async with context.database.write() as session:
        await queries.end_playback(session, playback_id, playback.position_s)
        record_event(session, PlaybackChanged(playback_id))


async def stop_playback(context: ServerContext, playback_id: UUID) -> None:
    """An admin stops somebody's playback. Raises PlaybackEnded."""
    playback = context.part(LivePlaybacks).stop(playback_id)
    if playback is None:
        raise PlaybackEnded("This playback is over already.")
    async with context.database.write() as session:
        await queries.end_playback(session, playback_id, playback.position_s)
        record_event(session, PlaybackStopped(playback_id, playback.profile_id), PlaybackChanged(playback_id))


async def list_running(session: AsyncSession, live: LivePlaybacks) -> list[RunningPlayback]:
    """Who is watching now; three statements at most."""
    playbacks = list(live.list_alive())
    if not playbacks:
        return []
    watchers = await queries.list_watchers(session, [one.id for one in playbacks])
    series_ids = {one.series_id for one in watchers.values() if one.series_id is not None}
    series = await queries.list_series_titles(session, sorted(series_ids)) if series_ids else {}
    return [_running(one, watchers[one.id], series) for one in playbacks if one.id in watchers]


def _running(playback: LivePlayback, watcher: queries.Watcher, series: Mapping[UUID, str]) -> RunningPlayback:
    episode = None
    title = watcher.title
    if watcher.series_id is not None:
        title = series.get(watcher.series_id, "")
        episode = (
            f"S{watcher.season_number or 0:02} E{watcher.episode_number or 0:02} {watcher.title}".strip()
        )
    return RunningPlayback.model_validate(
        {
            "playback_id": playback.id,
            "account_name": watcher.account_name,
            "profile_name": watcher.profile_name,
            "device_name": watcher.device_name,
            "item_id": playback.item_id,
            "title": title,
            "episode": episode,
            "state": playback.state,
            "method": playback.method,
            "position_s": playback.position_s,
            "duration_s": playback.duration_s,
            "started_at": watcher.started_at,
        }
    )


def note_failure(
    context: ServerContext, viewer: ProfileViewer, playback_id: UUID, failure: PlaybackFailure
) -> None:
    """Write into the log what a player could not do, with the file, so that an admin finds the cause."""
    playback = context.part(LivePlaybacks).find(playback_id)
    log.warning(
        "a player failed",
        code=failure.code,
        detail=failure.detail,
        device=viewer.device_name,
        item_id=str(playback.item_id) if playback else None,
        file_ids=sorted(map(str, playback.file_ids)) if playback else [],
    )
