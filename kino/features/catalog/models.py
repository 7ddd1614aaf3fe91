"""Tables of the catalogue: items, people, genres, and the files behind them.

One `item` family: movie and series are titles (no parent); a season knows its series; an episode knows
both. What lists and cards show is kept on the item itself, so that a page is a handful of queries.
"""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, LargeBinary, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from kino.core.clock import now
from kino.core.db import Base, FsPath, Id, Instant
from kino.core.ids import new_id

# Each in the words that SQLAlchemy's own conditions take, else the planner does not see that they apply.
LISTED_TITLE_SQLITE = text("is_title = 1 AND is_listed = 1")
LISTED_TITLE_POSTGRES = text("is_title AND is_listed")


def Bytewise(length: int) -> String:  # noqa: N802 - a column type, like those it stands among
    """Text that both databases compare byte by byte, whatever the locale: core.text makes it for that."""
    return String(length).with_variant(String(length, collation="C"), "postgresql")


_UNTOLD = text("probed_at IS NOT NULL AND tags_used_at IS NULL")
_UNUSED = text("item_id IS NOT NULL AND used_at IS NULL")


def _title_index(name: str, *columns: Any) -> Index:
    return Index(name, *columns, sqlite_where=LISTED_TITLE_SQLITE, postgresql_where=LISTED_TITLE_POSTGRES)


class Item(Base):
    """A film, series, season or episode.

    is_title:   film or series: what grids, rows and search results are made of.
    is_listed:  has, or had until lately, something to play; an item without files is kept (it owns
                progress) but shown nowhere.
    identity_key: folded name and year by which a renamed or replaced file finds its item again.
    told_fields: those of title and year that somebody knows better than the file's name does: an NFO
                document, the demo. A new name of the file leaves them alone.
    Images are `{hash, width_px, height_px, thumbhash, color}`; an episode's still is its backdrop.
    """

    __tablename__ = "item"
    __table_args__ = (
        _title_index("ix_item_titles_added", "library_id", "kind", "added_at", "id"),
        _title_index("ix_item_titles_sort", "library_id", "kind", "sort_title", "id"),
        _title_index("ix_item_titles_year", "library_id", "kind", "year", "id"),
        _title_index("ix_item_titles_duration", "library_id", "kind", "duration_s", "id"),
        _title_index("ix_item_titles_rating", "library_id", "kind", "rating", "id"),
        Index("ix_item_identity", "library_id", "kind", "identity_key"),
        Index("ix_item_episode_order", "series_id", "season_number", "episode_number", "id"),
        Index("ix_item_season", "season_id"),
    )

    id: Mapped[UUID] = mapped_column(Id, primary_key=True, default=new_id)
    library_id: Mapped[UUID] = mapped_column(ForeignKey("library.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(8))  # movie | series | season | episode
    is_title: Mapped[bool]
    is_listed: Mapped[bool] = mapped_column(default=True)
    series_id: Mapped[UUID | None] = mapped_column(ForeignKey("item.id", ondelete="CASCADE"))
    season_id: Mapped[UUID | None] = mapped_column(ForeignKey("item.id", ondelete="CASCADE"))
    season_number: Mapped[int | None]
    episode_number: Mapped[int | None]
    last_episode_number: Mapped[int | None]  # of a file that holds several episodes
    absolute_number: Mapped[int | None]
    identity_key: Mapped[str] = mapped_column(String(255), default="")
    title: Mapped[str] = mapped_column(String(255))
    sort_title: Mapped[str] = mapped_column(Bytewise(255))
    original_title: Mapped[str | None] = mapped_column(String(255))
    year: Mapped[int | None]
    released_on: Mapped[date | None]
    duration_s: Mapped[float | None]
    credits_start_s: Mapped[float | None]
    tagline: Mapped[str | None] = mapped_column(String(255))
    synopsis: Mapped[str | None] = mapped_column(Text)
    certification: Mapped[str | None] = mapped_column(String(32))
    rating: Mapped[float | None]
    poster: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    backdrop: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    logo: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    episode_count: Mapped[int] = mapped_column(default=0)  # of a series or season: listed episodes
    translations: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)  # {"de": {"synopsis": …}}
    facts: Mapped[dict[str, Any]] = mapped_column(
        JSON, default=dict
    )  # licence, credit, page, studios, tags …
    locked_fields: Mapped[list[str]] = mapped_column(JSON, default=list)
    told_fields: Mapped[list[str]] = mapped_column(JSON, default=list)
    has_stand_in: Mapped[bool] = mapped_column(default=False)
    featured_at: Mapped[datetime | None] = mapped_column(Instant, index=True)
    added_at: Mapped[datetime] = mapped_column(Instant, default=now)
    updated_at: Mapped[datetime] = mapped_column(Instant, default=now, onupdate=now)


class ExternalId(Base):
    """What other catalogues call an item (`tmdb`, `imdb`, `tvdb` …)."""

    __tablename__ = "external_id"
    __table_args__ = (Index(None, "provider", "value"),)

    item_id: Mapped[UUID] = mapped_column(ForeignKey("item.id", ondelete="CASCADE"), primary_key=True)
    provider: Mapped[str] = mapped_column(String(16), primary_key=True)
    value: Mapped[str] = mapped_column(String(64))


class Genre(Base):
    """A genre, under the name it was first read with."""

    __tablename__ = "genre"

    id: Mapped[UUID] = mapped_column(Id, primary_key=True, default=new_id)
    name: Mapped[str] = mapped_column(String(64))
    slug: Mapped[str] = mapped_column(String(64), unique=True)


class ItemGenre(Base):
    """A title's genre; library and date are repeated here so that a genre row is one index range."""

    __tablename__ = "item_genre"
    __table_args__ = (Index("ix_item_genre_row", "genre_id", "library_id", "added_at", "item_id"),)

    item_id: Mapped[UUID] = mapped_column(ForeignKey("item.id", ondelete="CASCADE"), primary_key=True)
    genre_id: Mapped[UUID] = mapped_column(ForeignKey("genre.id", ondelete="CASCADE"), primary_key=True)
    library_id: Mapped[UUID] = mapped_column(ForeignKey("library.id", ondelete="CASCADE"))
    added_at: Mapped[datetime] = mapped_column(Instant)


class Person(Base):
    """Cast or crew."""

    __tablename__ = "person"

    id: Mapped[UUID] = mapped_column(Id, primary_key=True, default=new_id)
    name: Mapped[str] = mapped_column(String(128))
    name_folded: Mapped[str] = mapped_column(String(128), index=True)
    portrait: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    provider_ids: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)


class Credit(Base):
    """What a person did in a title or episode."""

    __tablename__ = "credit"
    __table_args__ = (Index("ix_credit_item", "item_id", "position"),)

    id: Mapped[UUID] = mapped_column(Id, primary_key=True, default=new_id)
    item_id: Mapped[UUID] = mapped_column(ForeignKey("item.id", ondelete="CASCADE"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    job: Mapped[str] = mapped_column(String(32))  # actor | director | writer | composer | …
    character: Mapped[str | None] = mapped_column(String(255))
    position: Mapped[int] = mapped_column(default=0)


class MediaFile(Base):
    """A file on disk that holds (a part of) an item in one edition and quality.

    path:        relative to the library folder, as the file system's bytes; directory: its part before the
                 last slash, empty at the top.
    fingerprint: of size and samples of the content; a moved file is found again by it.
    state:       named (visible, playable) → probed; `unreadable` has its reason in scan problems.
    part_number: 1, 2 … of a film in several files that play as one; None for a whole one.
    away_at:     set while the file's folder cannot be read; missing_at: gone from a folder that can.
    extra_kind:  trailer, featurette …; None for the film or episode itself.
    """

    __tablename__ = "media_file"
    __table_args__ = (
        Index("uq_media_file_path", "folder_id", "path", unique=True),
        Index("ix_media_file_directory", "folder_id", "directory"),
        Index("ix_media_file_size", "size_bytes"),
        Index("ix_media_file_state", "library_id", "state", "id"),
        # In the words of the query, else no planner takes it; see `metadata.queries.list_untold_files`.
        Index(
            "ix_media_file_untold",
            "library_id",
            "id",
            sqlite_where=_UNTOLD,
            postgresql_where=_UNTOLD,
        ),
    )

    id: Mapped[UUID] = mapped_column(Id, primary_key=True, default=new_id)
    library_id: Mapped[UUID] = mapped_column(ForeignKey("library.id", ondelete="CASCADE"))
    folder_id: Mapped[UUID] = mapped_column(ForeignKey("library_folder.id", ondelete="CASCADE"))
    item_id: Mapped[UUID | None] = mapped_column(ForeignKey("item.id", ondelete="SET NULL"), index=True)
    path: Mapped[bytes] = mapped_column(FsPath)
    directory: Mapped[bytes] = mapped_column(FsPath)
    size_bytes: Mapped[int] = mapped_column(BigInteger)
    mtime_ns: Mapped[int] = mapped_column(BigInteger)
    fingerprint: Mapped[bytes | None] = mapped_column(LargeBinary(16))
    state: Mapped[str] = mapped_column(String(12), default="named")
    edition: Mapped[str | None] = mapped_column(String(64))
    quality: Mapped[str | None] = mapped_column(String(32))
    part_number: Mapped[int | None]
    extra_kind: Mapped[str | None] = mapped_column(String(24))
    extra_title: Mapped[str | None] = mapped_column(String(255))
    is_stand_in: Mapped[bool] = mapped_column(default=False)
    container: Mapped[str | None] = mapped_column(String(32))
    duration_s: Mapped[float | None]
    bitrate_bps: Mapped[int | None] = mapped_column(BigInteger)
    width_px: Mapped[int | None]
    height_px: Mapped[int | None]
    hdr_format: Mapped[str | None] = mapped_column(String(24))
    video_codec: Mapped[str | None] = mapped_column(String(24))
    audio_languages: Mapped[list[str]] = mapped_column(JSON, default=list)
    subtitle_languages: Mapped[list[str]] = mapped_column(JSON, default=list)
    media_info: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))  # media.info.MediaInfo
    added_at: Mapped[datetime] = mapped_column(Instant, default=now)
    probed_at: Mapped[datetime | None] = mapped_column(Instant)
    tags_used_at: Mapped[datetime | None] = mapped_column(Instant)  # when its tags were last taken over
    away_at: Mapped[datetime | None] = mapped_column(Instant)
    missing_at: Mapped[datetime | None] = mapped_column(Instant)


class KeyframeIndex(Base):
    """Presentation times of a file's video keyframes, encoded by media.keyframes."""

    __tablename__ = "keyframe_index"

    file_id: Mapped[UUID] = mapped_column(ForeignKey("media_file.id", ondelete="CASCADE"), primary_key=True)
    encoded: Mapped[bytes] = mapped_column(LargeBinary)


class Sidecar(Base):
    """A subtitle, NFO or picture that lies beside a film and belongs to it."""

    __tablename__ = "sidecar"
    __table_args__ = (
        Index("uq_sidecar_path", "folder_id", "path", unique=True),
        Index("ix_sidecar_directory", "folder_id", "directory"),
        Index("ix_sidecar_unused", "folder_id", "kind", "id", sqlite_where=_UNUSED, postgresql_where=_UNUSED),
    )

    id: Mapped[UUID] = mapped_column(Id, primary_key=True, default=new_id)
    folder_id: Mapped[UUID] = mapped_column(ForeignKey("library_folder.id", ondelete="CASCADE"))
    path: Mapped[bytes] = mapped_column(FsPath)
    directory: Mapped[bytes] = mapped_column(FsPath)  # the title's folder, also for what lies in its Subs/
    size_bytes: Mapped[int] = mapped_column(BigInteger)
    mtime_ns: Mapped[int] = mapped_column(BigInteger)
    kind: Mapped[str] = mapped_column(
        String(16)
    )  # subtitle | audio | nfo | portrait | poster | backdrop | logo | still | …
    item_id: Mapped[UUID | None] = mapped_column(ForeignKey("item.id", ondelete="CASCADE"), index=True)
    file_id: Mapped[UUID | None] = mapped_column(ForeignKey("media_file.id", ondelete="CASCADE"), index=True)
    language: Mapped[str | None] = mapped_column(String(16))
    is_forced: Mapped[bool] = mapped_column(default=False)
    is_sdh: Mapped[bool] = mapped_column(default=False)
    label: Mapped[str | None] = mapped_column(String(128))  # of a track; folded name of whom a portrait shows
    used_at: Mapped[datetime | None] = mapped_column(Instant)  # when its content was last taken over
