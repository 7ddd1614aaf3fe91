"""Makes init and media segments of films that stay open between requests. Runs in worker processes only."""

import struct
from dataclasses import dataclass
from typing import Literal

from kino.media.packaging import bitstreams
from kino.media.packaging.converted_sound import SoundTarget, convert_sound, converted_init
from kino.media.packaging.fragments import Sample, write_fragment
from kino.media.packaging.init_segments import DESCRIBED_BY_FRAMES, write_init
from kino.media.packaging.open_films import Facts, open_film
from kino.media.packaging.samples import (
    Frame,
    Grid,
    Scale,
    Span,
    Track,
    find_first_sound,
    open_track,
    read_pictures,
    read_sound,
    time_pictures,
    time_sounds,
)

# Some ticks to a picture, so that frames can be decoded one after the other within one.
_LEAST_TIMESCALE, _MOST_TIMESCALE = 10_000, 1_000_000
_USUAL_TIMESCALE = 90_000
# Stereo for everybody: browsers mix six channels down without care for the dialogue.
_TARGET = SoundTarget(channels=2, bitrate_bps=192_000)


# A track as it is in the file, or its sound converted to AAC.
Form = Literal["copy", "aac"]


@dataclass(frozen=True, slots=True)
class TrackWish:
    """A stream of a file, as the packager needs it.

    path:    of the file.
    facts:   its size in bytes and its time in ns: another file of that name is none of this film.
    index:   the stream's number in the file.
    start_s: MediaInfo.start_s, where the film begins on the file's own clock.
    """

    path: bytes
    facts: Facts
    kind: Literal["video", "audio"]
    index: int
    start_s: float
    form: Form = "copy"


@dataclass(frozen=True, slots=True)
class SegmentWish:
    """A segment of a track. start_s, end_s: from the film's beginning; None at its beginning and end."""

    track: TrackWish
    number: int
    start_s: float | None
    end_s: float | None


def make_init(wish: TrackWish) -> bytes:
    """The init segment of a track that is copied. Raises UncuttableFilm and what opening raises."""
    with open_film(wish.path, wish.facts) as container:
        track = open_track(container, wish.index, wish.start_s)
        if wish.form == "aac":
            return converted_init(track, _TARGET)
        return write_init(track.stream, _scale_of(track).timescale, _audio_config(track), _description(track))


def make_segment(wish: SegmentWish) -> bytes:
    """The bytes of a segment; the same whenever it is made. Empty of frames, it is b"".

    Raises UncuttableFilm and what opening raises.
    """
    with open_film(wish.track.path, wish.track.facts) as container:
        track = open_track(container, wish.track.index, wish.track.start_s)
        samples = _make_samples(wish.track, track, Span(wish.start_s, wish.end_s))
    return write_fragment(1, wish.number, samples) if samples else b""


def _make_samples(wish: TrackWish, track: Track, span: Span) -> list[Sample]:
    if wish.form == "aac":
        return convert_sound(track, span, _TARGET)
    return _picture_samples(track, span) if wish.kind == "video" else _sound_samples(track, span)


def _picture_samples(track: Track, span: Span) -> list[Sample]:
    frames, following = read_pictures(track, span)
    if not frames:
        return []
    codec = track.stream.codec_context
    if codec.name in {"h264", "hevc"} and bitstreams.is_annex_b(codec.extradata):
        frames = [_with_data(frame, bitstreams.with_lengths(frame.data)) for frame in frames]
    return time_pictures(frames, following, _scale_of(track))


def _sound_samples(track: Track, span: Span) -> list[Sample]:
    frames = read_sound(track, span)
    # A frame of FLAC begins like an ADTS header.
    if frames and _is_aac(track) and bitstreams.is_adts(frames[0].data):
        frames = [_with_data(frame, bitstreams.without_adts(frame.data)) for frame in frames]
    scale = _scale_of(track)
    return time_sounds(frames, scale, _grid_of(track, scale))


def _with_data(frame: Frame, data: bytes) -> Frame:
    return Frame(data, frame.present, frame.duration, frame.is_keyframe)


def _scale_of(track: Track) -> Scale:
    from av.audio.codeccontext import AudioCodecContext

    codec = track.stream.codec_context
    if isinstance(codec, AudioCodecContext):
        return Scale(track.tick_s, codec.sample_rate or 48_000)
    tick_s = track.tick_s
    is_usable = tick_s.numerator == 1 and _LEAST_TIMESCALE <= tick_s.denominator <= _MOST_TIMESCALE
    return Scale(tick_s, tick_s.denominator if is_usable else _USUAL_TIMESCALE)


def _grid_of(track: Track, scale: Scale) -> Grid | None:
    from av.audio.codeccontext import AudioCodecContext

    codec = track.stream.codec_context
    first = track.stream.start_time
    if not isinstance(codec, AudioCodecContext) or first is None:
        return None
    frame_size = _flac_block_size(codec.extradata) if codec.name == "flac" else codec.frame_size
    if frame_size <= 1:
        return None
    return Grid(scale.convert(first - track.zero), frame_size, scale.timescale // 500)


def _flac_block_size(stream_info: bytes | None) -> int:
    """Samples of every frame but the last, or 0 where they differ (STREAMINFO, RFC 9639 §8.2)."""
    least, most = struct.unpack_from(">HH", stream_info) if stream_info and len(stream_info) >= 4 else (0, 0)
    return int(most) if least == most else 0


def _is_aac(track: Track) -> bool:
    return track.stream.codec_context.name in {"aac", "aac_latm"}


def _description(track: Track) -> bytes | None:
    is_needed = track.stream.codec_context.name in DESCRIBED_BY_FRAMES
    return find_first_sound(track) if is_needed else None


def _audio_config(track: Track) -> bytes | None:
    if not _is_aac(track) or track.stream.codec_context.extradata:
        return None
    first = find_first_sound(track)
    return bitstreams.audio_config(first) if first and bitstreams.is_adts(first) else None
