"""Films split over several files: cd1 and cd2 play as one title."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from kino.features.scanner.parts.name_reading import NameReading

_LETTERS = {letter: number for number, letter in enumerate("abcd", start=1)}
_DISC_PART = re.compile(
    r"(?:[ ._-]+|(?<=[)\]]))(?:cd|dvd|disc|disk)[ ._-]?([0-9]{1,2}|[a-d])$", re.IGNORECASE
)
# "Part 2" with a space belongs to a title ("Mockingjay - Part 2"); "part2" does not.
_TIGHT_PART = re.compile(r"(?:[ ._-]+|(?<=[)\]]))(?:part|pt|teil)[.-]?([0-9]{1,2})$", re.IGNORECASE)
_LOOSE_PART = re.compile(r"^[ ._-]*[(\[]?(?:part|pt|teil)[ ._-]?([0-9]{1,2}|[a-d])[)\]]?$", re.IGNORECASE)
_ANY_PART_END = re.compile(r"[ ._-]+(?:part|pt|teil)[ ._-]?([0-9]{1,2})$", re.IGNORECASE)
_PART_FOLDER = re.compile(r"^(?:cd|dvd|disc|disk|part|teil)[ ._-]?([0-9]{1,2})$", re.IGNORECASE)


def _number(text: str) -> int:
    return _LETTERS.get(text.lower()) or int(text)


def take_part(text: str, behind_year: bool) -> tuple[str, int] | None:
    """The name without its part mark, and the part's number (≥ 1); None for a whole file.

    behind_year: the text is what follows the year of a film, where "Part 2" cannot be a title any more.
    """
    lowered = text[-10:].lower()
    if not any(mark in lowered for mark in ("cd", "dvd", "dis", "pt", "part", "teil")):
        return None
    found = _DISC_PART.search(text) or _TIGHT_PART.search(text)
    if found is None and behind_year:
        found = _LOOSE_PART.match(text) or _ANY_PART_END.search(text)
    if found is None:
        return None
    number = _number(found[1])
    return (text[: found.start()], number) if number else None


def find_part_folder(folder: str) -> int | None:
    """The number of a folder that holds one part ("CD1", "Disc 2"), or None."""
    found = _PART_FOLDER.match(folder)
    return int(found[1]) if found is not None else None


def join_parts(readings: Iterable[NameReading]) -> list[tuple[NameReading, ...]]:
    """What plays as one: the parts of a film in order, every other reading alone, as first seen.

    Parts join when their part_group is equal, their numbers are distinct and start at 1; otherwise each
    stands alone with part_number and part_group removed, for "Film part2" alone is simply a film.
    """
    groups: dict[object, list[NameReading]] = defaultdict(list)
    for reading in readings:
        groups[reading.part_group if reading.part_group is not None else reading.path].append(reading)
    joined: list[tuple[NameReading, ...]] = []
    for group in groups.values():
        if group[0].part_group is None:
            joined.extend((reading,) for reading in group)
            continue
        ordered = sorted(group, key=lambda reading: (reading.part_number or 0, reading.path))
        numbers = [reading.part_number for reading in ordered]
        if len(ordered) > 1 and numbers == list(range(1, len(ordered) + 1)):
            joined.append(tuple(ordered))
        else:
            joined.extend((replace(reading, part_number=None, part_group=None),) for reading in ordered)
    return joined
