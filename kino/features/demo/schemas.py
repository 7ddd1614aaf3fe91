"""Shapes of the demo routes."""

from typing import Literal
from uuid import UUID

from pydantic import BaseModel

FilmState = Literal["waiting", "drawing", "stand_in", "fetching", "real", "failed"]


class DemoFilm(BaseModel):
    """How far one film or episode is.

    state:       waiting (nothing to play yet), drawing (its stand-in), stand_in, fetching, real, or failed.
    reason:      why the film itself is not here, as far as it was tried.
    is_playable: something plays, be it the stand-in.
    done_bytes, total_bytes: of the film while it is fetched; of a real one its size twice.
    """

    slug: str
    title: str
    state: FilmState
    is_playable: bool
    done_bytes: int | None
    total_bytes: int | None
    reason: str | None


class DemoStatus(BaseModel):
    """The demo library as the admin sees it. is_offline: the last attempt reached nothing."""

    is_present: bool
    library_id: UUID | None
    is_offline: bool
    films: list[DemoFilm]


class DemoAdded(BaseModel):
    """Where the demo is now."""

    library_id: UUID
