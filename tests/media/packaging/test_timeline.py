import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kino.media.errors import UncuttableFilm
from kino.media.keyframes import KeyframeIndex
from kino.media.packaging.timeline import Timeline, cut_at_keyframes


def _index(*times_s: float, is_sync: bool = True) -> KeyframeIndex:
    marks = [(time_s, is_sync) for time_s in times_s]
    return KeyframeIndex.from_times(marks, source="mp4_stss", is_sync_known=True)


def test_timeline_cuts_at_the_keyframes_nearest_to_its_target() -> None:
    index = _index(*(float(time_s) for time_s in range(0, 30, 2)))
    assert cut_at_keyframes(index, start_s=0, duration_s=30).starts_s == (0, 6, 12, 18, 24)


def test_timeline_takes_long_groups_whole() -> None:
    timeline = cut_at_keyframes(_index(0, 20, 40), start_s=0, duration_s=60)
    assert list(timeline.starts_s) == [0, 20, 40]
    assert timeline.longest_s == 20


def test_timeline_begins_at_zero_whatever_the_file_says() -> None:
    timeline = cut_at_keyframes(_index(5000, 5006, 5012), start_s=5000, duration_s=18)
    assert timeline.starts_s == (0, 6, 12)


def test_timeline_leaves_no_crumb_at_the_end() -> None:
    assert cut_at_keyframes(_index(0, 6, 12), start_s=0, duration_s=12.2).starts_s == (0, 6)


def test_timeline_cuts_at_sync_samples_only() -> None:
    index = KeyframeIndex.from_times(
        [(0, True), (6, False), (12, True)], source="mp4_stss", is_sync_known=True
    )
    assert cut_at_keyframes(index, start_s=0, duration_s=18).starts_s == (0, 12)


@pytest.mark.parametrize(("times_s", "duration_s"), [((), 10.0), ((0.0,), 0.0), ((0.0,), -1.0)])
def test_timeline_of_nothing_is_refused(times_s: tuple[float, ...], duration_s: float) -> None:
    with pytest.raises(UncuttableFilm, match="scan the file again"):
        cut_at_keyframes(_index(*times_s), start_s=0, duration_s=duration_s)


@given(
    steps_ms=st.lists(st.integers(1, 30_000), min_size=1, max_size=60),
    start_s=st.floats(0, 100_000),
    tail_ms=st.integers(1, 20_000),
)
def test_timeline_covers_the_film_without_gap_or_overlap(
    steps_ms: list[int], start_s: float, tail_ms: int
) -> None:
    times_s = [start_s + at_ms / 1000 for at_ms in itertools.accumulate([0, *steps_ms])]
    duration_s = (sum(steps_ms) + tail_ms) / 1000
    timeline = cut_at_keyframes(_index(*times_s), start_s=start_s, duration_s=duration_s)
    spans = [timeline.span_s(number) for number in range(len(timeline))]
    assert spans[0][0] == 0
    assert spans[-1][1] == pytest.approx(duration_s, abs=1e-6)
    assert all(one[1] == following[0] for one, following in itertools.pairwise(spans))
    assert all(end_s > begin_s for begin_s, end_s in spans)
    assert (
        timeline.longest_s <= max(12.0, max(steps_ms) / 1000 + 6.0, duration_s if len(spans) == 1 else 0) + 21
    )
    for begin_s, _ in spans[1:]:
        assert any(abs(begin_s - (time_s - start_s)) < 2e-6 for time_s in times_s)
        assert spans[timeline.number_at(begin_s)][0] == begin_s


def test_timeline_finds_the_segment_of_a_time() -> None:
    timeline = Timeline((0.0, 6.0, 12.0), 15.0)
    assert [timeline.number_at(time_s) for time_s in (-1, 0, 5.9, 6, 14, 99)] == [0, 0, 0, 1, 2, 2]
    with pytest.raises(IndexError):
        timeline.span_s(3)
    with pytest.raises(IndexError):
        timeline.span_s(-1)
