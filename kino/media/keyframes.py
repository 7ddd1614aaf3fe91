"""The keyframe index of a film: where playback can start and segments can be cut. Read at scan time.

Presentation times, always: the mp4 index speaks decode time, Cues speak presentation time, and cutting by the
wrong one repeats a group of pictures.
"""

import os
import zlib
from dataclasses import dataclass
from typing import Any, Self

from kino.core import clock
from kino.media import boxes, ebml
from kino.media.codec_strings import iter_annex_b
from kino.media.errors import BrokenKeyframeIndex, NoVideoTrack
from kino.media.open_media import OpenFile, demux, open_container, open_regular, read_errors

_VERSION = 1
_MICROSECONDS = 1_000_000
# Above this length an index is no film's but an attack on memory (40 hours with a keyframe every half
# second).
_MAX_KEYFRAMES = 300_000
_IS_SYNC, _SYNC_KNOWN, _COMPLETE = 1, 1, 2
# Cues farther apart than this are a seek table, not an index of the keyframes.
_MAX_CUE_GAP_S = 60.0


@dataclass(frozen=True, slots=True)
class KeyframeIndex:
    """Keyframes by presentation time.

    times_s:     strictly ascending, rounded to whole microseconds, so that storing loses nothing.
    is_sync:     for each time, whether it is a sync sample (stss, IDR): nothing shown after it needs what
                 comes before it. The others open a GOP; a segment that starts there cannot show its leading
                 frames after a seek. All True when is_sync_known is False: the container does not tell them
                 apart.
    source:      "mp4_stss", "matroska_cues" or "packets".
    is_complete: False when the time bound ended the reading; the times up to there are right.
    """

    times_s: tuple[float, ...]
    is_sync: tuple[bool, ...]
    is_sync_known: bool
    source: str
    is_complete: bool

    @classmethod
    def from_times(
        cls, marks: list[tuple[float, bool]], *, source: str, is_sync_known: bool, is_complete: bool = True
    ) -> Self:
        """The index of unordered (time in seconds, is sync) pairs; of a time named twice, sync wins."""
        merged: dict[int, bool] = {}
        for time_s, is_sync in marks[:_MAX_KEYFRAMES]:
            time_us = round(time_s * _MICROSECONDS)
            merged[time_us] = merged.get(time_us, False) or is_sync or not is_sync_known
        ordered = sorted(merged.items())
        return cls(
            times_s=tuple(time_us / _MICROSECONDS for time_us, _ in ordered),
            is_sync=tuple(is_sync for _, is_sync in ordered),
            is_sync_known=is_sync_known,
            source=source,
            is_complete=is_complete and len(marks) <= _MAX_KEYFRAMES,
        )

    @property
    def sync_times_s(self) -> tuple[float, ...]:
        """Only the sync samples: the safe cut points."""
        return tuple(time_s for time_s, is_sync in zip(self.times_s, self.is_sync, strict=True) if is_sync)


def read_keyframes(path: bytes | str | os.PathLike[str], *, budget_s: float = 60.0) -> KeyframeIndex:
    """The keyframe index of the file's first video track.

    budget_s: seconds > 0 that a pass over all packets may take (files without an index: ts, avi, fragments).

    Reads the sample table of an mp4 or the Cues of a Matroska file: milliseconds, whatever the length. Raises
    NoVideoTrack and what opening raises.
    """
    with open_regular(path) as opened:
        return _read_table(opened) or _read_packets(opened, clock.monotonic_s() + budget_s)


def _read_table(opened: OpenFile) -> KeyframeIndex | None:
    opened.file.seek(0)
    head = opened.file.read(64)
    if boxes.is_mp4(head):
        return _read_mp4(opened)
    if ebml.is_matroska(head):
        return _read_cues(opened)
    return None


def _read_mp4(opened: OpenFile) -> KeyframeIndex | None:
    top = boxes.read_top_level(opened.file, opened.size_bytes)
    moov = None if top.is_fragmented else boxes.read_moov(opened.file, top)
    if moov is None:
        return None
    track = next((track for track in boxes.list_tracks(moov) if boxes.is_video_track(moov, track)), None)
    table = boxes.read_sample_table(moov, track) if track is not None else None
    if table is None or not table.times_s:
        return None
    # No stss means that every sample is a sync sample (intra-only codecs).
    numbers = range(len(table.times_s)) if table.sync is None else table.sync
    marks = [(table.times_s[number], True) for number in numbers]
    return KeyframeIndex.from_times(marks, source="mp4_stss", is_sync_known=True) if marks else None


def _read_cues(opened: OpenFile) -> KeyframeIndex | None:
    found = ebml.read_matroska(opened.file, opened.size_bytes)
    if found is None or len(found.cues_s) < 2:
        return None
    gaps_s = (later - earlier for earlier, later in zip(found.cues_s, found.cues_s[1:], strict=False))
    if max(gaps_s) > _MAX_CUE_GAP_S:
        return None
    return KeyframeIndex.from_times(
        [(time_s, True) for time_s in found.cues_s], source="matroska_cues", is_sync_known=False
    )


def _read_packets(opened: OpenFile, deadline_s: float) -> KeyframeIndex:
    import av.stream

    marks: list[tuple[float, bool]] = []
    is_complete = True
    with open_container(opened) as container, read_errors(opened.name):
        cover = av.stream.Disposition.attached_pic
        stream = next((s for s in container.streams.video if not s.disposition & cover), None)
        if stream is None:
            raise NoVideoTrack(f"{opened.name} has no video track.")
        codec = stream.codec_context.codec.canonical_name if stream.codec_context else ""
        for number, packet in enumerate(demux(container, stream)):
            if packet.is_keyframe and packet.size and packet.time_base is not None:
                # Some avi and raw streams carry no presentation times; without B-frames both are the same.
                at = packet.pts if packet.pts is not None else packet.dts
                if at is not None:
                    marks.append((float(at * packet.time_base), _is_sync_packet(packet, codec)))
            if number % 500 == 0 and clock.monotonic_s() > deadline_s:
                is_complete = False
                break
    is_sync_known = codec in {"h264", "hevc"} and any(is_sync for _, is_sync in marks)
    return KeyframeIndex.from_times(
        marks, source="packets", is_sync_known=is_sync_known, is_complete=is_complete
    )


def _is_sync_packet(packet: Any, codec: str) -> bool:
    """True when the packet starts with an IDR (H.264) or an IRAP picture without leading ones (HEVC)."""
    if codec not in {"h264", "hevc"}:
        return True
    # Parameter sets and SEI come first and are short; the slice's own bytes are not needed.
    data = bytes(memoryview(packet)[: min(packet.size, 65_536)])
    units = iter_annex_b(data) or _split_by_length(data)
    if codec == "h264":
        return any(unit and unit[0] & 0x1F == 5 for unit in units)
    # 16–20: BLA and IDR pictures. 21 is CRA, whose leading pictures need what came before.
    return any(unit and 16 <= unit[0] >> 1 & 0x3F <= 20 for unit in units)


def _split_by_length(data: bytes) -> list[bytes]:
    units: list[bytes] = []
    at = 0
    while at + 5 <= len(data) and len(units) < 64:
        size = int.from_bytes(data[at : at + 4])
        units.append(data[at + 4 : at + 4 + min(size, 8)])
        at += 4 + size
    return units


def encode_keyframes(index: KeyframeIndex) -> bytes:
    """The index as some 2 to 4 bytes a keyframe: zlib over varints of (step in µs) × 2 + (is sync)."""
    flags = _SYNC_KNOWN * index.is_sync_known | _COMPLETE * index.is_complete
    source = index.source.encode()
    body = bytearray([_VERSION, flags, len(source)]) + source
    previous_us = 0
    for position, (time_s, is_sync) in enumerate(zip(index.times_s, index.is_sync, strict=True)):
        time_us = round(time_s * _MICROSECONDS)
        step_us = time_us - previous_us
        # Only the first time may be negative (an edit list's lead-in); it is folded to a natural number.
        value = (step_us * 2 if step_us >= 0 else -step_us * 2 - 1) if position == 0 else step_us
        _append_varint(body, value << 1 | is_sync)
        previous_us = time_us
    return zlib.compress(bytes(body), 6)


def decode_keyframes(data: bytes) -> KeyframeIndex:
    """The index that `encode_keyframes` made. Raises BrokenKeyframeIndex for anything else."""
    try:
        body = zlib.decompressobj().decompress(data, _MAX_KEYFRAMES * 10)
        if body[0] != _VERSION:
            raise BrokenKeyframeIndex(
                f"Version {body[0]} of the keyframe index is unknown; scan the file again."
            )
        flags, source_length = body[1], body[2]
        source = body[3 : 3 + source_length].decode()
        values = _read_varints(body, 3 + source_length)
    except (zlib.error, IndexError, UnicodeDecodeError) as error:
        raise BrokenKeyframeIndex("The stored keyframe index is damaged; scan the file again.") from error
    time_us, times_s, is_sync = 0, [], []
    for position, value in enumerate(values):
        step = value >> 1
        time_us += (step >> 1 if step % 2 == 0 else -(step + 1 >> 1)) if position == 0 else step
        times_s.append(time_us / _MICROSECONDS)
        is_sync.append(bool(value & _IS_SYNC))
    return KeyframeIndex(
        tuple(times_s), tuple(is_sync), bool(flags & _SYNC_KNOWN), source, bool(flags & _COMPLETE)
    )


def _append_varint(body: bytearray, value: int) -> None:
    while value >= 0x80:
        body.append(value & 0x7F | 0x80)
        value >>= 7
    body.append(value)


def _read_varints(body: bytes, at: int) -> list[int]:
    values, value, shift = [], 0, 0
    for byte in body[at:]:
        value |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            values.append(value)
            value, shift = 0, 0
    if shift:
        raise IndexError("cut varint")
    return values
