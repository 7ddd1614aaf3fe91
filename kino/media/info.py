"""What a media file holds: plain facts, no judgement. Made by `probe_file`, kept as JSON."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, ClassVar, Self

# The dynamic range of a picture, from plainest to richest.
DYNAMIC_RANGES = ("sdr", "hlg", "hdr10", "hdr10_plus", "dolby_vision")


@dataclass(frozen=True, slots=True)
class _Record:
    """JSON-able both ways; unknown keys of a newer Kino are ignored."""

    _nested: ClassVar[Mapping[str, Any]] = {}

    def to_dict(self) -> dict[str, Any]:
        """Builtin values only; tuples become lists once it is JSON."""
        return asdict(self)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """The record that `to_dict` made, also after a trip through JSON."""
        known = {item.name for item in fields(cls)}
        values: dict[str, Any] = {}
        for name, value in data.items():
            if name not in known:
                continue
            kind = cls._nested.get(name)
            if isinstance(value, list | tuple):
                values[name] = tuple(kind.from_dict(part) if kind else part for part in value)
            else:
                values[name] = kind.from_dict(value) if kind and value is not None else value
        return cls(**values)


@dataclass(frozen=True, slots=True)
class DolbyVision(_Record):
    """The Dolby Vision configuration record (dvcC, dvvC, dvwC).

    compatibility_id: what the base layer alone shows: 0 nothing usable, 1 HDR10, 2 SDR, 4 HLG, 6 UHD Blu-ray
                      HDR10.
    codec_string:     the stream's own string, such as dvh1.08.06.
    """

    profile: int
    level: int
    has_enhancement_layer: bool
    compatibility_id: int
    codec_string: str

    @property
    def base_range(self) -> str | None:
        """The dynamic range of the base layer alone, one of DYNAMIC_RANGES; None where it is not told."""
        return {1: "hdr10", 6: "hdr10", 4: "hlg", 2: "sdr"}.get(self.compatibility_id)


@dataclass(frozen=True, slots=True)
class VideoStream(_Record):
    """A moving picture.

    index:               the stream's number in the file.
    codec:               FFmpeg's name (h264, hevc, av1, vp9 …).
    codec_string:        RFC 6381, exact where the bitstream tells; None where none is registered.
    width_px, height_px: as stored.
    display_width_px, display_height_px: as shown, after pixel shape and rotation.
    pixel_aspect:        width of a pixel over its height; 1.0 is square.
    rotation_degrees:    0, 90, 180 or 270 clockwise, to stand upright.
    frame_rate_fps:      the average; None when unknown.
    dynamic_range:       one of DYNAMIC_RANGES, from a decoded frame where one could be decoded.
    """

    index: int
    codec: str
    codec_string: str | None
    profile: str | None
    width_px: int
    height_px: int
    display_width_px: int
    display_height_px: int
    pixel_aspect: float
    rotation_degrees: int
    frame_rate_fps: float | None
    is_variable_frame_rate: bool
    is_interlaced: bool
    bit_depth: int
    pixel_format: str | None
    dynamic_range: str
    color_primaries: str | None
    color_transfer: str | None
    color_space: str | None
    dolby_vision: DolbyVision | None
    bitrate_bps: int | None
    duration_s: float | None
    language: str | None
    title: str | None
    is_default: bool

    _nested: ClassVar[Mapping[str, Any]] = {"dolby_vision": DolbyVision}


@dataclass(frozen=True, slots=True)
class AudioStream(_Record):
    """A sound track. language is a BCP 47 tag ("en", "pt-BR") or None."""

    index: int
    codec: str
    codec_string: str | None
    profile: str | None
    channels: int
    channel_layout: str | None
    sample_rate_hz: int
    bit_depth: int | None
    bitrate_bps: int | None
    duration_s: float | None
    language: str | None
    title: str | None
    is_default: bool
    is_forced: bool
    is_commentary: bool
    is_audio_description: bool
    is_original: bool


@dataclass(frozen=True, slots=True)
class SubtitleStream(_Record):
    """A subtitle track. is_text is False for pictures (PGS, VobSub, DVB), which cannot become WebVTT."""

    index: int
    codec: str
    is_text: bool
    language: str | None
    title: str | None
    is_default: bool
    is_forced: bool
    is_hearing_impaired: bool
    is_commentary: bool


@dataclass(frozen=True, slots=True)
class Chapter(_Record):
    """A named part of the film; title is "" when it has none."""

    start_s: float
    end_s: float
    title: str


@dataclass(frozen=True, slots=True)
class Attachment(_Record):
    """A file inside the file, usually a font. `name` is for display only and never part of a path."""

    index: int
    name: str
    mime_type: str
    size_bytes: int
    is_font: bool


@dataclass(frozen=True, slots=True)
class AttachedPicture(_Record):
    """A cover inside the file, fetched by `stills.extract_cover`."""

    index: int
    name: str
    mime_type: str
    size_bytes: int


@dataclass(frozen=True, slots=True)
class MediaInfo(_Record):
    """Everything that `probe_file` found.

    container:    one of mp4, mov, matroska, webm, mpegts, avi …: a single name, not FFmpeg's list.
    duration_s:   None when the file does not say and it could not be measured.
    start_s:      presentation time of the first packet; 0 in most files, hours in a recording.
    is_truncated: True only when probe_file was told to accept that.
    tags:         embedded ones, lower-case keys, values of at most 4,000 characters.
    """

    container: str
    format_name: str
    size_bytes: int
    duration_s: float | None
    start_s: float
    bitrate_bps: int | None
    is_truncated: bool
    video: tuple[VideoStream, ...]
    audio: tuple[AudioStream, ...]
    subtitles: tuple[SubtitleStream, ...]
    chapters: tuple[Chapter, ...]
    attachments: tuple[Attachment, ...]
    pictures: tuple[AttachedPicture, ...]
    tags: Mapping[str, str]

    _nested: ClassVar[Mapping[str, Any]] = {
        "video": VideoStream,
        "audio": AudioStream,
        "subtitles": SubtitleStream,
        "chapters": Chapter,
        "attachments": Attachment,
        "pictures": AttachedPicture,
    }
