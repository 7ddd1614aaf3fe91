"""The rules of playing: plans, reports and endings."""

import asyncio
import base64
import os
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote
from uuid import UUID

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from kino.core.clock import now
from kino.core.context import ServerContext
from kino.core.db import Database, record_event
from kino.core.file_delivery import DeliveredFile
from kino.core.house import find_setting, put_setting
from kino.core.ids import new_id
from kino.core.workers import WorkerPool
from kino.features.accounts.viewer import ProfileViewer
from kino.features.catalog import cards as catalog_cards
from kino.features.libraries.scope import LibraryScope
from kino.features.playback import queries
from kino.features.playback.errors import NothingToPlay, PlaybackEnded, StoppedByAdmin
from kino.features.playback.events import PlaybackChanged, PlaybackStopped
from kino.features.playback.models import Playback
from kino.features.playback.parts import describe
from kino.features.playback.parts.choose_version import PlayedFile, VersionChoice, choose_version, read_files
from kino.features.playback.parts.live_playbacks import REPORT_INTERVAL_S, LivePlayback, LivePlaybacks
from kino.features.playback.parts.stream import PREFIX
from kino.features.playback.queries import PlayableItem
from kino.features.playback.schemas import (
    Capabilities,
    MediaPart,
    PlanReason,
    PlaybackFailure,
    PlaybackPlan,
    PlaybackReport,
    PlaybackWish,
    PlayedTitle,
    ReportAnswer,
    RunningPlayback,
)
from kino.features.scanner.parts.probe_files import probe_now
from kino.features.viewing import queries as viewing_queries
from kino.features.viewing import service as viewing
from kino.features.viewing.cards import add_personal_to_episodes, read_progress
from kino.media.capabilities import ClientCapabilities, list_questions
from kino.media.decide import PlaybackWishes
from kino.media.plan import Delivery, Plan

log = structlog.get_logger(__name__)

_KEY_SETTING = "playback.media_key"
_NOTHING = Plan(
    delivery=Delivery.DIRECT, streams=(), reasons=(), notes=(), compromises=None, audio_index=None,
    direct_audio_index=None, subtitle_index=None, is_playable_now=False, missing=None,
)  # fmt: skip


async def load_key(database: Database) -> bytes:
    """The house's key for media addresses, made at the first start; the same on every node."""
    async with database.write() as session:
        stored = await find_setting(session, _KEY_SETTING)
        if stored is None:
            stored = base64.b64encode(secrets.token_bytes(32)).decode()
            await put_setting(session, _KEY_SETTING, stored)
    return base64.b64decode(stored)


@dataclass(frozen=True, slots=True)
class _Material:
    """What a plan is made from."""

    item: PlayableItem
    files: list[PlayedFile]
    choice: VersionChoice


async def start_playback(
    context: ServerContext, viewer: ProfileViewer, scope: LibraryScope, item_id: UUID, wish: PlaybackWish
) -> PlaybackPlan:
    """Plan how the item plays on this screen, and open a playback for it. Raises NothingToPlay."""
    material = await _gather(context, viewer, scope, item_id, wish)
    return await open_playback(context, viewer, material, wish)


async def _gather(
    context: ServerContext, viewer: ProfileViewer, scope: LibraryScope, item_id: UUID, wish: PlaybackWish
) -> _Material:
    capabilities = _capabilities(wish.capabilities)
    wishes = PlaybackWishes(
        audio_language=wish.audio_language or viewer.audio_language,
        subtitle_language=wish.subtitle_language or viewer.subtitle_language,
    )
    material = await _read_material(context, scope, item_id, wish.file_id, capabilities, wishes)
    unprobed = [part.row.id for part in material.choice.parts if part.row.state == "named"]
    for file_id in unprobed:
        # The title on screen is probed before all others; a plan needs to know what is in the file.
        await probe_now(context.database, context.part(WorkerPool), file_id)
    if unprobed:
        return await _read_material(context, scope, item_id, wish.file_id, capabilities, wishes)
    return material


async def _read_material(
    context: ServerContext,
    scope: LibraryScope,
    item_id: UUID,
    file_id: UUID | None,
    capabilities: ClientCapabilities,
    wishes: PlaybackWishes,
) -> _Material:
    async with context.database.read() as session:
        item = await queries.find_playable(session, scope, item_id)
        if item is None:
            raise NothingToPlay("There is no such film or episode in your libraries.")
        rows = await queries.list_files(session, item_id)
    files = read_files([(row[0], row[1]) for row in rows])
    choice = choose_version(files, file_id, capabilities, wishes)
    if choice is None:
        if item.has_stand_in:
            raise NothingToPlay("The film is being fetched. A stand-in is drawn meanwhile: try again soon.")
        raise NothingToPlay("The file of this title is not here yet, or no longer.")
    return _Material(item, files, choice)


def _capabilities(told: Capabilities) -> ClientCapabilities:
    return ClientCapabilities.from_dict(told.model_dump())


async def open_playback(
    context: ServerContext, viewer: ProfileViewer, material: _Material, wish: PlaybackWish
) -> PlaybackPlan:
    """Keep the playback in memory and in its table, and describe it for the player."""
    live = context.part(LivePlaybacks)
    parts, plan = material.choice.parts, material.choice.plan
    is_away = any(part.row.away_at is not None for part in parts)
    is_playable = plan is not None and plan.is_playable_now and not is_away
    playback = LivePlayback(
        id=new_id(),
        account_id=viewer.account_id,
        profile_id=viewer.profile_id,
        session_id=viewer.session_id,
        library_id=material.item.library_id,
        item_id=material.item.id,
        files=await asyncio.to_thread(_deliver, parts) if is_playable else {},
        method="direct" if is_playable else "none",
        duration_s=_whole_duration_s(material),
        started_at=now(),
    )
    if is_playable:
        live.add(playback)
        async with context.database.write() as session:
            session.add(
                Playback(
                    id=playback.id,
                    session_id=viewer.session_id,
                    profile_id=viewer.profile_id,
                    item_id=material.item.id,
                    file_id=parts[0].row.id,
                    method=playback.method,
                )
            )
            record_event(session, PlaybackChanged(playback.id))
    async with context.database.read() as session:
        return await _describe(session, live, viewer, material, playback, wish)


def _deliver(parts: Sequence[PlayedFile]) -> dict[UUID, DeliveredFile]:
    """The files as the stream serves them. Raises NothingToPlay for one that leaves its library by a link."""
    delivered = {}
    for part in parts:
        path, folder = os.path.realpath(part.path), os.path.realpath(part.folder)
        if not path.startswith(folder.rstrip(b"/") + b"/"):
            raise NothingToPlay("The file of this title is a link to a place outside of its library.")
        delivered[part.row.id] = DeliveredFile(
            path=path,
            size_bytes=part.row.size_bytes,
            mtime_ns=part.row.mtime_ns,
            etag_seed=part.row.id.hex,
            media_type=describe.media_type(part.row.container),
        )
    return delivered


def _whole_duration_s(material: _Material) -> float | None:
    lengths = [part.row.duration_s for part in material.choice.parts]
    if any(one is None for one in lengths):
        return material.item.duration_s
    return sum(one or 0.0 for one in lengths)


async def _describe(
    session: AsyncSession,
    live: LivePlaybacks,
    viewer: ProfileViewer,
    material: _Material,
    playback: LivePlayback,
    wish: PlaybackWish,
) -> PlaybackPlan:
    item, choice = material.item, material.choice
    plan = choice.plan or _NOTHING
    info = choice.parts[0].info
    title = await queries.get_title_row(session, item.series_id or item.id)
    previous, following = await queries.find_neighbours(session, item)
    episodes = await catalog_cards.list_episode_cards(session, [item.id] if item.series_id else [])
    shown = [card for card in (episodes.get(item.id), previous, following) if card is not None]
    await add_personal_to_episodes(session, viewer.profile_id, shown)
    sidecars = await queries.list_subtitle_sidecars(session, [part.row.id for part in choice.parts])
    return PlaybackPlan(
        playback_id=playback.id,
        item_id=item.id,
        file_id=choice.parts[0].row.id,
        method="direct" if playback.method == "direct" else "none",
        is_playable=playback.method == "direct",
        missing=_missing(choice),
        reasons=describe.plan_reasons(plan.reasons) + _file_reasons(choice),
        notes=describe.plan_reasons([*plan.notes, *(plan.compromises or ())]),
        questions=list(list_questions(info)) if info else [],
        parts=_list_parts(live, playback, choice),
        position_s=await _start_position_s(session, viewer, item, playback, wish),
        duration_s=playback.duration_s,
        audio_index=plan.direct_audio_index,
        subtitle_index=plan.subtitle_index,
        audio_tracks=describe.list_audio_tracks(info, plan) if info else [],
        subtitle_tracks=describe.list_subtitle_tracks(info, sidecars) if info else [],
        has_audio=bool(info and info.audio),
        has_video=bool(info and info.video),
        chapters=describe.list_chapters(choice.parts),
        credits_start_s=item.credits_start_s,
        title=PlayedTitle.model_validate(dict(title)),
        episode=episodes.get(item.id),
        next=following,
        previous=previous,
        versions=describe.list_versions(material.files),
        has_stand_in=choice.parts[0].row.is_stand_in,
        plays_next_episode=await queries.plays_next_episode(session, viewer.profile_id),
        report_interval_s=REPORT_INTERVAL_S,
        url_expires_at=live.expires_at(playback),
    )


def _missing(choice: VersionChoice) -> str | None:
    reasons = _file_reasons(choice)
    return reasons[0].sentence if reasons else choice.plan.missing if choice.plan else None


def _file_reasons(choice: VersionChoice) -> list[PlanReason]:
    first = choice.parts[0].row
    if any(part.row.away_at is not None for part in choice.parts):
        return [PlanReason(code="disk_away", sentence="The disk that holds this film is not connected.")]
    if first.state == "unreadable" or choice.plan is None:
        return [PlanReason(code="file_unreadable", sentence="The file of this film cannot be read.")]
    return []


def _list_parts(live: LivePlaybacks, playback: LivePlayback, choice: VersionChoice) -> list[MediaPart]:
    parts: list[MediaPart] = []
    start_s = 0.0
    for part in choice.parts:
        if part.row.id not in playback.files:
            continue
        name = quote(os.path.basename(part.path)[-80:] or b"film", safe="")  # noqa: PTH119 - bytes
        signature = live.sign(playback, part.row.id)
        parts.append(
            MediaPart(
                url=f"{PREFIX}{playback.id}/{part.row.id}/{signature}/{name}",
                file_id=part.row.id,
                media_type=describe.media_type(part.row.container),
                start_s=start_s,
                duration_s=part.row.duration_s,
                size_bytes=part.row.size_bytes,
            )
        )
        start_s += part.row.duration_s or 0.0
    return parts


async def _start_position_s(
    session: AsyncSession,
    viewer: ProfileViewer,
    item: PlayableItem,
    playback: LivePlayback,
    wish: PlaybackWish,
) -> float:
    if wish.start_s is not None:
        return min(wish.start_s, playback.duration_s or wish.start_s)
    progress = (await read_progress(session, viewer.profile_id, {item.id})).get(item.id)
    return progress.position_s if progress else 0.0


async def take_report(
    context: ServerContext, viewer: ProfileViewer, playback_id: UUID, report: PlaybackReport
) -> ReportAnswer:
    """Keep where the profile stands and renew the addresses. Raises PlaybackEnded, StoppedByAdmin."""
    live = context.part(LivePlaybacks)
    playback = _get_own(live, viewer, playback_id)
    was = playback.state
    state = "paused" if report.state == "ended" else report.state
    expires_at = live.renew(playback, state, report.position_s)
    async with context.database.write() as session:
        item = await viewing_queries.find_item(session, playback.item_id)
        if item is None:
            raise NothingToPlay("This title is no longer in the library.")
        is_followed = await viewing.record_progress(
            session,
            viewer.profile_id,
            item,
            viewing.ProgressReport(
                playback_id=playback.id,
                position_s=report.position_s,
                duration_s=report.duration_s or playback.duration_s,
                watched_s=report.watched_s,
                has_ended=report.state == "ended",
            ),
        )
        await queries.note_report(session, playback.id, state, report.position_s)
        if was != state:
            record_event(session, PlaybackChanged(playback.id))
    if report.event == "close":
        await end_playback(context, viewer, playback_id)
    return ReportAnswer(url_expires_at=expires_at, is_followed=is_followed)


def _get_own(live: LivePlaybacks, viewer: ProfileViewer, playback_id: UUID) -> LivePlayback:
    playback = live.find(playback_id)
    if playback is None and live.was_stopped(playback_id):
        # The live message may not have reached the player; without this it would ask for a new plan.
        raise StoppedByAdmin("An admin stopped this playback.")
    if playback is None or playback.profile_id != viewer.profile_id:
        raise PlaybackEnded("This playback is over. Ask for a new plan to go on.")
    return playback


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
        file_ids=[str(one) for one in playback.files] if playback else [],
    )
