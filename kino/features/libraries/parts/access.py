"""Who may see which library."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from kino.core.db import record_event
from kino.features.accounts.parts.library_directory import LibraryDirectory, LibraryName
from kino.features.libraries import queries
from kino.features.libraries.events import LibraryAccessChanged


class HouseLibraries(LibraryDirectory):
    """Tells accounts, which stand below, about the libraries of the house."""

    async def list_visible(
        self, session: AsyncSession, account_id: UUID, sees_all: bool
    ) -> Sequence[LibraryName]:
        libraries = await queries.list_visible(session, account_id, sees_all)
        return [LibraryName(each.id, each.name, each.kind) for each in libraries]

    async def list_visible_ids(
        self, session: AsyncSession | AsyncConnection, account_id: UUID, sees_all: bool
    ) -> frozenset[UUID]:
        return await queries.list_visible_ids(session, account_id, sees_all)

    async def list_access(self, session: AsyncSession) -> Mapping[UUID, Sequence[UUID]]:
        granted: defaultdict[UUID, list[UUID]] = defaultdict(list)
        for each in await queries.list_access(session):
            granted[each.account_id].append(each.library_id)
        return granted

    async def replace_access(
        self, session: AsyncSession, account_id: UUID, library_ids: Collection[UUID]
    ) -> None:
        await queries.replace_account_access(session, account_id, library_ids)
        record_event(session, LibraryAccessChanged([account_id]))


async def list_accounts_with_access(session: AsyncSession) -> dict[UUID, list[UUID] | None]:
    """Ids of the accounts that see each library, by library id; None where all do."""
    accounts = await queries.list_accounts(session)
    granted = {(each.account_id, each.library_id) for each in await queries.list_access(session)}
    found: dict[UUID, list[UUID] | None] = {}
    for library in await queries.list_libraries(session):
        seeing = [each for each, sees_all in accounts if sees_all or (each, library.id) in granted]
        found[library.id] = None if len(seeing) == len(accounts) else seeing
    return found


async def replace_library_access(
    session: AsyncSession, library_id: UUID, account_ids: Collection[UUID] | None
) -> None:
    """Let exactly these accounts see the library, None meaning every one.

    An account that saw all libraries and is left out is from now on granted the others one by one.
    """
    library_ids = {each.id for each in await queries.list_libraries(session)}
    granted: defaultdict[UUID, set[UUID]] = defaultdict(set)
    for each in await queries.list_access(session):
        granted[each.account_id].add(each.library_id)
    changed: list[UUID] = []
    for account_id, sees_all in await queries.list_accounts(session):
        may_see = account_ids is None or account_id in account_ids
        if may_see == (sees_all or library_id in granted[account_id]):
            continue
        sees = library_ids if sees_all else granted[account_id]
        if sees_all:
            await queries.set_sees_all(session, account_id, False)
        await queries.replace_account_access(
            session, account_id, sees | {library_id} if may_see else sees - {library_id}
        )
        changed.append(account_id)
    if changed:
        record_event(session, LibraryAccessChanged(changed))
