"""The home screen: a hero, the Continue row, and rows of titles."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from kino.features.accounts.viewer import ProfileViewer
from kino.features.browse.parts import home_rows
from kino.features.browse.parts.house_facts import HeroWords, HouseFacts
from kino.features.browse.parts.play_target import find_play_target
from kino.features.browse.schemas import GenreRef, Hero, Home, Row, RowKind
from kino.features.catalog import cards as catalog_cards
from kino.features.catalog.models import Genre, Item, ItemGenre
from kino.features.catalog.parts.title_lists import IdPage
from kino.features.catalog.schemas import Image, TitleCard
from kino.features.libraries.scope import LibraryScope
from kino.features.viewing.cards import add_personal
from kino.features.viewing.parts.rows import make_continue_cards
from kino.features.viewing.queries import list_continue, list_watchlist_ids

CONTINUE_CARDS = 20
HERO_CANDIDATES = 12
TWIN_SHARE = 0.7  # of a row's first cards that stand in one row above it already
HeroReason = Literal["featured", "unfinished", "newest"]


@dataclass(frozen=True, slots=True)
class _Shelf:
    plan: home_rows.RowPlan
    page: IdPage


async def read_home(
    session: AsyncSession, facts: HouseFacts, viewer: ProfileViewer, scope: LibraryScope
) -> Home:
    """The whole home screen for a profile; about a dozen statements whatever the library's size."""
    await facts.ready()
    library_ids = scope.library_ids
    begun = await list_continue(session, viewer.profile_id, scope, CONTINUE_CARDS)
    shelves = await _fill_shelves(session, facts, library_ids)
    mine = await list_watchlist_ids(session, viewer.profile_id, scope, "added", home_rows.FIRST_CARDS + 1)
    featured = await _find_featured(session, scope)
    shared = dict.fromkeys(one for shelf in shelves for one in shelf.page.ids)
    wanted = dict.fromkeys([*mine, *facts.most_watched, *([featured] if featured else [])])
    wanted.update(dict.fromkeys(row.title_id for row in begun))
    cards = await _read_cards(session, facts, viewer, scope, shared=list(shared), own=list(wanted))
    continues = await make_continue_cards(session, begun, cards)
    rows = _personal_rows(facts, mine, cards)
    rows += [_row(shelf.plan, shelf.page, cards) for shelf in shelves]
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


async def _fill_shelves(
    session: AsyncSession, facts: HouseFacts, library_ids: frozenset[UUID]
) -> list[_Shelf]:
    shelves = []
    for plan in home_rows.list_row_plans(facts, library_ids):
        page = await home_rows.read_row(session, facts, library_ids, plan)
        if len(page.ids) >= plan.least:
            shelves.append(_Shelf(plan, page))
    return _without_twins(shelves)


def _without_twins(shelves: Sequence[_Shelf]) -> list[_Shelf]:
    """In a small library several rows hold nearly the same titles; the first of them is enough."""
    kept: list[_Shelf] = []
    for shelf in shelves:
        ids = set(shelf.page.ids)
        # Everything is in "recently added" while a library is small, so that row counts for nothing here.
        others = [set(one.page.ids) for one in kept if one.plan.id != "added"]
        if not any(len(ids & other) > TWIN_SHARE * len(ids) for other in others):
            kept.append(shelf)
    return kept


async def _read_cards(
    session: AsyncSession,
    facts: HouseFacts,
    viewer: ProfileViewer,
    scope: LibraryScope,
    *,
    shared: list[UUID],
    own: list[UUID],
) -> dict[UUID, TitleCard]:
    """Cards by id. shared: of the rows that all who see these libraries have, kept with the rows' ids."""
    kept = facts.cards
    missing = [one for one in shared if one not in kept]
    ready = set(shared) - set(missing)
    wanted = dict.fromkeys([*missing, *(one for one in own if one not in ready)])
    read = {card.id: card for card in await catalog_cards.list_title_cards(session, list(wanted), scope)}
    kept.update({one: read[one].model_copy() for one in missing if one in read})
    # Copies, since what is personal is written on them.
    found = read | {one: kept[one].model_copy() for one in ready}
    await add_personal(session, viewer.profile_id, list(found.values()))
    return found


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


def _row(plan: home_rows.RowPlan, page: IdPage, cards: dict[UUID, TitleCard]) -> Row:
    return Row(
        id=plan.id,
        kind=plan.kind,
        title_code=plan.title_code,
        title_params=plan.title_params,
        title=plan.title,
        items=[cards[one] for one in page.ids if one in cards],
        next_cursor=page.next_cursor,
    )


async def _find_featured(session: AsyncSession, scope: LibraryScope) -> UUID | None:
    return await session.scalar(
        select(Item.id)
        .where(Item.featured_at.is_not(None), Item.is_title, Item.is_listed, scope.condition(Item.library_id))
        .order_by(Item.featured_at.desc())
        .limit(1)
    )


async def _read_hero(
    session: AsyncSession,
    facts: HouseFacts,
    viewer: ProfileViewer,
    featured: UUID | None,
    shelves: Sequence[_Shelf],
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
        genres=await list_genres_of(session, title_id),
    )


def _choose_hero(
    featured: UUID | None, shelves: Sequence[_Shelf], cards: dict[UUID, TitleCard]
) -> tuple[TitleCard, HeroReason] | None:
    if featured is not None and featured in cards:
        return cards[featured], "featured"
    newest = next((shelf.page.ids for shelf in shelves if shelf.plan.id == "added"), [])
    candidates = [cards[one] for one in newest[:HERO_CANDIDATES] if one in cards]
    if not candidates:
        return None
    fresh = [card for card in candidates if not (card.progress and card.progress.is_watched)]
    pictured = [card for card in fresh or candidates if card.backdrop is not None]
    return (pictured or fresh or candidates)[0], "newest"


async def list_genres_of(session: AsyncSession, title_id: UUID) -> list[GenreRef]:
    """The title's genres by name."""
    rows = await session.execute(
        select(Genre.slug, Genre.name)
        .join(ItemGenre, ItemGenre.genre_id == Genre.id)
        .where(ItemGenre.item_id == title_id)
        .order_by(func.lower(Genre.name))
    )
    return [GenreRef(slug=slug, name=name) for slug, name in rows]
