"""Reading the frames between two cuts out of a film. Runs in worker processes only.

Which frames belong to a segment follows from their presentation times alone, never from where a seek happens
to land: so each is in exactly one segment, and a segment is the same bytes whenever it is made.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from kino.media.errors import UncuttableFilm
from kino.media.open_media import demux
from kino.media.packaging.fragments import Sample

if TYPE_CHECKING:
    from av.container import InputContainer
    from av.packet import Packet
    from av.stream import Stream

# How far before a cut a seek goes: first to the cut itself, then farther, until a frame from before it is
# seen or the file begins. Sound may lie in the file some time before the picture that it belongs to.
_STEPS_BACK_S = (0.0, 2.0, 16.0, 128.0)
# A seek in a program stream enters in the middle of a frame: its rest comes as a frame of its own, and those
# behind it say another's time up to the container's next packet, less than a second later.
_ENTERED_ANYWHERE = "mpeg"
# Sound and picture of the same moment are not farther apart than this in a file.
_INTERLEAVING_S = 10.0
_MICROSECOND = Fraction(1, 1_000_000)


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of the film in seconds from its beginning. None on a side: whatever there is."""

    start_s: float | None
    end_s: float | None


@dataclass(frozen=True, slots=True)
class Frame:
    """A packet as it is in the file.

    present, duration: ticks of its stream, present from the film's beginning.
    """

    data: bytes
    present: int
    duration: int
    is_keyframe: bool


@dataclass(frozen=True, slots=True)
class Track:
    """A stream of an open film.

    zero: the tick of the stream's own clock at which the film begins.
    """

    container: "InputContainer"
    stream: "Stream"
    zero: int

    @property
    def tick_s(self) -> Fraction:
        """Seconds a tick has."""
        tick_s: Fraction = self.stream.time_base or Fraction(1, 90_000)
        return tick_s


def open_track(container: "InputContainer", index: int, start_s: float) -> Track:
    """The stream with that number in the file; start_s is MediaInfo.start_s.

    Raises UncuttableFilm when the file has no such stream, or it is of a kind that nothing here knows.
    """
    if index >= len(container.streams):
        raise UncuttableFilm(f"The file has no stream with the number {index}.")
    stream = container.streams[index]
    if stream.codec_context is None:
        raise UncuttableFilm(f"Nothing is known of stream {index} of the file: its codec is unknown.")
    tick_s = stream.time_base or Fraction(1, 90_000)
    return Track(container, stream, round(Fraction(start_s) / tick_s))


# Sound begins with the film, or soon; whoever searches longer reads a whole film without sound.
_LATEST_SOUND_S = 600.0


def read_pictures(track: Track, span: Span) -> tuple[list[Frame], int | None]:
    """The frames from the keyframe of the span's start up to that of its end, in the file's order.

    With them the first presentation tick of what follows; None at the end of the film.

    The keyframe of a cut is the first one, in the file's order, that is not shown before it. Frames that lie
    behind it and are shown before it (leading pictures) belong to it.
    """
    start, end = _first_tick(track, span.start_s), _first_tick(track, span.end_s)
    frames: list[Frame] = []
    incoming = _read_from(track, span.start_s, is_picture=True)
    for frame in incoming:
        if not frames and start is not None and not (frame.is_keyframe and frame.present >= start):
            continue
        if end is not None and frame.is_keyframe and frame.present >= end:
            return frames, _first_shown(frame, incoming)
        frames.append(frame)
    return frames, None


def _first_shown(keyframe: Frame, behind: Iterator[Frame]) -> int:
    """When the first picture of a group is shown: a leading one, if there are any."""
    first = keyframe.present
    for frame in behind:
        if frame.present >= keyframe.present:
            break
        first = min(first, frame.present)
    return first


def read_sound(track: Track, span: Span) -> list[Frame]:
    """The frames that begin within the span; none from before the film, where an edit list cut."""
    start, end = _first_tick(track, span.start_s or 0.0), _first_tick(track, span.end_s)
    frames: list[Frame] = []
    for frame in _read_from(track, span.start_s, is_picture=False, until_s=span.end_s):
        if end is not None and frame.present >= end:
            break
        if start is not None and frame.present >= start:
            frames.append(frame)
    return frames


def find_first_sound(track: Track) -> bytes | None:
    """A frame that tells how the sound is coded; None where there is none in the film's first ten minutes."""
    packets = read_packets(track, None, is_picture=False, until_s=_LATEST_SOUND_S)
    first = next(packets, None)
    return bytes(first) if first is not None else None


def _first_tick(track: Track, time_s: float | None) -> int | None:
    """The first tick that is not before the time, which was rounded to whole microseconds."""
    if time_s is None:
        return None
    return -int(-(Fraction(time_s) - _MICROSECOND) // track.tick_s)


def _read_from(
    track: Track, start_s: float | None, *, is_picture: bool, until_s: float | None = None
) -> Iterator[Frame]:
    for packet in read_packets(track, start_s, is_picture=is_picture, until_s=until_s):
        yield Frame(bytes(packet), _tick_of(track, packet), packet.duration or 0, bool(packet.is_keyframe))


def read_packets(
    track: Track, start_s: float | None, *, is_picture: bool, until_s: float | None = None
) -> Iterator["Packet[Stream]"]:
    """Packets in the file's order, from a keyframe (or a sound) on that is not shown after the start.

    until_s: ends where the film's picture is some seconds behind this time, instead of searching the rest of
        the file for sound that ends early. Costs some milliseconds, since pictures are read, too.

    Each has a presentation time and is not empty. A seek may land behind what it was to find: transport
    streams have no index, and an index may lie.
    """
    _read_only(track)
    clock = None if until_s is None else _start_clock(track, until_s + _INTERLEAVING_S)
    latest = None if start_s is None else int((Fraction(start_s) + _MICROSECOND) // track.tick_s)
    is_torn = track.container.format.name == _ENTERED_ANYWHERE
    for step_s in _STEPS_BACK_S[1:] if is_torn else _STEPS_BACK_S:
        if start_s is None or latest is None or start_s <= step_s:
            break
        _seek(track, start_s - step_s)
        packets = _iter_packets(track, clock)
        first = next((packet for packet in packets if packet.is_keyframe or not is_picture), None)
        if first is not None and _tick_of(track, first) <= latest:
            yield first
            yield from packets
            return
        if first is None and clock is not None and step_s > _INTERLEAVING_S:
            return
    _rewind(track)
    yield from _iter_packets(track, clock)


def _rewind(track: Track) -> None:
    import av.error

    try:
        # Sought at their beginning, transport streams would be entered behind their first picture.
        _seek(track, -_STEPS_BACK_S[-1])
    except av.error.PermissionError:
        # An avi knows no time before its first.
        _seek(track, 0.0)


def _seek(track: Track, time_s: float) -> None:
    at = Fraction(time_s) + track.zero * track.tick_s
    track.container.seek(int(at * 1_000_000), backward=True)


def _read_only(track: Track) -> None:
    from av.stream import Discard

    for each in track.container.streams:
        each.discard = Discard.default if each is track.stream else Discard.all


@dataclass(frozen=True, slots=True)
class _Clock:
    """Pictures that tell how far a file has been read. last: the tick of theirs that is far enough."""

    stream: "Stream"
    last: int


def _start_clock(track: Track, last_s: float) -> _Clock | None:
    from av.stream import Discard, Disposition

    for stream in track.container.streams.video:
        if (
            stream is not track.stream
            and stream.time_base
            and not stream.disposition & Disposition.attached_pic
        ):
            # Keyframes are enough, where a demuxer can tell them.
            stream.discard = Discard.nonkey
            return _Clock(stream, int((Fraction(last_s) + track.zero * track.tick_s) / stream.time_base))
    return None


def _iter_packets(track: Track, clock: _Clock | None) -> Iterator["Packet[Stream]"]:
    for packet in demux(track.container, *([track.stream, clock.stream] if clock else [track.stream])):
        # Old avi files have no presentation times; the last packet of all is empty.
        if packet.pts is None:
            packet.pts = packet.dts
        if packet.pts is None or not packet.size:
            continue
        if packet.stream_index == track.stream.index:
            yield packet
        elif clock and packet.pts > clock.last:
            return


def _tick_of(track: Track, packet: "Packet[Stream]") -> int:
    return (packet.pts or 0) - track.zero


def time_pictures(frames: list[Frame], following: int | None, scale: "Scale") -> list[Sample]:
    """Frames as samples. following: presentation tick of the next segment's first frame; None at the end.

    Decode times are made here, from nothing but the segment: files that lack them have them too. The first is
    that of the first picture on screen, since players take a segment's decode time for its place in the film.
    None is above its presentation time, else players built on FFmpeg show the whole film later than its
    sound; for that, the first frames of a segment are decoded quickly one after the other.
    """
    present = [scale.convert(frame.present) for frame in frames]
    shown = sorted(present)
    # How long before it is shown a frame must be decoded, if one is decoded whenever one is shown.
    lead = max(at - own for at, own in zip(shown, present, strict=True))
    decode: list[int] = []
    for at in shown:
        decode.append(max(at - lead, decode[-1] + 1 if decode else max(0, shown[0])))
    if following is not None:
        end = scale.convert(following)
    else:
        usual = shown[-1] - shown[-2] if len(shown) > 1 else 1
        end = shown[-1] + (scale.convert(frames[-1].duration) or usual)
    ends = [*decode[1:], max(end, decode[-1] + 1)]
    return [
        Sample(frame.data, at, own, until - at, frame.is_keyframe)
        for frame, at, own, until in zip(frames, decode, present, ends, strict=True)
    ]


@dataclass(frozen=True, slots=True)
class Scale:
    """From a stream's ticks to those of its track in the segments.

    timescale: ticks a second there.
    """

    tick_s: Fraction
    timescale: int

    def convert(self, ticks: int) -> int:
        """The nearest tick of the track."""
        ratio = self.tick_s * self.timescale
        return (2 * ticks * ratio.numerator + ratio.denominator) // (2 * ratio.denominator)


def time_sounds(frames: list[Frame], scale: "Scale", grid: "Grid | None") -> list[Sample]:
    """Frames of sound as samples; each is a place to begin at. grid: None where frames differ in length."""
    if not frames:
        return []
    starts = [max(0, scale.convert(frame.present)) for frame in frames]
    if grid is not None:
        starts = [max(0, grid.snap(at)) for at in starts]
    last = frames[-1]
    ends = [*starts[1:], starts[-1] + (grid.frame if grid else scale.convert(last.duration))]
    return [
        Sample(frame.data, at, at, max(1, end - at), True)
        for frame, at, end in zip(frames, starts, ends, strict=True)
    ]


@dataclass(frozen=True, slots=True)
class Grid:
    """Where the frames of a sound begin when each has the same length.

    Containers that count in milliseconds say times that are off by up to one; put back onto the grid, frames
    join without gap or overlap, whichever segment they are in. All in ticks of the track.

    first: where the sound begins. reach: farther than this from the grid, a frame is where it says.
    """

    first: int
    frame: int
    reach: int

    def snap(self, at: int) -> int:
        """The place on the grid that is meant, or `at` itself."""
        meant = self.first + round((at - self.first) / self.frame) * self.frame
        return meant if abs(meant - at) <= self.reach else at
