"""What somebody knows of a film, series, season or episode: one shape for NFO files, tags and the demo."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class PersonFact:
    """What a person did in it.

    job:          actor, director, writer, composer, producer … in lower case.
    provider_ids: what other catalogues call the person; two people of one name are told apart by them.
    picture:      where their portrait is, as the source writes it; only a name beside the film is followed.
    """

    name: str
    job: str
    character: str | None = None
    provider_ids: Mapping[str, str] = field(default_factory=dict, hash=False)
    picture: str | None = None


@dataclass(frozen=True, slots=True)
class ItemFacts:
    """Facts about one item. None means that the source does not say; an empty sequence that there is none.

    duration_s:   only taken while no file has told better.
    rating:       0.0–10.0.
    genres:       names as written; "Sci-Fi" and "sci fi" are one genre.
    people:       in the order of the credits; replaces all credits of the item.
    external_ids: provider → id (`tmdb`, `imdb` …); others that are known stay.
    translations: language → {"title", "synopsis", "tagline"}; other languages stay.
    facts:        licence {name, url, credit, page}, studios, countries, tags, trailer, collection …; others
                  that are known stay.
    """

    title: str | None = None
    original_title: str | None = None
    sort_title: str | None = None
    year: int | None = None
    released_on: date | None = None
    duration_s: float | None = None
    credits_start_s: float | None = None
    tagline: str | None = None
    synopsis: str | None = None
    certification: str | None = None
    rating: float | None = None
    genres: Sequence[str] | None = None
    people: Sequence[PersonFact] | None = None
    external_ids: Mapping[str, str] = field(default_factory=dict, hash=False)
    translations: Mapping[str, Mapping[str, str]] = field(default_factory=dict, hash=False)
    facts: Mapping[str, Any] = field(default_factory=dict, hash=False)
