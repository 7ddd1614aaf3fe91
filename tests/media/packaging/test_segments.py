"""Copied tracks: every packet of the source exactly once, on its own time, whatever the order of requests."""

import io
import os
import random
from dataclasses import dataclass
from pathlib import Path

import av
import pytest

from kino.media.info import MediaInfo
from kino.media.keyframes import read_keyframes
from kino.media.packaging.packager import SegmentWish, TrackWish, make_init, make_segment
from kino.media.packaging.timeline import Timeline, cut_at_keyframes
from kino.media.probe import probe_file
from tests.media.clips import Clips
from tests.media.packets import assert_joined, read_fragments, read_packets, read_timescale

# A cut a second, so that short clips have several.
TARGET_S = 1.0

PICTURES = [
    "h264.mp4",
    "moov-last.mp4",
    "fragmented.mp4",
    "many-tracks.mkv",
    "no-cues.mkv",
    "vp9.webm",
    "hevc.mp4",
    "hdr10.mkv",
    "av1.mp4",
    "plain.ts",
    "with-cover.mp4",
    "rotated.mp4",
    "open-gop.mkv",
    "hevc-open-gop.mkv",
    "late-start.ts",
    "h264.avi",
    "variable-rate.mkv",
    "two-videos.mkv",
]
SOUNDS = ["h264.mp4", "fragmented.mp4", "many-tracks.mkv", "no-cues.mkv", "vp9.webm", "plain.ts",
          "late-start.ts", "with-cover.mp4", "ac3.mkv", "ac3-stereo.mkv", "ac3.ts", "ac3.mpg",
          "eac3.mkv", "eac3.ts", "opus.mkv", "flac.mkv", "flac-5.1.mkv"]  # fmt: skip


@dataclass
class Packaged:
    """A track that was made segment by segment, in random order."""

    init: bytes
    segments: list[bytes]
    timeline: Timeline

    @property
    def whole(self) -> bytes:
        return self.init + b"".join(self.segments)


def _cut(path: Path) -> tuple[MediaInfo, Timeline]:
    info = probe_file(path)
    assert info.duration_s is not None
    index = read_keyframes(path)
    return info, cut_at_keyframes(index, start_s=info.start_s, duration_s=info.duration_s, target_s=TARGET_S)


def _wish_segment(track: TrackWish, timeline: Timeline, number: int) -> SegmentWish:
    start_s, end_s = timeline.span_s(number)
    is_last = number == len(timeline) - 1
    return SegmentWish(track, number, start_s if number else None, None if is_last else end_s)


def _package(path: Path, kind: str, seed: int = 1) -> Packaged:
    info, timeline = _cut(path)
    index = (info.video if kind == "video" else info.audio)[0].index
    found = path.stat()
    track = TrackWish(
        os.fsencode(path),
        (found.st_size, found.st_mtime_ns),
        "video" if kind == "video" else "audio",
        index,
        info.start_s,
    )
    numbers = list(range(len(timeline)))
    random.Random(seed).shuffle(numbers)
    made = {number: make_segment(_wish_segment(track, timeline, number)) for number in numbers}
    return Packaged(make_init(track), [made[number] for number in sorted(made)], timeline)


@pytest.mark.parametrize("name", PICTURES)
def test_pictures_are_all_there_once_and_on_time(clips: Clips, name: str) -> None:
    path = clips.get(name)
    info = probe_file(path)
    made = _package(path, "video")
    assert len(made.timeline) > 1
    source = read_packets(str(path), "video", info.start_s)
    packed = read_packets(io.BytesIO(made.whole), "video")
    assert [one.digest for one in packed] == [one.digest for one in source]
    for ours, theirs in zip(packed, source, strict=True):
        assert ours.present_s == pytest.approx(theirs.present_s, abs=0.0011)
    assert_joined(made.segments)


@pytest.mark.parametrize("name", SOUNDS)
def test_sounds_are_all_there_once_and_on_time(clips: Clips, name: str) -> None:
    path = clips.get(name)
    info = probe_file(path)
    made = _package(path, "audio")
    # What an edit list cuts away in front of the film is not heard: an encoder's priming.
    source = [one for one in read_packets(str(path), "audio", info.start_s) if one.present_s > -0.0005]
    packed = read_packets(io.BytesIO(made.whole), "audio")
    assert [one.digest for one in packed] == [one.digest for one in source]
    for ours, theirs in zip(packed, source, strict=True):
        assert ours.present_s == pytest.approx(theirs.present_s, abs=0.0025)
    assert_joined(made.segments)


def test_sound_that_begins_after_the_first_segment_has_its_init_segment(clips: Clips) -> None:
    path = clips.get("late-ac3.mkv")
    made = _package(path, "audio")
    assert made.segments[0] == b""
    packed = read_packets(io.BytesIO(made.whole), "audio")
    source = read_packets(str(path), "audio", probe_file(path).start_s)
    assert [one.digest for one in packed] == [one.digest for one in source]
    assert packed[0].present_s == pytest.approx(1.6, abs=0.01)


@pytest.mark.parametrize("name", PICTURES)
def test_a_segment_is_the_same_bytes_whenever_it_is_made(clips: Clips, name: str) -> None:
    path = clips.get(name)
    assert _package(path, "video", seed=1).segments == _package(path, "video", seed=2).segments


@pytest.mark.parametrize("name", PICTURES)
def test_segments_last_as_long_as_the_playlist_says(clips: Clips, name: str) -> None:
    path = clips.get(name)
    made = _package(path, "video")
    first_s = read_packets(io.BytesIO(made.init + made.segments[0]), "video")[0].present_s
    for number, segment in enumerate(made.segments[:-1]):
        packets = read_packets(io.BytesIO(made.init + segment), "video")
        start_s, end_s = made.timeline.span_s(number)
        # Leading pictures of an open group are shown before the cut; Matroska rounds to milliseconds.
        tolerance_s = 0.13 if "open-gop" in name else 0.0011
        assert min(one.present_s for one in packets) == pytest.approx(max(start_s, first_s), abs=tolerance_s)
        (fragment,) = read_fragments(segment)
        length_s = (fragment.end - fragment.decode) / read_timescale(made.init)
        assert length_s == pytest.approx(end_s - max(start_s, first_s), abs=tolerance_s)


@pytest.mark.parametrize(
    "name", [name for name in PICTURES if name not in ("hevc-open-gop.mkv", "open-gop.mkv")]
)
def test_each_segment_can_be_decoded_by_itself(clips: Clips, name: str) -> None:
    made = _package(clips.get(name), "video")
    for segment in made.segments:
        with av.open(io.BytesIO(made.init + segment), "r") as container:
            stream = container.streams.video[0]
            count = sum(1 for packet in container.demux(stream) if packet.size)
            container.seek(0)
            assert sum(1 for _ in container.decode(stream)) == count
