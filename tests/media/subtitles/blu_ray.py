"""Subtitles of a Blu-ray disc, as bytes: nothing that can be installed writes them."""

import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Plate:
    """A box of one colour on a canvas of 1920 × 1080, from a second on, to another one."""

    start_s: float
    end_s: float
    left_px: int
    top_px: int
    width_px: int
    height_px: int

    @property
    def place_px(self) -> tuple[int, int, int, int]:
        """Left, top, width, height."""
        return self.left_px, self.top_px, self.width_px, self.height_px


def write_sup(plates: Iterable[Plate]) -> bytes:
    """A .sup file; each plate is cleared at its end."""
    parts = []
    for number, plate in enumerate(plates):
        place = struct.pack(">HBBHH", 0, 0, 0, plate.left_px, plate.top_px)
        parts.append(_segments(plate.start_s, [
            (0x16, _composition(number * 2, 0x80, [place])),
            (0x17, struct.pack(">BBHHHH", 1, 0, *plate.place_px)),
            # Colour 1: luma, Cr, Cb, alpha; white and opaque.
            (0x14, bytes((0, 0)) + bytes((1, 235, 128, 128, 255))),
            (0x15, _object(plate.width_px, plate.height_px)),
            (0x80, b""),
        ]))  # fmt: skip
        parts.append(_segments(plate.end_s, [
            (0x16, _composition(number * 2 + 1, 0x00, [])),
            (0x17, struct.pack(">BBHHHH", 1, 0, 0, 0, 8, 8)),
            (0x80, b""),
        ]))  # fmt: skip
    return b"".join(parts)


def _composition(number: int, state: int, places: Sequence[bytes]) -> bytes:
    head = struct.pack(">HHBHBBBB", 1920, 1080, 0x10, number, state, 0, 0, len(places))
    return head + b"".join(places)


def _object(width_px: int, height_px: int) -> bytes:
    line = bytes((0, 0xC0 | width_px >> 8, width_px & 0xFF, 1, 0, 0))
    data = struct.pack(">HH", width_px, height_px) + line * height_px
    return struct.pack(">HBB", 0, 0, 0xC0) + len(data).to_bytes(3, "big") + data


def _segments(at_s: float, segments: Iterable[tuple[int, bytes]]) -> bytes:
    pts = round(at_s * 90_000)
    return b"".join(b"PG" + struct.pack(">IIBH", pts, 0, kind, len(data)) + data for kind, data in segments)
