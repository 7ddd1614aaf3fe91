"""Tables of search: what can be found, which words lead to it, and what waits to be indexed."""

from datetime import datetime
from enum import IntEnum
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, LargeBinary, SmallInteger, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from kino.core.db import Base, Id, Instant
from kino.features.catalog.models import Bytewise

WORD_LENGTH = 40
COMPACT_LENGTH = 64


class DocKind(IntEnum):
    """What a document stands for."""

    TITLE = 1
    EPISODE = 2
    PERSON = 3


class Field(IntEnum):
    """Where in a document a word stands. Each field belongs to one kind of document."""

    TITLE_START = 1  # first word of a title or original title
    TITLE = 2  # any word of them, and the year
    CREDIT = 3  # name of someone in the title
    EPISODE = 4
    EPISODE_SERIES = 5  # title of the episode's series
    PERSON = 6


class SearchDoc(Base):
    """One film, series, episode or person, once for each library it is found in.

    doc_no:   chunk × CHUNK_DOCS + place in the chunk; later documents have greater ones, and all documents
              of a chunk are of one library and kind.
    owner_id: the title itself, an episode's series, or the person; target_id: what is found.
    second:   original title; of an episode its series' title. names: of the people in a title.
    compact:  of titles: folded without spaces, the beginning; "spider man" and "Spider-Man" share it.
    weight:   of people: credits in the library; of titles: how liked and recent.
    jobs:     of people: what they did, the most frequent first, separated by commas.
    """

    __tablename__ = "search_doc"
    __table_args__ = (
        Index("ix_search_doc_compact", "library_id", "compact"),
        Index("ix_search_doc_shelf", "library_id", "kind", "doc_no"),
    )

    doc_no: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False
    )
    library_id: Mapped[UUID] = mapped_column(ForeignKey("library.id", ondelete="CASCADE"))
    kind: Mapped[int] = mapped_column(SmallInteger)
    owner_id: Mapped[UUID] = mapped_column(Id, index=True)
    target_id: Mapped[UUID] = mapped_column(Id)
    title: Mapped[str] = mapped_column(String(255))
    second: Mapped[str | None] = mapped_column(String(255))
    names: Mapped[str | None] = mapped_column(Text)
    compact: Mapped[str | None] = mapped_column(Bytewise(COMPACT_LENGTH))
    year: Mapped[int | None]
    weight: Mapped[float] = mapped_column(default=0.0)
    jobs: Mapped[str | None] = mapped_column(String(128))


class SearchPosting(Base):
    """Documents of one chunk that have a word in a field, as `parts.doc_sets` writes them.

    word: a folded word, or the first one to three letters of words followed by `*`.
    """

    __tablename__ = "search_posting"
    # Clustered by its key on SQLite: a word's chunks lie side by side and are read in one go.
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012 - SQLAlchemy reads it once

    library_id: Mapped[UUID] = mapped_column(ForeignKey("library.id", ondelete="CASCADE"), primary_key=True)
    word: Mapped[str] = mapped_column(Bytewise(WORD_LENGTH + 1), primary_key=True)
    field: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    chunk: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    doc_count: Mapped[int]
    docs: Mapped[bytes] = mapped_column(LargeBinary)


class SearchWaiting(Base):
    """A title or person whose documents have to be made anew; asked_at: since when, the latest."""

    __tablename__ = "search_waiting"

    owner_id: Mapped[UUID] = mapped_column(Id, primary_key=True)
    is_person: Mapped[bool]
    asked_at: Mapped[datetime] = mapped_column(Instant)
