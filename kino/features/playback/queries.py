"""Every statement of playback; none of them commits."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Row, RowMapping, and_, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from kino.core.clock import now
from kino.features.accounts.models import Account, Profile, SignInSession
from kino.features.catalog import cards as catalog_cards
from kino.features.catalog.models import Item, MediaFile, Sidecar
from kino.features.catalog.schemas import EpisodeCard
from kino.features.libraries.models import LibraryFolder
from kino.features.libraries.scope import LibraryScope
from kino.features.playback.models import Playback


class PlayableItem(NamedTuple):
    """A film or episode with what a player shows of it."""

    id: UUID
    kind: str
    library_id: UUID
    series_id: UUID | None
    season_number: int | None
    episode_number: int | None
    duration_s: float | None
    credits_start_s: float | None
    has_stand_in: bool


async def find_playable(session: AsyncSession, scope: LibraryScope, item_id: UUID) -> PlayableItem | None:
    """The film or episode if it lies in the scope; None for series, seasons and what one may not see."""
    row = (
        await session.execute(
            select(
                Item.id,
                Item.kind,
                Item.library_id,
                Item.series_id,
                Item.season_number,
                Item.episode_number,
                Item.duration_s,
                Item.credits_start_s,
                Item.has_stand_in,
            ).where(Item.id == item_id, Item.kind.in_(("movie", "episode")), scope.condition(Item.library_id))
        )
    ).first()
    return None if row is None else PlayableItem(*row)


async def list_files(session: AsyncSession, item_id: UUID) -> Sequence[Row[MediaFile, bytes]]:
    """The item's files that are not gone, with the path of their folder; extras included."""
    rows = await session.execute(
        select(MediaFile, LibraryFolder.path)
        .join(LibraryFolder, LibraryFolder.id == MediaFile.folder_id)
        .where(MediaFile.item_id == item_id, MediaFile.missing_at.is_(None))
        .order_by(MediaFile.is_stand_in, MediaFile.height_px.desc(), MediaFile.part_number, MediaFile.id)
    )
    return rows.all()


async def list_subtitle_sidecars(session: AsyncSession, file_ids: Sequence[UUID]) -> Sequence[Sidecar]:
    """Subtitles that lie beside these files."""
    rows = await session.scalars(
        select(Sidecar)
        .where(Sidecar.file_id.in_(file_ids), Sidecar.kind == "subtitle")
        .order_by(Sidecar.path)
    )
    return rows.all()


async def get_title_row(session: AsyncSession, title_id: UUID) -> RowMapping:
    """Id, kind, title, year, synopsis, backdrop and poster of a title."""
    query = select(Item.id, Item.kind, Item.title, Item.year, Item.synopsis, Item.backdrop, Item.poster)
    return (await session.execute(query.where(Item.id == title_id))).mappings().one()


async def find_neighbours(
    session: AsyncSession, item: PlayableItem
) -> tuple[EpisodeCard | None, EpisodeCard | None]:
    """The listed episodes before and behind this one; specials stay among themselves."""
    if item.series_id is None or item.season_number is None:
        return None, None
    number = func.coalesce(Item.episode_number, 0)
    here = item.episode_number or 0
    shelf = Item.season_number == 0 if item.season_number == 0 else Item.season_number > 0
    base = catalog_cards.select_episode_cards().where(
        Item.series_id == item.series_id, Item.kind == "episode", Item.is_listed, shelf
    )
    behind = or_(
        Item.season_number > item.season_number,
        and_(Item.season_number == item.season_number, number > here),
    )
    before = or_(
        Item.season_number < item.season_number,
        and_(Item.season_number == item.season_number, number < here),
    )
    previous = base.where(before).order_by(Item.season_number.desc(), number.desc()).limit(1)
    following = base.where(behind).order_by(Item.season_number, number).limit(1)
    rows = [(await session.execute(query)).mappings().first() for query in (previous, following)]
    cards = [None if row is None else catalog_cards.episode_card(row) for row in rows]
    return cards[0], cards[1]


async def plays_next_episode(session: AsyncSession, profile_id: UUID) -> bool:
    """Whether the profile wants the next episode to begin by itself."""
    wish = await session.scalar(select(Profile.plays_next_episode).where(Profile.id == profile_id))
    return bool(wish)


async def end_playback(session: AsyncSession, playback_id: UUID, position_s: float) -> None:
    """Note that the playback is over."""
    await session.execute(
        update(Playback)
        .where(Playback.id == playback_id)
        .values(ended_at=now(), reported_at=now(), position_s=position_s)
        .execution_options(synchronize_session=False)
    )


async def note_report(session: AsyncSession, playback_id: UUID, state: str, position_s: float) -> None:
    """Note what the player said last."""
    await session.execute(
        update(Playback)
        .where(Playback.id == playback_id)
        .values(state=state, position_s=position_s, reported_at=now())
        .execution_options(synchronize_session=False)
    )


class Watcher(NamedTuple):
    """Who plays a playback, and what, by name."""

    playback_id: UUID
    account_name: str
    profile_name: str
    device_name: str
    title: str
    series_id: UUID | None
    season_number: int | None
    episode_number: int | None
    started_at: datetime


async def list_watchers(session: AsyncSession, playback_ids: Sequence[UUID]) -> dict[UUID, Watcher]:
    """Names of accounts, profiles, devices and items behind these playbacks."""
    rows = await session.execute(
        select(
            Playback.id,
            Account.name,
            Profile.name,
            SignInSession.device_name,
            Item.title,
            Item.series_id,
            Item.season_number,
            Item.episode_number,
            Playback.started_at,
        )
        .join(Profile, Profile.id == Playback.profile_id)
        .join(Account, Account.id == Profile.account_id)
        .join(SignInSession, SignInSession.id == Playback.session_id)
        .join(Item, Item.id == Playback.item_id)
        .where(Playback.id.in_(playback_ids))
    )
    return {row[0]: Watcher(*row) for row in rows}


async def list_series_titles(session: AsyncSession, series_ids: Sequence[UUID]) -> dict[UUID, str]:
    """Titles of these series by id."""
    rows = await session.execute(select(Item.id, Item.title).where(Item.id.in_(series_ids)))
    return dict(rows.all())
