"""What a player shows of the files it plays: tracks, chapters and versions, over all parts together."""

from collections.abc import Sequence

from kino.features.catalog.models import Sidecar
from kino.features.playback.parts.choose_version import PlayedFile, group_versions
from kino.features.playback.schemas import AudioTrack, ChapterMark, PlanReason, PlayedVersion, SubtitleTrack
from kino.media.info import MediaInfo
from kino.media.plan import Plan, Reason

MEDIA_TYPES = {
    "mp4": "video/mp4",
    "mov": "video/quicktime",
    "webm": "video/webm",
    "matroska": "video/x-matroska",
    "mpegts": "video/mp2t",
    "avi": "video/x-msvideo",
    "ogg": "video/ogg",
}


def media_type(container: str | None) -> str:
    """The MIME type of a container."""
    return MEDIA_TYPES.get(container or "", "application/octet-stream")


def list_audio_tracks(info: MediaInfo, plan: Plan) -> list[AudioTrack]:
    """Sound tracks; direct play has one of them."""
    return [
        AudioTrack(
            index=track.index,
            language=track.language,
            title=track.title,
            codec=track.codec,
            channels=track.channels,
            is_default=track.is_default,
            is_playable=plan.is_playable_now and track.index == plan.direct_audio_index,
        )
        for track in info.audio
    ]


def list_subtitle_tracks(info: MediaInfo, sidecars: Sequence[Sidecar]) -> list[SubtitleTrack]:
    """Subtitles in the file, then those beside it, which count on behind the file's streams."""
    tracks = [
        SubtitleTrack(
            index=track.index,
            language=track.language,
            title=track.title,
            codec=track.codec,
            is_text=track.is_text,
            is_forced=track.is_forced,
            is_sdh=track.is_hearing_impaired,
            is_external=False,
        )
        for track in info.subtitles
    ]
    for number, sidecar in enumerate(sidecars):
        ending = bytes(sidecar.path).rpartition(b".")[2].decode("ascii", "replace").lower()
        tracks.append(
            SubtitleTrack(
                index=10_000 + number,
                language=sidecar.language,
                title=sidecar.label,
                codec=ending,
                is_text=ending not in ("sup", "sub", "idx"),
                is_forced=sidecar.is_forced,
                is_sdh=sidecar.is_sdh,
                is_external=True,
            )
        )
    return tracks


def list_chapters(parts: Sequence[PlayedFile]) -> list[ChapterMark]:
    """Chapters of all parts on one clock."""
    marks: list[ChapterMark] = []
    offset_s = 0.0
    for part in parts:
        for chapter in part.info.chapters if part.info else ():
            end_s = None if chapter.end_s is None else chapter.end_s + offset_s
            marks.append(ChapterMark(start_s=chapter.start_s + offset_s, end_s=end_s, title=chapter.title))
        offset_s += part.row.duration_s or 0.0
    return marks


def list_versions(files: Sequence[PlayedFile]) -> list[PlayedVersion]:
    """What could be played instead."""
    return [
        PlayedVersion(
            file_id=parts[0].row.id,
            edition=parts[0].row.edition,
            quality=parts[0].row.quality,
            height_px=parts[0].row.height_px,
            hdr_format=parts[0].row.hdr_format,
            is_away=any(part.row.away_at is not None for part in parts),
        )
        for parts in group_versions(files)
        if parts[0].row.extra_kind is None
    ]


def plan_reasons(reasons: Sequence[Reason]) -> list[PlanReason]:
    """Reasons as the API tells them."""
    return [PlanReason(code=one.code, sentence=one.sentence, params=dict(one.params)) for one in reasons]
