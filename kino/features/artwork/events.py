"""What can have happened to pictures."""

from dataclasses import dataclass
from uuid import UUID

from kino.core.events import Event


@dataclass(frozen=True, slots=True)
class PicturesSought(Event):
    """The pictures of so many items of a library have been looked for, of so many that wait in all."""

    library_id: UUID
    done_count: int
    total_count: int
