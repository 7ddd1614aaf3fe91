"""Where the demo's files lie and what the catalogue is told about them. Pure: touches no disk.

Films/<Title> (<Year>)/<Title> (<Year>).mp4
Series/<Title> (<Year>)/Season 01/<Title> S01E01 <Episode>.mp4
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from kino.features.demo.titles import (
    DemoCredit,
    DemoEpisode,
    DemoSource,
    DemoTitle,
    Language,
    art_path,
    list_demo_titles,
)

FILMS_FOLDER = "Films"
SERIES_FOLDER = "Series"

# Refused by Windows or by network shares of it; the demo folder may lie on one.
_UNFIT = re.compile(r'[<>:"/\\|?*\x00-\x1f]+')


@dataclass(frozen=True, slots=True)
class DemoFile:
    """One playable file of the demo and where it comes from.

    path:       relative to the demo's root folder, with `/`.
    label:      what a person calls it, also on its stand-in.
    duration_s: about, to tell the film from a trailer.
    sources:    tried in order.
    backdrop:   the drawn picture that its stand-in shows.
    """

    path: PurePosixPath
    title: DemoTitle
    episode: DemoEpisode | None
    label: str
    duration_s: float
    sources: tuple[DemoSource, ...]
    backdrop: Path


def place_files(titles: Sequence[DemoTitle] | None = None) -> list[DemoFile]:
    """Every file of the demo, films first; of all titles when none are given."""
    placed = []
    for title in titles if titles is not None else list_demo_titles():
        if title.kind == "movie":
            placed.append(_place_film(title))
        else:
            placed += [_place_episode(title, episode) for episode in title.episodes]
    return placed


def _place_film(title: DemoTitle) -> DemoFile:
    assert title.duration_s is not None  # the model refuses a film without one
    name = folder_name(title)
    return DemoFile(
        path=PurePosixPath(FILMS_FOLDER, name, f"{name}.mp4"),
        title=title,
        episode=None,
        label=title.title,
        duration_s=title.duration_s,
        sources=title.sources,
        backdrop=art_path(title.key, "backdrop"),
    )


def _place_episode(title: DemoTitle, episode: DemoEpisode) -> DemoFile:
    name = f"{_plain(title.title)} {episode.code.upper()} {_plain(episode.title)}.mp4"
    season = f"Season {episode.season_number:02}"
    return DemoFile(
        path=PurePosixPath(SERIES_FOLDER, folder_name(title), season, name),
        title=title,
        episode=episode,
        label=f"{title.title}: {episode.title}",
        duration_s=episode.duration_s,
        sources=episode.sources,
        backdrop=art_path(title.key, f"still-{episode.code}"),
    )


def folder_name(title: DemoTitle) -> str:
    """`Title (Year)`, fit for every file system."""
    return f"{_plain(title.title)} ({title.year})"


def describe_title(title: DemoTitle) -> dict[str, Any]:
    """What the catalogue knows of a film or the series, in its own words (English; German as translation).

    Keys: kind, title, original_title, year, duration_s, tagline, synopsis, translations, genres, credits
    (name, job, character, position), external_ids, facts (licence, credit, page, countries), poster and
    backdrop (paths of WebP files), episodes (see `describe_episode`).
    """
    return {
        "kind": title.kind,
        "title": title.title,
        "original_title": title.original_title,
        "year": title.year,
        "duration_s": title.duration_s,
        "tagline": title.tagline["en"],
        "synopsis": title.synopsis["en"],
        "translations": {"de": _translate(title, "de")},
        "genres": list(title.genres),
        "credits": _describe_credits(title.credits),
        "external_ids": dict(title.external_ids),
        "facts": {
            "licence": title.licence.model_dump(),
            "credit": title.credit,
            "page": title.page,
            "countries": list(title.countries),
        },
        "poster": art_path(title.key, "poster"),
        "backdrop": art_path(title.key, "backdrop"),
        "episodes": [describe_episode(title, episode) for episode in title.episodes],
    }


def describe_episode(title: DemoTitle, episode: DemoEpisode) -> dict[str, Any]:
    """An episode as `describe_title` gives a title; its still is its backdrop."""
    return {
        "kind": "episode",
        "season_number": episode.season_number,
        "episode_number": episode.episode_number,
        "title": episode.title,
        "year": episode.year,
        "duration_s": episode.duration_s,
        "synopsis": episode.synopsis["en"],
        "translations": {"de": {"synopsis": episode.synopsis["de"]}},
        "credits": _describe_credits(episode.credits),
        "backdrop": art_path(title.key, f"still-{episode.code}"),
    }


def _translate(title: DemoTitle, language: Language) -> dict[str, str]:
    words = {"tagline": title.tagline[language], "synopsis": title.synopsis[language]}
    if language in title.translated_title:
        words["title"] = title.translated_title[language]
    return words


def _describe_credits(people: Sequence[DemoCredit]) -> list[dict[str, Any]]:
    return [
        {"name": person.name, "job": person.job, "character": person.character, "position": position}
        for position, person in enumerate(people)
    ]


def _plain(name: str) -> str:
    return _UNFIT.sub("", name).strip(" .")
