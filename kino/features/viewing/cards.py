"""What is personal on cards: progress, unwatched episodes, and whether a title is on the list."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Float, Integer, Table, bindparam, literal_column, null, select, union_all
from sqlalchemy import cast as sql_cast
from sqlalchemy.ext.asyncio import AsyncSession

from kino.core.db import Id, among
from kino.features.catalog.schemas import CardProgress, EpisodeCard, TitleCard
from kino.features.viewing.models import Progress, SeriesProgress, WatchlistEntry

_progress = cast("Table", Progress.__table__)
_series = cast("Table", SeriesProgress.__table__)
_listed = cast("Table", WatchlistEntry.__table__)
_PROFILE = bindparam("profile_id", type_=Id())
_PROGRESS = select(
    _progress.c.item_id, _progress.c.position_s, _progress.c.duration_s, _progress.c.is_watched
).where(_progress.c.profile_id == _PROFILE, among(_progress.c.item_id, "item_ids"))
# Three short look-ups in one statement: a page of cards waits for the database once. The last column is
# whether a film is watched, and of a series how many episodes are.
_PERSONAL = union_all(
    select(
        literal_column("1").label("source"),
        _progress.c.item_id.label("id"),
        _progress.c.position_s,
        _progress.c.duration_s,
        sql_cast(_progress.c.is_watched, Integer).label("watched"),
    ).where(_progress.c.profile_id == _PROFILE, among(_progress.c.item_id, "movie_ids")),
    select(
        literal_column("2"),
        _series.c.series_id,
        sql_cast(null(), Float),
        sql_cast(null(), Float),
        _series.c.watched_count,
    ).where(_series.c.profile_id == _PROFILE, among(_series.c.series_id, "series_ids")),
    select(
        literal_column("3"),
        _listed.c.title_id,
        sql_cast(null(), Float),
        sql_cast(null(), Float),
        literal_column("0"),
    ).where(_listed.c.profile_id == _PROFILE, among(_listed.c.title_id, "title_ids")),
)


@dataclass(frozen=True, slots=True)
class Personal:
    """What a profile has done with some titles, by title id. watched: how many episodes of a series."""

    progress: Mapping[UUID, CardProgress]
    watched: Mapping[UUID, int]
    listed: frozenset[UUID]

    def on(self, card: TitleCard) -> TitleCard:
        """The card for the profile: a copy, unless there is nothing personal to say."""
        title_id = card.id
        if title_id in self.progress or title_id in self.watched or title_id in self.listed:
            card = card.model_copy()
            self.write_on(card)
        return card

    def write_on(self, card: TitleCard) -> None:
        """Fill in progress, unwatched_count and is_in_list."""
        card.is_in_list = card.id in self.listed
        if card.kind == "movie":
            card.progress = self.progress.get(card.id)
        else:
            card.unwatched_count = max(0, (card.episode_count or 0) - self.watched.get(card.id, 0))


async def read_personal(session: AsyncSession, profile_id: UUID, cards: Sequence[TitleCard]) -> Personal:
    """What the profile has done with the titles of these cards; one statement."""
    progress: dict[UUID, CardProgress] = {}
    watched: dict[UUID, int] = {}
    listed: set[UUID] = set()
    if cards:
        values: dict[str, Any] = {
            "profile_id": profile_id,
            "title_ids": [card.id for card in cards],
            "movie_ids": [card.id for card in cards if card.kind == "movie"],
            "series_ids": [card.id for card in cards if card.kind == "series"],
        }
        for source, title_id, position_s, duration_s, count in await session.execute(_PERSONAL, values):
            if source == 1:
                progress[title_id] = CardProgress(
                    position_s=position_s, duration_s=duration_s, is_watched=bool(count)
                )
            elif source == 2:
                watched[title_id] = count
            else:
                listed.add(title_id)
    return Personal(progress, watched, frozenset(listed))


async def add_personal(session: AsyncSession, profile_id: UUID, cards: Sequence[TitleCard]) -> None:
    """Fill in progress, unwatched_count and is_in_list for the profile; one statement."""
    personal = await read_personal(session, profile_id, cards)
    for card in cards:
        personal.write_on(card)


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
