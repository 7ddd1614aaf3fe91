"""The elements of Matroska and WebM (RFC 8794, RFC 9559), as far as FFmpeg does not tell what they say."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

_SEGMENT = 0x18538067
_SEEK_HEAD, _SEEK, _SEEK_ID, _SEEK_POSITION = 0x114D9B74, 0x4DBB, 0x53AB, 0x53AC
_INFO, _TIMESTAMP_SCALE = 0x1549A966, 0x2AD7B1
_TRACKS, _TRACK_ENTRY, _TRACK_NUMBER, _TRACK_TYPE = 0x1654AE6B, 0xAE, 0xD7, 0x83
_ADDITION_MAPPING, _ADDITION_TYPE, _ADDITION_DATA = 0x41E4, 0x41E7, 0x41ED
_CLUSTER, _CUES = 0x1F43B675, 0x1C53BB6B
_CUE_POINT, _CUE_TIME, _CUE_POSITIONS, _CUE_TRACK = 0xBB, 0xB3, 0xB7, 0xF7
_DOLBY_TYPES = {int.from_bytes(kind) for kind in (b"dvcC", b"dvvC", b"dvwC")}
# Cues of a three-hour film have some 200 KB.
_MAX_ELEMENT_BYTES = 32 * 1024 * 1024
_VIDEO_TRACK = 1


@dataclass(frozen=True, slots=True)
class Element:
    """One element: its payload from start to end; end is None when its size is unknown (live recordings)."""

    kind: int
    start: int
    end: int | None


@dataclass(frozen=True, slots=True)
class Matroska:
    """What the head of a file and its Cues say.

    cues_s:       presentation times of the first video track's cue points, ascending; empty without Cues.
    dolby_vision: payload of the first video track's Dolby Vision configuration record.
    is_truncated: the segment ends beyond the end of the file; None when its size is unknown.
    """

    cues_s: tuple[float, ...]
    dolby_vision: bytes | None
    is_truncated: bool | None


def is_matroska(head: bytes) -> bool:
    """True when a file that starts with `head` (4 bytes or more) is Matroska or WebM."""
    return head[:4] == b"\x1a\x45\xdf\xa3"


def read_matroska(file: BinaryIO, size_bytes: int) -> Matroska | None:
    """The facts above, or None when the file's structure cannot be followed. Reads some hundred KB."""
    header = _read_element(file, 0)
    segment = _read_element(file, header.end) if header is not None and header.end is not None else None
    if segment is None or segment.kind != _SEGMENT:
        return None
    limit = size_bytes if segment.end is None else min(segment.end, size_bytes)
    parts = _find_parts(file, segment.start, limit)
    tracks = _load(file, parts.get(_TRACKS), size_bytes)
    number, dolby_vision = _read_video_track(tracks)
    scale_ns = _unsigned(_load(file, parts.get(_INFO), size_bytes), _TIMESTAMP_SCALE) or 1_000_000
    cues = _load(file, parts.get(_CUES), size_bytes)
    return Matroska(
        cues_s=_read_cues(cues, number, scale_ns) if number is not None else (),
        dolby_vision=dolby_vision,
        is_truncated=None if segment.end is None else segment.end > size_bytes,
    )


def _read_element(file: BinaryIO, position: int) -> Element | None:
    file.seek(position)
    head = file.read(12)
    return _parse_element(head, 0, base=position)


def _parse_element(data: bytes, at: int, *, base: int = 0) -> Element | None:
    if at >= len(data) or not data[at]:
        return None
    id_length = 9 - data[at].bit_length()
    size_at = at + id_length
    if id_length > 4 or size_at >= len(data) or not data[size_at]:
        return None
    size_length = 9 - data[size_at].bit_length()
    if size_at + size_length > len(data):
        return None
    raw = int.from_bytes(data[size_at : size_at + size_length])
    mask = (1 << 7 * size_length) - 1
    start = base + size_at + size_length
    size = raw & mask
    return Element(int.from_bytes(data[at:size_at]), start, None if size == mask else start + size)


def _find_parts(file: BinaryIO, start: int, limit: int) -> dict[int, Element]:
    """Info, Tracks and Cues, by the seek head or in front of the first cluster."""
    parts: dict[int, Element] = {}
    position: int | None = start
    for _ in range(1000):
        if position is None or position >= limit:
            break
        element = _read_element(file, position)
        if element is None or element.kind == _CLUSTER:
            break
        if element.kind == _SEEK_HEAD:
            for kind, offset in _read_seek_head(_load(file, element, limit)):
                found = _read_element(file, start + offset) if start + offset < limit else None
                if found is not None and found.kind == kind:
                    parts.setdefault(kind, found)
        parts.setdefault(element.kind, element)
        position = element.end
    return parts


def _load(file: BinaryIO, element: Element | None, limit: int) -> bytes:
    if element is None or element.end is None or element.end > limit:
        return b""
    if element.end - element.start > _MAX_ELEMENT_BYTES:
        return b""
    file.seek(element.start)
    return file.read(element.end - element.start)


def _children(data: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while True:
        element = _parse_element(data, at)
        if element is None or element.end is None or element.end > len(data):
            return
        yield element.kind, data[element.start : element.end]
        at = element.end


def _unsigned(data: bytes, kind: int) -> int | None:
    for found, payload in _children(data):
        if found == kind and len(payload) <= 8:
            return int.from_bytes(payload)
    return None


def _read_seek_head(data: bytes) -> Iterator[tuple[int, int]]:
    for kind, payload in _children(data):
        if kind == _SEEK:
            target, offset = _unsigned(payload, _SEEK_ID), _unsigned(payload, _SEEK_POSITION)
            if target is not None and offset is not None:
                yield target, offset


def _read_video_track(tracks: bytes) -> tuple[int | None, bytes | None]:
    for kind, entry in _children(tracks):
        if kind == _TRACK_ENTRY and _unsigned(entry, _TRACK_TYPE) == _VIDEO_TRACK:
            return _unsigned(entry, _TRACK_NUMBER), _read_dolby_vision(entry)
    return None, None


def _read_dolby_vision(entry: bytes) -> bytes | None:
    for kind, mapping in _children(entry):
        if kind == _ADDITION_MAPPING and _unsigned(mapping, _ADDITION_TYPE) in _DOLBY_TYPES:
            return next((payload for found, payload in _children(mapping) if found == _ADDITION_DATA), None)
    return None


def _read_cues(cues: bytes, track: int, scale_ns: int) -> tuple[float, ...]:
    times: set[int] = set()
    for kind, point in _children(cues):
        if kind != _CUE_POINT:
            continue
        time = _unsigned(point, _CUE_TIME)
        tracks = (_unsigned(part, _CUE_TRACK) for found, part in _children(point) if found == _CUE_POSITIONS)
        if time is not None and track in tracks:
            times.add(time)
    return tuple(time * scale_ns / 1e9 for time in sorted(times))
