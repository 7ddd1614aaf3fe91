"""The colours of subtitles that are pictures; the decoder tells their numbers only. Pure."""

import re
from collections.abc import Iterator

RGBA = tuple[int, int, int, int]

_COMPOSITION, _PALETTE = 0x16, 0x14
_VOBSUB_COLOURS = re.compile(rb"palette:\s*((?:[0-9a-fA-F]{6}[,\s]*){16})")
# Of the commands of a DVD's picture: how many bytes follow each of them.
_DVD_LENGTHS = {0x00: 0, 0x01: 0, 0x02: 0, 0x03: 2, 0x04: 2, 0x05: 6, 0x06: 4}
_DVD_END = 0xFF


class BluRayColours:
    """What a Blu-ray's packets say of colours and of their canvas, kept until they say otherwise."""

    def __init__(self) -> None:
        self._palettes: dict[int, dict[int, RGBA]] = {}
        self._palette_id = 0
        self.canvas_px: tuple[int, int] | None = None

    def read(self, packet: bytes) -> None:
        """Take note of one packet; what is cut off in it is passed over."""
        for kind, data in _blu_ray_segments(packet):
            if kind == _COMPOSITION and len(data) >= 11:
                width, height = int.from_bytes(data[:2], "big"), int.from_bytes(data[2:4], "big")
                self.canvas_px = (width, height) if width and height else None
                self._palette_id = data[9]
            elif kind == _PALETTE and len(data) >= 2:
                colours = self._palettes.setdefault(data[0], {})
                for at in range(2, len(data) - 4, 5):
                    number, luma, red, blue, alpha = data[at : at + 5]
                    colours[number] = (*_to_rgb(luma, blue, red), alpha)

    @property
    def palette(self) -> list[RGBA]:
        """256 colours; those that nobody named are clear."""
        colours = self._palettes.get(self._palette_id, {})
        return [colours.get(number, (0, 0, 0, 0)) for number in range(256)]


def _blu_ray_segments(packet: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at + 3 <= len(packet):
        end = at + 3 + int.from_bytes(packet[at + 1 : at + 3], "big")
        yield packet[at], packet[at + 3 : end]
        at = end


def _to_rgb(luma: int, blue: int, red: int) -> tuple[int, int, int]:
    """BT.709 with television's range of numbers, as Blu-ray pictures are."""
    y, b, r = (luma - 16) * 255 / 219, (blue - 128) * 255 / 224, (red - 128) * 255 / 224
    return _clip(y + 1.5748 * r), _clip(y - 0.1873 * b - 0.4681 * r), _clip(y + 1.8556 * b)


def _clip(value: float) -> int:
    return min(255, max(0, round(value)))


def read_dvd_palette(extradata: bytes, packet: bytes) -> list[RGBA]:
    """The four colours of a DVD's picture: the disc has sixteen, the packet says which and how clear."""
    found = _VOBSUB_COLOURS.search(extradata)
    disc = [int(one, 16) for one in re.findall(rb"[0-9a-fA-F]{6}", found[1])] if found else _GREYS
    chosen, clear = [0, 1, 2, 3], [0, 15, 15, 15]
    for command, data in _dvd_commands(packet):
        # Nibbles from the highest down belong to the fourth colour, the third, …
        if command == 0x03:
            chosen = [data[1] & 15, data[1] >> 4, data[0] & 15, data[0] >> 4]
        elif command == 0x04:
            clear = [data[1] & 15, data[1] >> 4, data[0] & 15, data[0] >> 4]
    return [
        (disc[which] >> 16 & 255, disc[which] >> 8 & 255, disc[which] & 255, alpha * 17)
        for which, alpha in zip(chosen, clear, strict=True)
    ]


_GREYS = [0x000000, 0xFFFFFF, 0x000000, 0x808080, *([0xFFFFFF] * 12)]


def _dvd_commands(packet: bytes) -> Iterator[tuple[int, bytes]]:
    """Commands of the first control sequence, which shows the picture."""
    at = int.from_bytes(packet[2:4], "big") + 4
    while 0 < at < len(packet) and packet[at] != _DVD_END:
        length = _DVD_LENGTHS.get(packet[at])
        if length is None or at + 1 + length > len(packet):
            return
        yield packet[at], packet[at + 1 : at + 1 + length]
        at += 1 + length
