"""Every statement of playback; none of them commits."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Row, RowMapping, and_, delete, exists, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from kino.core.clock import now
from kino.features.accounts.models import Account, Profile, SignInSession
from kino.features.catalog import cards as catalog_cards
from kino.features.catalog.models import Item, KeyframeIndex, MediaFile
from kino.features.catalog.schemas import EpisodeCard
from kino.features.libraries.models import LibraryAccess, LibraryFolder
from kino.features.libraries.scope import LibraryScope
from kino.features.playback.models import Playback


class PlayableItem(NamedTuple):
    """A film or episode, or a series whose extra is played, with what a player shows of it."""

    id: UUID
    kind: str
    library_id: UUID
    series_id: UUID | None
    season_number: int | None
    episode_number: int | None
    duration_s: float | None
    credits_start_s: float | None
    has_stand_in: bool


async def find_playable(
    session: AsyncSession, scope: LibraryScope, item_id: UUID, file_id: UUID | None
) -> PlayableItem | None:
    """The film or episode if it lies in the scope; None for what one may not see.

    Of a series (or season) nothing plays but its own extras: None unless file_id is one of them.
    """
    is_own_extra = exists().where(
        MediaFile.id == file_id,
        MediaFile.item_id == Item.id,
        MediaFile.extra_kind.is_not(None),
        MediaFile.missing_at.is_(None),
    )
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
            ).where(
                Item.id == item_id,
                or_(Item.kind.in_(("movie", "episode")), is_own_extra),
                scope.condition(Item.library_id),
            )
        )
    ).first()
    return None if row is None else PlayableItem(*row)


async def sees_library(session: AsyncSession, account_id: UUID, library_id: UUID) -> bool:
    """Whether the member may see the library at this moment; one read by keys."""
    is_granted = exists().where(
        LibraryAccess.account_id == account_id, LibraryAccess.library_id == library_id
    )
    seeing = await session.scalar(
        select(Account.id).where(Account.id == account_id, or_(Account.sees_all_libraries, is_granted))
    )
    return seeing is not None


async def list_files(session: AsyncSession, item_id: UUID) -> Sequence[Row[MediaFile, bytes]]:
    """The item's files that are not gone, with the path of their folder; extras included."""
    rows = await session.execute(
        select(MediaFile, LibraryFolder.path)
        .join(LibraryFolder, LibraryFolder.id == MediaFile.folder_id)
        .where(MediaFile.item_id == item_id, MediaFile.missing_at.is_(None))
        .order_by(MediaFile.is_stand_in, MediaFile.height_px.desc(), MediaFile.part_number, MediaFile.id)
    )
    return rows.all()


async def note_found(session: AsyncSession, found: Mapping[UUID, tuple[int, int]]) -> None:
    """These files are others than they were: size in bytes and time in ns as found; they wait for a probe."""
    for file_id, (size_bytes, mtime_ns) in found.items():
        await session.execute(
            update(MediaFile)
            .where(MediaFile.id == file_id)
            .values(size_bytes=size_bytes, mtime_ns=mtime_ns, state="named")
            .execution_options(synchronize_session=False)
        )


async def waits_for_film(session: AsyncSession, item_id: UUID) -> bool:
    """Whether only a stand-in of the item is here."""
    return bool(await session.scalar(select(Item.has_stand_in).where(Item.id == item_id)))


async def list_keyframe_indexes(session: AsyncSession, file_ids: Sequence[UUID]) -> dict[UUID, bytes]:
    """The encoded keyframe index of each of these files that has one."""
    rows = await session.execute(
        select(KeyframeIndex.file_id, KeyframeIndex.encoded).where(KeyframeIndex.file_id.in_(file_ids))
    )
    return {file_id: bytes(encoded) for file_id, encoded in rows}


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


async def delete_unheard(session: AsyncSession, before: datetime, limit: int) -> int:
    """Forget at most `limit` playbacks that were last heard of before this instant; how many."""
    oldest = select(Playback.id).where(Playback.reported_at < before).order_by(Playback.reported_at)
    gone = await session.execute(
        delete(Playback)
        .where(Playback.id.in_(oldest.limit(limit)))
        .returning(Playback.id)
        .execution_options(synchronize_session=False)
    )
    return len(gone.all())


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
