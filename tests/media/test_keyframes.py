import struct
from pathlib import Path

import av
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kino.media import boxes
from kino.media.errors import BrokenKeyframeIndex, NoVideoTrack
from kino.media.keyframes import KeyframeIndex, decode_keyframes, encode_keyframes, read_keyframes
from tests.media.clips import Clips


def _flagged_s(path: Path) -> list[float]:
    """The presentation times that FFmpeg flags as keyframes, in seconds."""
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        packets = [p for p in container.demux(stream) if p.is_keyframe and p.pts is not None]
        return sorted(float((p.pts or 0) * p.time_base) for p in packets)


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("h264.mp4", "mp4_stss"),
        ("moov-last.mp4", "mp4_stss"),
        ("hevc.mp4", "mp4_stss"),
        ("with-cover.mp4", "mp4_stss"),
        ("many-tracks.mkv", "matroska_cues"),
        ("vp9.webm", "matroska_cues"),
        ("fragmented.mp4", "packets"),
        ("no-cues.mkv", "packets"),
        ("plain.ts", "packets"),
        ("plain.avi", "packets"),
    ],
)
def test_index_agrees_with_the_packets(clips: Clips, name: str, source: str) -> None:
    index = read_keyframes(clips.get(name))
    assert index.source == source
    assert index.times_s == pytest.approx(_flagged_s(clips.get(name)), abs=1.1e-3)
    assert index.is_complete


def test_only_sync_samples_count_where_flags_say_more(clips: Clips) -> None:
    path = clips.get("stss-not-flags.mp4")
    assert len(_flagged_s(path)) == 5
    index = read_keyframes(path)
    assert index.times_s == (0.0,)
    assert index.is_sync_known


def test_a_pass_over_packets_tells_sync_samples_from_others(clips: Clips, tmp_path: Path) -> None:
    path = tmp_path / "open-gop.ts"
    with av.open(str(clips.get("stss-not-flags.mp4"))) as source, av.open(str(path), "w") as target:
        stream = target.add_stream_from_template(source.streams.video[0])
        for packet in source.demux(source.streams.video[0]):
            if packet.dts is not None:
                packet.stream = stream
                target.mux(packet)
    index = read_keyframes(path)
    assert index.is_sync_known
    assert len(index.times_s) == 5
    assert len(index.sync_times_s) == 1


def test_the_time_bound_ends_the_pass(clips: Clips) -> None:
    assert not read_keyframes(clips.get("plain.ts"), budget_s=-1).is_complete


def test_sound_has_no_keyframes(clips: Clips) -> None:
    with pytest.raises(NoVideoTrack):
        read_keyframes(clips.get("sound-only.m4a"))


times = st.lists(st.tuples(st.floats(-10, 500_000), st.booleans()), max_size=300)


@given(times, st.booleans(), st.booleans())
def test_storing_an_index_loses_nothing(
    marks: list[tuple[float, bool]], is_sync_known: bool, is_complete: bool
) -> None:
    index = KeyframeIndex.from_times(
        marks, source="packets", is_sync_known=is_sync_known, is_complete=is_complete
    )
    assert decode_keyframes(encode_keyframes(index)) == index
    assert all(a < b for a, b in zip(index.times_s, index.times_s[1:], strict=False))
    assert set(index.sync_times_s) <= set(index.times_s)


@given(st.binary(max_size=200))
def test_foreign_bytes_are_refused(data: bytes) -> None:
    with pytest.raises(BrokenKeyframeIndex):
        decode_keyframes(data)


@given(st.binary(max_size=400))
def test_hostile_movie_boxes_never_raise(data: bytes) -> None:
    for kind in (b"stbl", b"mdia", b"edts"):
        moov = struct.pack(">I4s", len(data) + 8, kind) + data
        track = boxes.Box(b"trak", 0, len(moov))
        boxes.read_sample_table(moov, track)
        boxes.find_dolby_vision(moov, track)
