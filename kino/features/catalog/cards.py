"""Cards: the columns they need, and how rows become them. Lists never hydrate whole items.

The statements that every screen runs are built once: building one takes SQLAlchemy longer than SQLite needs
for the answer.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Select, Table, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from kino.core.db import among, beside_index
from kino.features.catalog.models import Item
from kino.features.catalog.schemas import EpisodeCard, TitleCard
from kino.features.libraries.scope import LibraryScope

TITLE_CARD_COLUMNS = (
    Item.id,
    Item.kind,
    Item.title,
    Item.year,
    Item.duration_s,
    Item.certification,
    Item.poster,
    Item.backdrop,
    Item.episode_count,
    Item.has_stand_in,
    Item.added_at,
)


def select_title_cards() -> Select[*tuple[Any, ...]]:
    """Columns of title cards, to narrow, order and limit; row mappings go through `title_card`."""
    return select(*TITLE_CARD_COLUMNS)


def title_card(row: Mapping[Any, Any]) -> TitleCard:
    """One row of `select_title_cards` as a card without what is personal."""
    card = dict(row)
    if card["kind"] == "movie":
        card["episode_count"] = None
    else:
        card["unwatched_count"] = card["episode_count"]
    return TitleCard.model_validate(card)


def select_episode_cards() -> Select[*tuple[Any, ...]]:
    """Columns of episode cards joined with their series, to narrow and order."""
    series = aliased(Item, name="series")
    return select(
        Item.id,
        Item.series_id,
        series.title.label("series_title"),
        Item.season_number,
        Item.episode_number,
        Item.last_episode_number,
        Item.title,
        Item.synopsis,
        Item.released_on,
        Item.duration_s,
        Item.backdrop.label("still"),
        Item.has_stand_in,
        Item.is_listed.label("is_playable"),
    ).join(series, series.id == Item.series_id)


def episode_card(row: Mapping[Any, Any]) -> EpisodeCard:
    """One row of `select_episode_cards` as a card without what is personal."""
    return EpisodeCard.model_validate(dict(row))


_item = cast("Table", Item.__table__)
_TITLE_FIELDS = tuple(column.key for column in TITLE_CARD_COLUMNS)
_TITLES = select(*(_item.c[name] for name in _TITLE_FIELDS)).where(
    among(_item.c.id, "ids"), beside_index(_item.c.is_title), beside_index(_item.c.is_listed)
)
_TITLES_OF_ALL = _TITLES.add_columns(_item.c.library_id)
_IN_LIBRARIES = among(beside_index(_item.c.library_id), "library_ids")
_VISIBLE_TITLES = _TITLES.where(_IN_LIBRARIES)
_EPISODES = select_episode_cards().where(among(Item.id, "ids"))
_VISIBLE_EPISODES = _EPISODES.where(beside_index(Item.is_listed), _IN_LIBRARIES)


async def list_title_cards(
    session: AsyncSession, title_ids: Sequence[UUID], scope: LibraryScope | None = None
) -> list[TitleCard]:
    """Cards in the order of the ids; ids that are no listed title, or none in the scope, are left out.

    scope: None where the ids come from a query that was narrowed to what the viewer may see.
    """
    if not title_ids:
        return []
    values: dict[str, Any] = {"ids": list(title_ids)}
    if scope is not None:
        values["library_ids"] = sorted(scope.library_ids)
    rows = await session.execute(_TITLES if scope is None else _VISIBLE_TITLES, values)
    cards = {row[0]: title_card(dict(zip(_TITLE_FIELDS, row, strict=True))) for row in rows}
    return [cards[one] for one in title_ids if one in cards]


async def read_title_cards(
    session: AsyncSession, title_ids: Sequence[UUID]
) -> dict[UUID, tuple[UUID, TitleCard]]:
    """Cards by id, each behind the id of its library, for whoever asks later what may be seen."""
    rows = await session.execute(_TITLES_OF_ALL, {"ids": title_ids})
    return {row[0]: (row[-1], title_card(dict(zip(_TITLE_FIELDS, row[:-1], strict=True)))) for row in rows}


async def list_episode_cards(
    session: AsyncSession, item_ids: Iterable[UUID], scope: LibraryScope | None = None
) -> dict[UUID, EpisodeCard]:
    """Cards of these episodes by their id; with a scope only those that are listed in it."""
    values: dict[str, Any] = {"ids": list(item_ids)}
    if not values["ids"]:
        return {}
    if scope is not None:
        values["library_ids"] = sorted(scope.library_ids)
    rows = await session.execute(_EPISODES if scope is None else _VISIBLE_EPISODES, values)
    return {row["id"]: episode_card(row) for row in rows.mappings()}
