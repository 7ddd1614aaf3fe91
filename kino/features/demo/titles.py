"""What the demo library holds: ten films and one short series, in our own words.

The texts are Kino's; names, years and licences are facts of the films. Sizes and checksums are not here on
purpose: they are read from the source's own metadata when a film is fetched.
"""

from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, model_validator

Text = Annotated[str, Field(min_length=1)]
Language = Literal["en", "de"]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class DemoCredit(_Frozen):
    """What a person did; `character` is for actors."""

    name: Text
    job: Text
    character: str | None = None


class DemoLicence(_Frozen):
    """Under which terms a title may be shown, and where they hold.

    spdx: the licence's SPDX identifier, None for the public domain.
    """

    name: Text
    spdx: str | None
    url: Text
    note: dict[Language, Text]


class DemoSource(_Frozen):
    """An item of archive.org and the file wanted of it; the pattern is fnmatch's, case matters."""

    identifier: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{2,99}$")]
    file_pattern: Text


class DemoEpisode(_Frozen):
    """One episode of the demo series; duration_s is about right, the file itself decides."""

    season_number: Annotated[int, Field(ge=0)]
    episode_number: Annotated[int, Field(ge=1)]
    title: Text
    year: int
    duration_s: Annotated[float, Field(gt=0)]
    synopsis: dict[Language, Text]
    credits: tuple[DemoCredit, ...]
    sources: Annotated[tuple[DemoSource, ...], Field(min_length=1)]

    @property
    def code(self) -> str:
        """Like `s01e02`: how its still is named."""
        return f"s{self.season_number:02}e{self.episode_number:02}"


class DemoTitle(_Frozen):
    """A film or the series. A film has a duration and sources, a series has episodes.

    key:      names the art and is stable across releases.
    sources:  tried in this order; the first that answers with a fitting file is taken.
    verified: how these facts were checked, and what could not be; for maintainers.
    """

    key: Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
    kind: Literal["movie", "series"]
    title: Text
    original_title: str | None = None
    translated_title: dict[Language, Text] = Field(default_factory=dict)
    year: Annotated[int, Field(ge=1888)]
    duration_s: float | None = None
    genres: Annotated[tuple[Text, ...], Field(min_length=1)]
    countries: tuple[Text, ...]
    tagline: dict[Language, Text]
    synopsis: dict[Language, Text]
    credits: Annotated[tuple[DemoCredit, ...], Field(min_length=1)]
    external_ids: dict[str, Text]
    page: Text
    licence: DemoLicence
    credit: Text
    sources: tuple[DemoSource, ...]
    episodes: tuple[DemoEpisode, ...] = ()
    verified: Text

    @model_validator(mode="after")
    def _check_kind(self) -> "DemoTitle":
        is_film = self.kind == "movie"
        if (
            is_film != bool(self.sources)
            or is_film != (self.duration_s is not None)
            or is_film == bool(self.episodes)
        ):
            raise ValueError(f"{self.key}: a film needs sources and a duration, a series needs episodes")
        return self


@lru_cache(maxsize=1)
def list_demo_titles() -> tuple[DemoTitle, ...]:
    """The demo's titles, films first, in the order of the rows. Read and checked once."""
    data = (resources.files(__package__) / "titles.json").read_bytes()
    return TypeAdapter(tuple[DemoTitle, ...]).validate_json(data)


def find_demo_title(key: str) -> DemoTitle | None:
    """The title with this key, or None."""
    return next((title for title in list_demo_titles() if title.key == key), None)


def art_path(key: str, picture: str) -> Path:
    """Where a drawn picture lies: `poster`, `backdrop`, or `still-s01e02` of an episode (WebP)."""
    return Path(__file__).parent / "art" / f"{key}.{picture}.webp"
