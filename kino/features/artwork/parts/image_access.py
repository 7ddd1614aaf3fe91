"""Which libraries a picture belongs to, remembered so that a page of forty posters asks the database once."""

from collections import OrderedDict
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from kino.features.artwork import queries

MAX_REMEMBERED = 10_000


@dataclass(frozen=True, slots=True)
class ImageFacts:
    """Who may see a picture, and how wide its original is (pixels)."""

    library_ids: frozenset[UUID]
    width_px: int


class ImageAccess:
    """A bounded memory of pictures, emptied whenever the catalogue changes; belongs to the event loop."""

    def __init__(self, max_remembered: int = MAX_REMEMBERED) -> None:
        self._max_remembered = max_remembered
        self._known: OrderedDict[str, ImageFacts] = OrderedDict()
        self._generation = 0

    def __len__(self) -> int:
        return len(self._known)

    def forget_all(self) -> None:
        """Ask the database again for each picture, also for those that are being asked for right now."""
        self._generation += 1
        self._known.clear()

    async def find(self, session: AsyncSession, picture_hash: str) -> ImageFacts | None:
        """What is known of the picture; None when no item and nobody shows it."""
        known = self._known.get(picture_hash)
        if known is not None:
            self._known.move_to_end(picture_hash)
            return known
        generation = self._generation
        width_px, library_ids = await queries.read_image_owners(session, picture_hash)
        if width_px is None:
            return None
        facts = ImageFacts(frozenset(library_ids), width_px)
        if generation == self._generation:
            self._known[picture_hash] = facts
            while len(self._known) > self._max_remembered:
                self._known.popitem(last=False)
        return facts
