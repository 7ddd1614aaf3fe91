"""Names of films as most libraries write them, read by a few linear expressions instead of guessit."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from kino.core.text import fold_text
from kino.features.scanner.parts.multi_part import take_part
from kino.features.scanner.parts.provider_ids import take_tags
from kino.features.scanner.parts.release_words import (
    cut_release_words,
    find_edition,
    find_release_word,
    is_release_word,
    spaced_words,
)

# Films begin in 1888; a number beyond the 2030s is a title ("Blade Runner 2049").
_YEAR = r"(?:188[89]|189[0-9]|19[0-9]{2}|20[0-3][0-9])"
_BRACKETED_YEAR = re.compile(rf"[(\[]\s*({_YEAR})\s*[)\]]")
_BARE_YEAR = re.compile(rf"(?<![^\W_])({_YEAR})(?![^\W_])")
_GROUP_PREFIX = re.compile(r"^\[[^\]]{1,40}\][ ._-]*")
_LABEL = re.compile(r"^\s*-\s+([^\[\]{}]{1,80})")
_PLAIN_LABEL = re.compile(r"^(.{1,200}?)\s+-\s+(.{1,80})$")
_GENERIC_STEM = re.compile(
    r"^(?:movie|film|video|feature|main|title[ ._-]?t?[0-9]*|t[0-9]{2}|untitled|[0-9]{1,3}|[0-9a-f]{16,}"
    r"|[0-9a-z]{24,})$",
    re.IGNORECASE,
)
_CODED_STEM = re.compile(r"[\[\]{}]|(?<![^\W_])(?:[0-9a-f]{8})(?![^\W_])")


class FilmName(NamedTuple):
    """What the name of one film file or film folder says. rest: what followed title and year."""

    title: str
    year: int | None
    rest: str
    provider_ids: dict[str, str]
    edition: str | None
    version_label: str | None
    part_number: int | None
    certain: bool


def _find_year(text: str) -> tuple[int, int, int] | None:
    """Where the year starts and ends, and the year.

    The first bracketed one wins, then the last one before words of quality.
    """
    if "(" in text or "[" in text:
        bracketed = None
        for found in _BRACKETED_YEAR.finditer(text):
            if found.start() > 0:
                bracketed = found
                break
        if bracketed is not None:
            return bracketed.start(), bracketed.end(), int(bracketed[1])
    if "19" not in text and "20" not in text and "18" not in text:
        return None
    # A release word at the very start is a title's own.
    limit = find_release_word(text) or len(text)
    last = None
    for found in _BARE_YEAR.finditer(text, 0, limit):
        if found.start() > 0:
            last = found
    # A sentence may hold a year ("The Year 1900 in Film"): between spaces only one at the end counts.
    if last is None or (" " in text and limit == len(text) and text[last.end() :].strip(" ._-")):
        return None
    return last.start(), last.end(), int(last[1])


def _find_label(rest: str) -> str | None:
    """The version label of "Film (1999) - label", or None."""
    found = _LABEL.match(rest)
    if found is None:
        return None
    return " ".join(found[1].split()).strip(" -._") or None


def read_film_name(stem: str) -> FilmName:
    """Title, year and copy of a film by a file's stem or a folder's name; `certain` is False for a guess."""
    tagged = take_tags(stem)
    text = _GROUP_PREFIX.sub("", tagged.text) if tagged.text.startswith("[") else tagged.text
    year = _find_year(text)
    if year is not None:
        start, end, number = year
        title, rest = spaced_words(text[:start]), text[end:]
        part = take_part(rest, behind_year=True) if rest else None
        if part is not None:
            rest = part[0]
        return FilmName(
            title, number, rest, tagged.provider_ids, tagged.edition or (find_edition(rest) if len(rest) > 4
            else None),
            _find_label(rest), part[1] if part else None, bool(title),
        )  # fmt: skip
    part = take_part(text, behind_year=False)
    if part is not None and part[0].strip(" ._-"):
        text = part[0]
    else:
        part = None
    head = cut_release_words(text)
    rest = text[len(head) :]
    return FilmName(
        spaced_words(head), None, rest, tagged.provider_ids, tagged.edition or (find_edition(rest) if rest
        else None),
        None, part[1] if part else None, bool(rest) or _is_plain(head),
    )  # fmt: skip


def _is_plain(text: str) -> bool:
    """Whether a name without year and quality is just words, so that no parser could find more in it."""
    return bool(text) and _CODED_STEM.search(text) is None


read_film_folder = lru_cache(maxsize=8192)(read_film_name)


def is_generic_stem(stem: str) -> bool:
    """Whether the name says nothing about the film ("movie.mkv"), so that its folder must."""
    return _GENERIC_STEM.match(stem) is not None


def is_version_folder(folder: str) -> bool:
    """Whether a folder names only a copy ("1080p", "4K"), so that the film folder is the one above it."""
    return len(folder) <= 12 and is_release_word(folder)


def same_title(one: str, other: str) -> bool:
    """Whether two spellings name one title, forgiving a name that the other one continues."""
    first, second = fold_text(one), fold_text(other)
    return (
        bool(first)
        and bool(second)
        and (first == second or first.startswith(f"{second} ") or second.startswith(f"{first} "))
    )


def take_folder_label(title: str, folder_title: str) -> tuple[str, str | None]:
    """For "Film - label" in the folder "Film": the folder's title and the label; else the title as it is."""
    found = _PLAIN_LABEL.match(title)
    if found is not None and fold_text(found[1]) == fold_text(folder_title):
        return found[1], found[2].strip()
    return title, None
