"""Films that stay open between requests for segments."""

import os
from pathlib import Path

import pytest

from kino.media.errors import MediaError, UncuttableFilm
from kino.media.packaging.open_films import open_film
from kino.media.packaging.packager import SegmentWish, TrackWish, make_init, make_segment
from tests.media.clips import Clips


def _copy(clips: Clips, folder: Path, name: str = "h264.mp4") -> Path:
    path = folder / name
    path.write_bytes(clips.get(name).read_bytes())
    return path


def _facts(path: Path) -> tuple[int, int]:
    found = path.stat()
    return found.st_size, found.st_mtime_ns


def test_film_stays_open_for_the_next_request(clips: Clips, tmp_path: Path) -> None:
    path = _copy(clips, tmp_path)
    with open_film(os.fsencode(path), _facts(path)) as first:
        pass
    with open_film(os.fsencode(path), _facts(path)) as second:
        assert second is first


def test_film_that_failed_is_opened_anew(clips: Clips, tmp_path: Path) -> None:
    path = _copy(clips, tmp_path)
    with pytest.raises(MediaError), open_film(os.fsencode(path), _facts(path)) as first:
        raise OSError(5, "Input/output error")
    with open_film(os.fsencode(path), _facts(path)) as second:
        assert second is not first
        assert next(iter(second.demux(0))).size > 0


def test_file_rewritten_in_place_is_not_mixed_into_the_film(clips: Clips, tmp_path: Path) -> None:
    path = _copy(clips, tmp_path)
    track = TrackWish(os.fsencode(path), _facts(path), "video", 0, 0.0)
    make_init(track)
    with path.open("r+b") as file:
        file.write(clips.get("moov-last.mp4").read_bytes())
    os.utime(path, ns=(1, 1))
    with pytest.raises(UncuttableFilm, match="replaced"):
        make_segment(SegmentWish(track, 0, None, None))


def test_few_films_stay_open(clips: Clips, tmp_path: Path) -> None:
    count_before = len(list(Path("/proc/self/fd").iterdir()))
    for number in range(12):
        path = tmp_path / f"{number}.mp4"
        path.write_bytes(clips.get("h264.mp4").read_bytes())
        with open_film(os.fsencode(path), _facts(path)):
            pass
    assert len(list(Path("/proc/self/fd").iterdir())) <= count_before + 12  # two descriptors each of six


def test_track_that_the_file_does_not_have_is_refused(clips: Clips, tmp_path: Path) -> None:
    path = _copy(clips, tmp_path)
    with pytest.raises(UncuttableFilm, match="number 70"):
        make_init(TrackWish(os.fsencode(path), _facts(path), "audio", 70, 0.0))
