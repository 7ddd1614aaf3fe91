"""How well a document answers the query: the smaller its rank, the better."""

from collections.abc import Sequence
from enum import IntEnum
from typing import Literal

from kino.features.search.models import DocKind
from kino.features.search.parts.lookups import DocRow
from kino.features.search.parts.read_query import Query, Reading
from kino.features.search.parts.words import compact_text, index_words

Matched = Literal["title", "original", "person"]


class Tier(IntEnum):
    """From the very title to a title that someone of this name is in."""

    EXACT = 0
    TITLE_START = 1
    WORDS = 2
    NAMES = 3


Rank = tuple[bool, int, float, int]


def rank_doc(
    doc: DocRow, query: Query, readings: Sequence[Reading], *, is_fuzzy: bool
) -> tuple[Rank, Matched]:
    """The rank and by what the document was found. Within a tier the liked and recent come first."""
    tier, matched = _best(doc, query, readings)
    # A title that is spelt like the query without its spaces was not mistyped, however it was found.
    is_guess = is_fuzzy and doc.compact != query.compact
    return (is_guess, tier, -doc.weight, -doc.doc_no), matched


def _best(doc: DocRow, query: Query, readings: Sequence[Reading]) -> tuple[Tier, Matched]:
    names: list[tuple[str, Matched]] = [(doc.title, "title")]
    if doc.kind == DocKind.TITLE and doc.second:
        names.append((doc.second, "original"))
    best: tuple[Tier, Matched] = (Tier.NAMES, "person")
    for text, matched in names:
        tier = _tier(text, doc, query, readings)
        if tier < best[0]:
            best = (tier, matched)
    return best


def _tier(text: str, doc: DocRow, query: Query, readings: Sequence[Reading]) -> Tier:
    compact = doc.compact if doc.compact is not None and text == doc.title else compact_text(text)
    if compact == query.compact:
        return Tier.EXACT
    if compact.startswith(query.compact):
        return Tier.TITLE_START
    words = index_words(text)
    tiers = [_tier_of_reading(words, doc, reading) for reading in readings]
    return min(tiers, default=Tier.NAMES)


def _tier_of_reading(words: Sequence[str], doc: DocRow, reading: Reading) -> Tier:
    year = (str(doc.year),) if doc.year else ()
    hits = [wanted.find_in(words) or wanted.find_in(year) for wanted in reading]
    if None in hits:
        return Tier.NAMES
    if hits == list(words) or hits == [*words, *year]:
        # Every word of the title, only spelt otherwise (or the year behind it).
        pairs = zip(hits, reading, strict=True)
        is_whole = all(hit in (*wanted.words, *wanted.starts) for hit, wanted in pairs)
        return Tier.EXACT if is_whole else Tier.TITLE_START
    return Tier.TITLE_START if hits == list(words[: len(hits)]) else Tier.WORDS


def correct_query(doc: DocRow, query: Query, readings: Sequence[Reading]) -> str | None:
    """The query as the document spells it; None if the document does not say all of it."""
    words = (*index_words(doc.title), *index_words(doc.second or ""))
    for reading in readings:
        hits = [wanted.find_in(words) for wanted in reading]
        corrected = " ".join(hit for hit in hits if hit is not None)
        if None not in hits and corrected != " ".join(query.words):
            return corrected
    return None
