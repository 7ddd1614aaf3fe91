"""Titles are listed while they have something to play; whoever shows lists is told what came and went."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from kino.core.db import record_event
from kino.features.catalog.events import EpisodesAdded, TitlesAdded, TitlesChanged, TitlesRemoved
from kino.features.catalog.parts.place_files import refresh_counts
from kino.features.scanner import queries


async def relist_items(session: AsyncSession, library_id: UUID, item_ids: Collection[UUID]) -> None:
    """List exactly those of the films and episodes that have a file; record what follows from it."""
    if not item_ids:
        return
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
