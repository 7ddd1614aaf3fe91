"""Titles are listed while they have something to play; whoever shows lists is told what came and went."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from kino.core.db import record_event
from kino.features.catalog.events import (
    EpisodesAdded,
    FilesForgotten,
    TitlesAdded,
    TitlesChanged,
    TitlesRemoved,
)
from kino.features.catalog.parts.place_files import refresh_counts
from kino.features.libraries.models import LibraryFolder
from kino.features.scanner import queries


async def relist_items(session: AsyncSession, library_id: UUID, item_ids: Collection[UUID]) -> None:
    """List exactly those of the films and episodes that have a file; record what follows from it."""
    for part in queries.in_chunks(sorted(item_ids)):
        await _relist_some(session, library_id, part)


async def forget_folder(session: AsyncSession, folder: LibraryFolder) -> None:
    """The folder leaves its library: its files are gone, and titles with no others leave the lists."""
    files = await queries.mark_folder_missing(session, folder.id)
    if files:
        record_event(session, FilesForgotten(folder.library_id, tuple(file_id for file_id, _ in files)))
    items = {item_id for _, item_id in files if item_id is not None}
    await relist_items(session, folder.library_id, items)


async def _relist_some(session: AsyncSession, library_id: UUID, item_ids: Sequence[UUID]) -> None:
    change = await queries.refresh_listing(session, item_ids)
    await refresh_counts(session, change.series)
    if change.listed:
        record_event(session, TitlesAdded(library_id, tuple(sorted(change.listed))))
    if change.unlisted:
        record_event(session, TitlesRemoved(library_id, tuple(sorted(change.unlisted))))
    rest = change.series - change.listed - change.unlisted
    if rest:
        record_event(session, TitlesChanged(library_id, tuple(sorted(rest))))
        record_event(session, EpisodesAdded(library_id, tuple(sorted(rest))))
