"""What can happen to libraries."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from kino.core.events import Event, LiveMessage


@dataclass(frozen=True, slots=True)
class _LibraryEvent(Event):
    library_id: UUID

    def live(self) -> LiveMessage:
        data = {"library_id": str(self.library_id)}
        return LiveMessage("libraries.changed", data, library_id=self.library_id)


@dataclass(frozen=True, slots=True)
class LibraryAdded(_LibraryEvent):
    """A library was made."""


@dataclass(frozen=True, slots=True)
class LibraryChanged(_LibraryEvent):
    """A library's name, kind, language or folders changed."""


@dataclass(frozen=True, slots=True)
class LibraryRemoved(_LibraryEvent):
    """A library is gone from Kino; its files are still on disk."""


@dataclass(frozen=True, slots=True)
class FolderAdded(Event):
    """A library has one more folder; nothing in it has been looked at yet."""

    library_id: UUID
    folder_id: UUID


@dataclass(frozen=True, slots=True)
class FolderRemoved(Event):
    """A library has one folder less."""

    library_id: UUID
    folder_id: UUID


@dataclass(frozen=True, slots=True)
class LibraryAccessChanged(Event):
    """These members see other libraries than before."""

    account_ids: Sequence[UUID]
