"""The renditions of a picture by name: `poster-342` is a poster at most 342 pixels wide.

A picture that is narrower than a rendition asks for is kept under the first name that holds it whole, and
every wider name is answered with that one: nothing is ever enlarged.
"""

import re

from kino.media.pictures import VARIANT_WIDTHS_PX

# What an item shows in a role, by the kinds of rendition that media knows.
ROLES = ("poster", "backdrop", "logo", "still", "portrait")
_HASH = re.compile(r"[0-9a-f]{32}")
_WIDTHS_PX = {
    f"{family}-{width_px}": (family, width_px)
    for family, widths_px in VARIANT_WIDTHS_PX.items()
    for width_px in widths_px
}
VARIANTS = tuple(_WIDTHS_PX)


def is_hash(text: str) -> bool:
    """Whether the text can name a picture; nothing else becomes part of a path."""
    return _HASH.fullmatch(text) is not None


def find_family(variant: str) -> str | None:
    """The kind of picture that a variant is of (`poster`), None for a name that is not on the list."""
    found = _WIDTHS_PX.get(variant)
    return found[0] if found is not None else None


def variant_for_width(family: str, width_px: int) -> str:
    """The name under which a rendition of this width is kept: the smallest that is at least as wide."""
    widths_px = VARIANT_WIDTHS_PX[family]
    return f"{family}-{next((each for each in widths_px if each >= width_px), widths_px[-1])}"


def kept_variant(variant: str, original_width_px: int) -> str:
    """The variant that answers for the wished one when the original is only so wide."""
    family, width_px = _WIDTHS_PX[variant]
    return variant_for_width(family, min(width_px, original_width_px))


def variant_width_px(variant: str) -> int:
    """The width in a variant's name, 0 for a name that is not on the list."""
    return _WIDTHS_PX.get(variant, ("", 0))[1]
