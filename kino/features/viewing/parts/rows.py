"""The Continue row, My List and history as cards."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from kino.core.errors import KinoError
from kino.features.catalog import cards as catalog_cards
from kino.features.catalog.schemas import CardProgress, EpisodeCard, TitleCard
from kino.features.libraries.scope import LibraryScope
from kino.features.viewing import queries
from kino.features.viewing.cards import add_personal, add_personal_to_episodes
from kino.features.viewing.schemas import ContinueCard, HistoryCard, HistoryPage

CONTINUE_LIMIT = 40
LIST_LIMIT = 2_000


class CursorInvalid(KinoError):
    """A cursor did not come from the page before."""

    status = 422


async def list_continue_cards(
    session: AsyncSession, profile_id: UUID, scope: LibraryScope, limit: int = CONTINUE_LIMIT
) -> list[ContinueCard]:
    """The profile's Continue row, latest first; four statements whatever its length."""
    rows = await queries.list_continue(session, profile_id, scope, limit)
    titles = await catalog_cards.list_title_cards(session, [row.title_id for row in rows])
    await add_personal(session, profile_id, titles)
    return await make_continue_cards(session, rows, {card.id: card for card in titles})


async def make_continue_cards(
    session: AsyncSession, rows: Sequence[queries.ContinueRow], titles: Mapping[UUID, TitleCard]
) -> list[ContinueCard]:
    """The rows as cards; those whose title is not among `titles` are left out. One statement."""
    shown = [row for row in rows if row.title_id in titles]
    episodes = await catalog_cards.list_episode_cards(
        session, [row.item_id for row in shown if row.item_id != row.title_id]
    )
    return [_continue_card(row, titles[row.title_id], episodes.get(row.item_id)) for row in shown]


def _continue_card(row: queries.ContinueRow, title: TitleCard, episode: EpisodeCard | None) -> ContinueCard:
    position_s = row.position_s or 0.0
    if episode is not None and row.position_s is not None:
        episode.progress = CardProgress(
            position_s=position_s, duration_s=row.duration_s, is_watched=bool(row.is_watched)
        )
    return ContinueCard(
        title=title,
        item_id=row.item_id,
        episode=episode,
        position_s=position_s,
        duration_s=row.duration_s,
        remaining_s=None if row.duration_s is None else max(0.0, row.duration_s - position_s),
        touched_at=row.touched_at,
        is_next=position_s == 0.0,
    )


async def list_watchlist_cards(
    session: AsyncSession, profile_id: UUID, scope: LibraryScope, sort: str = "added", limit: int = LIST_LIMIT
) -> list[TitleCard]:
    """The titles on the profile's list, in the order asked for."""
    ids = await queries.list_watchlist_ids(session, profile_id, scope, sort, limit)
    found = await catalog_cards.list_title_cards(session, ids)
    await add_personal(session, profile_id, found)
    return found


async def list_history_page(
    session: AsyncSession, profile_id: UUID, scope: LibraryScope, cursor: str | None, limit: int
) -> HistoryPage:
    """A page of the profile's sittings, newest first. Raises CursorInvalid."""
    rows = await queries.list_history(session, profile_id, scope, _read_cursor(cursor), limit + 1)
    page = rows[:limit]
    titles, episodes = await _cards(
        session, profile_id, [row.title_id for row in page], {r.item_id for r in page if r.kind == "episode"}
    )
    items = [
        HistoryCard(
            id=row.id,
            item_id=row.item_id,
            title=titles[row.title_id],
            episode=episodes.get(row.item_id),
            started_at=row.started_at,
            watched_s=row.watched_s,
            is_finished=row.is_finished,
        )
        for row in page
        if row.title_id in titles
    ]
    has_more = len(rows) > limit
    return HistoryPage(
        items=items, next_cursor=_cursor(page[-1].started_at, page[-1].id) if has_more else None
    )


async def _cards(
    session: AsyncSession, profile_id: UUID, title_ids: Iterable[UUID], episode_ids: set[UUID]
) -> tuple[dict[UUID, TitleCard], dict[UUID, EpisodeCard]]:
    titles = await catalog_cards.list_title_cards(session, list(dict.fromkeys(title_ids)))
    await add_personal(session, profile_id, titles)
    episodes = await catalog_cards.list_episode_cards(session, episode_ids)
    await add_personal_to_episodes(session, profile_id, list(episodes.values()))
    return {card.id: card for card in titles}, episodes


def _cursor(at: datetime, entry_id: UUID) -> str:
    return f"{at.isoformat()}~{entry_id}"


def _read_cursor(cursor: str | None) -> tuple[datetime, UUID] | None:
    if cursor is None:
        return None
    try:
        text, _, entry_id = cursor.partition("~")
        at = datetime.fromisoformat(text)
        if at.tzinfo is None:
            raise ValueError("an instant without its time zone")
        return at.astimezone(UTC), UUID(entry_id)
    except (ValueError, OverflowError) as error:
        raise CursorInvalid(
            f"The cursor {cursor[:80]!r} is not one of this history; leave it out to begin."
        ) from error
