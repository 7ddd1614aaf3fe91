"""Which libraries the one who asks may see: the condition that every catalogue query carries."""

from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import Depends
from sqlalchemy import ColumnElement
from sqlalchemy.orm import InstrumentedAttribute

from kino.core.db import beside_index
from kino.features.accounts.rules import require_session
from kino.features.accounts.viewer import Viewer


@dataclass(frozen=True, slots=True)
class LibraryScope:
    """The visible libraries. Whatever lies outside is answered as if it did not exist."""

    library_ids: frozenset[UUID]

    def allows(self, library_id: UUID) -> bool:
        """Whether the library may be seen."""
        return library_id in self.library_ids

    def condition(self, library_id: InstrumentedAttribute[UUID] | ColumnElement[UUID]) -> ColumnElement[bool]:
        """The SQL condition on a column of library ids; true for nothing when no library may be seen.

        It narrows what the query finds by other means; no index is walked for it.
        """
        # Sorted, so that one viewer's queries are the same text and parameters each time.
        return beside_index(library_id).in_(sorted(self.library_ids))


async def _require_scope(viewer: Annotated[Viewer, Depends(require_session)]) -> LibraryScope:
    return LibraryScope(viewer.library_ids)


Libraries = Annotated[LibraryScope, Depends(_require_scope)]
