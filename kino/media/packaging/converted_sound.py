"""Sound converted to AAC, segment by segment, while the picture is copied. Runs in worker processes only.

The converted track is one sequence of frames of 1024 samples: frame k presents [1024 k, 1024 (k + 1)) from
the film's beginning, and belongs to the segment in which it begins. A segment is made from nothing but the
file: some sound before it is decoded and some frames before it are encoded and thrown away, so that it joins
the one before as if both had been made at once.
"""

import io
import itertools
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from kino.media.errors import UncuttableFilm
from kino.media.packaging.downmix import FLOAT_BYTES, Mix, resample, usual_layout
from kino.media.packaging.fragments import Sample
from kino.media.packaging.init_segments import MOVFLAGS
from kino.media.packaging.pcm_timeline import Window, read_pcm
from kino.media.packaging.samples import Span, Track

if TYPE_CHECKING:
    from av.audio.codeccontext import AudioCodecContext
    from av.packet import Packet
    from av.stream import Stream

_FRAME = 1024
# Encoded before the first frame that is kept: what the encoder knows of the past (windows, energies) is then
# the same as if it had come from the beginning. It forgets within 3 frames.
_FRAMES_BEFORE = 8
# Behind the last one: the frame that its window reaches into, and one that decides on the window's shape.
_FRAMES_BEHIND = 3
# More is made in pieces, so that a long segment takes no more memory than a short one: of some 8 s, of fewer
# where a second has more samples.
_PIECE_FRAMES, _PIECE_SAMPLES = 384, 400_000
# The filter of the resampler reaches this far, in samples of the source; before it, sound is not right yet.
_RESAMPLER_REACH = 256
# A last segment without an end follows the container's length this far, where sound ends before it.
_LONGEST_TAIL_S = 60
_KEPT_RATES = (32_000, 44_100, 48_000)
_USUAL_RATE = 48_000
# Others are lies, and would be bought with memory.
_LEAST_RATE, _MOST_RATE = 4_000, 384_000
_MICROSECOND = Fraction(1, 1_000_000)


@dataclass(frozen=True, slots=True)
class SoundTarget:
    """What sound becomes: AAC-LC at the source's sample rate, or the nearest usual one.

    channels:         6 or more: 5.1 where the source has three channels or more; else stereo.
    bitrate_bps:      > 0.
    loudness_gain_db: added to every sample.
    """

    channels: int
    bitrate_bps: int
    loudness_gain_db: float = 0.0


def converted_init(track: Track, target: SoundTarget) -> bytes:
    """The init segment of the converted track; its timescale is the sample rate.

    Raises UncuttableFilm when the track is no sound that FFmpeg decodes.
    """
    import av
    from av.audio.stream import AudioStream

    shape = _shape_of(track, target)
    written = io.BytesIO()
    with av.open(written, "w", format="mp4", options={"movflags": MOVFLAGS, "fflags": "+bitexact"}) as output:
        stream = output.add_stream("aac", rate=shape.rate)
        assert isinstance(stream, AudioStream)
        _set_up(stream.codec_context, shape, target)
        output.start_encoding()
        # The movie box; FFmpeg's mp4 counts sound in samples.
        return written.getvalue()


def convert_sound(track: Track, span: Span, target: SoundTarget) -> list[Sample]:
    """The AAC frames that begin within the span, in ticks of the sample rate.

    Where the track has no sound there is silence, up to the span's end; without an end, to that of the sound,
    or of the film where that is later. Raises UncuttableFilm when nothing of the sound can be decoded.
    """
    shape = _shape_of(track, target)
    first = _first_frame(span.start_s or 0.0, shape.rate)
    if span.end_s is None:
        return _convert_rest(track, first, shape, target)
    last = _first_frame(span.end_s, shape.rate)
    made: list[Sample] = []
    for start in range(first, last, shape.piece_frames):
        samples, _ = _convert_piece(track, start, min(start + shape.piece_frames, last), shape, target)
        made += samples
    return made


def _convert_rest(track: Track, first: int, shape: "_Shape", target: SoundTarget) -> list[Sample]:
    at_least = max(first + 1, _film_end(track, first, shape))
    made: list[Sample] = []
    for start in itertools.count(first, shape.piece_frames):
        samples, heard_until = _convert_piece(track, start, start + shape.piece_frames, shape, target)
        end = max(heard_until, at_least)
        made += samples[: end - start]
        if end < start + shape.piece_frames:
            break
    return made


@dataclass(frozen=True, slots=True)
class _Shape:
    """source_rate, rate: samples a second before and after; mix: of the source, at its rate."""

    source_rate: int
    rate: int
    mix: Mix

    @property
    def piece_frames(self) -> int:
        return min(_PIECE_FRAMES, _PIECE_SAMPLES * self.rate // self.source_rate // _FRAME)


def _shape_of(track: Track, target: SoundTarget) -> _Shape:
    from av.audio.codeccontext import AudioCodecContext
    from av.audio.layout import AudioLayout

    codec = track.stream.codec_context
    if not isinstance(codec, AudioCodecContext) or not codec.is_decoder:
        raise UncuttableFilm("The sound is of no codec that Kino can decode.")
    if not _LEAST_RATE <= codec.sample_rate <= _MOST_RATE:
        raise UncuttableFilm(
            f"The sound ({codec.name}) claims {codec.sample_rate} samples a second: nobody recorded that."
        )
    names = {channel.name for channel in AudioLayout(usual_layout(codec.layout.name)).channels}
    is_surround = target.channels >= 6 and bool(names - {"FL", "FR", "LFE", "DL", "DR"}) and len(names) > 2
    gain = math.pow(10.0, target.loudness_gain_db / 20)
    mix = Mix(6 if is_surround else 2, codec.sample_rate, gain)
    return _Shape(codec.sample_rate, _target_rate(codec.sample_rate), mix)


def _target_rate(rate: int) -> int:
    """The rate itself where every player takes it, an integer part of a high one, else 48 kHz."""
    for divisor in (1, 2, 4):
        if rate % divisor == 0 and rate // divisor in _KEPT_RATES and (divisor == 1 or rate > 48_000):
            return rate // divisor
    return _USUAL_RATE


def _set_up(codec: "AudioCodecContext", shape: _Shape, target: SoundTarget) -> None:
    codec.sample_rate = shape.rate
    codec.layout = shape.mix.layout
    codec.format = "fltp"
    codec.bit_rate = target.bitrate_bps
    codec.options = {
        # No name and version of the encoder in the first frame.
        "flags": "+bitexact",
        # A third of the default's time; FFmpeg calls it the better one from 64 kb/s a channel upwards.
        "aac_coder": "fast",
    }


def _first_frame(time_s: float, rate: int) -> int:
    """The first frame that does not begin before the time, which was rounded to whole microseconds."""
    return max(0, math.ceil((Fraction(time_s) - _MICROSECOND) * rate / _FRAME))


def _film_end(track: Track, first: int, shape: _Shape) -> int:
    """The frame at which the container says that the film ends, if that is near."""
    container = track.container
    if container.duration is None:
        return first
    end_s = Fraction((container.start_time or 0) + container.duration, 1_000_000) - track.zero * track.tick_s
    latest = first + _LONGEST_TAIL_S * shape.rate // _FRAME
    return min(_first_frame(float(end_s), shape.rate), latest)


def _convert_piece(
    track: Track, first: int, last: int, shape: _Shape, target: SoundTarget
) -> tuple[list[Sample], int]:
    """Frames [first, last), and the frame behind the last one in which there is sound, ≤ last."""
    window = Window((first - _FRAMES_BEFORE) * _FRAME, (last + _FRAMES_BEHIND) * _FRAME)
    planes, heard_until = _read_at_rate(track, window, shape)
    samples = [
        Sample(bytes(packet), number * _FRAME, number * _FRAME, _FRAME, True)
        for number, packet in _encode(planes, window.first, shape, target)
        if first <= number < last
    ]
    return samples, min(last, -(-heard_until // _FRAME))


def _read_at_rate(track: Track, window: Window, shape: _Shape) -> tuple[Sequence[bytes | bytearray], int]:
    """The window's samples at shape.rate, and the sample behind the last one that came from the film."""
    if shape.source_rate == shape.rate:
        pcm = read_pcm(track, window, shape.mix)
        return pcm.planes, pcm.heard_until
    common = math.gcd(shape.source_rate, shape.rate)
    per_source, per_target = shape.source_rate // common, shape.rate // common
    # Beginning where samples of both rates coincide, the resampler makes the same of them in every window.
    margin = -(-_RESAMPLER_REACH // per_source)
    first, last = window.first // per_target - margin, -(-window.last // per_target) + margin
    pcm = read_pcm(track, Window(first * per_source, last * per_source), shape.mix)
    planes = resample(pcm.planes, shape.mix.layout, shape.source_rate, shape.rate)
    skipped = (window.first - first * per_target) * FLOAT_BYTES
    size = (window.last - window.first) * FLOAT_BYTES
    cut = [plane[skipped : skipped + size].ljust(size, b"\0") for plane in planes]
    return cut, pcm.heard_until * per_target // per_source


def _encode(
    planes: Sequence[bytes | bytearray], first_sample: int, shape: _Shape, target: SoundTarget
) -> Iterator[tuple[int, "Packet[Stream]"]]:
    """The packets of an encoder that is given these samples, with the numbers of their frames."""
    import av
    from av.audio.codeccontext import AudioCodecContext
    from av.audio.frame import AudioFrame

    encoder = av.CodecContext.create("aac", "w")
    assert isinstance(encoder, AudioCodecContext)
    _set_up(encoder, shape, target)
    size = _FRAME * FLOAT_BYTES
    for start in range(0, len(planes[0]), size):
        frame = AudioFrame("fltp", shape.mix.layout, _FRAME)
        frame.sample_rate = shape.rate
        frame.time_base = Fraction(1, shape.rate)
        frame.pts = first_sample + start // FLOAT_BYTES
        for plane, data in zip(frame.planes, planes, strict=True):
            plane.update(bytes(data[start : start + size]))
        # FFmpeg's packets say when they are heard; an encoder's first one is heard a frame before the first
        # sample that it was given.
        for packet in encoder.encode(frame):
            yield (packet.pts or 0) // _FRAME, packet
