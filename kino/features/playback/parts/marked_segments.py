"""Recap, intro, credits and preview as an admin marked them in a version of a film."""

from typing import NamedTuple, cast
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from kino.features.catalog.models import Item
from kino.features.catalog.skip_segments import SegmentKind
from kino.features.playback.models import MarkedSegment

_CREDITS = "credits_start_s"


class Span(NamedTuple):
    """Seconds of all parts of a version together, 0 ≤ start_s < end_s."""

    start_s: float
    end_s: float


async def read_marks(session: AsyncSession, file_id: UUID) -> dict[SegmentKind, Span | None]:
    """What was said about the version that begins with this file; None: there is no such part in it."""
    query = select(MarkedSegment.kind, MarkedSegment.start_s, MarkedSegment.end_s)
    rows = await session.execute(query.where(MarkedSegment.file_id == file_id))
    return {
        cast("SegmentKind", kind): None if start_s is None or end_s is None else Span(start_s, end_s)
        for kind, start_s, end_s in rows
    }


async def mark_segment(
    session: AsyncSession, item_id: UUID, file_id: UUID, kind: SegmentKind, span: Span | None
) -> None:
    """Keep what was said. Credits tell when the film counts as seen, too, whatever is read of it later."""
    await session.merge(
        MarkedSegment(
            file_id=file_id,
            kind=kind,
            start_s=span.start_s if span else None,
            end_s=span.end_s if span else None,
        )
    )
    if kind == "credits":
        item = await session.get_one(Item, item_id)
        item.credits_start_s = span.start_s if span else None
        item.locked_fields = sorted({*item.locked_fields, _CREDITS})


async def forget_mark(
    session: AsyncSession,
    item_id: UUID,
    file_id: UUID,
    kind: SegmentKind,
    credits_start_s: float | None,
) -> None:
    """Nothing was said. credits_start_s: where the credits begin then, by the chapters."""
    await session.execute(
        delete(MarkedSegment).where(MarkedSegment.file_id == file_id, MarkedSegment.kind == kind)
    )
    if kind == "credits":
        item = await session.get_one(Item, item_id)
        item.credits_start_s = credits_start_s
        item.locked_fields = [name for name in item.locked_fields if name != _CREDITS]
