"""The page of a film or series: one title whole, for a profile."""

import os
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import RowMapping, bindparam, case, exists, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from kino.core.context import ServerContext
from kino.core.db import Id, among, beside_index
from kino.features.accounts.viewer import ProfileViewer
from kino.features.artwork.service import want_first
from kino.features.browse.parts.home import list_genres_of
from kino.features.browse.parts.play_target import find_play_target
from kino.features.browse.parts.similar import list_similar
from kino.features.browse.schemas import (
    Badges,
    CreditCard,
    Extra,
    LibraryRef,
    Licence,
    SeasonCard,
    TechnicalFile,
    TitleDetail,
    Version,
)
from kino.features.catalog import cards as catalog_cards
from kino.features.catalog.errors import TitleNotFound
from kino.features.catalog.models import Credit, Item, MediaFile, Person
from kino.features.catalog.schemas import EpisodeCard
from kino.features.libraries.models import Library
from kino.features.libraries.scope import LibraryScope
from kino.features.scanner.parts.probe_files import ProbeWishes
from kino.features.viewing.cards import add_personal, add_personal_to_episodes
from kino.features.viewing.models import Progress

MOST_CREDITS = 60
MOST_FILES = 200  # of a series, shown to admins

_DETAIL_COLUMNS = (
    *catalog_cards.TITLE_CARD_COLUMNS,
    Item.original_title,
    Item.released_on,
    Item.synopsis,
    Item.tagline,
    Item.rating,
    Item.logo,
    Item.translations,
    Item.facts,
    Item.featured_at,
    Item.library_id,
    Library.name.label("library_name"),
)

_TITLE_ID = bindparam("title_id", type_=Id())
_DETAIL = (
    select(*_DETAIL_COLUMNS)
    .join(Library, Library.id == Item.library_id)
    .where(
        Item.id == _TITLE_ID,
        Item.is_title,
        Item.is_listed,
        among(beside_index(Item.library_id), "library_ids"),
    )
)
_FILES = (
    select(MediaFile)
    .where(MediaFile.item_id == _TITLE_ID, MediaFile.missing_at.is_(None))
    .order_by(MediaFile.height_px.desc(), MediaFile.edition, MediaFile.part_number, MediaFile.id)
)
_PEOPLE = (
    select(Credit.person_id, Person.name, Credit.job, Credit.character, Person.portrait)
    .join(Person, Person.id == Credit.person_id)
    .where(Credit.item_id == _TITLE_ID)
    .order_by(Credit.position)
    .limit(MOST_CREDITS)
)


async def read_title(
    session: AsyncSession, viewer: ProfileViewer, scope: LibraryScope, title_id: UUID
) -> TitleDetail:
    """Everything that the title's page shows. Raises TitleNotFound, also for titles one may not see."""
    row = await _get_row(session, scope, title_id)
    card = catalog_cards.title_card(row)
    genres = await list_genres_of(session, title_id)
    people = await _list_people(session, title_id)
    similar = await list_similar(
        session,
        scope,
        title_id,
        card.kind,
        people={one.person_id: one.name for one in people},
        genres={genre_id: genre.name for genre_id, genre in genres},
    )
    await add_personal(session, viewer.profile_id, [card, *(one.card for one in similar)])
    files = await _list_files(session, title_id)
    own = [file for file in files if file.item_id == title_id and file.extra_kind is None]
    versions = _list_versions(own)
    words = (row["translations"] or {}).get(viewer.ui_language or "", {})
    is_series = card.kind == "series"
    main = [file for file in files if file.extra_kind is None]
    return TitleDetail(
        **{name: getattr(card, name) for name in _CARD_FIELDS},
        original_title=row["original_title"],
        released_on=row["released_on"],
        synopsis=words.get("synopsis") or row["synopsis"],
        tagline=words.get("tagline") or row["tagline"],
        rating=row["rating"],
        logo=row["logo"],
        genres=[genre for _, genre in genres],
        library=LibraryRef(id=row["library_id"], name=row["library_name"]),
        people=people,
        licence=_licence(row["facts"] or {}),
        is_featured=row["featured_at"] is not None,
        is_away=bool(main) and all(file.away_at is not None for file in main),
        play=await find_play_target(session, viewer.profile_id, card, has_file=bool(own)),
        seasons=await _list_seasons(session, viewer.profile_id, title_id) if is_series else [],
        versions=versions,
        extras=[_extra(file) for file in files if file.extra_kind is not None],
        badges=_badges(main),
        similar=similar,
        files=[_technical(file) for file in files[:MOST_FILES]] if viewer.is_admin else [],
    )


def hurry(context: ServerContext, title_id: UUID) -> None:
    """The title is on somebody's screen: its files are probed and its pictures made before all others."""
    wishes = context.find_part(ProbeWishes)
    if wishes is not None:
        wishes.want_first(title_id)
        want_first(context, [title_id])


_CARD_FIELDS = (
    "id",
    "kind",
    "title",
    "year",
    "duration_s",
    "certification",
    "poster",
    "backdrop",
    "has_stand_in",
    "is_in_list",
    "progress",
    "episode_count",
    "unwatched_count",
)


async def _get_row(session: AsyncSession, scope: LibraryScope, title_id: UUID) -> RowMapping:
    values = {"title_id": title_id, "library_ids": sorted(scope.library_ids)}
    row = (await session.execute(_DETAIL, values)).mappings().first()
    if row is None:
        raise TitleNotFound(f"There is no film or series {title_id} in your libraries.")
    return row


async def _list_files(session: AsyncSession, title_id: UUID) -> Sequence[MediaFile]:
    """Files of the title itself; of a series only its extras: episodes have thousands."""
    rows = await session.scalars(_FILES, {"title_id": title_id})
    found = rows.all()
    if found:
        return found
    episodes = await session.scalars(
        select(MediaFile)
        .join(Item, Item.id == MediaFile.item_id)
        .where(Item.series_id == title_id, MediaFile.missing_at.is_(None), MediaFile.extra_kind.is_(None))
        .order_by(Item.season_number, Item.episode_number)
        .limit(MOST_FILES)
    )
    return episodes.all()


async def _list_people(session: AsyncSession, title_id: UUID) -> list[CreditCard]:
    rows = await session.execute(_PEOPLE, {"title_id": title_id})
    return [CreditCard.model_validate(dict(row)) for row in rows.mappings()]


async def _list_seasons(session: AsyncSession, profile_id: UUID, series_id: UUID) -> list[SeasonCard]:
    # EXISTS: from the episodes to what is known of them, not the other way through years of viewing.
    is_watched = exists().where(
        Progress.profile_id == profile_id, Progress.item_id == Item.id, Progress.is_watched
    )
    watched = (
        select(Item.season_id, func.count().label("watched_count"))
        .where(Item.series_id == series_id, Item.kind == "episode", Item.is_listed, is_watched)
        .group_by(Item.season_id)
        .subquery()
    )
    rows = await session.execute(
        select(
            Item.id,
            Item.season_number,
            Item.title,
            Item.episode_count,
            Item.poster,
            func.coalesce(watched.c.watched_count, 0).label("watched_count"),
        )
        .outerjoin(watched, watched.c.season_id == Item.id)
        .where(Item.series_id == series_id, Item.kind == "season", Item.episode_count > 0)
        .order_by(case((Item.season_number == 0, 1), else_=0), Item.season_number)
    )
    return [SeasonCard.model_validate(dict(row)) for row in rows.mappings()]


async def list_episodes(
    session: AsyncSession, viewer: ProfileViewer, scope: LibraryScope, series_id: UUID, season_number: int
) -> list[EpisodeCard]:
    """The listed episodes of a season in order. Raises TitleNotFound."""
    await _get_row(session, scope, series_id)
    rows = await session.execute(
        catalog_cards.select_episode_cards()
        .where(
            Item.series_id == series_id,
            Item.kind == "episode",
            Item.season_number == season_number,
            Item.is_listed,
        )
        .order_by(Item.episode_number, Item.id)
    )
    cards = [catalog_cards.episode_card(row) for row in rows.mappings()]
    await add_personal_to_episodes(session, viewer.profile_id, cards)
    return cards


def _list_versions(files: Sequence[MediaFile]) -> list[Version]:
    """Files grouped to what can be chosen: the parts of one edition and quality play as one."""
    groups: dict[tuple[Any, ...], list[MediaFile]] = {}
    for file in files:
        key = (file.edition, file.quality) if file.part_number is not None else (file.id,)
        groups.setdefault(key, []).append(file)
    return [_version(sorted(parts, key=lambda one: one.part_number or 0)) for parts in groups.values()]


def _version(parts: Sequence[MediaFile]) -> Version:
    first = parts[0]
    durations = [part.duration_s for part in parts]
    return Version(
        file_id=first.id,
        edition=first.edition,
        quality=first.quality,
        height_px=first.height_px,
        hdr_format=first.hdr_format,
        size_bytes=sum(part.size_bytes for part in parts),
        duration_s=None if None in durations else sum(one or 0.0 for one in durations),
        part_count=len(parts),
        is_away=any(part.away_at is not None for part in parts),
    )


def _extra(file: MediaFile) -> Extra:
    return Extra(
        file_id=file.id,
        extra_kind=file.extra_kind or "other",
        title=file.extra_title,
        duration_s=file.duration_s,
    )


def _badges(files: Sequence[MediaFile]) -> Badges:
    best = max(files, key=lambda file: file.height_px or 0, default=None)
    if best is None:
        return Badges()
    streams = (best.media_info or {}).get("audio", [])
    channels = [stream.get("channels") or 0 for stream in streams if isinstance(stream, dict)]
    return Badges(
        height_px=best.height_px,
        hdr_format=best.hdr_format,
        audio_channels=max(channels, default=None),
        audio_languages=sorted({one for file in files for one in file.audio_languages}),
        subtitle_languages=sorted({one for file in files for one in file.subtitle_languages}),
    )


def _technical(file: MediaFile) -> TechnicalFile:
    return TechnicalFile(
        file_id=file.id,
        path=os.fsdecode(file.path).encode("utf-8", "replace").decode(),
        size_bytes=file.size_bytes,
        container=file.container,
        duration_s=file.duration_s,
        bitrate_bps=file.bitrate_bps,
        media_info=file.media_info,
        state=file.state,
        is_away=file.away_at is not None,
        added_at=file.added_at,
        probed_at=file.probed_at,
    )


def _licence(facts: dict[str, Any]) -> Licence | None:
    licence = facts.get("licence")
    return Licence.model_validate(licence) if isinstance(licence, dict) else None
