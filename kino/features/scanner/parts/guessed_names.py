"""The slow way for names without a convention: guessit (6–11 ms a name), loaded when the first one comes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from typing import Any, Literal, NamedTuple

# guessit's time grows with the square of a name's length; conventional names are far shorter.
MAX_GUESSED_CHARS = 120


# Whether the slow way may be gone. A server that wants an answer at once asks for plain names only.
_MAY_GUESS: ContextVar[bool] = ContextVar("may_guess", default=True)


class GuessNeeded(Exception):
    """The name has no convention, and guessing was not allowed."""


@contextmanager
def without_guessing() -> Iterator[None]:
    """In this block a name without a convention raises GuessNeeded."""
    token = _MAY_GUESS.set(False)
    try:
        yield
    finally:
        _MAY_GUESS.reset(token)


class GuessedName(NamedTuple):
    """What guessit made of a stem; None and () where it found nothing."""

    kind: Literal["movie", "episode"]
    title: str | None = None
    year: int | None = None
    season_number: int | None = None
    episode_numbers: tuple[int, ...] = ()
    air_date: date | None = None
    episode_title: str | None = None
    edition: str | None = None
    quality: str | None = None


def _first(value: Any) -> Any:
    return value[0] if isinstance(value, list) and value else value


def _text(value: Any) -> str | None:
    found = _first(value)
    return str(found) if found else None


def _ordinals(value: Any) -> tuple[int, ...]:
    values = value if isinstance(value, list) else [value]
    return tuple(sorted({number for number in values if isinstance(number, int) and 0 <= number < 100_000}))[
        :60
    ]


def guess_name(stem: str, kind: Literal["movie", "episode"] | None) -> GuessedName | None:
    """What guessit reads in a stem; None when it finds no title or fails on the name.

    kind: what the library says; None lets guessit decide.
    """
    if not _MAY_GUESS.get():
        raise GuessNeeded(stem)
    from guessit import guessit
    from guessit.api import GuessitException

    options: dict[str, Any] = {
        "no_user_config": True
    }  # a file in somebody's home must not change what a scan reads
    if kind is not None:
        options["type"] = kind
    try:
        found = guessit(stem[:MAX_GUESSED_CHARS], options)
    except GuessitException:
        return None
    year, season = _first(found.get("year")), _ordinals(found.get("season"))
    aired = found.get("date")
    size = _text(found.get("screen_size"))
    return GuessedName(
        kind="episode" if found.get("type") == "episode" else "movie",
        title=_text(found.get("title")),
        year=year if isinstance(year, int) and 1888 <= year < 2040 else None,
        season_number=season[0] if season else None,
        episode_numbers=_ordinals(found.get("episode")),
        air_date=aired if isinstance(aired, date) else None,
        episode_title=_text(found.get("episode_title")),
        edition=_text(found.get("edition")),
        quality=size if size and size.endswith(("p", "i")) else None,
    )
