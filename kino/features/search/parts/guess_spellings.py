"""What may have been meant: words of the index that are one typo away, or two words written as one."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from kino.features.search.parts import lookups
from kino.features.search.parts.read_query import Query, Reading, Wanted
from kino.features.search.parts.typos import (
    LONGEST_WITH_TYPO,
    TYPED_TYPOS_FROM_LETTERS,
    TYPOS_FROM_LETTERS,
    best_spellings,
    list_spellings,
    list_splits,
)
from kino.features.search.parts.words import PREFIX_LENGTHS, prefix_entry

MOST_SPELLINGS = 6  # a word
MOST_SPLITS = 2  # a query


@dataclass(slots=True)
class _Guess:
    """Candidates for one word. starts: what the word being typed may have begun with."""

    typed: str
    is_typed: bool
    words: set[str] = field(default_factory=set)
    starts: set[str] = field(default_factory=set)
    splits: list[tuple[str, str]] = field(default_factory=list)


def _guess(typed: str, *, is_typed: bool) -> _Guess:
    guess = _Guess(typed, is_typed, splits=list_splits(typed))
    if is_typed and TYPED_TYPOS_FROM_LETTERS <= len(typed) <= LONGEST_WITH_TYPO:
        # A shorter beginning would be that of half the dictionary.
        guess.starts = {one for one in list_spellings(typed) if len(one) >= TYPED_TYPOS_FROM_LETTERS}
    elif not is_typed and len(typed) >= TYPOS_FROM_LETTERS:
        guess.words = list_spellings(typed)
    return guess


async def list_guesses(session: AsyncSession, library_ids: Sequence[UUID], query: Query) -> list[Reading]:
    """Readings of the query with other spellings that occur in these libraries; none if there are none."""
    guesses = [_guess(word, is_typed=query.is_typed(index)) for index, word in enumerate(query.words)]
    entries: set[str] = set()
    starts: set[str] = set()
    for guess in guesses:
        entries |= guess.words
        _add_starts(guess.starts, entries, starts)
        for left, right in guess.splits:
            entries.add(left)
            if guess.is_typed:
                _add_starts({right}, entries, starts)
            else:
                entries.add(right)
    counts = _count_starts(await lookups.count_words(session, library_ids, entries, starts), starts)
    wanted = [_respell(guess, counts) for guess in guesses]
    readings = []
    if any(len(one.words) + len(one.starts) > 1 for one in wanted):
        readings.append(tuple(wanted))
    return readings + _split(guesses, wanted, counts)


def _add_starts(found: set[str], entries: set[str], starts: set[str]) -> None:
    for one in found:
        if len(one) in PREFIX_LENGTHS:
            entries.add(prefix_entry(one))
        else:
            starts.add(one)


def _count_starts(counts: dict[str, int], starts: set[str]) -> dict[str, int]:
    """The counts with those of the starts themselves added, under their entries."""
    lengths = sorted({len(one) for one in starts})
    for word, count in list(counts.items()):
        for length in lengths:
            if word[:length] in starts and not word.endswith("*"):
                entry = prefix_entry(word[:length])
                counts[entry] = counts.get(entry, 0) + count
    return counts


def _respell(guess: _Guess, counts: dict[str, int]) -> Wanted:
    if not guess.is_typed:
        words = best_spellings(guess.typed, counts, guess.words, MOST_SPELLINGS)
        return Wanted(guess.typed, words=(guess.typed, *words))
    known = {one: counts.get(prefix_entry(one), 0) for one in guess.starts}
    starts = best_spellings(guess.typed, known, guess.starts, MOST_SPELLINGS)
    return Wanted(guess.typed, starts=(guess.typed, *starts))


def _split(guesses: Sequence[_Guess], wanted: Sequence[Wanted], counts: dict[str, int]) -> list[Reading]:
    """The readings with one word taken for two, those of the most frequent words first."""
    found: list[tuple[int, Reading]] = []
    for index, guess in enumerate(guesses):
        for left, right in guess.splits:
            right_count = counts.get(prefix_entry(right) if guess.is_typed else right, 0)
            count = min(counts.get(left, 0), right_count)
            if not count:
                continue
            tail = Wanted(right, starts=(right,)) if guess.is_typed else Wanted(right, words=(right,))
            pair = (Wanted(left, words=(left,)), tail)
            found.append((count, (*wanted[:index], *pair, *wanted[index + 1 :])))
    found.sort(key=lambda one: -one[0])
    return [reading for _, reading in found[:MOST_SPLITS]]
