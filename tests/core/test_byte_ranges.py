from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kino.core.byte_ranges import (
    COALESCE_GAP_BYTES,
    MAX_HEADER_BYTES,
    MAX_RANGES,
    ByteRange,
    coalesce_ranges,
    etag_matches,
    format_http_date,
    if_range_matches,
    parse_http_date,
    parse_ranges,
)

SIZE = 10_000


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (b"bytes=0-0", [(0, 1)]),
        (b"bytes=0-499", [(0, 500)]),
        (b"bytes=9500-", [(9500, 10_000)]),
        (b"bytes=-500", [(9500, 10_000)]),
        (b"bytes=-20000", [(0, 10_000)]),
        (b"bytes=9999-99999999999999999999", [(9999, 10_000)]),
        (b"BYTES=0-1", [(0, 2)]),
        (b" bytes=0-1 ", [(0, 2)]),
        (b"bytes= 0-1 , ,\t500-501,", [(0, 2), (500, 502)]),
        (b"bytes=5000-5001,0-1", [(5000, 5002), (0, 2)]),
        (b"bytes=0-10,20000-20001", [(0, 11)]),
    ],
)
def test_ranges_within_the_file_are_cut_to_it(header: bytes, expected: list[tuple[int, int]]) -> None:
    assert parse_ranges(header, SIZE) == [ByteRange(*each) for each in expected]


@pytest.mark.parametrize("header", [b"bytes=10000-", b"bytes=10000-10001", b"bytes=-0", b"bytes=20000-,-0"])
def test_ranges_outside_the_file_are_not_satisfiable(header: bytes) -> None:
    assert parse_ranges(header, SIZE) == []


@pytest.mark.parametrize(
    "header",
    [
        b"",
        b"bytes",
        b"bytes=",
        b"bytes=,",
        b"bytes=-",
        b"bytes=1",
        b"bytes=a-b",
        b"bytes=5-4",
        b"bytes=0-1;2-3",
        b"bytes=0-1-2",
        b"bytes=+0-1",
        b"bytes=0x0-0x1",
        b"bytes =0-1",
        "bytes=٠-١".encode(),
        b"seconds=0-1",
        b"bytes=0-1,oops",
        b"bytes=" + b",".join(b"%d-%d" % (n * 200, n * 200) for n in range(MAX_RANGES + 1)),
        b"bytes=0-" + b"9" * MAX_HEADER_BYTES,
    ],
)
def test_ranges_that_make_no_sense_are_ignored(header: bytes) -> None:
    assert parse_ranges(header, SIZE) is None


def test_ranges_of_an_empty_file_are_refused_or_ignored() -> None:
    assert parse_ranges(b"bytes=0-", 0) == []
    assert parse_ranges(b"bytes=-5", 0) is None


def test_overlapping_and_near_ranges_are_sent_once_where_the_first_stood() -> None:
    ranges = parse_ranges(b"bytes=8000-8009,100-199,0-120,150-300", SIZE)
    assert ranges == [ByteRange(8000, 8010), ByteRange(0, 301)]
    assert parse_ranges(b"bytes=0-9,20-29", SIZE) == [ByteRange(0, 30)]


spans = st.builds(
    lambda start, length: ByteRange(start, start + length), st.integers(0, SIZE), st.integers(1, SIZE)
)


@given(st.lists(spans, max_size=12))
def test_coalescing_keeps_every_byte_and_leaves_ranges_apart(ranges: list[ByteRange]) -> None:
    merged = coalesce_ranges(ranges)
    for each in ranges:
        assert any(m.start_bytes <= each.start_bytes and each.stop_bytes <= m.stop_bytes for m in merged)
    ordered = sorted(merged)
    for before, after in pairwise(ordered):
        assert before.stop_bytes + COALESCE_GAP_BYTES < after.start_bytes
    edges = {each.start_bytes for each in ranges}, {each.stop_bytes for each in ranges}
    assert all(m.start_bytes in edges[0] and m.stop_bytes in edges[1] for m in merged)


@given(st.binary(max_size=80), st.integers(0, 2**63))
def test_any_header_is_survived_and_never_leaves_the_file(noise: bytes, size_bytes: int) -> None:
    for header in (noise, b"bytes=" + noise):
        for each in parse_ranges(header, size_bytes) or ():
            assert 0 <= each.start_bytes < each.stop_bytes <= size_bytes


@given(st.integers(1, 2**62), st.data())
def test_a_range_within_the_file_is_found_again_in_its_content_range(
    size_bytes: int, data: st.DataObject
) -> None:
    start = data.draw(st.integers(0, size_bytes - 1))
    last = data.draw(st.integers(start, size_bytes - 1))
    (found,) = parse_ranges(b"bytes=%d-%d" % (start, last), size_bytes) or ()
    assert found.content_range(size_bytes) == b"bytes %d-%d/%d" % (start, last, size_bytes)
    assert found.length_bytes == last - start + 1


@given(st.integers(0, 4_000_000_000))
def test_http_dates_are_read_as_they_are_written(seconds: int) -> None:
    assert parse_http_date(format_http_date(seconds * 1_000_000_000 + 999_999_999)) == seconds


@pytest.mark.parametrize(
    "value",
    [b"", b"yesterday", b"Sun, 06 Nov 1994 08:49:37", b"\xff", b"Sun, 99 Nov 99999 99:99:99 GMT", b"0" * 50],
)
def test_what_is_no_http_date_is_none(value: bytes) -> None:
    assert parse_http_date(value) is None


@pytest.mark.parametrize(
    ("header", "strong", "expected"),
    [
        (b"*", True, True),
        (b'"a"', True, True),
        (b'"b", "a"', True, True),
        (b'W/"a"', False, True),
        (b'W/"a"', True, False),
        (b'"b"', False, False),
        (b'"a,b" , "a"', False, True),
        (b"a", False, False),
        (b'"b" "a"', False, False),
        (b"", False, False),
    ],
)
def test_entity_tags_match_as_the_condition_asks(header: bytes, strong: bool, expected: bool) -> None:
    assert etag_matches(header, b'"a"', strong=strong) is expected


@pytest.mark.parametrize(
    ("header", "now_s", "expected"),
    [
        (b'"a"', 1000.0, True),
        (b'W/"a"', 2000.0, False),
        (b'"b"', 2000.0, False),
        (format_http_date(1000 * 10**9), 1001.0, True),
        (format_http_date(1000 * 10**9), 1000.5, False),
        (format_http_date(1001 * 10**9), 2000.0, False),
        (b"nonsense", 2000.0, False),
    ],
)
def test_if_range_holds_only_for_the_very_same_file(header: bytes, now_s: float, expected: bool) -> None:
    assert if_range_matches(header, b'"a"', 1000 * 10**9 + 5, now_s) is expected
