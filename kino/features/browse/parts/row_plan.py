"""A row of the home screen: how it is filled, and what it is filled with."""

from collections.abc import Callable
from dataclasses import dataclass, field
from uuid import UUID

from kino.features.browse.schemas import RowKind
from kino.features.catalog.parts.title_lists import IdPage, TitleFilter, TitleSort


@dataclass(frozen=True, slots=True)
class RowPlan:
    """How a row of titles is filled: a filter and an order.

    narrow: turns the filter of everything that the member may see into that of the row.
    """

    id: str
    kind: RowKind
    title: str
    sort: TitleSort
    is_descending: bool | None = None
    narrow: Callable[[TitleFilter], TitleFilter] = lambda everything: everything
    least: int = 1
    title_params: dict[str, str] = field(default_factory=dict)

    @property
    def title_code(self) -> str:
        """The sentence of the language files: the id up to its parameter."""
        return f"row.{self.id.partition(':')[0]}"


@dataclass(frozen=True, slots=True)
class Shelf:
    """A row and the ids of its first cards."""

    plan: RowPlan
    page: IdPage


@dataclass(frozen=True, slots=True)
class Shelves:
    """The rows that all who see the same libraries share. title_ids: of all of them, each once."""

    rows: tuple[Shelf, ...]
    title_ids: tuple[UUID, ...]
