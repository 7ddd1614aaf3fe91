"""What is personal on cards: progress, unwatched episodes, and whether a title is on the list."""

from collections.abc import Sequence
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Float, Integer, Table, bindparam, literal_column, null, select, union_all
from sqlalchemy import cast as sql_cast
from sqlalchemy.ext.asyncio import AsyncSession

from kino.core.db import Id
from kino.features.catalog.schemas import CardProgress, EpisodeCard, TitleCard
from kino.features.viewing.models import Progress, SeriesProgress, WatchlistEntry

_progress = cast("Table", Progress.__table__)
_series = cast("Table", SeriesProgress.__table__)
_listed = cast("Table", WatchlistEntry.__table__)
_PROFILE = bindparam("profile_id", type_=Id())
_PROGRESS = select(
    _progress.c.item_id, _progress.c.position_s, _progress.c.duration_s, _progress.c.is_watched
).where(_progress.c.profile_id == _PROFILE, _progress.c.item_id.in_(bindparam("item_ids", expanding=True)))
# Three short look-ups in one statement: a page of cards waits for the database once. The last column is
# whether a film is watched, and of a series how many episodes are.
_PERSONAL = union_all(
    select(
        literal_column("1").label("source"),
        _progress.c.item_id.label("id"),
        _progress.c.position_s,
        _progress.c.duration_s,
        sql_cast(_progress.c.is_watched, Integer).label("watched"),
    ).where(
        _progress.c.profile_id == _PROFILE, _progress.c.item_id.in_(bindparam("movie_ids", expanding=True))
    ),
    select(
        literal_column("2"),
        _series.c.series_id,
        sql_cast(null(), Float),
        sql_cast(null(), Float),
        _series.c.watched_count,
    ).where(
        _series.c.profile_id == _PROFILE, _series.c.series_id.in_(bindparam("series_ids", expanding=True))
    ),
    select(
        literal_column("3"),
        _listed.c.title_id,
        sql_cast(null(), Float),
        sql_cast(null(), Float),
        literal_column("0"),
    ).where(_listed.c.profile_id == _PROFILE, _listed.c.title_id.in_(bindparam("title_ids", expanding=True))),
)


async def add_personal(session: AsyncSession, profile_id: UUID, cards: Sequence[TitleCard]) -> None:
    """Fill in progress, unwatched_count and is_in_list for the profile; one statement."""
    if not cards:
        return
    values: dict[str, Any] = {
        "profile_id": profile_id,
        "title_ids": [card.id for card in cards],
        "movie_ids": [card.id for card in cards if card.kind == "movie"],
        "series_ids": [card.id for card in cards if card.kind == "series"],
    }
    progress: dict[UUID, CardProgress] = {}
    watched: dict[UUID, int] = {}
    listed: set[UUID] = set()
    for source, title_id, position_s, duration_s, count in await session.execute(_PERSONAL, values):
        if source == 1:
            progress[title_id] = CardProgress(
                position_s=position_s, duration_s=duration_s, is_watched=bool(count)
            )
        elif source == 2:
            watched[title_id] = count
        else:
            listed.add(title_id)
    for card in cards:
        card.is_in_list = card.id in listed
        if card.kind == "movie":
            card.progress = progress.get(card.id)
        else:
            card.unwatched_count = max(0, (card.episode_count or 0) - watched.get(card.id, 0))


async def add_personal_to_episodes(
    session: AsyncSession, profile_id: UUID, cards: Sequence[EpisodeCard]
) -> None:
    """Fill in the profile's progress; one statement."""
    progress = await read_progress(session, profile_id, {card.id for card in cards})
    for card in cards:
        card.progress = progress.get(card.id)


async def read_progress(
    session: AsyncSession, profile_id: UUID, item_ids: set[UUID]
) -> dict[UUID, CardProgress]:
    """Where the profile stands in these films and episodes; those it never played are absent."""
    if not item_ids:
        return {}
    rows = await session.execute(_PROGRESS, {"profile_id": profile_id, "item_ids": list(item_ids)})
    return {
        item_id: CardProgress(position_s=position_s, duration_s=duration_s, is_watched=is_watched)
        for item_id, position_s, duration_s, is_watched in rows
    }
