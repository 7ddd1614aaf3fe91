"""Broken films, drawn from whole ones: the same every time, by their number."""

import random
import struct
from collections.abc import Callable

_HUGE = (0, 1, 7, 8, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF)
# Where formats keep sizes, counts and times.
_MP4_FIELDS = (b"moov", b"trak", b"mdia", b"stbl", b"stsd", b"stts", b"ctts", b"stsc", b"stsz", b"stco",
               b"stss", b"mvhd", b"mdhd", b"tkhd", b"elst", b"avcC", b"hvcC", b"av1C", b"esds", b"moof",
               b"traf", b"trun", b"tfdt", b"mdat")  # fmt: skip
_MATROSKA_FIELDS = (b"\x1a\x45\xdf\xa3", b"\x18\x53\x80\x67", b"\x15\x49\xa9\x66", b"\x16\x54\xae\x6b",
                    b"\x1c\x53\xbb\x6b", b"\x1f\x43\xb6\x75", b"\x44\x89", b"\x2a\xd7\xb1", b"\xae", b"\xa3",
                    b"\x63\xa2", b"\xb0", b"\xba", b"\xe7")  # fmt: skip
_AVI_FIELDS = (b"RIFF", b"LIST", b"avih", b"strh", b"strf", b"idx1", b"00dc", b"01wb")


def mutate(data: bytes, number: int) -> bytes:
    """Broken copy `number` of a film's bytes."""
    dice = random.Random(number)
    ways: tuple[Callable[[bytearray, random.Random], None], ...] = (
        _truncate, _flip_few_bits, _flip_many_bits, _flip_bits_of_the_head, _lie_in_a_field, _lie_in_fields,
        _remove_a_piece, _repeat_a_piece, _blank_a_piece, _shuffle_pieces, _insert_noise, _noise_in_the_end,
    )  # fmt: skip
    broken = bytearray(data)
    ways[number % len(ways)](broken, dice)
    return bytes(broken)


def _truncate(data: bytearray, dice: random.Random) -> None:
    del data[dice.randrange(1, len(data)) :]


def _flip(data: bytearray, dice: random.Random, count: int, end: int) -> None:
    for _ in range(count):
        data[dice.randrange(end)] ^= 1 << dice.randrange(8)


def _flip_few_bits(data: bytearray, dice: random.Random) -> None:
    _flip(data, dice, dice.randrange(1, 20), len(data))


def _flip_many_bits(data: bytearray, dice: random.Random) -> None:
    _flip(data, dice, len(data) // 250, len(data))


def _flip_bits_of_the_head(data: bytearray, dice: random.Random) -> None:
    _flip(data, dice, dice.randrange(1, 40), min(len(data), 4000))


def _find_fields(data: bytearray) -> list[int]:
    fields = _MP4_FIELDS if b"ftyp" in data[:64] else _AVI_FIELDS if data[:4] == b"RIFF" else _MATROSKA_FIELDS
    return sorted(at for field in fields for at in (data.find(field), data.rfind(field)) if at >= 0)


def _lie_in_a_field(data: bytearray, dice: random.Random) -> None:
    places = _find_fields(data) or [0]
    # The size stands before an atom's name and behind an element's; versions, counts and times follow.
    at = max(0, dice.choice(places) + dice.choice((-4, 1, 2, 4, 8, 12, 16, 20)))
    data[at : at + 4] = struct.pack(">I", dice.choice(_HUGE))


def _lie_in_fields(data: bytearray, dice: random.Random) -> None:
    for _ in range(dice.randrange(2, 12)):
        _lie_in_a_field(data, dice)


def _piece(data: bytearray, dice: random.Random) -> slice:
    start = dice.randrange(len(data))
    return slice(start, start + dice.randrange(1, max(2, len(data) // 8)))


def _remove_a_piece(data: bytearray, dice: random.Random) -> None:
    del data[_piece(data, dice)]


def _repeat_a_piece(data: bytearray, dice: random.Random) -> None:
    piece = data[_piece(data, dice)]
    at = dice.randrange(len(data))
    data[at:at] = piece * dice.randrange(1, 4)


def _blank_a_piece(data: bytearray, dice: random.Random) -> None:
    piece = _piece(data, dice)
    data[piece] = bytes([dice.choice((0, 255))]) * len(data[piece])


def _shuffle_pieces(data: bytearray, dice: random.Random) -> None:
    size = max(1, len(data) // dice.randrange(3, 40))
    pieces = [bytes(data[at : at + size]) for at in range(0, len(data), size)]
    head = pieces[:1]
    rest = pieces[1:]
    dice.shuffle(rest)
    data[:] = b"".join(head + rest)


def _insert_noise(data: bytearray, dice: random.Random) -> None:
    at = dice.randrange(len(data))
    data[at:at] = dice.randbytes(dice.randrange(1, 5000))


def _noise_in_the_end(data: bytearray, dice: random.Random) -> None:
    at = dice.randrange(len(data))
    data[at:] = dice.randbytes(len(data) - at)
