"""What can have happened to a profile's viewing."""

from dataclasses import dataclass
from uuid import UUID

from kino.core.events import Event, LiveMessage


@dataclass(frozen=True, slots=True)
class ProgressChanged(Event):
    """A profile stands elsewhere in an item, or has watched or unwatched it."""

    profile_id: UUID
    item_id: UUID
    title_id: UUID

    def live(self) -> LiveMessage:
        facts = {"item_id": str(self.item_id), "title_id": str(self.title_id)}
        return LiveMessage("progress.changed", facts, profile_id=self.profile_id)


@dataclass(frozen=True, slots=True)
class ListChanged(Event):
    """A profile put a title on its list or took one off."""

    profile_id: UUID
    title_id: UUID

    def live(self) -> LiveMessage:
        return LiveMessage("list.changed", {"title_id": str(self.title_id)}, profile_id=self.profile_id)
