"""What was typed, read as words that all have to be found, each in one of several spellings."""

from collections.abc import Sequence
from dataclasses import dataclass

from kino.core.text import drop_invisible
from kino.features.search.models import WORD_LENGTH
from kino.features.search.parts.words import (
    PREFIX_LENGTHS,
    compact_text,
    prefix_entry,
    split_words,
)

LONGEST_QUERY = 200  # characters; more is pasted, not typed
MOST_WORDS = 8


@dataclass(frozen=True, slots=True)
class Wanted:
    """One word of a query, found when any of its spellings is.

    words:  whole words.
    starts: beginnings of words; only the word being typed has them.
    typed:  as it stood in the query.
    """

    typed: str
    words: tuple[str, ...] = ()
    starts: tuple[str, ...] = ()

    def entries(self) -> list[str]:
        """Entries of the index to look up by key."""
        return [*self.words, *(prefix_entry(one) for one in self.starts if len(one) in PREFIX_LENGTHS)]

    def ranges(self) -> list[str]:
        """Beginnings that are too long to have an entry of their own."""
        return [one for one in self.starts if len(one) not in PREFIX_LENGTHS]

    def find_in(self, words: Sequence[str]) -> str | None:
        """The first of the words that this one means."""
        for word in words:
            if word in self.words or (self.starts and word.startswith(self.starts)):
                return word
        return None


Reading = tuple[Wanted, ...]  # every Wanted has to be found


@dataclass(frozen=True, slots=True)
class Query:
    """What was typed. words: folded, in order; the last of them may still grow."""

    text: str
    words: tuple[str, ...]
    compact: str

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to look for."""
        return not self.words

    def list_readings(self) -> list[Reading]:
        """As typed, then with two neighbours read as one word ("spider man": spiderman)."""
        plain = tuple(self._want(index, word) for index, word in enumerate(self.words))
        readings = [plain]
        for index in range(len(self.words) - 1):
            joined = (self.words[index] + self.words[index + 1])[:WORD_LENGTH]
            one = self._want(index + 1, joined)
            readings.append((*plain[:index], one, *plain[index + 2 :]))
        return readings

    def _want(self, index: int, word: str) -> Wanted:
        if self.is_typed(index):
            return Wanted(word, starts=(word,))
        return Wanted(word, words=(word,))

    def is_typed(self, index: int) -> bool:
        """Whether the word of this index may still grow."""
        return index == len(self.words) - 1


def read_query(text: str) -> Query:
    """The query of a search box: as many words as anyone types."""
    shown = drop_invisible(text[: LONGEST_QUERY * 2]).strip()[:LONGEST_QUERY]
    return Query(shown, tuple(split_words(shown)[:MOST_WORDS]), compact_text(shown))
