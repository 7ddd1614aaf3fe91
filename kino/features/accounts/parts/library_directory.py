"""What accounts must know of libraries, which stand above them: names to show and access to keep.

The libraries feature adds its own directory at start; without it the house simply has no libraries.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession


@dataclass(frozen=True, slots=True)
class LibraryName:
    """A library as a menu shows it. kind: movies | series | mixed."""

    id: UUID
    name: str
    kind: str


class LibraryDirectory:
    """A house without libraries; the libraries feature puts a real one in its place."""

    async def list_visible(
        self, _session: AsyncSession, _account_id: UUID, _sees_all: bool
    ) -> Sequence[LibraryName]:
        """Libraries that the account may see, in the house's order."""
        return ()

    async def list_visible_ids(
        self, _session: AsyncSession | AsyncConnection, _account_id: UUID, _sees_all: bool
    ) -> frozenset[UUID]:
        """Their ids alone, which every request asks for."""
        return frozenset()

    async def list_access(self, _session: AsyncSession) -> Mapping[UUID, Sequence[UUID]]:
        """Library ids granted one by one, by account id; accounts with none are left out."""
        return {}

    async def replace_access(
        self, _session: AsyncSession, _account_id: UUID, _library_ids: Collection[UUID]
    ) -> None:
        """Let the account see exactly these when it does not see all; unknown ids are passed over."""
