"""API shapes of playback."""

from datetime import datetime
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import BaseModel, Field, model_validator

from kino.features.catalog.schemas import EpisodeCard, Image
from kino.features.catalog.skip_segments import SegmentKind
from kino.features.subtitles.schemas import SubtitleTrack

Seconds = Annotated[float, Field(ge=0, le=1_000_000, allow_inf_nan=False)]
Tag = Annotated[str, Field(max_length=16)]


class Capabilities(BaseModel):
    """What the player's browser says that it plays; answers by the exact question it was asked."""

    containers: Annotated[list[Annotated[str, Field(max_length=20)]], Field(max_length=40)] = []
    answers: Annotated[dict[Annotated[str, Field(max_length=200)], bool], Field(max_length=400)] = {}
    max_height_px: Annotated[int, Field(ge=1, le=100_000)] | None = None
    max_audio_channels: Annotated[int, Field(ge=1, le=64)] | None = None
    dynamic_ranges: Annotated[list[Annotated[str, Field(max_length=20)]], Field(max_length=10)] | None = None


class PlaybackWish(BaseModel):
    """What is to be played, and how. Languages that are absent are those of the profile.

    start_s:     None goes on where the profile stopped.
    audio_index: a sound track by its number in the file; wins over the language.
    avoid:       methods of earlier plans for this file that did not work on this device.
    max_height_px: the best quality that is wanted; None for the original.
    """

    capabilities: Capabilities
    file_id: UUID | None = None
    audio_language: Tag | None = None
    start_s: Seconds | None = None
    audio_index: Annotated[int, Field(ge=0, le=100_000)] | None = None
    avoid: Annotated[list[Literal["direct", "hls"]], Field(max_length=4)] = []
    max_height_px: Annotated[int, Field(ge=1, le=100_000)] | None = None


class PlanReason(BaseModel):
    """Why something is as it is. sentence: plain English, the fallback of the code."""

    code: str
    sentence: str
    params: dict[str, Any] = {}


class MediaPart(BaseModel):
    """A file of the item. start_s: where it begins in the whole."""

    url: str
    file_id: UUID
    media_type: str
    start_s: float
    duration_s: float | None
    size_bytes: int


class AudioTrack(BaseModel):
    """A sound track. is_playable: it can be had, in segments if not in direct play."""

    index: int
    language: str | None
    title: str | None
    codec: str
    channels: int
    is_default: bool
    is_playable: bool


class ChapterMark(BaseModel):
    """A chapter of the whole item."""

    start_s: float
    end_s: float | None
    title: str | None


class PlanSegment(BaseModel):
    """A part of the whole item that a viewer may want to skip."""

    kind: SegmentKind
    start_s: float
    end_s: float
    is_marked: bool = False  # by an admin; else its chapter's name tells


class PlayedTitle(BaseModel):
    """The film or series that is played."""

    id: UUID
    kind: Literal["movie", "series"]
    title: str
    year: int | None
    synopsis: str | None
    backdrop: Image | None
    poster: Image | None


class PlayedVersion(BaseModel):
    """An edition and quality that could be played instead."""

    file_id: UUID
    edition: str | None
    quality: str | None
    height_px: int | None
    hdr_format: str | None
    is_away: bool


class PlaybackPlan(BaseModel):
    """How the item plays on this screen, or why it does not.

    qualities_px: lines of the smaller pictures that can be made of its own, the best first.
    can_convert: it plays as it is, and could be converted where that fails.
    converted_to_px: the lines of the picture that is converted; None where it stays as it is.
    subtitle_id: the subtitles to begin with, of those of the first part; None for none.
    questions: what the browser was not asked. is_extra: a trailer or interview of it plays, not itself.
    """

    playback_id: UUID
    item_id: UUID
    file_id: UUID
    method: Literal["direct", "hls", "none"]
    is_playable: bool
    missing: str | None
    reasons: list[PlanReason]
    notes: list[PlanReason]
    questions: list[str]
    parts: list[MediaPart]
    position_s: float
    duration_s: float | None
    qualities_px: list[int]
    converted_to_px: int | None
    can_convert: bool
    audio_index: int | None
    subtitle_id: str | None
    audio_tracks: list[AudioTrack]
    subtitle_tracks: list[SubtitleTrack]
    has_audio: bool
    has_video: bool
    chapters: list[ChapterMark]
    segments: list[PlanSegment]
    denied_segments: list[SegmentKind]  # an admin says that the film has none of these
    credits_start_s: float | None
    title: PlayedTitle
    episode: EpisodeCard | None
    next: EpisodeCard | None
    previous: EpisodeCard | None
    versions: list[PlayedVersion]
    has_stand_in: bool
    is_extra: bool
    plays_next_episode: bool
    report_interval_s: float
    url_expires_at: datetime


class PlaybackReport(BaseModel):
    """What the player says of itself. watched_s: really played since its previous report."""

    position_s: Seconds
    duration_s: Seconds | None = None
    watched_s: Annotated[float, Field(ge=0, le=3600, allow_inf_nan=False)] = 0.0
    state: Literal["playing", "paused", "ended"]
    event: Literal["interval", "play", "pause", "seek", "close", "ended"] = "interval"


class ReportAnswer(BaseModel):
    """is_followed: False while a newer playback of the same item rules over the position."""

    url_expires_at: datetime
    is_followed: bool


class PickedTrack(BaseModel):
    """A track of the plan that a viewer took by hand, by what it is."""

    language: Tag | None
    title: Annotated[str, Field(max_length=4000)] | None
    is_forced: bool = False
    is_sdh: bool = False


class SegmentMark(BaseModel):
    """What an admin says of a part that may be skipped; without times, that the film has no such part."""

    start_s: Seconds | None
    end_s: Seconds | None

    @model_validator(mode="after")
    def _check_order(self) -> Self:
        if (self.start_s is None) != (self.end_s is None):
            raise ValueError("give both start_s and end_s, or neither of them")
        if self.start_s is not None and self.end_s is not None and self.end_s <= self.start_s:
            raise ValueError(f"end_s {self.end_s} does not lie behind start_s {self.start_s}")
        return self


class FilmSegments(BaseModel):
    """What may be skipped in a version of a film, in the order of the film."""

    segments: list[PlanSegment]
    denied_segments: list[SegmentKind]  # an admin says that the film has none of these
    credits_start_s: float | None


class PickedSubtitles(BaseModel):
    """track: None turns them off."""

    track: PickedTrack | None


class PlaybackFailure(BaseModel):
    """What went wrong in the player."""

    code: Literal["no_video", "no_audio", "media_error", "stalled"]
    detail: Annotated[str, Field(max_length=500)] = ""


class RunningPlayback(BaseModel):
    """A playback as the admin sees it."""

    playback_id: UUID
    account_name: str
    profile_name: str
    device_name: str
    item_id: UUID
    title: str
    episode: str | None
    state: Literal["starting", "playing", "paused"]
    method: str
    position_s: float
    duration_s: float | None
    started_at: datetime
