"""What a player shows of the files it plays: tracks, chapters and versions, over all parts together."""

import os
from collections.abc import Mapping, Sequence

from kino.features.catalog.skip_segments import SegmentKind, find_skip_segments
from kino.features.playback.parts.choose_version import PlayedFile, group_versions
from kino.features.playback.parts.marked_segments import Span
from kino.features.playback.schemas import (
    AudioTrack,
    ChapterMark,
    PlanReason,
    PlanSegment,
    PlayedVersion,
)
from kino.media.info import MediaInfo
from kino.media.plan import Plan, Reason
from kino.media.transcode.ladder import best_lines, list_rungs

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


def list_audio_tracks(info: MediaInfo, plan: Plan, method: str) -> list[AudioTrack]:
    """Sound tracks. Direct play has one of them; whoever chooses another one gets segments, if it can be."""
    return [
        AudioTrack(
            index=track.index,
            language=track.language,
            title=track.title,
            codec=track.codec,
            channels=track.channels,
            is_default=track.is_default,
            is_playable=method != "none"
            and (method == "hls" or plan.offers_all_audio or track.index == plan.direct_audio_index),
        )
        for track in info.audio
    ]


def list_qualities(info: MediaInfo) -> list[int]:
    """Lines of the smaller pictures that this machine makes of the film's, the best first."""
    if not info.video:
        return []
    video = info.video[0]
    short_px = min(video.display_width_px, video.display_height_px)
    rungs = list_rungs(video, best_lines(os.cpu_count() or 1))
    return [rung.lines for rung in rungs if rung.lines < short_px]


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


def list_segments(
    parts: Sequence[PlayedFile],
    duration_s: float | None,
    credits_start_s: float | None,
    marks: Mapping[SegmentKind, Span | None],
) -> list[PlanSegment]:
    """What may be skipped, on one clock, in the order of the film.

    credits_start_s: as the catalogue knows it, from whatever source. marks: what an admin said, which goes
    before everything else; None where they said that there is no such part.
    """
    chapters = [one.model_dump() for one in list_chapters(parts)]
    found = {
        one.kind: PlanSegment(kind=one.kind, start_s=one.start_s, end_s=one.end_s)
        for one in find_skip_segments(chapters, duration_s or 0.0)
    }
    if "credits" not in found and credits_start_s and duration_s and credits_start_s < duration_s:
        found["credits"] = PlanSegment(kind="credits", start_s=credits_start_s, end_s=duration_s)
    for kind, span in marks.items():
        found.pop(kind, None)
        if span is not None:
            found[kind] = PlanSegment(kind=kind, start_s=span.start_s, end_s=span.end_s, is_marked=True)
    return sorted(found.values(), key=lambda one: one.start_s)


def list_denied(marks: Mapping[SegmentKind, Span | None]) -> list[SegmentKind]:
    """Kinds of which an admin said that the version has none."""
    return sorted(kind for kind, span in marks.items() if span is None)


def list_versions(files: Sequence[PlayedFile]) -> list[PlayedVersion]:
    """What could be played instead."""
    return [
        PlayedVersion(
            file_id=parts[0].row.id,
            edition=parts[0].row.edition,
            quality=parts[0].row.quality,
            height_px=parts[0].row.height_px,
            hdr_format=parts[0].row.hdr_format,
            is_away=any(part.is_away for part in parts),
        )
        for parts in group_versions(files)
        if parts[0].row.extra_kind is None
    ]


def plan_reasons(reasons: Sequence[Reason]) -> list[PlanReason]:
    """Reasons as the API tells them."""
    return [PlanReason(code=one.code, sentence=one.sentence, params=dict(one.params)) for one in reasons]
