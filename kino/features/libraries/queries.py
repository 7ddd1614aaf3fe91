"""Every select and insert of libraries; nothing here commits."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from kino.features.accounts.models import Account
from kino.features.libraries.errors import FolderNotFound, LibraryNotFound
from kino.features.libraries.models import Library, LibraryAccess, LibraryFolder

# Built once: every request runs one of them.
_ALL_IDS = select(Library.id)
_GRANTED_IDS = select(LibraryAccess.library_id).where(LibraryAccess.account_id == bindparam("account_id"))


async def get_library(session: AsyncSession, library_id: UUID) -> Library:
    """Raises LibraryNotFound."""
    library = await session.get(Library, library_id)
    if library is None:
        raise LibraryNotFound(f"There is no library {library_id}.")
    return library


async def list_libraries(session: AsyncSession) -> Sequence[Library]:
    """All libraries in the house's order."""
    return (await session.scalars(select(Library).order_by(Library.position, Library.id))).all()


async def list_folders(session: AsyncSession, library_id: UUID | None = None) -> Sequence[LibraryFolder]:
    """Folders of one library or of all, in the order in which they were added."""
    query = select(LibraryFolder).order_by(LibraryFolder.id)
    if library_id is not None:
        query = query.where(LibraryFolder.library_id == library_id)
    return (await session.scalars(query)).all()


async def get_folder(
    session: AsyncSession, library_id: UUID, folder_id: UUID, *, is_locked: bool = False
) -> LibraryFolder:
    """A folder of this library; is_locked: a scan places nothing in it until the transaction ends.

    Raises FolderNotFound.
    """
    query = select(LibraryFolder).where(LibraryFolder.id == folder_id, LibraryFolder.library_id == library_id)
    if is_locked:
        query = query.with_for_update()
    folder = (await session.scalars(query)).one_or_none()
    if folder is None:
        raise FolderNotFound(f"The library has no folder {folder_id}.")
    return folder


async def mark_folder_away(session: AsyncSession, folder_id: UUID, away_at: datetime | None) -> None:
    """Note since when the folder cannot be read; None when it is back."""
    await session.execute(update(LibraryFolder).where(LibraryFolder.id == folder_id).values(away_at=away_at))


async def next_position(session: AsyncSession) -> int:
    """The place behind the last library."""
    last = (await session.execute(select(func.max(Library.position)))).scalar_one()
    return 0 if last is None else last + 1


async def list_visible(session: AsyncSession, account_id: UUID, sees_all: bool) -> Sequence[Library]:
    """Libraries that the account may see, in the house's order."""
    query = select(Library).order_by(Library.position, Library.id)
    if not sees_all:
        granted = select(LibraryAccess.library_id).where(LibraryAccess.account_id == account_id)
        query = query.where(Library.id.in_(granted))
    return (await session.scalars(query)).all()


async def list_visible_ids(
    session: AsyncSession | AsyncConnection, account_id: UUID, sees_all: bool
) -> frozenset[UUID]:
    """Ids of the libraries that the account may see."""
    rows = await (
        session.scalars(_ALL_IDS) if sees_all else session.scalars(_GRANTED_IDS, {"account_id": account_id})
    )
    return frozenset(rows.all())


async def list_access(session: AsyncSession) -> Sequence[LibraryAccess]:
    """Every single grant."""
    return (await session.scalars(select(LibraryAccess))).all()


async def list_accounts(session: AsyncSession) -> Sequence[tuple[UUID, bool]]:
    """Id and sees_all_libraries of every account."""
    rows = await session.execute(select(Account.id, Account.sees_all_libraries))
    return [(account_id, sees_all) for account_id, sees_all in rows]


async def replace_account_access(
    session: AsyncSession, account_id: UUID, library_ids: Collection[UUID]
) -> None:
    """Grant exactly these libraries, as far as they exist, to the account."""
    existing = (await session.scalars(select(Library.id).where(Library.id.in_(library_ids)))).all()
    await session.execute(delete(LibraryAccess).where(LibraryAccess.account_id == account_id))
    if existing:
        # Rows, not objects: those just deleted may still stand in the session under the same keys.
        granted = [{"account_id": account_id, "library_id": each} for each in existing]
        await session.execute(insert(LibraryAccess), granted)


async def set_sees_all(session: AsyncSession, account_id: UUID, sees_all: bool) -> None:
    """Let the account see all libraries, also those to come, or only those granted."""
    await session.execute(update(Account).where(Account.id == account_id).values(sees_all_libraries=sees_all))
