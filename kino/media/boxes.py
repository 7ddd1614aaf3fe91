"""The boxes of mp4 and mov files (ISO/IEC 14496-12), as far as FFmpeg does not tell what they say.

Everything read here is hostile: sizes are checked against what is there, tables against limits.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate, chain, repeat
from typing import BinaryIO

# The movie box of a three-hour film has some 3 MB; a larger one than this is broken or hostile.
MAX_MOOV_BYTES = 128 * 1024 * 1024
# Ten hours at 120 frames a second.
MAX_SAMPLES = 4_400_000


@dataclass(frozen=True, slots=True)
class Box:
    """One box: where its payload starts and ends, in bytes from the start of the file or buffer.

    end may lie beyond the end of the file: then the file is truncated.
    """

    kind: bytes
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class TopLevel:
    """The outermost boxes of a file."""

    boxes: tuple[Box, ...]
    size_bytes: int

    def find(self, kind: bytes) -> Box | None:
        """The first box of that kind."""
        return next((box for box in self.boxes if box.kind == kind), None)

    @property
    def is_fragmented(self) -> bool:
        return self.find(b"moof") is not None

    @property
    def is_truncated(self) -> bool:
        """The movie box is missing, or a box ends beyond the end of the file."""
        return self.find(b"moov") is None or any(box.end > self.size_bytes for box in self.boxes)


def is_mp4(head: bytes) -> bool:
    """True when a file that starts with `head` (8 bytes or more) is an mp4 or mov."""
    return head[4:8] in {b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot"}


def read_top_level(file: BinaryIO, size_bytes: int) -> TopLevel:
    """The outermost boxes; reads 16 bytes of each and seeks over the rest. At most 100,000 of them."""
    boxes: list[Box] = []
    position = 0
    while position + 8 <= size_bytes and len(boxes) < 100_000:
        file.seek(position)
        box = _read_box(file.read(16), position, size_bytes)
        if box is None:
            break
        boxes.append(box)
        position = box.end
    return TopLevel(tuple(boxes), size_bytes)


def _read_box(header: bytes, position: int, limit: int) -> Box | None:
    if len(header) < 8:
        return None
    size, kind = struct.unpack_from(">I4s", header)
    payload = 8
    if size == 1 and len(header) >= 16:
        size, payload = struct.unpack_from(">Q", header, 8)[0], 16
    elif size == 0:
        size = limit - position
    if size < payload:
        return None
    return Box(kind, position + payload, position + size)


def read_moov(file: BinaryIO, top: TopLevel) -> bytes | None:
    """The movie box's payload, or None when it is missing, cut or larger than MAX_MOOV_BYTES."""
    box = top.find(b"moov")
    if box is None or box.end > top.size_bytes or box.end - box.start > MAX_MOOV_BYTES:
        return None
    file.seek(box.start)
    return file.read(box.end - box.start)


def iter_boxes(data: bytes, start: int, end: int) -> Iterator[Box]:
    """The boxes between two offsets of `data`, outermost first; stops at the first impossible size."""
    while start + 8 <= end:
        box = _read_box(data[start : start + 16], start, end)
        if box is None or box.end > end:
            return
        yield box
        start = box.end


def find_box(data: bytes, parent: Box, *path: bytes) -> Box | None:
    """The first box reached by going down `path` from `parent`."""
    for kind in path:
        found = next((box for box in iter_boxes(data, parent.start, parent.end) if box.kind == kind), None)
        if found is None:
            return None
        parent = found
    return parent


def list_tracks(moov: bytes) -> list[Box]:
    """The track boxes in file order, which is FFmpeg's stream order."""
    return [box for box in iter_boxes(moov, 0, len(moov)) if box.kind == b"trak"]


def is_video_track(moov: bytes, track: Box) -> bool:
    """True when the track's handler says video."""
    handler = find_box(moov, track, b"mdia", b"hdlr")
    return handler is not None and moov[handler.start + 8 : handler.start + 12] == b"vide"


@dataclass(frozen=True, slots=True)
class SampleTable:
    """Where the samples of one track stand in time.

    times_s: presentation time of each sample in decode order, edit list applied.
    sync:    sample numbers from 0 of the sync samples (stss), ascending; None when every sample is one.
    """

    times_s: list[float]
    sync: list[int] | None


def read_sample_table(moov: bytes, track: Box) -> SampleTable | None:
    """The times of a track's samples, or None when they cannot be told from the movie box alone.

    That is so for a fragmented file (its samples are elsewhere) and for an edit list of more than one piece.
    """
    whole = Box(b"moov", 0, len(moov))
    movie_scale = _timescale(moov, find_box(moov, whole, b"mvhd"))
    scale = _timescale(moov, find_box(moov, track, b"mdia", b"mdhd"))
    table = find_box(moov, track, b"mdia", b"minf", b"stbl")
    if not movie_scale or not scale or table is None:
        return None
    shift_s = _read_shift_s(moov, track, movie_scale, scale)
    durations = _read_pairs(moov, find_box(moov, table, b"stts"), signed=False)
    if shift_s is None or not durations:
        return None
    steps = chain.from_iterable(repeat(delta, count) for count, delta in durations)
    decode = list(accumulate(chain((0,), steps)))[:-1]
    offsets = _read_pairs(moov, find_box(moov, table, b"ctts"), signed=True) or [(len(decode), 0)]
    spread = chain(chain.from_iterable(repeat(offset, count) for count, offset in offsets), repeat(0))
    times_s = [(at + offset) / scale + shift_s for at, offset in zip(decode, spread, strict=False)]
    return SampleTable(times_s, _read_sync(moov, find_box(moov, table, b"stss"), len(times_s)))


def _timescale(data: bytes, box: Box | None) -> int:
    if box is None or box.end - box.start < 24:
        return 0
    offset = 20 if data[box.start] == 1 else 12
    return int(struct.unpack_from(">I", data, box.start + offset)[0])


def _read_shift_s(data: bytes, track: Box, movie_scale: int, scale: int) -> float | None:
    """Seconds that the edit list adds to every presentation time; None for lists that cut pieces out."""
    box = find_box(data, track, b"edts", b"elst")
    if box is None or box.end - box.start < 8:
        return 0.0
    version, count = data[box.start], struct.unpack_from(">I", data, box.start + 4)[0]
    entry = struct.Struct(">Qqi" if version == 1 else ">Iii")
    if count > 2 or box.start + 8 + count * entry.size > box.end:
        return None
    delay_s, media_time = 0.0, None
    for index in range(count):
        duration, time, _ = entry.unpack_from(data, box.start + 8 + index * entry.size)
        if time == -1 and media_time is None:
            delay_s += duration / movie_scale
        elif media_time is None:
            media_time = time
        else:
            return None
    return delay_s - (media_time or 0) / scale


def _read_pairs(data: bytes, box: Box | None, *, signed: bool) -> list[tuple[int, int]]:
    """The (count, value) pairs of stts or ctts; empty when missing, cut or absurdly long."""
    if box is None or box.end - box.start < 8:
        return []
    count = struct.unpack_from(">I", data, box.start + 4)[0]
    if box.start + 8 + count * 8 > box.end:
        return []
    # Version 0 of ctts says unsigned, yet QuickTime writes negative offsets there and FFmpeg reads them so.
    table = data[box.start + 8 : box.start + 8 + count * 8]
    pairs = list(struct.iter_unpack(">Ii" if signed else ">II", table))
    return pairs if sum(number for number, _ in pairs) <= MAX_SAMPLES else []


def _read_sync(data: bytes, box: Box | None, samples: int) -> list[int] | None:
    if box is None or box.end - box.start < 8:
        return None
    count = struct.unpack_from(">I", data, box.start + 4)[0]
    end = min(box.end, box.start + 8 + count * 4)
    end -= (end - box.start - 8) % 4
    numbers = (number for (number,) in struct.iter_unpack(">I", data[box.start + 8 : end]))
    return sorted({number - 1 for number in numbers if 0 < number <= samples})


def find_dolby_vision(moov: bytes, track: Box) -> bytes | None:
    """The payload of dvcC, dvvC or dvwC in the track's first sample entry."""
    stsd = find_box(moov, track, b"mdia", b"minf", b"stbl", b"stsd")
    if stsd is None:
        return None
    entry = next(iter_boxes(moov, stsd.start + 8, stsd.end), None)
    if entry is None:
        return None
    # A visual sample entry has 78 bytes of fixed fields before its boxes.
    for box in iter_boxes(moov, entry.start + 78, entry.end):
        if box.kind in {b"dvcC", b"dvvC", b"dvwC"}:
            return moov[box.start : box.end]
    return None
