"""Sets of documents within a chunk: bits of an integer in memory, the shorter of two forms on disk.

Intersecting two sets of a whole chunk takes well under a microsecond, so a query may meet the most frequent
words without counting its steps.
"""

import sys
from array import array
from collections.abc import Iterable, Iterator

BITMAP_BYTES = 1_920  # with its key a row stays below PostgreSQL's 2,032 bytes and is not moved out of line
CHUNK_DOCS = BITMAP_BYTES * 8
_PLACE_BYTES = 2
FEW = 100  # places that are faster found one by one than byte by byte


def pack_places(places: Iterable[int]) -> int:
    """Places, 0 ≤ place < CHUNK_DOCS, as a set: bit n stands for place n."""
    bitmap = bytearray(BITMAP_BYTES)
    for place in places:
        bitmap[place >> 3] |= 1 << (place & 7)
    return int.from_bytes(bitmap, "little")


def encode_set(docs: int) -> bytes:
    """The set as a bitmap of BITMAP_BYTES, or as a shorter list of its places."""
    count = docs.bit_count()
    if count * _PLACE_BYTES >= BITMAP_BYTES:
        return docs.to_bytes(BITMAP_BYTES, "little")
    places = array("H", iter_places(docs))
    if sys.byteorder == "big":
        places.byteswap()
    return places.tobytes()


def decode_set(encoded: bytes) -> int:
    """What encode_set was given."""
    return decode_union((encoded,))


def decode_union(encoded: Iterable[bytes]) -> int:
    """What is in any of the sets that encode_set was given; short ones are put together before packing."""
    docs = 0
    short = array("H")
    for one in encoded:
        if len(one) == BITMAP_BYTES:
            docs |= int.from_bytes(one, "little")
        else:
            short.frombytes(one)
    if sys.byteorder == "big":
        short.byteswap()
    return docs | pack_places(short) if short else docs


def iter_places(docs: int) -> Iterator[int]:
    """The places of a set, ascending."""
    if docs.bit_count() < FEW:
        while docs:
            lowest = docs & -docs
            yield lowest.bit_length() - 1
            docs ^= lowest
        return
    for index, byte in enumerate(docs.to_bytes(BITMAP_BYTES, "little")):
        rest = byte
        while rest:
            lowest = rest & -rest
            yield index * 8 + lowest.bit_length() - 1
            rest ^= lowest


def latest_places(docs: int, limit: int) -> list[int]:
    """The greatest places of a set, at most `limit`, descending."""
    found: list[int] = []
    while docs and len(found) < limit:
        place = docs.bit_length() - 1
        found.append(place)
        docs ^= 1 << place
    return found
