"""What films and segments hold, packet by packet, for tests that compare the two."""

import hashlib
import io
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import av
from av.stream import Disposition

from kino.media.packaging import bitstreams

if TYPE_CHECKING:
    from av.stream import Stream


@dataclass(frozen=True, slots=True)
class Packet:
    """A packet of one track. present_s is counted from the film's beginning, decode_s is the file's own."""

    digest: bytes
    present_s: float
    decode_s: float
    duration_s: float


def read_packets(source: str | io.BytesIO, kind: str, start_s: float = 0.0) -> list[Packet]:
    """Packets of the first track of a kind in the file's order, without start codes and ADTS headers.

    Segments have none of these by design. start_s: where the film begins on the file's clock.
    """
    packets = []
    with av.open(source, "r") as container:
        stream = next(one for one in container.streams if one.type == kind and not _is_cover(one))
        codec = stream.codec_context
        is_annex_b = codec.name in ("h264", "hevc") and bitstreams.is_annex_b(codec.extradata)
        for packet in container.demux(stream):
            if not packet.size:
                continue
            data = bytes(packet)
            if is_annex_b:
                data = bitstreams.with_lengths(data)
            elif codec.name == "aac" and bitstreams.is_adts(data):
                data = bitstreams.without_adts(data)
            tick_s = float(packet.time_base or 1)
            present = packet.pts if packet.pts is not None else packet.dts
            assert present is not None
            decode = packet.dts if packet.dts is not None else present
            packets.append(
                Packet(
                    hashlib.md5(data).digest(),
                    present * tick_s - start_s,
                    decode * tick_s,
                    (packet.duration or 0) * tick_s,
                )
            )
    return packets


def _is_cover(stream: "Stream") -> bool:
    return bool(stream.disposition & Disposition.attached_pic)


@dataclass(frozen=True, slots=True)
class Fragment:
    """A movie fragment. decode: of its first sample. samples: of each, duration and composition offset.

    All in ticks of the track.
    """

    decode: int
    samples: tuple[tuple[int, int], ...]

    @property
    def end(self) -> int:
        """The tick at which what follows is decoded."""
        return self.decode + sum(duration for duration, _ in self.samples)

    def list_presented(self) -> list[int]:
        """When each sample is shown, in decode order."""
        ticks, decode = [], self.decode
        for duration, offset in self.samples:
            ticks.append(decode + offset)
            decode += duration
        return ticks


def read_fragments(segment: bytes) -> list[Fragment]:
    """The fragments of a segment, in its order; a converted one holds several."""
    return [_read_fragment(box) for kind, box in _iter_boxes(segment) if kind == b"moof"]


def _iter_boxes(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 0
    while at < len(data):
        size, kind = struct.unpack_from(">I4s", data, at)
        assert 8 <= size <= len(data) - at, f"a box {kind!r} of {size} bytes at {at}"
        yield kind, data[at : at + size]
        at += size


def _read_fragment(moof: bytes) -> Fragment:
    at = moof.index(b"tfdt") + 4
    assert moof[at] == 1
    decode = int.from_bytes(moof[at + 4 : at + 12])
    at = moof.index(b"trun") + 4
    # Duration, size, flags and composition offset of each sample are told.
    assert moof[at : at + 4] == b"\x01\x00\x0f\x01"
    (count,) = struct.unpack_from(">I", moof, at + 4)
    entries = struct.iter_unpack(">IIIi", moof[at + 12 : at + 12 + 16 * count])
    return Fragment(decode, tuple((duration, offset) for duration, _, _, offset in entries))


def read_timescale(init: bytes) -> int:
    """Ticks a second of the track that an init segment describes."""
    at = init.index(b"mdhd") + 4
    (timescale,) = struct.unpack_from(">I", init, at + (20 if init[at] == 1 else 12))
    return int(timescale)


def assert_joined(segments: Sequence[bytes], late_ticks: int = 0) -> None:
    """Each fragment ends where the next begins, and no frame is decoded later than that after it is shown."""
    expected = None
    for fragment in (one for segment in segments for one in read_fragments(segment)):
        assert expected is None or fragment.decode == expected
        assert all(duration > 0 and offset >= -late_ticks for duration, offset in fragment.samples)
        # A player takes the decode time of a segment for its place in the film.
        assert min(fragment.list_presented()) == fragment.decode
        expected = fragment.end
