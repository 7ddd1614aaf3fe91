"""Subtitles of discs: when, where and how they look."""

import io
import random
from pathlib import Path

import pytest
from PIL import Image

from kino.media.subtitles.palettes import BluRayColours, read_dvd_palette
from kino.media.subtitles.pictures import PictureCue, extract_pictures
from tests.media.clips import Clips, draw, picture
from tests.media.subtitles.blu_ray import Plate, write_sup

PLATES = [
    Plate(0.5, 1.5, 480, 900, 960, 100),
    Plate(2.0, 3.5, 0, 0, 192, 108),
    Plate(3.5, 4.5, 960, 540, 200, 60),
]


@pytest.fixture
def film(tmp_path: Path) -> Path:
    """A film with two tracks of text as pictures, the second of which is stream 2."""
    plates, film = tmp_path / "plates.sup", tmp_path / "film.mkv"
    plates.write_bytes(write_sup(PLATES))
    draw(film, *picture(6), "-i", str(plates), "-map", "0:v", "-map", "1:s", "-map", "1:s",
         "-c:v", "libx264", "-g", "20", "-c:s", "copy", "-copyts")  # fmt: skip
    return film


def test_pictures_have_their_times_and_places(film: Path) -> None:
    found = extract_pictures(film, 2, 0.0, 60.0)
    assert [(one.start_s, one.end_s) for one in found] == [(0.5, 1.5), (2.0, 3.5), (3.5, 4.5)]
    first = found[0]
    assert (first.left_ratio, first.width_ratio) == (0.25, 0.5)
    assert first.top_ratio == pytest.approx(900 / 1080)
    assert first.height_ratio == pytest.approx(100 / 1080)
    assert first.canvas_ratio == pytest.approx(16 / 9)
    with Image.open(io.BytesIO(first.png)) as image:
        assert image.size == (960, 100)
        assert image.mode == "RGBA"
        assert image.tobytes()[:4] == b"\xff\xff\xff\xff"


def test_all_stretches_together_are_each_picture_once(film: Path) -> None:
    whole = extract_pictures(film, 1, 0.0, 60.0)
    pieces: list[PictureCue] = []
    for from_s in (0.0, 1.0, 2.0, 3.0, 4.0):
        pieces += extract_pictures(film, 1, from_s, from_s + 1.0)
    assert pieces == whole


def test_other_tracks_have_no_pictures(film: Path, clips: Clips) -> None:
    assert extract_pictures(film, 0, 0.0, 60.0) == []
    assert extract_pictures(film, 99, 0.0, 60.0) == []
    assert extract_pictures(clips.get("many-tracks.mkv"), 3, 0.0, 60.0) == []


def test_broken_pictures_are_left_out(film: Path, tmp_path: Path) -> None:
    data = bytearray(film.read_bytes())
    place = data.index(bytes((0x14, 0, 7, 0, 0, 1, 235)))
    data[place + 7 : place + 40] = bytes(range(33))
    broken = tmp_path / "broken.mkv"
    broken.write_bytes(data)
    assert all(one.end_s > one.start_s for one in extract_pictures(broken, 1, 0.0, 60.0))


def test_pictures_of_a_dvd_have_their_times_places_and_colours(film: Path, tmp_path: Path) -> None:
    dvd = tmp_path / "dvd.mkv"
    draw(dvd, "-i", str(film), "-map", "0:v", "-map", "0:s:0", "-c:v", "copy", "-c:s", "dvdsub", "-copyts")
    found = extract_pictures(dvd, 1, 0.0, 60.0)
    assert [one.start_s for one in found] == pytest.approx([0.5, 2.0, 3.5], abs=0.02)
    assert all(one.end_s > one.start_s for one in found)
    assert [one.left_ratio for one in found] == pytest.approx([0.25, 0.0, 0.5], abs=0.01)
    with Image.open(io.BytesIO(found[0].png)) as image:
        middle = image.convert("RGBA").crop((image.width // 2, image.height // 2, image.width // 2 + 1,
                                             image.height // 2 + 1)).tobytes()  # fmt: skip
    assert min(middle) > 230


@pytest.mark.parametrize("seed", range(40))
def test_colours_of_hostile_bytes_are_colours(seed: int) -> None:
    packet = random.Random(seed).randbytes(seed * 7)
    blu_ray = BluRayColours()
    blu_ray.read(packet)
    for palette in (blu_ray.palette, read_dvd_palette(packet, packet)):
        assert all(0 <= value <= 255 for colour in palette for value in colour)
