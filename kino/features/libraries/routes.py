"""Routes of libraries: what a member may see; for admins the libraries and the server's folders."""

import os
from typing import Annotated
from uuid import UUID

from fastapi import Query

from kino.core.http import Context, Part, Reading, Writing, api_router, errors
from kino.core.settings import Settings
from kino.features.accounts.errors import AdminsOnly, NotSignedIn
from kino.features.accounts.rules import AdminOnly, SignedIn
from kino.features.libraries import queries, service
from kino.features.libraries import schemas as shapes
from kino.features.libraries.errors import (
    DiskSilent,
    FolderIsOurs,
    FolderNotFound,
    FolderOutsideRoots,
    FolderOverlaps,
    FolderUnreadable,
    LibraryNotFound,
)
from kino.features.libraries.parts.access import replace_library_access
from kino.features.libraries.parts.counts import LibraryCounts
from kino.features.libraries.parts.disks import Disks
from kino.features.libraries.parts.folder_browser import (
    list_folder,
    refuse_own_data,
    resolve_folder,
)
from kino.features.libraries.parts.leaving_folders import LeavingFolders
from kino.features.libraries.parts.media_roots import MediaRoots

router = api_router("libraries", responses=errors(NotSignedIn, AdminsOnly))

FOLDER_ERRORS = (
    FolderNotFound, FolderOutsideRoots, FolderIsOurs, FolderUnreadable, FolderOverlaps, DiskSilent,
)  # fmt: skip


@router.get("/libraries")
async def list_libraries(viewer: SignedIn, session: Reading) -> list[shapes.LibraryName]:
    """Libraries that the member may see, in the house's order."""
    rows = await queries.list_visible(session, viewer.account_id, viewer.sees_all_libraries)
    return [shapes.LibraryName.model_validate(each) for each in rows]


@router.get("/admin/libraries")
async def list_library_details(
    _: AdminOnly, context: Context, counts: Part[LibraryCounts], disks: Part[Disks]
) -> list[shapes.LibraryDetail]:
    """All libraries with their folders, numbers and scans."""
    return await service.describe_libraries(context.database, counts, disks)


@router.post("/admin/libraries", status_code=201, responses=errors(*FOLDER_ERRORS))
async def create_library(
    _: AdminOnly,
    wish: shapes.LibraryWish,
    context: Context,
    counts: Part[LibraryCounts],
    disks: Part[Disks],
    media_roots: Part[MediaRoots],
) -> shapes.LibraryDetail:
    """Make a library; its first scan begins by itself."""
    folders = [await _choose_folder(disks, media_roots, each, context.settings) for each in wish.folders]
    async with context.database.write() as session:
        library = await service.create_library(
            session, name=wish.name, kind=wish.kind, language=wish.language, folders=folders
        )
        if wish.account_ids_with_access is not None:
            await replace_library_access(session, library.id, wish.account_ids_with_access)
    return await service.describe_library(context.database, counts, disks, library.id)


@router.patch("/admin/libraries/{library_id}", responses=errors(LibraryNotFound))
async def change_library(
    _: AdminOnly,
    library_id: UUID,
    wish: shapes.LibraryPatch,
    context: Context,
    counts: Part[LibraryCounts],
    disks: Part[Disks],
) -> shapes.LibraryDetail:
    """Change the fields that are sent."""
    changes = wish.model_dump(exclude_none=True, exclude={"account_ids_with_access"})
    async with context.database.write() as session:
        await service.change_library(session, library_id, changes)
        if "account_ids_with_access" in wish.model_fields_set:
            await replace_library_access(session, library_id, wish.account_ids_with_access)
    return await service.describe_library(context.database, counts, disks, library_id)


@router.delete("/admin/libraries/{library_id}", status_code=204, responses=errors(LibraryNotFound))
async def delete_library(_: AdminOnly, library_id: UUID, session: Writing) -> None:
    """Forget a library; its files stay on disk."""
    await service.delete_library(session, library_id)


@router.post(
    "/admin/libraries/{library_id}/folders",
    status_code=201,
    responses=errors(LibraryNotFound, *FOLDER_ERRORS),
)
async def add_library_folder(
    _: AdminOnly,
    library_id: UUID,
    wish: shapes.FolderWish,
    context: Context,
    counts: Part[LibraryCounts],
    disks: Part[Disks],
    media_roots: Part[MediaRoots],
) -> shapes.LibraryDetail:
    """Add a folder of the server to a library."""
    path = await _choose_folder(disks, media_roots, wish.path, context.settings)
    async with context.database.write() as session:
        await queries.get_library(session, library_id)
        await service.add_folder(session, library_id, path)
    return await service.describe_library(context.database, counts, disks, library_id)


@router.delete(
    "/admin/libraries/{library_id}/folders/{folder_id}", status_code=204, responses=errors(FolderNotFound)
)
async def remove_library_folder(
    _: AdminOnly, library_id: UUID, folder_id: UUID, session: Writing, leaving: Part[LeavingFolders]
) -> None:
    """Take a folder out of a library; its files stay on disk."""
    await service.remove_folder(session, leaving, library_id, folder_id)


@router.get(
    "/admin/folders",
    responses=errors(FolderNotFound, FolderOutsideRoots, FolderUnreadable, DiskSilent),
)
async def browse_folders(
    _: AdminOnly,
    disks: Part[Disks],
    media_roots: Part[MediaRoots],
    path: Annotated[str, Query(max_length=4096)] = "",
) -> shapes.FolderListing:
    """What lies in a folder of the server, below the media roots; no path means the first of them."""
    roots = await media_roots.list_roots()
    found = await disks.ask(path or roots[0], list_folder, path or roots[0], roots)
    return shapes.FolderListing(
        path=found.path,
        parent=found.parent,
        folders=[
            shapes.BrowsedFolder(
                name=each.name,
                path=each.path or each.name,
                is_readable=each.is_readable,
                has_media_hint=each.has_media_hint,
            )
            for each in found.folders
        ],
        free_bytes=found.free_bytes,
        total_bytes=found.total_bytes,
        roots=roots,
    )


async def _choose_folder(disks: Disks, media_roots: MediaRoots, path: str, settings: Settings) -> bytes:
    """The folder's resolved path. Raises the refusals of resolve_folder and refuse_own_data, DiskSilent."""
    real = await disks.ask(path, resolve_folder, path, await media_roots.list_roots())
    refuse_own_data(real, settings)
    return os.fsencode(real)
