"""Byte ranges and validators of HTTP, as pure functions (RFC 9110 §8.8, §13, §14)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from email.utils import formatdate, parsedate_to_datetime

# A browser asks for one range; a download manager for a handful. Beyond this the header is
# either a mistake or an attack on the server's patience (RFC 9110 §14.2 allows ignoring it).
MAX_RANGES = 32
MAX_HEADER_BYTES = 2048

# Two parts nearer than this are cheaper sent as one: a part's own boundary and headers take
# about as much (RFC 9110 §15.3.7.2).
COALESCE_GAP_BYTES = 128

_RANGE_SPEC = re.compile(rb"(\d*)-(\d*)")
_ENTITY_TAG = re.compile(rb'[ \t]*(W/)?("[\x21\x23-\x7e\x80-\xff]*")[ \t]*(?:,|$)')


@dataclass(frozen=True, slots=True, order=True)
class ByteRange:
    """A stretch of a file: the half-open interval [start_bytes, stop_bytes), never empty."""

    start_bytes: int
    stop_bytes: int

    @property
    def length_bytes(self) -> int:
        return self.stop_bytes - self.start_bytes

    def content_range(self, size_bytes: int) -> bytes:
        """The Content-Range value of this stretch of a file of size_bytes."""
        return b"bytes %d-%d/%d" % (self.start_bytes, self.stop_bytes - 1, size_bytes)


def parse_ranges(header: bytes, size_bytes: int) -> Sequence[ByteRange] | None:
    """The stretches that a Range header asks for, in its order, cut to the file and coalesced.

    header:     the raw field value; size_bytes ≥ 0.
    Returns None when the field is to be ignored and the whole file sent (another unit, bad
    syntax, more than MAX_RANGES specs, any suffix of an empty file, which no Content-Range can
    express); an empty sequence when nothing asked for exists (416); else 1 ≤ n ≤ MAX_RANGES
    disjoint ranges.
    Source: RFC 9110 §14.1.2 and §14.2.
    """
    specs = _split_specs(header)
    if specs is None:
        return None
    found: list[ByteRange] = []
    for spec in specs:
        match = _RANGE_SPEC.fullmatch(spec)
        if match is None or spec == b"-":
            return None
        first, last = match.groups()
        if first and last and int(last) < int(first):
            return None
        if not first:
            if size_bytes == 0 and int(last) > 0:
                return None
            start, stop = max(0, size_bytes - int(last)), size_bytes
        else:
            start = int(first)
            stop = min(int(last) + 1, size_bytes) if last else size_bytes
        if start < stop:
            found.append(ByteRange(start, stop))
    return coalesce_ranges(found)


def _split_specs(header: bytes) -> list[bytes] | None:
    """The range specs of a `bytes=` field without blanks and empty list members, or None to ignore it."""
    if len(header) > MAX_HEADER_BYTES:
        return None
    unit, equals, listed = header.strip(b" \t").partition(b"=")
    if not equals or unit.lower() != b"bytes":
        return None
    specs = [spec for part in listed.split(b",") if (spec := part.strip(b" \t"))]
    if not specs or len(specs) > MAX_RANGES:
        return None
    return specs


def coalesce_ranges(ranges: Sequence[ByteRange]) -> Sequence[ByteRange]:
    """The same bytes as disjoint ranges, further than COALESCE_GAP_BYTES apart.

    The order of the request is kept, a merged range standing where the first of its members
    stood: clients get first what they named first. So no byte is ever sent twice, and the
    "many overlapping ranges" attack costs no more than the file itself.
    """
    if len(ranges) < 2:
        return ranges
    rank = {each: position for position, each in reversed(list(enumerate(ranges)))}
    merged: list[tuple[int, ByteRange]] = []
    for each in sorted(ranges):
        position = rank[each]
        if merged and each.start_bytes <= merged[-1][1].stop_bytes + COALESCE_GAP_BYTES:
            earlier, last = merged.pop()
            each = ByteRange(last.start_bytes, max(last.stop_bytes, each.stop_bytes))  # noqa: PLW2901
            position = min(earlier, position)
        merged.append((position, each))
    return [each for _, each in sorted(merged, key=lambda pair: pair[0])]


def format_http_date(mtime_ns: int) -> bytes:
    """The instant as an HTTP date, cut to whole seconds. mtime_ns: nanoseconds since 1970, UTC."""
    return formatdate(mtime_ns // 1_000_000_000, usegmt=True).encode("ascii")


def parse_http_date(value: bytes) -> int | None:
    """Whole seconds since 1970 that an HTTP date names, or None when it is not one."""
    try:
        moment = parsedate_to_datetime(value.decode("ascii"))
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    # A date without a zone is not an HTTP date; guessing one would answer 304 to the wrong file.
    return None if moment.tzinfo is None else int(moment.timestamp())


def etag_matches(header: bytes, etag: bytes, *, strong: bool) -> bool:
    """Whether an If-Match or If-None-Match list names etag, or is `*`.

    etag:   our own strong entity tag, with its quotes.
    strong: compare strongly, so that `W/"x"` never matches (If-Match); else weakly.
    A list that breaks the grammar matches up to the place where it breaks.
    Source: RFC 9110 §8.8.3.2, §13.1.1, §13.1.2.
    """
    if header.strip(b" \t") == b"*":
        return True
    position = 0
    while match := _ENTITY_TAG.match(header, position):
        weak, tag = match.groups()
        if tag == etag and not (strong and weak):
            return True
        position = match.end()
    return False


def if_range_matches(header: bytes, etag: bytes, mtime_ns: int, now_s: float) -> bool:
    """Whether the copy that the client has begun is still ours, so that its Range may be honoured.

    A tag must match strongly. A date must be exactly our Last-Modified, and that must lie at
    least a second back: within its own second a file can change without its date changing.
    now_s: seconds since 1970.
    Source: RFC 9110 §13.1.5, §8.8.2.2.
    """
    header = header.strip(b" \t")
    if header.endswith(b'"'):
        return header == etag
    modified_s = mtime_ns // 1_000_000_000
    return parse_http_date(header) == modified_s and now_s >= modified_s + 1
