"""Opens pictures that strangers made, and renders them in the sizes that screens ask for.

Blocking and CPU-bound, and the bytes are hostile: run it in a sandboxed worker.
"""

import base64
import io
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kino.media.errors import NotAPicture, PictureTooLarge

if TYPE_CHECKING:
    from PIL import Image as PillowImage

    Image = PillowImage.Image

# Widths in pixels of the renditions of each kind of picture; a narrower original is never enlarged.
VARIANT_WIDTHS_PX = {
    "poster": (200, 342, 500),
    "backdrop": (780, 1280, 1920),
    "logo": (500,),
    "still": (320, 640),
    "portrait": (200,),
}
WEBP_QUALITY = 72
# method 4 is Pillow's default; 2 takes half its time for 3 % larger files.
_WEBP_METHOD = 2
_MAX_INPUT_BYTES = 40 * 1024 * 1024
_MAX_PIXELS = 100_000_000
_MAX_SIDE_PX = 16_384
# Each decoder is attack surface: these five are what posters and photos come in.
_FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "AVIF")
# A thumbhash holds at most 7 × 7 waves; 32 pixels show them as well as 100 do, in a tenth of the time.
_THUMBHASH_SIDE_PX = 32


@dataclass(frozen=True, slots=True)
class EncodedPicture:
    """One picture as WebP."""

    width_px: int
    height_px: int
    webp: bytes


@dataclass(frozen=True, slots=True)
class RenderedPicture:
    """A picture in all sizes of its kind.

    width_px, height_px: the original's, upright.
    variants:            ascending width, n ≥ 1; only as wide as the original is.
    thumbhash:           base64 of the placeholder's bytes (some 28 characters).
    dominant_color:      "#rrggbb".
    """

    width_px: int
    height_px: int
    variants: tuple[EncodedPicture, ...]
    thumbhash: str
    dominant_color: str


def open_picture(data: bytes, *, wanted_width_px: int | None = None) -> "Image":
    """The picture upright, in RGB, or RGBA when it is see-through anywhere.

    wanted_width_px: lets JPEG skip detail that a picture of this width would not show.

    Raises NotAPicture, or PictureTooLarge above 40 MiB, 100 megapixels or 16,384 pixels a side.
    """
    from PIL import Image, ImageOps, UnidentifiedImageError

    if len(data) > _MAX_INPUT_BYTES:
        raise PictureTooLarge(f"The picture has {len(data) / 1e6:.0f} MB; at most 40 MB are opened.")
    try:
        with warnings.catch_warnings():
            # Our own limits decide, before a pixel is decoded; a warning is no decision.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            image: Image.Image = Image.open(io.BytesIO(data), formats=_FORMATS)
        _check_size(*image.size)
        if wanted_width_px is not None:
            image.draft("RGB", (wanted_width_px, wanted_width_px))
        image.load()
        image = ImageOps.exif_transpose(image)
        return image.convert("RGBA" if _is_see_through(image) else "RGB")
    except Image.DecompressionBombError as error:
        raise PictureTooLarge("The picture has too many pixels.") from error
    except (
        UnidentifiedImageError,
        OSError,
        SyntaxError,
        ValueError,
        EOFError,
        IndexError,
        KeyError,
    ) as error:
        raise NotAPicture(
            "This is no picture that Kino opens, or it is damaged. JPEG, PNG, WebP, GIF and AVIF are."
        ) from error


def _check_size(width_px: int, height_px: int) -> None:
    if width_px * height_px > _MAX_PIXELS or max(width_px, height_px) > _MAX_SIDE_PX:
        raise PictureTooLarge(
            f"The picture has {width_px} × {height_px} pixels; at most 100 megapixels are opened."
        )
    if min(width_px, height_px) < 1:
        raise NotAPicture("The picture has no pixels.")


def _is_see_through(image: "Image") -> bool:
    return image.mode in {"RGBA", "LA", "PA"} or "transparency" in image.info


def render_variants(data: bytes, kind: str) -> RenderedPicture:
    """The picture in all widths of its kind, with placeholder and colour.

    kind: a key of VARIANT_WIDTHS_PX. Raises what open_picture raises.
    """
    widths_px = VARIANT_WIDTHS_PX[kind]
    # Twice the largest width keeps the reduction clean; the original's size is read before detail is skipped.
    original = read_size(data)
    image = open_picture(data, wanted_width_px=widths_px[-1] * 2)
    return render_image(image, kind, original_size=original)


def read_size(data: bytes) -> tuple[int, int]:
    """Upright width and height in pixels, from the header alone. Raises NotAPicture."""
    from PIL import ExifTags, Image

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=_FORMATS) as image:
                turned = image.getexif().get(ExifTags.Base.Orientation, 1) in {5, 6, 7, 8}
                width_px, height_px = image.size
    except Image.DecompressionBombError as error:
        raise PictureTooLarge("The picture has too many pixels.") from error
    except (OSError, SyntaxError, ValueError, EOFError, IndexError, KeyError) as error:
        raise NotAPicture("This is no picture that Kino opens. JPEG, PNG, WebP, GIF and AVIF are.") from error
    return (height_px, width_px) if turned else (width_px, height_px)


def render_image(
    image: "Image", kind: str, *, original_size: tuple[int, int] | None = None
) -> RenderedPicture:
    """As render_variants, from an open picture (a still, a drawn poster)."""
    from PIL import Image

    widths_px = sorted({min(width, image.width) for width in VARIANT_WIDTHS_PX[kind]}, reverse=True)
    variants = []
    current = image
    for width_px in widths_px:
        height_px = max(1, round(image.height * width_px / image.width))
        # From one size to the next smaller: each step works on fewer pixels than the original has.
        current = current.resize((width_px, height_px), Image.Resampling.LANCZOS, reducing_gap=2.0)
        variants.append(encode_webp(current))
    width_px, height_px = original_size or image.size
    return RenderedPicture(
        width_px, height_px, tuple(reversed(variants)), make_thumbhash(current), find_dominant_color(current)
    )


def encode_webp(image: "Image", quality: int = WEBP_QUALITY) -> EncodedPicture:
    """The picture as WebP without any metadata of the original. quality: 1–100."""
    target = io.BytesIO()
    image.save(target, "WEBP", quality=quality, method=_WEBP_METHOD, exif=b"", xmp=b"", icc_profile=b"")
    return EncodedPicture(image.width, image.height, target.getvalue())


def make_thumbhash(image: "Image") -> str:
    """Base64 of the picture's thumbhash: some 21 bytes from which a client paints a blurred placeholder."""
    import thumbhash

    small = image.convert("RGBA")
    small.thumbnail((_THUMBHASH_SIDE_PX, _THUMBHASH_SIDE_PX), reducing_gap=2.0)
    values = thumbhash.rgba_to_thumb_hash(small.width, small.height, list(small.tobytes()))
    return base64.b64encode(bytes(values)).decode()


def find_dominant_color(image: "Image") -> str:
    """The "#rrggbb" that the picture is remembered by: common, and rather a colour than a grey."""
    small = image.convert("RGB")
    small.thumbnail((64, 64), reducing_gap=2.0)
    palette_image = small.quantize(12)
    palette = palette_image.getpalette() or [0, 0, 0]
    best, best_score = (0, 0, 0), -1.0
    for count, index in palette_image.getcolors() or []:
        assert isinstance(index, int)
        red, green, blue = palette[index * 3 : index * 3 + 3]
        most, least = max(red, green, blue), min(red, green, blue)
        saturation = (most - least) / most if most else 0.0
        # Near black and near white are frames and skies; they win only when there is nothing else.
        weight = 0.15 if most < 32 or least > 232 else 1.0
        score = count * weight * (0.3 + saturation)
        if score > best_score:
            best, best_score = (red, green, blue), score
    return "#{:02x}{:02x}{:02x}".format(*best)
