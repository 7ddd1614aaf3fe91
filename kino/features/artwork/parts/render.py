"""What runs in worker processes: hostile pictures and films in, WebP renditions out."""

import hashlib
from dataclasses import dataclass

from kino.core.contained_files import locate_contained, read_contained
from kino.features.artwork.parts.variants import variant_for_width
from kino.media.errors import NoStill
from kino.media.pictures import render_variants
from kino.media.stills import extract_cover, extract_still

# As many as media.pictures opens.
MAX_PICTURE_BYTES = 40 * 1024 * 1024
# Brightness deviation (0–128) below which a still is one flat colour, which is worse than the drawn poster.
FLAT_DEVIATION = 4.0


@dataclass(frozen=True, slots=True)
class RenderedArt:
    """A picture in every size of its family, ready to be kept.

    hash:      32 hex digits of the source's content.
    width_px, height_px: the source's, upright.
    variants:  (name, WebP bytes), narrowest first, n ≥ 1.
    """

    hash: str
    family: str
    width_px: int
    height_px: int
    thumbhash: str
    color: str
    variants: tuple[tuple[str, bytes], ...]


def hash_picture(data: bytes) -> str:
    """The name of a picture: 32 hex digits of its content."""
    return hashlib.blake2b(data, digest_size=16).hexdigest()


def render_bytes(data: bytes, family: str) -> RenderedArt:
    """A picture's renditions. family: a key of VARIANT_WIDTHS_PX. Raises NotAPicture, PictureTooLarge."""
    rendered = render_variants(data, family)
    variants = tuple((variant_for_width(family, each.width_px), each.webp) for each in rendered.variants)
    return RenderedArt(
        hash_picture(data),
        family,
        rendered.width_px,
        rendered.height_px,
        rendered.thumbhash,
        rendered.dominant_color,
        variants,
    )


def render_file(root: bytes, relative: bytes, family: str) -> RenderedArt:
    """A picture file below a library folder. Raises ContainedFileRefused and what render_bytes raises."""
    return render_bytes(read_contained(root, relative, MAX_PICTURE_BYTES), family)


def render_cover(root: bytes, relative: bytes, tall_family: str, wide_family: str) -> RenderedArt | None:
    """The cover inside a film file, as the family that fits its shape; None when there is none.

    Raises ContainedFileRefused and what extract_cover raises.
    """
    cover = extract_cover(locate_contained(root, relative))
    if cover is None:
        return None
    is_wide = cover.width_px > cover.height_px * 1.15
    return render_bytes(cover.webp, wide_family if is_wide else tall_family)


def render_still(root: bytes, relative: bytes, family: str, has_own_colors: bool) -> RenderedArt:
    """A picture out of the film itself. has_own_colors: of Dolby Vision that only its decoder knows.

    Raises NoStill also when the film shows one flat colour wherever it is looked at; ContainedFileRefused.
    """
    still = extract_still(locate_contained(root, relative), has_own_colors=has_own_colors)
    if still.brightness_deviation < FLAT_DEVIATION:
        raise NoStill("The film shows a flat colour wherever a still was tried.")
    return render_bytes(still.picture.webp, family)


def render_again(data: bytes, family: str) -> tuple[tuple[str, bytes], ...]:
    """Renditions of one that was kept, when a wanted one is missing; never wider than what is left."""
    return render_bytes(data, family).variants
