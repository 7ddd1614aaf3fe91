"""Which libraries the one who asks may see: the condition that every catalogue query carries."""

from dataclasses import dataclass
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends
from sqlalchemy import ColumnElement
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from kino.core.db import beside_index
from kino.core.http import Context
from kino.features.accounts.rules import require_session
from kino.features.accounts.viewer import Viewer
from kino.features.libraries import queries


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


async def visible_library_ids(session: AsyncSession, viewer: Viewer) -> frozenset[UUID]:
    """Ids of the libraries that the viewer may see."""
    return await queries.list_visible_ids(session, viewer.account_id, viewer.sees_all_libraries)


async def read_scope(session: AsyncSession, viewer: Viewer) -> LibraryScope:
    """The viewer's scope, for code outside of routes."""
    return LibraryScope(await visible_library_ids(session, viewer))


async def _require_scope(viewer: Annotated[Viewer, Depends(require_session)], context: Context) -> Any:
    # A session of its own, closed at once: a route that also writes must not hold two connections.
    async with context.database.read() as session:
        return await read_scope(session, viewer)


Libraries = Annotated[LibraryScope, Depends(_require_scope)]
