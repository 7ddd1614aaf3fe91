"""Which documents a reading of the query leads to: words are intersected chunk by chunk, the latest first."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from kino.features.search.models import Field
from kino.features.search.parts.doc_sets import CHUNK_DOCS, decode_union, latest_places
from kino.features.search.parts.lookups import PostingRow
from kino.features.search.parts.read_query import Reading, Wanted

# Documents of each group that are ranked; the latest of more than that.
MOST_STARTING = 50
MOST_TITLED = 40
MOST_CREDITED = 30
MOST_EPISODES = 24
MOST_PEOPLE = 24


@dataclass(slots=True)
class Found:
    """Numbers of documents.

    starting: titles whose first word is the query's; titled: other titles with all words.
    credited: titles that have some of the words in the names of people.
    """

    starting: dict[int, None] = field(default_factory=dict)
    titled: dict[int, None] = field(default_factory=dict)
    credited: dict[int, None] = field(default_factory=dict)
    episodes: dict[int, None] = field(default_factory=dict)
    people: dict[int, None] = field(default_factory=dict)

    def all_numbers(self) -> set[int]:
        """Every document that was found."""
        groups = (self.starting, self.titled, self.credited, self.episodes, self.people)
        return {number for group in groups for number in group}


class _Words:
    """What is in one chunk, by field and word."""

    def __init__(self) -> None:
        self._fields: defaultdict[int, dict[str, bytes]] = defaultdict(dict)
        self._unions: dict[tuple[int, int], int] = {}

    def add(self, row: PostingRow) -> None:
        self._fields[row.field][row.word] = row.docs

    def union(self, field: int, spellings: frozenset[str]) -> int:
        """Documents that have one of the spellings in this field; each question is worked out once."""
        key = (field, id(spellings))
        if key not in self._unions:
            words = self._fields[field]
            # A beginning may stand for a thousand words, of which a chunk has a few; or the other way round.
            there = words.keys() & spellings if len(words) < len(spellings) else spellings
            self._unions[key] = decode_union(words[one] for one in there if one in words)
        return self._unions[key]

    def forget_unions(self) -> None:
        """Other spellings follow, and may stand where the last ones stood."""
        self._unions.clear()


class PostingTable:
    """The postings that were read, by chunk; a chunk belongs to one library and kind of document."""

    def __init__(self, rows: Iterable[PostingRow]) -> None:
        self._chunks: defaultdict[int, _Words] = defaultdict(_Words)
        self._words: set[str] = set()
        for row in rows:
            self._chunks[row.chunk].add(row)
            self._words.add(row.word)

    def expand(self, wanted: Wanted) -> frozenset[str]:
        """The words and entries here that `wanted` means."""
        starts = tuple(wanted.ranges())
        longer = {word for word in self._words if word.startswith(starts)} if starts else set()
        return frozenset(longer.union(word for word in wanted.entries() if word in self._words))

    def match(self, reading: Reading, found: Found) -> None:
        """Add the documents in which every word of the reading is found."""
        expanded = [self.expand(wanted) for wanted in reading]
        if not all(expanded):
            return
        for chunk in sorted(self._chunks, reverse=True):
            words = self._chunks[chunk]
            offset = chunk * CHUNK_DOCS
            starting, titled, credited = _match_titles(words, expanded)
            _take(found.starting, starting, offset, MOST_STARTING)
            _take(found.titled, titled, offset, MOST_TITLED)
            _take(found.credited, credited, offset, MOST_CREDITED)
            _take(found.episodes, _match_episodes(words, expanded), offset, MOST_EPISODES)
            _take(found.people, _match_all(words, expanded, Field.PERSON), offset, MOST_PEOPLE)
            words.forget_unions()


_Spellings = frozenset[str]


def _any(words: _Words, spellings: _Spellings, *fields: int) -> int:
    docs = 0
    for one in fields:
        docs |= words.union(one, spellings)
    return docs


def _match_all(words: _Words, expanded: Sequence[_Spellings], *fields: int) -> int:
    docs = -1
    for spellings in expanded:
        docs &= _any(words, spellings, *fields)
        if not docs:
            return 0
    return docs


def _match_titles(words: _Words, expanded: Sequence[_Spellings]) -> tuple[int, int, int]:
    titled = _match_all(words, expanded, Field.TITLE)
    starting = titled & _any(words, expanded[0], Field.TITLE_START)
    credited = _match_all(words, expanded, Field.TITLE, Field.CREDIT) & ~titled
    return starting, titled & ~starting, credited


def _match_episodes(words: _Words, expanded: Sequence[_Spellings]) -> int:
    docs = _match_all(words, expanded, Field.EPISODE, Field.EPISODE_SERIES)
    if not docs:
        return 0
    # The series' title alone finds the series, not each of its episodes.
    own = 0
    for spellings in expanded:
        own |= _any(words, spellings, Field.EPISODE)
    return docs & own


def _take(group: dict[int, None], docs: int, offset: int, limit: int) -> None:
    if docs and len(group) < limit:
        group.update(dict.fromkeys(offset + place for place in latest_places(docs, limit - len(group))))
