"""Tiles: where they lie, which moment each shows, and that they look as the film does."""

import io
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageStat

from kino.media.errors import MediaError
from kino.media.info import MediaInfo
from kino.media.keyframes import encode_keyframes, read_keyframes
from kino.media.probe import probe_file
from kino.media.trickplay import TileLayout, choose_moments, draw_sheet, lay_out_tiles
from tests.media.clips import Clips


def sheet_of(path: Path, sheet: int = 0) -> tuple[TileLayout, list[Image.Image]]:
    """The layout of a film and the tiles of one of its sheets."""
    info = probe_file(path)
    layout = lay_out_tiles(info)
    assert layout is not None
    keyframes = encode_keyframes(read_keyframes(path))
    drawn = draw_sheet(path, layout, sheet, keyframes=keyframes, start_s=info.start_s)
    assert drawn.drawn_count == drawn.tile_count == len(layout.tiles_of(sheet))
    image = Image.open(io.BytesIO(drawn.webp))
    assert image.size == (drawn.width_px, drawn.height_px) == layout.size_px(sheet)
    return layout, [cut(image, layout, number) for number in range(drawn.tile_count)]


def cut(image: Image.Image, layout: TileLayout, number: int) -> Image.Image:
    row, column = divmod(number, layout.columns)
    left_px, top_px = column * layout.width_px, row * layout.height_px
    return image.crop((left_px, top_px, left_px + layout.width_px, top_px + layout.height_px))


def describe(
    clips: Clips, duration_s: float | None, width_px: int = 1920, height_px: int = 1080
) -> MediaInfo:
    info = probe_file(clips.get("h264.mp4"))
    picture = replace(info.video[0], display_width_px=width_px, display_height_px=height_px)
    return replace(info, duration_s=duration_s, video=(picture,))


@pytest.mark.parametrize(
    ("duration_s", "width_px", "height_px", "interval_s", "tile_px", "tile_count", "sheet_count"),
    [
        (7_200.0, 1920, 1080, 10.0, (320, 180), 720, 8),
        (7_200.5, 3840, 1600, 10.0, (320, 134), 721, 8),
        (1_000.0, 1440, 1080, 5.0, (320, 240), 200, 2),
        (25.0, 1080, 1920, 2.0, (136, 240), 13, 1),
        (0.04, 320, 180, 2.0, (320, 180), 1, 1),
        (10.0, 1, 100_000, 2.0, (2, 240), 5, 1),
        (1e9, 1920, 1080, 200_000.0, (320, 180), 5_000, 50),
    ],
)
def test_tiles_lie_as_the_length_and_shape_of_the_film_ask(
    clips: Clips,
    duration_s: float,
    width_px: int,
    height_px: int,
    interval_s: float,
    tile_px: tuple[int, int],
    tile_count: int,
    sheet_count: int,
) -> None:
    layout = lay_out_tiles(describe(clips, duration_s, width_px, height_px))
    assert layout is not None
    assert layout.interval_s == interval_s
    assert (layout.width_px, layout.height_px) == tile_px
    assert (layout.tile_count, layout.sheet_count) == (tile_count, sheet_count)


@pytest.mark.parametrize("duration_s", [None, 0.0, -3.0, float("inf"), float("nan")])
def test_film_of_no_length_has_no_tiles(clips: Clips, duration_s: float | None) -> None:
    assert lay_out_tiles(describe(clips, duration_s)) is None


@settings(deadline=None)
@given(
    tile_count=st.integers(1, 5_000),
    interval_s=st.floats(0.5, 20),
    keyframes_s=st.lists(st.floats(0, 100_000), max_size=200).map(sorted),
)
def test_every_tile_is_on_one_sheet_and_shows_the_nearest_keyframe(
    tile_count: int, interval_s: float, keyframes_s: list[float]
) -> None:
    layout = TileLayout(interval_s, 320, 180, tile_count)
    tiles = [tile for sheet in range(layout.sheet_count) for tile in layout.tiles_of(sheet)]
    assert tiles == list(range(tile_count))
    moments_s = choose_moments(layout, 0, keyframes_s)
    assert len(moments_s) == len(layout.tiles_of(0))
    assert moments_s == sorted(moments_s)
    if keyframes_s:
        middle_s = interval_s / 2
        assert abs(moments_s[0] - middle_s) == min(abs(one - middle_s) for one in keyframes_s)
    with pytest.raises(IndexError):
        layout.tiles_of(layout.sheet_count)


@pytest.mark.parametrize(
    "clip",
    ["h264.mp4", "plain.ts", "plain.avi", "no-cues.mkv", "fragmented.mp4", "vp9.webm", "av1.mp4", "hevc.mp4",
     "interlaced.mp4", "anamorphic.mp4", "with-cover.mp4", "stss-not-flags.mp4"],
)  # fmt: skip
def test_every_container_and_codec_gives_its_tiles(clips: Clips, clip: str) -> None:
    _, tiles = sheet_of(clips.get(clip))
    for tile in tiles:
        assert max(ImageStat.Stat(tile).stddev) > 20, "the test picture is colourful"


def test_tiles_follow_the_film(clips: Clips) -> None:
    _, tiles = sheet_of(clips.get("black-start.mp4"))
    light = [ImageStat.Stat(tile.convert("L")).mean[0] for tile in tiles]
    assert light[0] < 20 < light[-1], "the clip begins black"


def test_turned_film_stands_upright(clips: Clips) -> None:
    layout, tiles = sheet_of(clips.get("rotated.mp4"))
    assert layout.height_px > layout.width_px
    _, lying = sheet_of(clips.get("h264.mp4"))
    upright = {degrees: lying[0].rotate(degrees, expand=True).resize(tiles[0].size) for degrees in (90, 270)}
    distance = {
        degrees: sum(
            abs(a - b)
            for a, b in zip(
                ImageStat.Stat(tiles[0].resize((2, 4)).convert("L").crop((0, 0, 2, 1))).mean,
                ImageStat.Stat(one.resize((2, 4)).convert("L").crop((0, 0, 2, 1))).mean,
                strict=True,
            )
        )
        for degrees, one in upright.items()
    }
    rotation = probe_file(clips.get("rotated.mp4")).video[0].rotation_degrees
    assert min(distance, key=lambda degrees: distance[degrees]) == 360 - rotation


def test_hdr_tile_is_brought_to_what_a_plain_screen_shows(clips: Clips) -> None:
    from kino.media.stills import extract_still

    _, tiles = sheet_of(clips.get("hdr10.mkv"))
    still = extract_still(clips.get("hdr10.mkv"), fraction=0.5, max_width_px=320)
    assert still.is_tone_mapped
    shown = ImageStat.Stat(Image.open(io.BytesIO(still.picture.webp))).mean
    assert all(abs(a - b) < 8 for a, b in zip(ImageStat.Stat(tiles[0]).mean, shown, strict=True))


@pytest.mark.parametrize("clip", ["empty.mp4", "text.mp4", "playlist.mp4", "sound-only.m4a"])
def test_what_is_no_film_is_a_reason(clips: Clips, clip: str) -> None:
    with pytest.raises(MediaError):
        draw_sheet(clips.get(clip), TileLayout(2.0, 320, 180, 4), 0)


def test_length_that_lies_repeats_the_last_picture(clips: Clips) -> None:
    path = clips.get("h264.mp4")
    drawn = draw_sheet(
        path, TileLayout(2.0, 320, 180, 100), 0, keyframes=encode_keyframes(read_keyframes(path))
    )
    assert (drawn.tile_count, drawn.drawn_count) == (100, 100)


def test_film_that_ends_early_shows_what_there_is(clips: Clips, tmp_path: Path) -> None:
    whole = clips.get("moov-last.mp4").read_bytes()
    broken = tmp_path / "broken.mp4"
    middle = len(whole) // 2
    broken.write_bytes(whole[:middle] + bytes(len(whole) // 4) + whole[middle + len(whole) // 4 :])
    try:
        drawn = draw_sheet(broken, TileLayout(1.0, 320, 180, 3), 0)
    except MediaError:
        return
    assert drawn.drawn_count <= drawn.tile_count == 3
