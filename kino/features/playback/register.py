"""Plugs playback in: the live playbacks, the stream in front of the framework, and what ends playbacks."""

import os

from kino.core.accel_redirect import AccelRedirect
from kino.core.context import ServerContext
from kino.core.data_dir import DataFolder
from kino.core.workers import WorkerPool
from kino.features.accounts.events import AccountDeleted, AccountDisabled, ProfileDeleted, SignedOut
from kino.features.catalog.events import FilesForgotten
from kino.features.libraries.events import LibraryAccessChanged, LibraryRemoved
from kino.features.playback.jobs import register_jobs
from kino.features.playback.parts.hls import Hls
from kino.features.playback.parts.live_playbacks import LivePlaybacks
from kino.features.playback.parts.piece_cache import PieceCache
from kino.features.playback.parts.segment_maker import SegmentMaker
from kino.features.playback.parts.stream import Stream
from kino.features.playback.parts.transcoder import Transcoder
from kino.features.playback.service import load_key
from kino.media.ffmpeg import find_ffmpeg
from kino.media.sandbox import apply_sandbox

# Two hours of 1080 lines; what was watched longest ago goes first.
_MOST_KEPT_BYTES = 4 * 1024**3


def register(context: ServerContext) -> None:
    """Add the parts; a sign-out, a lost library, folder or profile ends its playbacks at once."""
    live = LivePlaybacks()
    settings = context.settings
    stream = Stream(live, AccelRedirect(settings.accel_prefix) if settings.accel_redirect else None)
    transcoder = Transcoder(
        PieceCache(context.part(DataFolder).cache / "pieces", _MOST_KEPT_BYTES),
        _encoders_at_once(),
        lambda playback_id: live.find(playback_id) is not None,
        lambda: find_ffmpeg(settings.ffmpeg_path or None, context.part(DataFolder).cache),
    )
    packager = SegmentMaker(WorkerPool(_packaging_processes(), initializer=apply_sandbox))
    hls = Hls(live, packager, transcoder)
    context.add_part(live)
    context.add_part(stream)
    context.add_part(hls)
    context.add_part(transcoder)
    register_jobs(context)
    bus = context.bus

    async def on_signed_out(event: SignedOut) -> None:
        live.end_where(lambda one: one.session_id == event.session_id)

    async def on_account_gone(event: AccountDisabled | AccountDeleted) -> None:
        live.end_where(lambda one: one.account_id == event.account_id)

    async def on_profile_deleted(event: ProfileDeleted) -> None:
        live.end_where(lambda one: one.profile_id == event.profile_id)

    async def on_access_changed(event: LibraryAccessChanged) -> None:
        live.end_where(lambda one: one.account_id in event.account_ids)

    async def on_library_removed(event: LibraryRemoved) -> None:
        live.end_where(lambda one: one.library_id == event.library_id)

    async def on_files_forgotten(event: FilesForgotten) -> None:
        forgotten = frozenset(event.file_ids)
        live.end_where(lambda one: not forgotten.isdisjoint(one.file_ids))

    async def prepare() -> None:
        live.set_key(await load_key(context.database))
        await transcoder.open()

    bus.subscribe(SignedOut, on_signed_out)
    bus.subscribe(AccountDisabled, on_account_gone)
    bus.subscribe(AccountDeleted, on_account_gone)
    bus.subscribe(ProfileDeleted, on_profile_deleted)
    bus.subscribe(LibraryAccessChanged, on_access_changed)
    bus.subscribe(LibraryRemoved, on_library_removed)
    bus.subscribe(FilesForgotten, on_files_forgotten)
    context.start_hooks.append(prepare)
    context.stop_hooks.append(stream.close)
    context.stop_hooks.append(hls.close)


def _encoders_at_once() -> int:
    # One uses all cores; while it is ahead of its viewers, the next one works.
    return max(1, (os.cpu_count() or 1) // 4)


def _packaging_processes() -> int:
    # Two at least: a film on a slow disk must not hold up another one's.
    return max(2, os.cpu_count() or 1)
