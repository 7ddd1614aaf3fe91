"""What can have happened to the catalogue."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from kino.core.events import Event, LiveMessage

LIVE_IDS = 20  # ids named in one live message; a browser refetches anyway


def _named(ids: Sequence[UUID]) -> dict[str, Any]:
    return {"count": len(ids), "title_ids": [str(one) for one in ids[:LIVE_IDS]]}


@dataclass(frozen=True, slots=True)
class TitlesAdded(Event):
    """Titles can be seen and played for the first time."""

    library_id: UUID
    title_ids: tuple[UUID, ...]

    def live(self) -> LiveMessage:
        facts = {"library_id": str(self.library_id), **_named(self.title_ids)}
        return LiveMessage("titles.added", facts, library_id=self.library_id)


@dataclass(frozen=True, slots=True)
class TitlesChanged(Event):
    """What is known of titles, their files or their pictures is different now."""

    library_id: UUID
    title_ids: tuple[UUID, ...]

    def live(self) -> LiveMessage:
        facts = {"library_id": str(self.library_id), **_named(self.title_ids)}
        return LiveMessage("titles.changed", facts, library_id=self.library_id)


@dataclass(frozen=True, slots=True)
class TitlesRemoved(Event):
    """Titles are no longer listed; what profiles know of them is kept."""

    library_id: UUID
    title_ids: tuple[UUID, ...]

    def live(self) -> LiveMessage:
        facts = {"library_id": str(self.library_id), **_named(self.title_ids)}
        return LiveMessage("titles.removed", facts, library_id=self.library_id)


@dataclass(frozen=True, slots=True)
class EpisodesAdded(Event):
    """Series have episodes that they did not have; who was through with them has something next."""

    library_id: UUID
    series_ids: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class ItemMerged(Event):
    """An item turned out to be another one; what belonged to it belongs to `into_id` now."""

    item_id: UUID
    into_id: UUID


@dataclass(frozen=True, slots=True)
class PeopleForgotten(Event):
    """People who are in no title any more are not in the catalogue either."""

    person_ids: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class FilesPlaced(Event):
    """Files are in the catalogue under these names; they have not been probed yet."""

    library_id: UUID
    file_ids: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class FilesForgotten(Event):
    """Files are not in the catalogue any more, since their folder has left the library."""

    library_id: UUID
    file_ids: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class SidecarsFound(Event):
    """NFO documents, pictures or subtitles beside these items are new or changed."""

    library_id: UUID
    item_ids: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class FileProbed(Event):
    """A file's streams, chapters and keyframes are known."""

    library_id: UUID
    item_id: UUID | None
    file_id: UUID


@dataclass(frozen=True, slots=True)
class SidecarUnreadable(Event):
    """A picture or document beside a film, or inside it, could not be used.

    path: relative to the folder. code: of the refusal (`NotAPicture`, `not_xml` …); reason: a plain sentence.
    """

    library_id: UUID
    folder_id: UUID
    path: bytes
    code: str
    reason: str


@dataclass(frozen=True, slots=True)
class TitleRefreshAsked(Event):
    """An admin wants everything about a title read again; whoever probes files probes its files anew."""

    library_id: UUID
    title_id: UUID
