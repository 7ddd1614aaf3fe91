"""The home screen: a hero, the Continue row, and rows of titles."""

from collections.abc import Sequence
from typing import Literal
from uuid import UUID

from sqlalchemy import bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from kino.core.db import Id, among, beside_index
from kino.features.accounts.viewer import ProfileViewer
from kino.features.browse.parts import home_rows
from kino.features.browse.parts.house_facts import HeroWords, HouseFacts
from kino.features.browse.parts.play_target import find_play_target
from kino.features.browse.parts.row_plan import Shelf, Shelves
from kino.features.browse.schemas import GenreRef, Hero, Home, Row, RowKind
from kino.features.catalog import cards as catalog_cards
from kino.features.catalog.models import Genre, Item, ItemGenre
from kino.features.catalog.schemas import Image, TitleCard
from kino.features.libraries.scope import LibraryScope
from kino.features.viewing.cards import read_personal
from kino.features.viewing.parts.rows import make_continue_cards
from kino.features.viewing.queries import list_continue, list_watchlist_ids

CONTINUE_CARDS = 20
HERO_CANDIDATES = 12
MOST_KEPT_CARDS = 5_000
_GENRES_OF = (
    select(Genre.id, Genre.slug, Genre.name)
    .join(ItemGenre, ItemGenre.genre_id == Genre.id)
    .where(ItemGenre.item_id == bindparam("title_id", type_=Id()))
    .order_by(func.lower(Genre.name))
)
_FEATURED = (
    select(Item.id)
    .where(
        Item.featured_at.is_not(None),
        Item.is_title,
        Item.is_listed,
        among(beside_index(Item.library_id), "library_ids"),
    )
    .order_by(Item.featured_at.desc())
    .limit(1)
)
HeroReason = Literal["featured", "unfinished", "newest"]


async def read_home(
    session: AsyncSession, facts: HouseFacts, viewer: ProfileViewer, scope: LibraryScope
) -> Home:
    """The whole home screen for a profile; about half a dozen statements whatever the library's size."""
    await facts.ready()
    begun = await list_continue(session, viewer.profile_id, scope, CONTINUE_CARDS)
    shelves = await home_rows.read_shelves(session, facts, scope.library_ids)
    mine = await list_watchlist_ids(session, viewer.profile_id, scope, "added", home_rows.FIRST_CARDS + 1)
    featured = await session.scalar(_FEATURED, {"library_ids": sorted(scope.library_ids)})
    wanted = dict.fromkeys([*shelves.title_ids, *mine, *facts.most_watched])
    wanted.update(dict.fromkeys(row.title_id for row in begun))
    if featured is not None:
        wanted[featured] = None
    cards = await _read_cards(session, facts, viewer, scope, list(wanted))
    continues = await make_continue_cards(session, begun, cards)
    rows = _personal_rows(facts, mine, cards)
    rows += [_row(shelf, cards) for shelf in shelves.rows]
    if continues:
        rows.insert(
            0,
            Row(
                id="continue",
                kind="continue",
                title_code="row.continue",
                title_params={},
                title="Continue watching",
                continue_items=continues,
            ),
        )
    hero = await _read_hero(session, facts, viewer, featured, shelves, cards)
    return Home(hero=hero, rows=rows, is_empty=not cards)


async def _read_cards(
    session: AsyncSession,
    facts: HouseFacts,
    viewer: ProfileViewer,
    scope: LibraryScope,
    title_ids: Sequence[UUID],
) -> dict[UUID, TitleCard]:
    """Cards of those that are in the scope, by id, from memory where they are kept."""
    kept = facts.cards
    missing = [one for one in title_ids if one not in kept]
    if missing:
        if len(kept) + len(missing) > MOST_KEPT_CARDS:
            kept.clear()
            missing = list(title_ids)
        kept.update(await catalog_cards.read_title_cards(session, missing))
    found = [kept[one] for one in title_ids if one in kept]
    cards = [card for library_id, card in found if scope.allows(library_id)]
    personal = await read_personal(session, viewer.profile_id, cards)
    return {card.id: personal.on(card) for card in cards}


def _personal_rows(facts: HouseFacts, mine: list[UUID], cards: dict[UUID, TitleCard]) -> list[Row]:
    rows = []
    if mine:
        rows.append(_plain_row("list", "posters", "My list", [cards[one] for one in mine if one in cards]))
    ranked = home_rows.rank_visible(facts, set(cards))
    if ranked:
        rows.append(
            _plain_row("most-watched", "ranked", "Most watched in this house", [cards[one] for one in ranked])
        )
    return rows


def _plain_row(row_id: str, kind: RowKind, title: str, items: list[TitleCard]) -> Row:
    return Row(id=row_id, kind=kind, title_code=f"row.{row_id}", title_params={}, title=title, items=items)


def _row(shelf: Shelf, cards: dict[UUID, TitleCard]) -> Row:
    plan, page = shelf.plan, shelf.page
    return Row(
        id=plan.id,
        kind=plan.kind,
        title_code=plan.title_code,
        title_params=plan.title_params,
        title=plan.title,
        items=[cards[one] for one in page.ids if one in cards],
        next_cursor=page.next_cursor,
    )


async def _read_hero(
    session: AsyncSession,
    facts: HouseFacts,
    viewer: ProfileViewer,
    featured: UUID | None,
    shelves: Shelves,
    cards: dict[UUID, TitleCard],
) -> Hero | None:
    """The starred title, else the newest that has a picture to own the screen with and is not watched."""
    choice = _choose_hero(featured, shelves, cards)
    if choice is None:
        return None
    card, reason = choice
    known = facts.hero_words.get(card.id)
    if known is None:
        known = facts.hero_words[card.id] = await _read_hero_words(session, card.id)
    words = known.translations.get(viewer.ui_language or "", {})
    return Hero(
        card=card,
        synopsis=words.get("synopsis") or known.synopsis,
        tagline=words.get("tagline") or known.tagline,
        genres=known.genres,
        logo=known.logo,
        reason_code=reason,
        play=await find_play_target(session, viewer.profile_id, card),
    )


async def _read_hero_words(session: AsyncSession, title_id: UUID) -> HeroWords:
    row = (
        await session.execute(
            select(Item.synopsis, Item.tagline, Item.logo, Item.translations).where(Item.id == title_id)
        )
    ).one()
    return HeroWords(
        synopsis=row.synopsis,
        tagline=row.tagline,
        logo=Image.model_validate(row.logo) if row.logo else None,
        translations=row.translations or {},
        genres=[ref for _, ref in await list_genres_of(session, title_id)],
    )


def _choose_hero(
    featured: UUID | None, shelves: Shelves, cards: dict[UUID, TitleCard]
) -> tuple[TitleCard, HeroReason] | None:
    if featured is not None and featured in cards:
        return cards[featured], "featured"
    newest = next((shelf.page.ids for shelf in shelves.rows if shelf.plan.id == "added"), [])
    candidates = [cards[one] for one in newest[:HERO_CANDIDATES] if one in cards]
    if not candidates:
        return None
    fresh = [card for card in candidates if not (card.progress and card.progress.is_watched)]
    pictured = [card for card in fresh or candidates if card.backdrop is not None]
    return (pictured or fresh or candidates)[0], "newest"


async def list_genres_of(session: AsyncSession, title_id: UUID) -> list[tuple[UUID, GenreRef]]:
    """The title's genres by name, each behind its id."""
    rows = await session.execute(_GENRES_OF, {"title_id": title_id})
    return [(genre_id, GenreRef(slug=slug, name=name)) for genre_id, slug, name in rows]
