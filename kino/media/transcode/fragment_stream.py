"""Reads the fragmented mp4 that ffmpeg writes to a pipe, while it is being written.

One track, one fragment for each group of pictures, as `arguments` asks for. What ffmpeg says is trusted as
little as a file: boxes are bounded and checked.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from kino.media.boxes import Box, find_box, iter_boxes
from kino.media.errors import FfmpegFailed
from kino.media.packaging.samples import Frame

# Two seconds of 2160 lines at their bound have 5 MB.
_MOST_BOX_BYTES = 64 * 1024 * 1024
_NOT_SYNC = 0x00010000
_HEAD = struct.Struct(">I4s")


@dataclass(frozen=True, slots=True)
class Init:
    """The init segment: what decoders need to know before the first frame."""

    data: bytes


@dataclass(frozen=True, slots=True)
class Group:
    """A group of pictures, its first one a keyframe; times in ticks from the film's beginning."""

    frames: list[Frame]


class FragmentStream:
    """Takes bytes in as they come; gives the init segment, then group after group."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._init = bytearray()
        self._moof: bytes | None = None
        # ffmpeg shifts decode times up until the first picture's has its presentation time.
        self._shift: int | None = None

    def feed(self, data: bytes) -> Iterator[Init | Group]:
        """What these bytes complete. Raises FfmpegFailed when they are no such stream."""
        self._buffer += data
        while len(self._buffer) >= _HEAD.size:
            size, kind = _HEAD.unpack_from(self._buffer)
            if not _HEAD.size <= size <= _MOST_BOX_BYTES:
                raise FfmpegFailed(f"ffmpeg wrote a box of {size} bytes.")
            if len(self._buffer) < size:
                return
            box = bytes(self._buffer[:size])
            del self._buffer[:size]
            yield from self._take(kind, box)

    def _take(self, kind: bytes, box: bytes) -> Iterator[Init | Group]:
        if kind in (b"ftyp", b"moov"):
            self._init += box
            if kind == b"moov":
                yield Init(bytes(self._init))
        elif kind == b"moof":
            self._moof = box
        elif kind == b"mdat" and self._moof is not None:
            frames = _read_frames(self._moof, box)
            self._moof = None
            if frames:
                yield Group(self._shifted(frames))

    def _shifted(self, frames: list[tuple[int, int, Frame]]) -> list[Frame]:
        if self._shift is None:
            decode, present, _ = frames[0]
            self._shift = present - decode
        shift = self._shift
        return [
            Frame(frame.data, present - shift, frame.duration, frame.is_keyframe)
            for _, present, frame in frames
        ]


def _read_frames(moof: bytes, mdat: bytes) -> list[tuple[int, int, Frame]]:
    """Decode and presentation time of each frame, and the frame."""
    whole = Box(b"moof", 8, len(moof))
    parts = [find_box(moof, whole, b"traf", kind) for kind in (b"tfhd", b"tfdt")]
    traf = find_box(moof, whole, b"traf")
    if traf is None or None in parts:
        raise FfmpegFailed("ffmpeg wrote a fragment without a time.")
    header, time = (part for part in parts if part is not None)
    defaults = _read_defaults(moof, header)
    is_long = moof[time.start] == 1
    (decode,) = struct.unpack_from(">Q" if is_long else ">I", moof, time.start + 4)
    found: list[tuple[int, int, Frame]] = []
    at = 8
    for run in iter_boxes(moof, traf.start, traf.end):
        if run.kind != b"trun":
            continue
        for duration, size, flags, offset in _read_run(moof, run, defaults):
            data = mdat[at : at + size]
            if len(data) != size:
                raise FfmpegFailed("ffmpeg wrote a fragment that is shorter than it says.")
            frame = Frame(data, 0, duration, not flags & _NOT_SYNC)
            found.append((decode, decode + offset, frame))
            decode, at = decode + duration, at + size
    return found


@dataclass(frozen=True, slots=True)
class _Defaults:
    duration: int = 0
    size: int = 0
    flags: int = 0


def _read_defaults(moof: bytes, box: Box) -> _Defaults:
    flags = int.from_bytes(moof[box.start + 1 : box.start + 4])
    at = box.start + 8
    at += 8 if flags & 0x01 else 0  # base data offset
    at += 4 if flags & 0x02 else 0  # sample description
    values = []
    for bit in (0x08, 0x10, 0x20):
        has = bool(flags & bit)
        values.append(struct.unpack_from(">I", moof, at)[0] if has else 0)
        at += 4 if has else 0
    return _Defaults(*values)


def _read_run(moof: bytes, run: Box, defaults: _Defaults) -> Iterator[tuple[int, int, int, int]]:
    """Duration, size, flags and composition offset of each sample."""
    flags = int.from_bytes(moof[run.start + 1 : run.start + 4])
    (count,) = struct.unpack_from(">I", moof, run.start + 4)
    at = run.start + 8 + (4 if flags & 0x01 else 0)
    first_flags = None
    if flags & 0x04:
        (first_flags,) = struct.unpack_from(">I", moof, at)
        at += 4
    given = [bool(flags & bit) for bit in (0x100, 0x200, 0x400, 0x800)]
    if at + count * 4 * sum(given) > run.end:
        raise FfmpegFailed("ffmpeg wrote a fragment that is shorter than it says.")
    for number in range(count):
        values = [defaults.duration, defaults.size, defaults.flags, 0]
        for place, is_given in enumerate(given):
            if is_given:
                # Offsets are signed in version 1, and FFmpeg reads and writes them so in version 0, too.
                (values[place],) = struct.unpack_from(">i" if place == 3 else ">I", moof, at)
                at += 4
        if number == 0 and first_flags is not None and not given[2]:
            values[2] = first_flags
        yield values[0], values[1], values[2], values[3]
