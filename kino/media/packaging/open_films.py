"""Films that stay open in a worker process, since opening one costs more than a segment of it."""

import contextlib
import os
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kino.media.errors import UncuttableFilm
from kino.media.open_media import OpenFile, open_container, open_regular, read_errors

if TYPE_CHECKING:
    from av.container import InputContainer

# Each holds its index in memory, some MB for a long film.
_MOST_OPEN = 6

# Of a file: its size in bytes and its time in ns.
Facts = tuple[int, int]


@dataclass(frozen=True, slots=True)
class _OpenFilm:
    file: OpenFile
    container: "InputContainer"
    closing: contextlib.ExitStack

    def check(self, facts: Facts) -> None:
        found = os.fstat(self.file.file.fileno())
        if (found.st_size, found.st_mtime_ns) != facts:
            raise UncuttableFilm("The file was replaced by another one while it played.")


# The latest used last.
_films: OrderedDict[tuple[bytes, Facts], _OpenFilm] = OrderedDict()


@contextlib.contextmanager
def open_film(path: bytes, facts: Facts) -> Iterator["InputContainer"]:
    """The film's container, which stays open for whoever asks next, unless reading it fails.

    Raises UncuttableFilm when the file is not, or no longer, the one with these facts, and what opening and
    reading raise.
    """
    key = (path, facts)
    try:
        with read_errors("The film"):
            film = _films.get(key) or _open(path)
            _films[key] = film
            _films.move_to_end(key)
            film.check(facts)
            yield film.container
    except BaseException:
        # FFmpeg remembers an error of the disk for as long as the file is open.
        _close(key)
        raise
    while len(_films) > _MOST_OPEN:
        _close(next(iter(_films)))


def _open(path: bytes) -> _OpenFilm:
    with contextlib.ExitStack() as stack:
        opened = stack.enter_context(open_regular(path))
        container = stack.enter_context(open_container(opened, fflags="+genpts"))
        return _OpenFilm(opened, container, stack.pop_all())


def _close(key: tuple[bytes, Facts]) -> None:
    film = _films.pop(key, None)
    if film is not None:
        film.closing.close()
