"""Cards: the columns they need, and how rows become them. Lists never hydrate whole items."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import RowMapping, Select, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from kino.features.catalog.models import Item
from kino.features.catalog.schemas import EpisodeCard, TitleCard

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


def title_card(row: RowMapping) -> TitleCard:
    """One row of `select_title_cards` as a card without what is personal."""
    card = dict(row)
    if card["kind"] == "movie":
        card["episode_count"] = None
    return TitleCard.model_validate(card)


async def list_title_cards(session: AsyncSession, title_ids: Sequence[UUID]) -> list[TitleCard]:
    """Cards in the order of the ids; ids that are no listed title are left out."""
    if not title_ids:
        return []
    query = select_title_cards().where(Item.id.in_(title_ids), Item.is_title, Item.is_listed)
    cards = {row["id"]: title_card(row) for row in (await session.execute(query)).mappings()}
    return [cards[one] for one in title_ids if one in cards]


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


def episode_card(row: RowMapping) -> EpisodeCard:
    """One row of `select_episode_cards` as a card without what is personal."""
    return EpisodeCard.model_validate(dict(row))


async def list_episode_cards(session: AsyncSession, item_ids: Iterable[UUID]) -> dict[UUID, EpisodeCard]:
    """Cards of these episodes by their id."""
    wanted = list(item_ids)
    if not wanted:
        return {}
    rows = await session.execute(select_episode_cards().where(Item.id.in_(wanted)))
    return {row["id"]: episode_card(row) for row in rows.mappings()}
