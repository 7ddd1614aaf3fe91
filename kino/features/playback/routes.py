"""HTTP in and out of playback; the bytes themselves are parts/stream.py."""

from uuid import UUID

from kino.core.http import Context, Part, Reading, api_router, errors
from kino.features.accounts.rules import AdminOnly, ProfileChosen
from kino.features.catalog.skip_segments import SegmentKind
from kino.features.libraries.scope import Libraries
from kino.features.playback import service
from kino.features.playback.errors import FileGone, NothingToPlay, PlaybackEnded, StoppedByAdmin
from kino.features.playback.parts import opening
from kino.features.playback.parts.live_playbacks import LivePlaybacks
from kino.features.playback.schemas import (
    FilmSegments,
    PickedSubtitles,
    PickedTrack,
    PlaybackFailure,
    PlaybackPlan,
    PlaybackReport,
    PlaybackWish,
    ReportAnswer,
    RunningPlayback,
    SegmentMark,
)

router = api_router("playback")


@router.post("/playback/{item_id}", responses=errors(NothingToPlay, FileGone))
async def start_playback(
    item_id: UUID, wish: PlaybackWish, viewer: ProfileChosen, scope: Libraries, context: Context
) -> PlaybackPlan:
    """How a film or episode plays on this screen, or why it does not."""
    return await opening.start_playback(context, viewer, scope, item_id, wish)


@router.post(
    "/playback/{playback_id}/progress", responses=errors(PlaybackEnded, StoppedByAdmin, NothingToPlay)
)
async def report_progress(
    playback_id: UUID, report: PlaybackReport, viewer: ProfileChosen, context: Context
) -> ReportAnswer:
    """Where the profile stands; every ten seconds and at every pause, seek and close."""
    return await service.take_report(context, viewer, playback_id, report)


@router.put("/playback/{playback_id}/audio", status_code=204, responses=errors(PlaybackEnded, StoppedByAdmin))
async def keep_audio(playback_id: UUID, track: PickedTrack, viewer: ProfileChosen, context: Context) -> None:
    """A sound track was taken by hand: the title's other plans begin with one like it."""
    await service.keep_audio(context, viewer, playback_id, track)


@router.put(
    "/playback/{playback_id}/subtitles", status_code=204, responses=errors(PlaybackEnded, StoppedByAdmin)
)
async def keep_subtitles(
    playback_id: UUID, picked: PickedSubtitles, viewer: ProfileChosen, context: Context
) -> None:
    """Subtitles were taken by hand, or turned off: the title's other plans begin like that."""
    await service.keep_subtitles(context, viewer, playback_id, picked.track)


@router.delete("/playback/{playback_id}", status_code=204)
async def end_playback(playback_id: UUID, viewer: ProfileChosen, context: Context) -> None:
    """The player is closed."""
    await service.end_playback(context, viewer, playback_id)


@router.post("/playback/{playback_id}/failed", status_code=204)
async def report_failure(
    playback_id: UUID, failure: PlaybackFailure, viewer: ProfileChosen, context: Context
) -> None:
    """The browser could not show what it had said it can; kept in the log for admins."""
    service.note_failure(context, viewer, playback_id, failure)


@router.put("/admin/films/{item_id}/files/{file_id}/segments/{kind}", responses=errors(NothingToPlay))
async def mark_segment(
    item_id: UUID,
    file_id: UUID,
    kind: SegmentKind,
    mark: SegmentMark,
    _viewer: AdminOnly,
    scope: Libraries,
    context: Context,
) -> FilmSegments:
    """Say where the recap, intro, credits or preview of a version lies, or that it has none."""
    return await service.mark_segment(context, scope, item_id, file_id, kind, mark)


@router.delete("/admin/films/{item_id}/files/{file_id}/segments/{kind}", responses=errors(NothingToPlay))
async def forget_segment(
    item_id: UUID, file_id: UUID, kind: SegmentKind, _viewer: AdminOnly, scope: Libraries, context: Context
) -> FilmSegments:
    """Take back what was said: the chapters tell again."""
    return await service.mark_segment(context, scope, item_id, file_id, kind, None)


@router.get("/admin/playbacks")
async def list_playbacks(
    _viewer: AdminOnly, session: Reading, live: Part[LivePlaybacks]
) -> list[RunningPlayback]:
    """Who is watching now."""
    return await service.list_running(session, live)


@router.delete("/admin/playbacks/{playback_id}", status_code=204, responses=errors(PlaybackEnded))
async def stop_playback(playback_id: UUID, _viewer: AdminOnly, context: Context) -> None:
    """Stop somebody's playback."""
    await service.stop_playback(context, playback_id)
