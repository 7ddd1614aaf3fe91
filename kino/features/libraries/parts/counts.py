"""Numbers of libraries that only higher features know: titles, problems, how far the scan is."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, fields, replace
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from kino.features.libraries.schemas import ScanState


@dataclass(frozen=True, slots=True)
class LibraryFigures:
    """What one feature knows of a library; None where another one knows."""

    title_count: int | None = None
    file_count: int | None = None
    size_bytes: int | None = None
    problem_count: int | None = None
    scan: ScanState | None = None


CountLibraries = Callable[[AsyncSession], Awaitable[Mapping[UUID, LibraryFigures]]]


class LibraryCounts:
    """Asks every feature that registered, and lays their answers over each other."""

    def __init__(self) -> None:
        self._counters: list[CountLibraries] = []

    def register(self, count_libraries: CountLibraries) -> None:
        """Let a feature tell its numbers of all libraries with each list; it may use the given session."""
        self._counters.append(count_libraries)

    async def count_libraries(self, session: AsyncSession) -> dict[UUID, LibraryFigures]:
        """All that is known, by library id."""
        known: dict[UUID, LibraryFigures] = {}
        for count in self._counters:
            for library_id, figures in (await count(session)).items():
                known[library_id] = _overlay(known.get(library_id, LibraryFigures()), figures)
        return known


def _overlay(below: LibraryFigures, above: LibraryFigures) -> LibraryFigures:
    told = {each.name: getattr(above, each.name) for each in fields(above)}
    return replace(below, **{name: value for name, value in told.items() if value is not None})
