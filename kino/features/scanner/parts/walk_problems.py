"""What an admin is told about the parts of a folder that a walk leaves out."""

from collections.abc import Iterable
from typing import NamedTuple

from kino.features.scanner.parts.name_reading import REASONS
from kino.features.scanner.parts.walk import MOST_DEPTH, MOST_PATH_BYTES, WalkProblem
from kino.features.scanner.queries import FoundProblem


class _Sort(NamedTuple):
    severity: str
    sentence: str
    hint: str


_SORTS = {
    "leaves_library": _Sort(
        "warning",
        "The link points to a place outside the library's folder.",
        "Add the place it points to as a folder of the library, or move the files here.",
    ),
    "linked_folder": _Sort(
        "info",
        "The link points to a folder of this library, which is read where it really is.",
        "Nothing has to be done.",
    ),
    "broken_link": _Sort(
        "warning", "The link points to nothing, or to itself.", "Remove it, or let it point to a file."
    ),
    "unreadable_folder": _Sort(
        "error", "Kino could not read it.", "Give the user that Kino runs as the right to read it."
    ),
    "too_deep": _Sort(
        "warning", f"More than {MOST_DEPTH} folders lie inside each other.", "Move the films further up."
    ),
    "path_too_long": _Sort(
        "warning",
        f"Names of more than {MOST_PATH_BYTES} bytes, counted with all folders, are left out here.",
        "Move the films further up, or shorten the names of the folders.",
    ),
    "not_a_file": _Sort(
        "warning", "It is named like a film, but is a pipe or a device.", "Remove it from the library."
    ),
    "disc_folder": _Sort("error", REASONS["disc_folder"].sentence, REASONS["disc_folder"].hint),
}

WALK_CODES = frozenset(_SORTS)


def explain_walk(problems: Iterable[WalkProblem]) -> list[FoundProblem]:
    """The problems in words; the same one of the same path once."""
    found: dict[tuple[bytes, str], FoundProblem] = {}
    for one in problems:
        sort = _SORTS[one.code]
        detail = f"{sort.sentence} {one.detail}".rstrip()
        found[one.path, one.code] = FoundProblem(one.path, one.code, sort.severity, detail, sort.hint)
    return list(found.values())
