"""Which of its pictures an item shows: the rank of where they came from decides, locked fields stay."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from kino.features.artwork import queries
from kino.features.artwork.models import Image
from kino.features.artwork.parts.render import RenderedArt

# Best first: what a person chose, what lies beside the film, what Kino drew, what is inside the file.
SOURCES = ("uploaded", "local", "demo", "embedded", "still")
_RANK = {source: rank for rank, source in enumerate(SOURCES)}
# An episode's still is its backdrop: what cards of episodes show.
FIELDS = {"poster": "poster", "backdrop": "backdrop", "still": "backdrop", "logo": "logo"}


def is_better(source: str, than: str) -> bool:
    """Whether a picture of one source is shown rather than one of the other."""
    return _RANK[source] < _RANK[than]


def make_image(owner: dict[str, UUID], role: str, source: str, source_key: str, art: RenderedArt) -> Image:
    """The row of a rendered picture. owner: {"item_id": …} or {"person_id": …}."""
    return Image(
        **owner,
        hash=art.hash,
        role=role,
        source=source,
        source_key=source_key[:512],
        width_px=art.width_px,
        height_px=art.height_px,
        thumbhash=art.thumbhash,
        color=art.color,
    )


def shown(image: Image) -> dict[str, Any]:
    """The picture as items carry it."""
    return {
        "hash": image.hash,
        "width_px": image.width_px,
        "height_px": image.height_px,
        "thumbhash": image.thumbhash,
        "color": image.color,
    }


def find_best(images: Iterable[Image]) -> Image | None:
    """The one to show, None for none."""
    return min(images, key=lambda image: _RANK.get(image.source, len(_RANK)), default=None)


async def show_best(session: AsyncSession, item_id: UUID) -> bool:
    """The item shows the best of its pictures in every role; True when that changed anything."""
    current = await queries.read_item_pictures(session, item_id)
    if current is None:
        return False
    images = await queries.list_images(session, [item_id])
    wanted = _best_by_field(images)
    locked = set(current["locked_fields"] or ())
    changed = {
        field: wanted.get(field)
        for field in ("poster", "backdrop", "logo")
        if field not in locked and current[field] != wanted.get(field)
    }
    if changed:
        await queries.write_item_pictures(session, item_id, changed)
    return bool(changed)


def _best_by_field(images: Sequence[Image]) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for field in set(FIELDS.values()):
        best = find_best(image for image in images if FIELDS.get(image.role) == field)
        if best is not None:
            found[field] = shown(best)
    return found
