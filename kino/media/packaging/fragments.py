"""Fragments of an mp4: a movie fragment box and the samples it describes (ISO/IEC 14496-12, 8.8).

Written here and not by FFmpeg's muxer, which keeps its own clock: a fragment must say its true time without
having seen the ones before it, and be the same bytes whenever it is made.
"""

import struct
from collections.abc import Sequence
from dataclasses import dataclass

_TRUN_FLAGS = 0x000F01  # data offset; duration, size, flags and composition offset of each sample
_SYNC, _NOT_SYNC = 0x02000000, 0x01010000
_DEFAULT_BASE_IS_MOOF = 0x020000
_WORD = 0xFFFFFFFF


@dataclass(frozen=True, slots=True)
class Sample:
    """One frame. Times are in ticks of the track's timescale, from the film's beginning.

    decode:   ≥ 0, not below that of the sample before.
    present:  may be below decode: composition offsets are signed (trun version 1).
    duration: ticks ≥ 0 until the next sample's decode time.
    """

    data: bytes
    decode: int
    present: int
    duration: int
    is_sync: bool


def write_fragment(track_id: int, number: int, samples: Sequence[Sample]) -> bytes:
    """The fragment of `samples`, n ≥ 1, in decode order. The same arguments give the same bytes.

    number: the segment's, ≥ 0.
    """
    entries: list[int] = []
    for one in samples:
        entries += (
            one.duration & _WORD,
            len(one.data),
            _SYNC if one.is_sync else _NOT_SYNC,
            (one.present - one.decode) & _WORD,
        )
    count = len(samples)
    mfhd = _box(b"mfhd", struct.pack(">II", 0, number + 1))
    tfhd = _box(b"tfhd", struct.pack(">II", _DEFAULT_BASE_IS_MOOF, track_id))
    tfdt = _box(b"tfdt", struct.pack(">IQ", 1 << 24, samples[0].decode))
    trun_size = 8 + 12 + 16 * count
    traf_size = 8 + len(tfhd) + len(tfdt) + trun_size
    moof_size = 8 + len(mfhd) + traf_size
    payload = sum(len(one.data) for one in samples)
    head = _mdat_head(payload)
    trun = struct.pack(
        f">I4sIIi{4 * count}I",
        trun_size, b"trun", 1 << 24 | _TRUN_FLAGS, count, moof_size + len(head), *entries,
    )  # fmt: skip
    moof = struct.pack(">I4s", moof_size, b"moof") + mfhd
    traf = struct.pack(">I4s", traf_size, b"traf") + tfhd + tfdt + trun
    return b"".join((moof, traf, head, *(one.data for one in samples)))


def _box(kind: bytes, payload: bytes) -> bytes:
    return struct.pack(">I4s", 8 + len(payload), kind) + payload


def _mdat_head(payload_bytes: int) -> bytes:
    if payload_bytes + 8 <= _WORD:
        return struct.pack(">I4s", payload_bytes + 8, b"mdat")
    return struct.pack(">I4sQ", 1, b"mdat", payload_bytes + 16)
