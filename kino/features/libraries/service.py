"""The rules of libraries: what may become one, and how one is described."""

import asyncio
import os
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from kino.core.db import Database, record_event
from kino.core.ids import new_id
from kino.core.text import readable_text
from kino.features.libraries import queries
from kino.features.libraries.errors import FolderOverlaps, LibraryNotFound
from kino.features.libraries.events import (
    FolderAdded,
    FolderRemoved,
    LibraryAdded,
    LibraryChanged,
    LibraryRemoved,
)
from kino.features.libraries.models import Library, LibraryFolder
from kino.features.libraries.parts.access import list_accounts_with_access
from kino.features.libraries.parts.counts import LibraryCounts, LibraryFigures
from kino.features.libraries.parts.disks import Disks
from kino.features.libraries.parts.folder_browser import is_within
from kino.features.libraries.parts.leaving_folders import LeavingFolders
from kino.features.libraries.schemas import FolderDetail, LibraryDetail


async def create_library(
    session: AsyncSession,
    *,
    name: str,
    kind: str,
    language: str,
    folders: Sequence[bytes],
    is_demo: bool = False,
) -> Library:
    """A new library at the end of the list.

    folders: resolved absolute paths; whether they lie below a media root is the caller's to check.
    Raises FolderOverlaps.
    """
    library = Library(
        id=new_id(),
        name=name,
        kind=kind,
        language=language,
        position=await queries.next_position(session),
        is_demo=is_demo,
    )
    session.add(library)
    await session.flush()
    record_event(session, LibraryAdded(library.id))
    for path in folders:
        await add_folder(session, library.id, path)
    return library


async def change_library(session: AsyncSession, library_id: UUID, changes: dict[str, Any]) -> None:
    """Set name, kind or language, as far as named. Raises LibraryNotFound."""
    library = await queries.get_library(session, library_id)
    for name, value in changes.items():
        setattr(library, name, value)
    record_event(session, LibraryChanged(library_id))


async def delete_library(session: AsyncSession, library_id: UUID) -> None:
    """Forget the library and what Kino knew of its titles; the files stay. Raises LibraryNotFound."""
    await session.delete(await queries.get_library(session, library_id))
    record_event(session, LibraryRemoved(library_id))


async def add_folder(session: AsyncSession, library_id: UUID, path: bytes) -> LibraryFolder:
    """Add a resolved absolute path to the library. Raises FolderOverlaps, naming the other library."""
    for other in await queries.list_folders(session):
        if _overlaps(path, other.path):
            owner = await queries.get_library(session, other.library_id)
            raise FolderOverlaps(
                f"{readable_text(path)} overlaps {readable_text(other.path)} of the library “{owner.name}”. "
                "Each file must belong to one library only.",
                library_id=str(owner.id),
            )
    folder = LibraryFolder(id=new_id(), library_id=library_id, path=path)
    session.add(folder)
    await session.flush()
    record_event(session, FolderAdded(library_id, folder.id), LibraryChanged(library_id))
    return folder


async def remove_folder(
    session: AsyncSession, leaving: LeavingFolders, library_id: UUID, folder_id: UUID
) -> None:
    """Take a folder out of the library; its files stay. Raises FolderNotFound."""
    folder = await queries.get_folder(session, library_id, folder_id, is_locked=True)
    await leaving.say_goodbye(session, folder)
    await session.delete(folder)
    record_event(session, FolderRemoved(library_id, folder_id), LibraryChanged(library_id))


async def describe_libraries(database: Database, counts: LibraryCounts, disks: Disks) -> list[LibraryDetail]:
    """All libraries as the admin sees them. Disks are asked once the database is let go, all at once."""
    async with database.read() as session:
        libraries = await queries.list_libraries(session)
        folders = await queries.list_folders(session)
        access = await list_accounts_with_access(session)
        figures = await counts.count_libraries(session)
    details = await asyncio.gather(*(_describe_folder(disks, each) for each in folders))
    return [
        _describe(
            each,
            [detail for folder, detail in zip(folders, details, strict=True) if folder.library_id == each.id],
            access[each.id],
            figures.get(each.id, LibraryFigures()),
        )
        for each in libraries
    ]


async def describe_library(
    database: Database, counts: LibraryCounts, disks: Disks, library_id: UUID
) -> LibraryDetail:
    """One library as the admin sees it. Raises LibraryNotFound."""
    for each in await describe_libraries(database, counts, disks):
        if each.id == library_id:
            return each
    raise LibraryNotFound(f"There is no library {library_id}.")


async def _describe_folder(disks: Disks, folder: LibraryFolder) -> FolderDetail:
    space = await disks.find_space(folder.path)
    return FolderDetail(
        id=folder.id,
        path=readable_text(folder.path),
        is_away=folder.away_at is not None or space is None,
        free_bytes=space[0] if space else None,
        total_bytes=space[1] if space else None,
    )


def _describe(
    library: Library,
    folders: list[FolderDetail],
    account_ids: list[UUID] | None,
    figures: LibraryFigures,
) -> LibraryDetail:
    return LibraryDetail(
        id=library.id,
        name=library.name,
        kind=library.kind,
        language=library.language,
        is_demo=library.is_demo,
        folders=folders,
        account_ids_with_access=account_ids,
        title_count=figures.title_count or 0,
        file_count=figures.file_count or 0,
        size_bytes=figures.size_bytes or 0,
        problem_count=figures.problem_count or 0,
        scanned_at=library.scanned_at,
        scan=figures.scan,
    )


def _overlaps(one: bytes, other: bytes) -> bool:
    first, second = os.fsdecode(one), os.fsdecode(other)
    return is_within(first, second) or is_within(second, first)
