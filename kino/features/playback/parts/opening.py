"""How a film or episode begins to play: what there is of it, how this screen takes it, and its playback."""

import os
from dataclasses import dataclass, replace
from urllib.parse import quote
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from kino.core.clock import now
from kino.core.context import ServerContext
from kino.core.db import record_event
from kino.core.ids import new_id
from kino.core.workers import WorkerPool
from kino.features.accounts.viewer import ProfileViewer
from kino.features.catalog import cards as catalog_cards
from kino.features.libraries.parts.disks import Disks
from kino.features.libraries.scope import LibraryScope
from kino.features.playback import queries
from kino.features.playback.errors import FileGone, NothingToPlay
from kino.features.playback.events import PlaybackChanged
from kino.features.playback.models import Playback
from kino.features.playback.parts import describe
from kino.features.playback.parts.choose_subtitles import choose_subtitles
from kino.features.playback.parts.choose_version import (
    OnDisk,
    PlayedFile,
    VersionChoice,
    choose_version,
    read_files,
)
from kino.features.playback.parts.hls import PREFIX as HLS_PREFIX
from kino.features.playback.parts.hls_film import MASTER_NAME
from kino.features.playback.parts.hls_film import MEDIA_TYPE as HLS_MEDIA_TYPE
from kino.features.playback.parts.live_playbacks import REPORT_INTERVAL_S, LivePlayback, LivePlaybacks
from kino.features.playback.parts.look_at_disk import look_at_disk
from kino.features.playback.parts.marked_segments import read_marks
from kino.features.playback.parts.serving import Screen, Served, serve_choice
from kino.features.playback.parts.smart_rewind import rewind_s
from kino.features.playback.parts.stream import PREFIX
from kino.features.playback.parts.transcoder import Transcoder
from kino.features.playback.queries import PlayableItem
from kino.features.playback.schemas import (
    Capabilities,
    MediaPart,
    PlanReason,
    PlaybackPlan,
    PlaybackWish,
    PlayedTitle,
)
from kino.features.scanner.parts.probe_files import probe_now
from kino.features.subtitles.queries import list_text_files
from kino.features.subtitles.service import list_tracks
from kino.features.viewing import queries as viewing_queries
from kino.features.viewing.cards import add_personal_to_episodes
from kino.features.viewing.parts.track_choices import TrackChoices, read_track_choices
from kino.media.capabilities import ClientCapabilities, list_questions
from kino.media.decide import PlaybackLimits, PlaybackWishes
from kino.media.info import MediaInfo
from kino.media.plan import Delivery, Plan

_NOT_YOURS = "There is no such film or episode in your libraries."
_NOTHING = Plan(
    delivery=Delivery.DIRECT, streams=(), reasons=(), notes=(), compromises=None, audio_index=None,
    direct_audio_index=None, subtitle_index=None, offers_all_audio=False, plays_as=None, missing=None,
)  # fmt: skip
_WAYS = {"direct": Delivery.DIRECT, "hls": Delivery.REMUX}
_METHODS = {way: method for method, way in _WAYS.items()}


@dataclass(frozen=True, slots=True)
class _Asked:
    """How somebody wants to watch, on which screen, and what can be done for it."""

    file_id: UUID | None
    capabilities: ClientCapabilities
    wishes: PlaybackWishes
    limits: PlaybackLimits


@dataclass(frozen=True, slots=True)
class _Material:
    """What a plan is made from. can_convert: there is an ffmpeg."""

    can_convert: bool
    item: PlayableItem
    files: list[PlayedFile]
    choice: VersionChoice
    chosen: TrackChoices


async def start_playback(
    context: ServerContext, viewer: ProfileViewer, scope: LibraryScope, item_id: UUID, wish: PlaybackWish
) -> PlaybackPlan:
    """Plan how the item plays on this screen, and open a playback for it. Raises NothingToPlay."""
    material = await _gather(context, viewer, scope, item_id, wish)
    return await open_playback(context, viewer, material, wish)


async def _gather(
    context: ServerContext, viewer: ProfileViewer, scope: LibraryScope, item_id: UUID, wish: PlaybackWish
) -> _Material:
    deliverable = {Delivery.DIRECT, Delivery.REMUX}
    if await context.part(Transcoder).is_able():
        deliverable.add(Delivery.TRANSCODE)
    asked = _Asked(
        wish.file_id,
        _capabilities(wish.capabilities),
        PlaybackWishes(
            audio_language=wish.audio_language,
            audio_index=wish.audio_index,
            failed=frozenset(_WAYS[method] for method in wish.avoid),
        ),
        PlaybackLimits(max_height_px=wish.max_height_px, deliverable=frozenset(deliverable)),
    )
    material = await _read_material(context, viewer, scope, item_id, asked)
    unprobed = [part.row.id for part in material.choice.parts if part.row.state == "named"]
    for file_id in unprobed:
        # The title on screen is probed before all others; a plan needs to know what is in the file.
        await probe_now(context.database, context.part(WorkerPool), file_id)
    if unprobed:
        return await _read_material(context, viewer, scope, item_id, asked)
    return material


async def _read_material(
    context: ServerContext, viewer: ProfileViewer, scope: LibraryScope, item_id: UUID, asked: _Asked
) -> _Material:
    item, known = await _read_files(context, scope, item_id, asked.file_id)
    files = await look_at_disk(context.part(Disks), known)
    changed = {one.row.id: one.found for one in files if one.on_disk is OnDisk.CHANGED and one.found}
    if changed:
        async with context.database.write() as session:
            await queries.note_found(session, changed)
        item, known = await _read_files(context, scope, item_id, asked.file_id)
        files = await look_at_disk(context.part(Disks), known)
    async with context.database.read() as session:
        chosen = await read_track_choices(session, viewer.profile_id, item.series_id or item.id)
    wishes = _complete(asked.wishes, chosen, viewer)
    choice = choose_version(files, asked.file_id, asked.capabilities, wishes, asked.limits)
    if choice is None:
        if item.has_stand_in:
            raise NothingToPlay(
                "The film is being fetched. A stand-in is drawn meanwhile: try again soon.",
                reason="being_fetched",
            )
        if known:
            raise FileGone("The file of this title is gone from its disk. Kino looks for another one.")
        raise NothingToPlay("The file of this title is not here yet, or no longer.", reason="no_file")
    return _Material(Delivery.TRANSCODE in asked.limits.deliverable, item, files, choice, chosen)


def _complete(wishes: PlaybackWishes, chosen: TrackChoices, viewer: ProfileViewer) -> PlaybackWishes:
    """What is not wished for now is as it was chosen for the title, else as the profile has it."""
    if wishes.audio_language is not None:
        return wishes
    if chosen.audio is None:
        return replace(wishes, audio_language=viewer.audio_language)
    language = chosen.audio.language or viewer.audio_language
    return replace(wishes, audio_language=language, audio_title=chosen.audio.title)


async def _read_files(
    context: ServerContext, scope: LibraryScope, item_id: UUID, file_id: UUID | None
) -> tuple[PlayableItem, list[PlayedFile]]:
    async with context.database.read() as session:
        item = await queries.find_playable(session, scope, item_id, file_id)
        if item is None:
            raise NothingToPlay(_NOT_YOURS, reason="not_yours")
        rows = await queries.list_files(session, item_id)
    return item, read_files([(row[0], row[1]) for row in rows])


def _capabilities(told: Capabilities) -> ClientCapabilities:
    return ClientCapabilities.from_dict(told.model_dump())


async def open_playback(
    context: ServerContext, viewer: ProfileViewer, material: _Material, wish: PlaybackWish
) -> PlaybackPlan:
    """Keep the playback in memory and in its table, and describe it for the player."""
    live = context.part(LivePlaybacks)
    parts = material.choice.parts
    duration_s = _whole_duration_s(material)
    async with context.database.read() as session:
        position_s = await _start_position_s(session, viewer, material, duration_s, wish)
    screen = Screen(
        _capabilities(wish.capabilities), position_s, wish.max_height_px, can_convert=material.can_convert
    )
    served = await serve_choice(context, material.choice, screen)
    playback = LivePlayback(
        id=new_id(),
        account_id=viewer.account_id,
        profile_id=viewer.profile_id,
        session_id=viewer.session_id,
        library_id=material.item.library_id,
        item_id=material.item.id,
        files=served.files,
        films=served.films,
        method=served.method,
        duration_s=duration_s,
        position_s=position_s,
        started_at=now(),
        is_stand_in=parts[0].row.is_stand_in,
        is_extra=material.choice.is_extra,
    )
    if served.method != "none":
        crowded_out = live.add(playback)
        async with context.database.write() as session:
            # What was taken away since the scope was read ended what was live then, and this was not yet.
            if not await queries.sees_library(session, playback.account_id, playback.library_id):
                live.end(playback.id)
                raise NothingToPlay(_NOT_YOURS, reason="not_yours")
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
            for one in crowded_out:
                await queries.end_playback(session, one.id, one.position_s)
                record_event(session, PlaybackChanged(one.id))
            record_event(session, PlaybackChanged(playback.id))
    async with context.database.read() as session:
        return await _describe(session, live, viewer, material, playback, served)


def _whole_duration_s(material: _Material) -> float | None:
    lengths = [part.row.duration_s for part in material.choice.parts]
    if any(one is None for one in lengths):
        return None if material.choice.is_extra else material.item.duration_s
    return sum(one or 0.0 for one in lengths)


async def _describe(
    session: AsyncSession,
    live: LivePlaybacks,
    viewer: ProfileViewer,
    material: _Material,
    playback: LivePlayback,
    served: Served,
) -> PlaybackPlan:
    item, choice, told = material.item, material.choice, served.reasons
    plan = choice.plan or _NOTHING
    info = choice.parts[0].info
    title = await queries.get_title_row(session, item.series_id or item.id)
    previous, following = None, None
    if not choice.is_extra:
        previous, following = await queries.find_neighbours(session, item)
    episodes = await catalog_cards.list_episode_cards(session, [item.id] if item.series_id else [])
    shown = [card for card in (episodes.get(item.id), previous, following) if card is not None]
    await add_personal_to_episodes(session, viewer.profile_id, shown)
    audio_index = plan.audio_index if playback.method == "hls" else plan.direct_audio_index
    beside = await list_text_files(session, choice.parts[0].row.id)
    subtitle_tracks = list_tracks(info, beside) if info else []
    marks = await read_marks(session, choice.parts[0].row.id)
    return PlaybackPlan(
        playback_id=playback.id,
        item_id=item.id,
        file_id=choice.parts[0].row.id,
        method=playback.method,
        is_playable=playback.method != "none",
        missing=_missing(choice, told),
        reasons=[*describe.plan_reasons(plan.reasons), *_file_reasons(choice), *told],
        notes=[*describe.plan_reasons([*plan.notes, *(plan.compromises or ())]), *served.notes],
        questions=list(list_questions(info)) if info else [],
        parts=_list_parts(live, playback, choice),
        position_s=playback.position_s,
        duration_s=playback.duration_s,
        qualities_px=describe.list_qualities(info) if info and material.can_convert else [],
        can_convert=material.can_convert
        and bool(info and info.video)
        and not any(film.pictures for film in playback.films.values()),
        converted_to_px=next((film.converted_to_px for film in playback.films.values()), None),
        audio_index=audio_index,
        subtitle_id=choose_subtitles(
            subtitle_tracks, _spoken_language(info, audio_index), viewer, material.chosen.subtitles
        ),
        audio_tracks=describe.list_audio_tracks(info, plan, playback.method) if info else [],
        subtitle_tracks=subtitle_tracks,
        has_audio=bool(info and info.audio),
        has_video=bool(info and info.video),
        chapters=describe.list_chapters(choice.parts),
        segments=[]
        if choice.is_extra
        else describe.list_segments(choice.parts, playback.duration_s, item.credits_start_s, marks),
        denied_segments=describe.list_denied(marks),
        credits_start_s=None if choice.is_extra else item.credits_start_s,
        title=PlayedTitle.model_validate(dict(title)),
        episode=episodes.get(item.id),
        next=following,
        previous=previous,
        versions=[] if choice.is_extra else describe.list_versions(material.files),
        has_stand_in=choice.parts[0].row.is_stand_in,
        is_extra=choice.is_extra,
        plays_next_episode=await queries.plays_next_episode(session, viewer.profile_id),
        report_interval_s=REPORT_INTERVAL_S,
        url_expires_at=live.expires_at(playback),
    )


def _spoken_language(info: MediaInfo | None, audio_index: int | None) -> str | None:
    return next((one.language for one in info.audio if one.index == audio_index), None) if info else None


def _missing(choice: VersionChoice, told: tuple[PlanReason, ...]) -> str | None:
    reasons = [*_file_reasons(choice), *told]
    return reasons[0].sentence if reasons else choice.plan.missing if choice.plan else None


def _file_reasons(choice: VersionChoice) -> list[PlanReason]:
    first = choice.parts[0].row
    if any(part.is_away for part in choice.parts):
        return [PlanReason(code="disk_away", sentence="The disk that holds this film is not connected.")]
    if first.state == "unreadable" or choice.plan is None:
        return [PlanReason(code="file_unreadable", sentence="The file of this film cannot be read.")]
    return []


def _list_parts(live: LivePlaybacks, playback: LivePlayback, choice: VersionChoice) -> list[MediaPart]:
    parts: list[MediaPart] = []
    start_s = 0.0
    for part in choice.parts:
        if part.row.id not in playback.file_ids:
            continue
        is_hls = part.row.id in playback.films
        name = quote(os.path.basename(part.path)[-80:] or b"film", safe="")  # noqa: PTH119 - bytes
        signature = live.sign(playback, part.row.id)
        prefix, leaf = (HLS_PREFIX, MASTER_NAME) if is_hls else (PREFIX, name)
        parts.append(
            MediaPart(
                url=f"{prefix}{playback.id}/{part.row.id}/{signature}/{leaf}",
                file_id=part.row.id,
                media_type=HLS_MEDIA_TYPE if is_hls else describe.media_type(part.row.container),
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
    material: _Material,
    duration_s: float | None,
    wish: PlaybackWish,
) -> float:
    if wish.start_s is not None:
        return min(wish.start_s, duration_s or wish.start_s)
    if material.choice.is_extra:
        return 0.0
    item_id = material.item.id
    progress = await viewing_queries.find_progress(session, viewer.profile_id, item_id)
    if progress is None:
        return 0.0
    return max(0.0, progress.position_s - rewind_s(now() - progress.updated_at))
