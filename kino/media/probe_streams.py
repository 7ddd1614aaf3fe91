"""One stream at a time: what PyAV and one decoded frame tell about video, audio and subtitles."""

import re
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from kino.media.codec_strings import (
    VideoFacts,
    audio_codec_string,
    dolby_vision_codec_string,
    video_codec_string,
)
from kino.media.info import AudioStream, DolbyVision, SubtitleStream, VideoStream
from kino.media.languages import to_bcp47
from kino.media.open_media import demux
from kino.media.probe_extras import clean_text

if TYPE_CHECKING:
    from av.container import InputContainer

# ITU-T H.273 tables 2–4, as FFmpeg names them; 2 means unspecified.
_PRIMARIES = {
    1: "bt709", 4: "bt470m", 5: "bt470bg", 6: "smpte170m", 7: "smpte240m", 9: "bt2020", 11: "smpte431", 12:
    "smpte432",
}  # fmt: skip
_TRANSFERS = {
    1: "bt709", 4: "gamma22", 5: "gamma28", 6: "smpte170m", 7: "smpte240m", 8: "linear", 13: "iec61966-2-1",
    14: "bt2020-10", 15: "bt2020-12", 16: "smpte2084", 18: "arib-std-b67",
}  # fmt: skip
_SPACES = {
    0: "gbr", 1: "bt709", 5: "bt470bg", 6: "smpte170m", 7: "smpte240m", 9: "bt2020nc", 10: "bt2020c", 14:
    "ictcp",
}  # fmt: skip
_IMAGE_SUBTITLES = {"hdmv_pgs_subtitle", "pgssub", "dvd_subtitle", "dvdsub", "dvb_subtitle", "dvbsub", "xsub"}
_LOSSLESS = {"flac", "alac", "truehd", "mlp", "wavpack", "ape", "tta"}
_CODEC_NAMES = {
    "pgssub": "hdmv_pgs_subtitle", "dvdsub": "dvd_subtitle", "dvbsub": "dvb_subtitle", "dca": "dts", "ssa":
    "ass", "srt": "subrip",
}  # fmt: skip
# Names that muxers write when nobody gave one.
_EMPTY_TITLES = re.compile(
    r"handler|gpac|iso media|mainconcept|^(video|sound|subtitle|audio|stereo)$", re.IGNORECASE
)
_COMMENTARY = re.compile(r"comment", re.IGNORECASE)
_HEARING_IMPAIRED = re.compile(r"\b(sdh|cc|hoh|hearing|closed.?caption)", re.IGNORECASE)
_AUDIO_DESCRIPTION = re.compile(r"\b(audio.?desc|descriptive|descri(?:bed|ption)|visually)", re.IGNORECASE)
_FORCED = re.compile(r"\bforced\b", re.IGNORECASE)
# Enough packets for the first picture of any file with sound in front; a broken one must not be read whole.
_MAX_PACKETS_TO_FIRST_FRAME = 400


def read_video(container: "InputContainer", stream: Any, dolby_vision: bytes | None) -> VideoStream:
    """The video stream's facts. dolby_vision: payload of its configuration record, if there is one."""
    context = stream.codec_context
    codec, tag = _codec_name(stream), _tag(context)
    frame = _decode_first_frame(container, stream)
    source = frame if frame is not None and frame.color_trc != 2 else context
    width_px, height_px = (context.width, context.height) if context else (0, 0)
    depth = _bit_depth(context.pix_fmt if context else None)
    rate_fps = _rate_fps(stream)
    facts = VideoFacts(codec, tag, stream.profile, _level(context), depth, width_px, height_px, rate_fps)
    dolby = _read_dolby_vision(dolby_vision, codec, tag)
    aspect = float(getattr(stream, "sample_aspect_ratio", None) or 1) or 1.0
    rotation = -frame.rotation % 360 if frame is not None else 0
    rotation = round(rotation / 90) * 90 % 360
    shown = (round(width_px * aspect), height_px)
    is_interlaced = _is_interlaced(context, frame)
    return VideoStream(
        index=stream.index,
        codec=codec,
        codec_string=video_codec_string(facts, context.extradata if context else None),
        profile=stream.profile,
        width_px=width_px,
        height_px=height_px,
        display_width_px=shown[1] if rotation in (90, 270) else shown[0],
        display_height_px=shown[0] if rotation in (90, 270) else shown[1],
        pixel_aspect=aspect,
        rotation_degrees=rotation,
        frame_rate_fps=rate_fps,
        is_variable_frame_rate=_is_variable(stream, is_interlaced),
        is_interlaced=is_interlaced,
        bit_depth=depth,
        pixel_format=context.pix_fmt if context else None,
        dynamic_range=_dynamic_range(source, frame, dolby),
        color_primaries=_PRIMARIES.get(getattr(source, "color_primaries", 2)),
        color_transfer=_TRANSFERS.get(getattr(source, "color_trc", 2)),
        color_space=_SPACES.get(getattr(source, "colorspace", 2)),
        dolby_vision=dolby,
        bitrate_bps=_bitrate_bps(stream),
        duration_s=_duration_s(stream),
        language=_language(stream),
        title=_title(stream),
        is_default=_has(stream, "default"),
    )


def read_audio(stream: Any) -> AudioStream:
    """The sound track's facts."""
    context = stream.codec_context
    codec, title = _codec_name(stream), _title(stream)
    is_exact = codec in _LOSSLESS or codec.startswith("pcm_")
    sample_bits = context.format.bits if context and is_exact and context.format else None
    layout = context.layout.name if context and context.layout else None
    return AudioStream(
        index=stream.index,
        codec=codec,
        codec_string=audio_codec_string(codec, stream.profile, context.extradata if context else None),
        profile=stream.profile,
        channels=context.channels if context else 0,
        channel_layout=layout,
        sample_rate_hz=context.sample_rate if context else 0,
        bit_depth=sample_bits,
        bitrate_bps=_bitrate_bps(stream),
        duration_s=_duration_s(stream),
        language=_language(stream),
        title=title,
        is_default=_has(stream, "default"),
        is_forced=_has(stream, "forced"),
        is_commentary=_has(stream, "comment") or bool(_COMMENTARY.search(title or "")),
        is_audio_description=_has(stream, "visual_impaired")
        or _has(stream, "descriptions")
        or bool(_AUDIO_DESCRIPTION.search(title or "")),
        is_original=_has(stream, "original"),
    )


def read_subtitle(stream: Any) -> SubtitleStream:
    """The subtitle track's facts."""
    codec, title = _codec_name(stream), _title(stream)
    return SubtitleStream(
        index=stream.index,
        codec=codec,
        is_text=codec not in _IMAGE_SUBTITLES and codec != "unknown",
        language=_language(stream),
        title=title,
        is_default=_has(stream, "default"),
        is_forced=_has(stream, "forced") or bool(_FORCED.search(title or "")),
        is_hearing_impaired=_has(stream, "hearing_impaired")
        or _has(stream, "captions")
        or bool(_HEARING_IMPAIRED.search(title or "")),
        is_commentary=_has(stream, "comment") or bool(_COMMENTARY.search(title or "")),
    )


def _decode_first_frame(container: "InputContainer", stream: Any) -> Any:
    """The stream's first picture, or None: containers lie about HDR and interlacing, pictures do not."""
    import av.error

    if stream.codec_context is None:
        return None
    # One thread: frame threads hold back as many pictures as there are threads.
    stream.thread_count = 1
    try:
        container.seek(0)
        for number, packet in enumerate(demux(container, stream)):
            for frame in packet.decode():
                return frame
            if number > _MAX_PACKETS_TO_FIRST_FRAME:
                return None
    except (av.error.FFmpegError, ValueError):
        return None
    return None


def _codec_name(stream: Any) -> str:
    context = stream.codec_context
    if context is None or context.codec is None:
        return "unknown"
    name = str(getattr(context.codec, "canonical_name", None) or context.name)
    return _CODEC_NAMES.get(name, name)


def _tag(context: Any) -> str:
    tag = str(context.codec_tag) if context and context.codec_tag else ""
    return tag if tag.isalnum() else ""


def _level(context: Any) -> int:
    level = getattr(context, "level", None) if context else None
    return level if isinstance(level, int) else -99


def _bit_depth(pix_fmt: str | None) -> int:
    if pix_fmt is None:
        return 8
    import av

    return max((component.bits for component in av.VideoFormat(pix_fmt).components), default=8)


def _rate_fps(stream: Any) -> float | None:
    rate = stream.average_rate or stream.guessed_rate
    return round(float(rate), 3) if rate and 0 < rate < 1000 else None


def _is_variable(stream: Any, is_interlaced: bool) -> bool:
    """True when the smallest step between frames is not the average one; fields count as frames."""
    average, base = stream.average_rate, stream.base_rate
    if not average or not base or base > 240:
        return False
    ratio = float(Fraction(base) / Fraction(average))
    if is_interlaced and abs(ratio - 2) < 0.02:
        return False
    return abs(ratio - 1) > 0.01


def _is_interlaced(context: Any, frame: Any) -> bool:
    if frame is not None:
        return bool(frame.interlaced_frame)
    # AVFieldOrder: 0 unknown, 1 progressive, from 2 on fields.
    return bool(context and getattr(context, "field_order", 0) >= 2)


def _dynamic_range(source: Any, frame: Any, dolby_vision: DolbyVision | None) -> str:
    if dolby_vision is not None:
        return "dolby_vision"
    transfer = getattr(source, "color_trc", 2)
    if transfer == 18:
        return "hlg"
    if transfer != 16:
        return "sdr"
    kinds = {data.type.name for data in frame.side_data} if frame is not None else set()
    return "hdr10_plus" if "DYNAMIC_HDR_PLUS" in kinds else "hdr10"


def _read_dolby_vision(record: bytes | None, codec: str, tag: str) -> DolbyVision | None:
    # Two bytes of version, then profile (7 bits), level (6), RPU, EL and BL flags (3), compatibility id (4).
    if record is None or len(record) < 5:
        return None
    bits = int.from_bytes(record[2:4])
    profile, level = bits >> 9, bits >> 3 & 0x3F
    return DolbyVision(
        profile=profile,
        level=level,
        has_enhancement_layer=bool(bits >> 1 & 1),
        compatibility_id=record[4] >> 4,
        codec_string=dolby_vision_codec_string(codec, tag, profile, level),
    )


def _bitrate_bps(stream: Any) -> int | None:
    own = getattr(stream.codec_context, "bit_rate", None) if stream.codec_context else None
    if own:
        return int(own)
    # mkvmerge writes statistics as tags.
    text = stream.metadata.get("BPS") or stream.metadata.get("BPS-eng") or ""
    return int(text) if text.isdecimal() and len(text) < 13 and int(text) else None


def _duration_s(stream: Any) -> float | None:
    if stream.duration and stream.time_base:
        return float(stream.duration * stream.time_base)
    match = re.fullmatch(r"(\d{1,3}):(\d\d):(\d\d(?:\.\d+)?)", stream.metadata.get("DURATION", "")[:30])
    if match is None:
        return None
    hours, minutes, seconds = match.groups()
    return int(hours) * 3600 + int(minutes) * 60 + float(seconds)


def _language(stream: Any) -> str | None:
    return to_bcp47(stream.metadata.get("language") or stream.language)


def _title(stream: Any) -> str | None:
    for key in ("title", "name", "handler_name"):
        text = clean_text(stream.metadata.get(key, "")).replace("\n", " ")
        if text and not _EMPTY_TITLES.search(text):
            return text
    return None


def _has(stream: Any, flag: str) -> bool:
    import av.stream

    return bool(stream.disposition & getattr(av.stream.Disposition, flag))
