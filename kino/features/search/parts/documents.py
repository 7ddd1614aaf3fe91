"""Documents as the index sees them, and the entries under which each is found."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Self
from uuid import UUID

from sqlalchemy import RowMapping

from kino.features.search.models import DocKind, Field
from kino.features.search.parts.doc_sets import CHUNK_DOCS, decode_set, encode_set, pack_places
from kino.features.search.parts.words import PREFIX_LENGTHS, index_entries, index_words

PostingKey = tuple[str, int, int]  # word, field, chunk; the chunk implies the library


@dataclass(frozen=True, slots=True)
class Document:
    """What search_doc holds of something that can be found, but for its number."""

    library_id: UUID
    kind: int
    owner_id: UUID
    target_id: UUID
    title: str
    second: str | None = None
    names: str | None = None
    compact: str | None = None
    year: int | None = None
    weight: float = 0.0
    jobs: str | None = None

    @classmethod
    def from_row(cls, row: RowMapping) -> Self:
        """The document of a row of search_doc."""
        return cls(**{name: row[name] for name in cls.__slots__})

    @property
    def key(self) -> tuple[UUID, UUID]:
        """What tells one document from all others."""
        return self.library_id, self.target_id

    def to_row(self, doc_no: int) -> dict[str, Any]:
        """The row of search_doc."""
        return {"doc_no": doc_no, **{name: getattr(self, name) for name in self.__slots__}}

    def entries(self) -> set[tuple[int, str]]:
        """Field and word of every posting that leads to the document."""
        own = index_words(self.title)
        second = index_words(self.second or "")
        if self.kind == DocKind.PERSON:
            fields: dict[int, Iterable[str]] = {Field.PERSON: index_entries(own)}
        elif self.kind == DocKind.EPISODE:
            fields = {Field.EPISODE: index_entries(own), Field.EPISODE_SERIES: index_entries(second)}
        else:
            year = (str(self.year),) if self.year else ()
            names = (self.names or "").split()
            fields = {
                Field.TITLE_START: index_entries(own[:1] + second[:1]),
                Field.TITLE: index_entries((*own, *second, *year)),
                # Two letters begin the names of half the people there are: that finds nothing in particular.
                Field.CREDIT: index_entries(names, lengths=PREFIX_LENGTHS[-1:]),
            }
        return {(int(field), entry) for field, entries in fields.items() for entry in entries}


@dataclass(slots=True)
class IndexChange:
    """What one batch does to the tables of search."""

    added: list[tuple[int, Document]]
    changed: list[tuple[int, Document]]
    removed: list[int]
    places_added: dict[PostingKey, list[int]]
    places_removed: dict[PostingKey, list[int]]
    libraries: dict[int, UUID]  # by chunk

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to write."""
        return not (self.added or self.changed or self.removed)


class DocNumbers:
    """Gives out document numbers; each chunk belongs to one library and kind.

    last: the greatest number by library and kind, as the database has them.
    """

    def __init__(self, last: dict[tuple[UUID, int], int]) -> None:
        self._last = last
        self._last_chunk = max((number // CHUNK_DOCS for number in last.values()), default=-1)

    def next_number(self, document: Document) -> int:
        """The number of a new document, greater than all of its library and kind."""
        shelf = (document.library_id, document.kind)
        number = self._last.get(shelf, -1) + 1
        if number % CHUNK_DOCS == 0:
            self._last_chunk += 1
            number = self._last_chunk * CHUNK_DOCS
        self._last[shelf] = number
        return number


def plan_change(
    wanted: Sequence[Document], existing: Sequence[tuple[int, Document]], numbers: DocNumbers
) -> IndexChange:
    """How `existing` (all documents of the same owners, with their numbers) become `wanted`."""
    change = IndexChange([], [], [], defaultdict(list), defaultdict(list), {})
    before = {document.key: (doc_no, document) for doc_no, document in existing}
    for document in wanted:
        doc_no, old = before.pop(document.key, (None, None))
        if doc_no is None or old is None:
            doc_no = numbers.next_number(document)
            change.added.append((doc_no, document))
            _note(change, change.places_added, document, doc_no, document.entries())
        elif document != old:
            change.changed.append((doc_no, document))
            entries, old_entries = document.entries(), old.entries()
            _note(change, change.places_added, document, doc_no, entries - old_entries)
            _note(change, change.places_removed, document, doc_no, old_entries - entries)
    for doc_no, old in before.values():
        change.removed.append(doc_no)
        _note(change, change.places_removed, old, doc_no, old.entries())
    return change


def _note(
    change: IndexChange,
    places: dict[PostingKey, list[int]],
    document: Document,
    doc_no: int,
    entries: Iterable[tuple[int, str]],
) -> None:
    chunk, place = divmod(doc_no, CHUNK_DOCS)
    change.libraries[chunk] = document.library_id
    for field, word in entries:
        places[word, field, chunk].append(place)


def merge_postings(change: IndexChange, stored: dict[PostingKey, bytes]) -> dict[PostingKey, bytes]:
    """The new content of every posting that the change touches; empty bytes where nothing is left."""
    merged: dict[PostingKey, bytes] = {}
    for key in change.places_added.keys() | change.places_removed.keys():
        docs = decode_set(stored[key]) if key in stored else 0
        if key in change.places_removed:
            docs &= ~pack_places(change.places_removed[key])
        if key in change.places_added:
            docs |= pack_places(change.places_added[key])
        merged[key] = encode_set(docs) if docs else b""
    return merged
