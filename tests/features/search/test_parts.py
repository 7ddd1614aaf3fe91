"""Words, sets and spellings: the parts of search that need no database."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kino.features.search.parts.doc_sets import (
    BITMAP_BYTES,
    CHUNK_DOCS,
    decode_set,
    encode_set,
    iter_places,
    latest_places,
    pack_places,
)
from kino.features.search.parts.read_query import LONGEST_QUERY, MOST_WORDS, read_query
from kino.features.search.parts.typos import LONGEST_WITH_TYPO, list_spellings, list_splits
from kino.features.search.parts.words import compact_text, index_words, split_words

PLACES = st.sets(st.integers(0, CHUNK_DOCS - 1), max_size=1_200)


@given(PLACES)
def test_doc_set_survives_being_stored(places: set[int]) -> None:
    docs = pack_places(places)
    encoded = encode_set(docs)
    assert decode_set(encoded) == docs
    assert len(encoded) == min(2 * len(places), BITMAP_BYTES)
    assert list(iter_places(docs)) == sorted(places)
    assert latest_places(docs, 5) == sorted(places, reverse=True)[:5]


@pytest.mark.parametrize("count", [0, 1, 4, 5, 99, 100, 959, 960, 961, CHUNK_DOCS])
def test_doc_set_of_every_size_survives(count: int) -> None:
    places = Random(count).sample(range(CHUNK_DOCS), count)
    assert list(iter_places(decode_set(encode_set(pack_places(places))))) == sorted(places)


LETTERS = st.text("abcdeézß", min_size=3, max_size=9)


@given(
    LETTERS, st.integers(0, 8), st.sampled_from("abcde"), st.sampled_from(["drop", "swap", "change", "add"])
)
def test_every_single_typo_is_among_the_spellings(word: str, at: int, letter: str, kind: str) -> None:
    at %= len(word)
    typed = {
        "drop": word[:at] + word[at + 1 :],
        "swap": word[:at] + word[at : at + 2][::-1] + word[at + 2 :],
        "change": word[:at] + letter + word[at + 1 :],
        "add": word[:at] + letter + word[at:],
    }[kind]
    meant, typed = "".join(split_words(word)), "".join(split_words(typed))
    if typed not in ("", meant) and abs(len(meant) - len(typed)) <= 1 and set(meant) <= set("abcdez"):
        assert meant in list_spellings(typed)


def test_spellings_do_not_grow_without_bound() -> None:
    assert len(list_spellings("a" * LONGEST_WITH_TYPO)) < 60 * LONGEST_WITH_TYPO
    assert list_spellings("a" * (LONGEST_WITH_TYPO + 1)) == set()
    assert list_spellings("千") == {""} - {""}
    assert list_splits("spiderman")[4] == ("spider", "man")
    assert list_splits("ab") == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Spider-Man", ("spider", "man")),
        ("L'Avventura", ("lavventura", "avventura")),
        ("Ocean's Eleven", ("oceans", "eleven", "ocean")),
        ("Fast & Furious", ("fast", "furious", "and", "und", "et")),
        ("千と千尋", ("千", "と", "尋")),
        ("!!!", ()),
    ],
)
def test_title_is_found_by_these_words(text: str, words: tuple[str, ...]) -> None:
    assert index_words(text) == words


def test_compact_text_is_the_same_however_it_is_spaced() -> None:
    assert (
        compact_text("Spider-Man") == compact_text("spider man") == compact_text("SPIDERMAN") == "spiderman"
    )


@given(st.text(max_size=400))
def test_query_of_any_text_is_bounded(text: str) -> None:
    query = read_query(text)
    assert len(query.text) <= LONGEST_QUERY
    assert len(query.words) <= MOST_WORDS
    assert all(query.words)
    assert len(query.list_readings()) == max(1, len(query.words))
