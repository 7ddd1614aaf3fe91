"""Where converted pictures are cut, and into which sizes."""

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kino.media.transcode.ladder import best_lines, list_rungs
from kino.media.transcode.pieces import PIECE_S, SHORT_PIECES, PieceGrid, cut_evenly, even_second
from tests.media.test_decide import VIDEO

FILM_S = st.floats(0.1, 20_000)


@settings(deadline=None)
@given(FILM_S, st.floats(0, 25_000))
def test_segments_cover_the_film_and_the_first_ones_are_short(duration_s: float, position_s: float) -> None:
    timeline = cut_evenly(duration_s, position_s)
    spans = [timeline.span_s(number) for number in range(len(timeline))]
    assert spans[0][0] == 0
    assert spans[-1][1] == pytest.approx(duration_s, abs=1e-6)
    assert all(end == start for (_, end), (start, _) in pairwise(spans))
    assert all(0 < end - start <= PIECE_S + 0.5 for start, end in spans)
    begun = timeline.number_at(min(position_s, max(0.0, duration_s - 1)))
    if position_s + 8 < duration_s:
        assert all(end - start == 1 for start, end in spans[begun : begun + SHORT_PIECES - 1])


@settings(deadline=None)
@given(FILM_S, st.integers(0, 9_000), st.integers(0, 9_000))
def test_every_segment_is_made_of_whole_pieces(duration_s: float, position_s: int, from_s: int) -> None:
    # Of an encoder that began where the segment does, whatever the playlist.
    timeline = cut_evenly(duration_s, position_s)
    start_s, end_s = timeline.span_s(timeline.number_at(from_s))
    grid = PieceGrid(even_second(start_s), duration_s)
    assert grid.cuts_at(int(start_s))
    assert end_s == timeline.end_s or grid.cuts_at(int(end_s))


@settings(deadline=None)
@given(FILM_S, st.integers(0, 9_000))
def test_pieces_follow_upon_each_other(duration_s: float, first_s: int) -> None:
    grid = PieceGrid(even_second(first_s), duration_s)
    bounds = grid.bounds_s(duration_s)
    assert all(grid.next_after(one) == following for one, following in pairwise(bounds))
    for one in bounds:
        assert grid.cuts_at(one)
        assert grid.piece_at(one) == one
        assert grid.piece_at(grid.next_after(one) - 0.001) == one


@pytest.mark.parametrize(
    ("width", "height", "most", "expected"),
    [
        (1920, 1080, None, ["1080p 1920x1080", "720p 1280x720", "480p 854x480", "360p 640x360"]),
        (1920, 800, None, ["1080p 1920x800", "720p 1280x534", "480p 854x356", "360p 640x266"]),
        (1080, 1920, 720, ["720p 720x1280", "480p 480x854", "360p 360x640"]),
        (3840, 2160, 1080, ["1080p 1920x1080", "720p 1280x720", "480p 854x480", "360p 640x360"]),
        (853, 479, None, ["480p 852x480", "360p 640x360"]),
        (320, 240, None, ["360p 320x240"]),
        (320, 240, 100, ["360p 320x240"]),
        (1, 1, None, ["360p 2x2"]),
        (16_000, 100, None, ["2160p 3840x24", "1440p 2560x16", "1080p 1920x12", "720p 1280x8", "480p 854x6",
                             "360p 640x4"]),
    ],
)  # fmt: skip
def test_rungs_fit_the_box_of_their_name(
    width: int, height: int, most: int | None, expected: list[str]
) -> None:
    video = replace(VIDEO, display_width_px=width, display_height_px=height)
    rungs = list_rungs(video, most)
    assert [f"{one.name} {one.width_px}x{one.height_px}" for one in rungs] == expected


def test_rungs_say_their_codec_and_cost_more_at_high_rates() -> None:
    usual, quick = (list_rungs(replace(VIDEO, frame_rate_fps=fps))[0] for fps in (24.0, 60.0))
    assert usual.codec_string == "avc1.640028"
    assert quick.codec_string == "avc1.64002a"
    assert quick.bitrate_bps > usual.bitrate_bps


@pytest.mark.parametrize(
    ("fps", "expected"),
    [
        (24.0, {2160: 51, 1440: 50, 1080: 40, 720: 31, 480: 30, 360: 30}),
        (29.97, {2160: 51, 1440: 50, 1080: 40, 720: 31, 480: 31, 360: 30}),
        (60.0, {2160: 52, 1440: 51, 1080: 42, 720: 32, 480: 31, 360: 31}),
        (120.0, {2160: 52, 1440: 52, 1080: 51, 720: 42, 480: 32, 360: 32}),
    ],
)
def test_level_holds_the_picture(fps: float, expected: dict[int, int]) -> None:
    # ISO/IEC 14496-10, table A-1.
    video = replace(VIDEO, display_width_px=3840, display_height_px=2160, frame_rate_fps=fps)
    assert {one.lines: one.level for one in list_rungs(video)} == expected


def test_long_and_narrow_picture_has_a_level_for_its_long_side() -> None:
    rung = list_rungs(replace(VIDEO, display_width_px=16_000, display_height_px=100))[0]
    assert (rung.width_px, rung.height_px, rung.level) == (3840, 24, 42)


def test_few_cores_make_no_large_pictures() -> None:
    assert [best_lines(cores) for cores in (1, 2, 4, 8, 16)] == [720, 720, 1080, 1440, 2160]
