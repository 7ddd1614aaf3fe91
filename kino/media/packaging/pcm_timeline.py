"""Sound decoded and put where it belongs on the film's timeline. Runs in worker processes only.

What a window holds follows from the packets' times alone and from no window before it: where two of them
overlap, they hold the same samples.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from math import floor
from typing import TYPE_CHECKING

from kino.media.errors import UncuttableFilm
from kino.media.packaging.downmix import FLOAT_BYTES, Format, Mix, mix_down
from kino.media.packaging.samples import Track, read_packets
from kino.media.packaging.sound_runs import Run, nearest

if TYPE_CHECKING:
    from av.audio.codeccontext import AudioCodecContext
    from av.audio.frame import AudioFrame
    from av.codec.context import CodecContext
    from av.packet import Packet
    from av.stream import Stream

# What is decoded before a window, so that decoders that lean on earlier packets are themselves: MP3's bit
# reservoir, the overlap of AC-3 and Vorbis, Opus's 80 ms, TrueHD's major syncs (some 0.1 s apart), and the
# headers that HE-AAC repeats twice a second.
_PREROLL_S = Fraction(6, 10)
# Sound lies near the times that its packets say, but not always before them.
_LOOK_BEHIND_S = Fraction(1, 10)
# Within these, something of a film must be decodable.
_FIRST_SECONDS_S = 5
# AC-3's noise comes out of the frame, not out of all that was decoded before it.
_OPTIONS = {"ac3": {"cons_noisegen": "1"}, "eac3": {"cons_noisegen": "1"}}


@dataclass(frozen=True, slots=True)
class Window:
    """Samples [first, last) from the film's beginning; first may be negative."""

    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Pcm:
    """A plane of 32-bit floats a channel, as long as its window; silence where the film has no sound.

    heard_until: the sample behind the last one that came from the film; window.first when none did.
    """

    planes: list[bytearray]
    heard_until: int


def read_pcm(track: Track, window: Window, mix: Mix) -> Pcm:
    """The track's sound within the window of samples at mix.rate.

    Packets that do not decode are silence. Raises UncuttableFilm when none does, neither here nor in the
    first seconds of the sound.
    """
    start_s, end_s = Fraction(window.first, mix.rate), Fraction(window.last, mix.rate)
    runs, is_broken = _decode(track, start_s, end_s)
    if is_broken:
        _refuse_undecodable(track)
    planes = [bytearray((window.last - window.first) * FLOAT_BYTES) for _ in range(mix.channels)]
    written = window.first
    origins_s = _find_origins_s(track, runs)
    for run in runs:
        place = run.place([origin_s * run.format.rate for origin_s in origins_s])
        at = nearest(place * mix.rate / run.format.rate)
        mixed = mix_down(run.join_planes(), run.samples, run.format, mix)
        # What was there before stays: of sound that overlaps, the later is dropped.
        first, last = max(at, written), min(at + len(mixed[0]) // FLOAT_BYTES, window.last)
        if first < last:
            for plane, data in zip(planes, mixed, strict=True):
                into = slice((first - window.first) * FLOAT_BYTES, (last - window.first) * FLOAT_BYTES)
                plane[into] = memoryview(data)[(first - at) * FLOAT_BYTES : (last - at) * FLOAT_BYTES]
            written = last
    return Pcm(planes, written)


def _find_origins_s(track: Track, runs: list[Run]) -> list[Fraction]:
    """Where the first frame of all may begin, in seconds from the film's beginning."""
    begin = track.stream.start_time
    if begin is None or not runs:
        return []
    origin_s = (begin - track.zero) * track.tick_s
    # FFmpeg says where a stream begins to be heard. What is skipped before it, a new decoder skips, too.
    return [origin_s, origin_s - Fraction(runs[0].skipped, runs[0].format.rate)]


def _refuse_undecodable(track: Track) -> None:
    begin = track.stream.start_time
    begin_s = Fraction(0) if begin is None else (begin - track.zero) * track.tick_s
    runs, is_broken = _decode(track, begin_s, begin_s + _FIRST_SECONDS_S)
    if is_broken and not runs:
        raise UncuttableFilm(f"Nothing of the sound ({track.stream.codec_context.name}) can be decoded.")


def _decode(track: Track, start_s: Fraction, end_s: Fraction) -> tuple[list[Run], bool]:
    """Runs of sound that cover the time, with what lies before it. True: packets were there, none decoded."""
    decoder = _make_decoder(track)
    runs: list[Run] = []
    has_packets = follows = False
    for packet in _packets_of(track, start_s - _PREROLL_S, end_s + _LOOK_BEHIND_S):
        has_packets = True
        frames = _decode_packet(decoder, packet)
        for frame in frames:
            if not runs and frame.pts is not None and packet.duration:
                # Of what a new decoder skips, it does not tell when the rest begins.
                length = floor(Fraction(frame.samples, frame.sample_rate or 1) / track.tick_s)
                frame.pts += max(0, packet.duration - length)
            follows = _append(track, runs, frame, follows=follows)
        # The packet is lost; sound behind it is placed by its own times.
        follows = follows and (bool(frames) or decoder.codec.delay)
    for frame in _decode_packet(decoder, None) if runs else ():
        follows = _append(track, runs, frame, follows=follows)
    return runs, has_packets and not runs


def _append(track: Track, runs: list[Run], frame: "AudioFrame", *, follows: bool) -> bool:
    if not frame.samples or not frame.sample_rate:
        return follows
    tick = None if frame.pts is None else frame.pts - track.zero
    form = Format(frame.format.name, frame.layout.name, frame.sample_rate)
    if not follows or runs[-1].format != form or not runs[-1].continues(tick):
        if tick is None:
            # Nothing says where it belongs.
            return False
        runs.append(Run(form, form.rate * track.tick_s))
    runs[-1].add(frame, tick)
    return True


def _packets_of(track: Track, start_s: Fraction, end_s: Fraction) -> Iterator["Packet[Stream]"]:
    start, end = (floor(at_s / track.tick_s) + track.zero for at_s in (start_s, end_s))
    begin = track.stream.start_time
    if begin is not None and begin >= end:
        # Else the file would be searched for sound that comes much later.
        return
    from_s = float(start_s) if start_s > 0 else None
    for packet in read_packets(track, from_s, is_picture=False, until_s=float(end_s)):
        at = packet.pts or 0
        if at >= end:
            return
        if at >= start or at + (packet.duration or 0) > start:
            yield packet


def _make_decoder(track: Track) -> "AudioCodecContext":
    """A decoder of its own: one that has decoded something else keeps more than a flush makes it forget."""
    import io

    import av
    from av.audio.codeccontext import AudioCodecContext

    if track.stream.codec_context.name == "mp2":
        # The one of that name dithers, so that its output depends on all that it decoded before.
        decoder: CodecContext = av.CodecContext.create("mp2float", "r")
    else:
        # PyAV copies a stream's parameters to a decoder nowhere else; nothing is ever written there.
        with av.open(io.BytesIO(), "w", format="null") as nowhere:
            decoder = nowhere.add_stream_from_template(track.stream, opaque=True).codec_context
    if not isinstance(decoder, AudioCodecContext):
        raise UncuttableFilm("The track is no sound.")
    # Threads would hold back frames, and a worker is one of several.
    decoder.thread_count = 1
    decoder.options = dict(_OPTIONS.get(decoder.name, {}))
    return decoder


def _decode_packet(decoder: "AudioCodecContext", packet: "Packet[Stream] | None") -> list["AudioFrame"]:
    import av.error

    try:
        return decoder.decode(packet)
    except av.error.FFmpegError:
        return []
