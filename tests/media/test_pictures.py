import base64
import contextlib
import io
import struct
import zlib

import pytest
import thumbhash
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from kino.media.errors import NoStill, NotAMediaFile, NotAPicture, PictureTooLarge
from kino.media.pictures import (
    VARIANT_WIDTHS_PX,
    find_dominant_color,
    make_thumbhash,
    open_picture,
    read_size,
    render_variants,
)
from kino.media.stills import extract_cover, extract_still
from tests.media.clips import Clips


def _encode(image: Image.Image, kind: str = "JPEG", **options: object) -> bytes:
    target = io.BytesIO()
    image.save(target, kind, **options)
    return target.getvalue()


def _poster() -> Image.Image:
    image = Image.linear_gradient("L").resize((1000, 1500))
    return Image.merge("RGB", (image, image.rotate(180), Image.new("L", image.size, 60)))


@pytest.mark.parametrize("kind", VARIANT_WIDTHS_PX)
def test_variants_have_the_widths_of_their_kind(kind: str) -> None:
    rendered = render_variants(_encode(_poster()), kind)
    assert [v.width_px for v in rendered.variants] == sorted({min(w, 1000) for w in VARIANT_WIDTHS_PX[kind]})
    assert (rendered.width_px, rendered.height_px) == (1000, 1500)
    for variant in rendered.variants:
        decoded = Image.open(io.BytesIO(variant.webp))
        assert decoded.format == "WEBP"
        assert decoded.size == (variant.width_px, variant.height_px)
        assert variant.height_px == round(variant.width_px * 1.5)


def test_small_pictures_are_not_enlarged() -> None:
    rendered = render_variants(_encode(Image.new("RGB", (120, 180), "navy")), "poster")
    assert [(v.width_px, v.height_px) for v in rendered.variants] == [(120, 180)]


def test_orientation_is_applied_and_metadata_removed() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010E] = "secret place"
    data = _encode(Image.new("RGB", (400, 200), "red"), exif=exif)
    assert read_size(data) == (200, 400)
    rendered = render_variants(data, "portrait")
    assert (rendered.variants[0].width_px, rendered.variants[0].height_px) == (200, 400)
    assert b"secret" not in rendered.variants[0].webp


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGBA", "LA", "CMYK", "I;16"])
def test_every_colour_mode_is_rendered(mode: str) -> None:
    kind = "JPEG" if mode == "CMYK" else "PNG"
    base = Image.new("L", (300, 300), 128)
    image = base.convert(mode) if mode != "I;16" else Image.new("I;16", (300, 300), 30_000)
    assert render_variants(_encode(image, kind), "portrait").variants[0].width_px == 200


def test_colour_and_placeholder_tell_the_picture() -> None:
    assert find_dominant_color(Image.new("RGB", (50, 80), "#204080")) == "#204080"
    striped = Image.new("RGB", (100, 100), "black")
    striped.paste("#d9381e", (0, 0, 100, 40))
    red, green, blue = bytes.fromhex(find_dominant_color(striped)[1:])
    assert red > 150 > max(green, blue)
    average = thumbhash.thumb_hash_to_average_rgba(
        list(base64.b64decode(make_thumbhash(Image.new("RGB", (64, 96), "red"))))
    )
    assert average is not None
    assert average[0] > 0.8 > 0.2 > average[2]


def _png_bomb(width_px: int, height_px: int) -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", width_px, height_px, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(bytes(1000)))


@pytest.mark.parametrize("size", [(60_000, 60_000), (12_000, 12_000), (100_000, 10)])
def test_bombs_are_refused_before_they_are_decoded(size: tuple[int, int]) -> None:
    with pytest.raises(PictureTooLarge):
        open_picture(_png_bomb(*size))


def test_too_many_bytes_are_refused() -> None:
    with pytest.raises(PictureTooLarge, match="MB"):
        open_picture(bytes(41 * 1024 * 1024))


@pytest.mark.parametrize("kind", ["BMP", "TIFF", "PPM", "ICO", "PDF"])
def test_formats_outside_the_list_are_refused(kind: str) -> None:
    with pytest.raises(NotAPicture):
        open_picture(_encode(Image.new("RGB", (32, 32)), kind))


def test_cut_pictures_are_refused() -> None:
    data = _encode(_poster())
    with pytest.raises(NotAPicture):
        open_picture(data[: len(data) // 2])


@given(st.binary(max_size=300), st.sampled_from([b"", b"\xff\xd8\xff\xe0", b"\x89PNG\r\n\x1a\n", b"GIF89a",
                                                 b"RIFF\x40\0\0\0WEBPVP8 "]))  # fmt: skip
def test_random_bytes_raise_only_the_typed_errors(data: bytes, head: bytes) -> None:
    with contextlib.suppress(NotAPicture, PictureTooLarge):
        open_picture(head + data)


def test_still_skips_black(clips: Clips) -> None:
    # The wished place, 1.5 s, is black, and so is everything before 2 s.
    still = extract_still(clips.get("black-start.mp4"), fraction=0.3)
    assert still.at_s >= 2
    assert still.brightness_deviation > 32


@pytest.mark.parametrize(
    ("name", "size"),
    [
        ("h264.mp4", (320, 180)),
        ("rotated.mp4", (180, 320)),
        ("anamorphic.mp4", (427, 180)),
        ("interlaced.mp4", (320, 180)),
        ("plain.ts", (320, 180)),
        ("many-tracks.mkv", (320, 180)),
        ("vp9.webm", (320, 180)),
    ],
)
def test_still_is_upright_with_square_pixels(clips: Clips, name: str, size: tuple[int, int]) -> None:
    still = extract_still(clips.get(name))
    assert (still.picture.width_px, still.picture.height_px) == size
    assert Image.open(io.BytesIO(still.picture.webp)).size == size
    assert not still.is_tone_mapped


def test_still_of_hdr_says_that_it_was_mapped(clips: Clips) -> None:
    assert extract_still(clips.get("hdr10.mkv")).is_tone_mapped
    grey = extract_still(clips.get("hdr10.mkv"), has_own_colors=True)
    assert grey.is_grey
    shown = Image.open(io.BytesIO(grey.picture.webp)).convert("RGB").resize((1, 1))
    red, green, blue = shown.tobytes()
    assert max(red, green, blue) - min(red, green, blue) < 12


def test_still_width_is_bounded(clips: Clips) -> None:
    assert extract_still(clips.get("h264.mp4"), max_width_px=160).picture.width_px == 160


def test_files_without_pictures_have_no_still(clips: Clips) -> None:
    with pytest.raises(NoStill):
        extract_still(clips.get("sound-only.m4a"))
    with pytest.raises(NotAMediaFile):
        extract_still(clips.get("text.mp4"))


def test_covers_come_out_as_webp(clips: Clips) -> None:
    cover = extract_cover(clips.get("with-cover.mp4"))
    assert cover is not None
    assert (cover.width_px, cover.height_px) == (120, 180)
    assert extract_cover(clips.get("h264.mp4")) is None
