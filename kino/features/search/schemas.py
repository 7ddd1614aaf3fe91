"""API shapes of search."""

from typing import Literal
from uuid import UUID

from pydantic import BaseModel

from kino.features.catalog.schemas import EpisodeCard, Image, TitleCard


class FoundTitle(TitleCard):
    """A film or series, and by what it was found."""

    matched: Literal["title", "original", "person"]


class FoundPerson(BaseModel):
    """Cast or crew. job_summary: what they did in visible titles, the most frequent first, with commas."""

    id: UUID
    name: str
    portrait: Image | None
    job_summary: str


class SearchAnswer(BaseModel):
    """What was found, the best first. corrected: what was searched for instead, when nothing was spelt so."""

    query: str
    titles: list[FoundTitle]
    episodes: list[EpisodeCard]
    people: list[FoundPerson]
    corrected: str | None
