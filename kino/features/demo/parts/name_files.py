"""What the catalogue is told about the demo's files: where they belong, and what is known of them. Pure.

Names are read by the scanner's own reading, so that a scan of the same files finds the same titles.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Literal, NamedTuple
from uuid import UUID

from kino.features.catalog.parts.place_files import Placement
from kino.features.demo.parts.on_disk import DiskFile
from kino.features.demo.parts.place_library import DemoFile, describe_episode, describe_title, place_files
from kino.features.metadata.facts import ItemFacts, PersonFact
from kino.features.scanner.parts.name_files import place_readings
from kino.features.scanner.parts.read_names import read_names
from kino.features.scanner.parts.walk import FoundFile

LIBRARY_KIND: Literal["mixed"] = "mixed"
# What the house's screen opens with, and whose stand-in is drawn first.
HERO_KEY = "sintel"


class DemoPicture(NamedTuple):
    """A drawn picture and the item that shows it: by kind, key of its title, key of the episode or ""."""

    item: tuple[str, str, str]
    role: Literal["poster", "backdrop", "still"]
    path: Path


def list_files_in_turn() -> list[DemoFile]:
    """Every file of the demo, the hero's first."""
    return sorted(place_files(), key=lambda file: file.title.key != HERO_KEY)


def disk_path(file: DemoFile) -> bytes:
    """The file's path below the library folder, as the catalogue keeps it."""
    return str(file.path).encode()


def slug_of(file: DemoFile) -> str:
    """Like `sintel` or `caminandes-s01e02`."""
    return f"{file.title.key}-{file.episode.code}" if file.episode else file.title.key


def list_placements(folder_id: UUID, found: Sequence[DiskFile]) -> list[Placement]:
    """Placements of files that are on disk, in their order."""
    facts = {disk_path(one.file): one for one in found}
    files = [FoundFile(path, one.size_bytes, one.mtime_ns) for path, one in facts.items()]
    placements = {one.path: one for one in _read(folder_id, files)}
    return [replace(placements[path], is_stand_in=one.is_stand_in) for path, one in facts.items()]


def list_awaited(folder_id: UUID, at: datetime) -> list[tuple[DemoFile, Placement]]:
    """Every file of the demo and the placement that it will have, dated so that lists keep our order."""
    files = list_files_in_turn()
    placements = {one.path: one for one in _read(folder_id, [FoundFile(disk_path(f), 0, 0) for f in files])}
    titles = list(dict.fromkeys(file.title.key for file in files))
    return [
        (
            file,
            replace(
                placements[disk_path(file)],
                is_stand_in=True,
                added_at=at - timedelta(seconds=titles.index(file.title.key)),
            ),
        )
        for file in files
    ]


def _read(folder_id: UUID, files: Sequence[FoundFile]) -> list[Placement]:
    readings = read_names([file.path for file in files], LIBRARY_KIND)
    return place_readings(folder_id, files, readings, {}, uses_file_time=False).placements


class DemoPictures(NamedTuple):
    """Drawn pictures in the order in which a home screen wants them. first: those that it opens with."""

    first: list[DemoPicture]
    all: list[DemoPicture]


def list_pictures(folder_id: UUID, at: datetime) -> DemoPictures:
    """Every drawn picture."""
    heroes: list[DemoPicture] = []
    posters: dict[str, DemoPicture] = {}
    rest: dict[str, DemoPicture] = {}
    for file, placement in list_awaited(folder_id, at):
        title, whole = describe_title(file.title), (placement.title_kind, placement.title_key, "")
        key = file.title.key
        posters.setdefault(key, DemoPicture(whole, "poster", title["poster"]))
        backdrop = DemoPicture(whole, "backdrop", title["backdrop"])
        if key == HERO_KEY:
            heroes.append(backdrop)
        else:
            rest.setdefault(key, backdrop)
        if file.episode is not None:
            episode = ("episode", placement.title_key, placement.episode_key)
            rest[slug_of(file)] = DemoPicture(episode, "still", file.backdrop)
    first = [*heroes, *posters.values()]
    return DemoPictures(first, [*first, *rest.values()])


def title_facts(file: DemoFile) -> ItemFacts:
    """What is known of the film, or of the series that the episode belongs to."""
    told = describe_title(file.title)
    facts = told["facts"]
    # The page shows licence, credit and page together.
    licence = {**facts["licence"], "credit": facts["credit"], "page": facts["page"]}
    return ItemFacts(
        title=told["title"],
        original_title=told["original_title"],
        year=told["year"],
        duration_s=told["duration_s"],
        tagline=told["tagline"],
        synopsis=told["synopsis"],
        genres=told["genres"],
        people=_people(told["credits"]),
        external_ids=told["external_ids"],
        translations=told["translations"],
        facts={"licence": licence, "countries": facts["countries"]},
    )


def episode_facts(file: DemoFile) -> ItemFacts:
    """What is known of the file's episode."""
    assert file.episode is not None
    told = describe_episode(file.title, file.episode)
    return ItemFacts(
        title=told["title"],
        year=told["year"],
        duration_s=told["duration_s"],
        synopsis=told["synopsis"],
        people=_people(told["credits"]),
        translations=told["translations"],
    )


def _people(told: Iterable[dict[str, Any]]) -> list[PersonFact]:
    return [PersonFact(one["name"], one["job"], one["character"]) for one in told]
