"""How titles, names and queries become words that can be compared."""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from kino.core.text import fold_text
from kino.features.search.models import COMPACT_LENGTH, WORD_LENGTH

PREFIX_LENGTHS = (1, 2, 3)  # letters whose documents are gathered under one entry; longer ones are ranges

# Scripts without spaces: each sign is a word, so that the middle of a title is found as well.
_UNSPACED = re.compile("([\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff])")
_APOSTROPHES = re.compile("['’‘ʼ´`′]")
_ELIDED_FROM = 3  # letters: "L'Avventura" is also found as avventura, but "Ocean's" not as s
_AMPERSAND = re.compile(r"[&+]")
_AND = ("and", "und", "et")


def split_words(text: str) -> list[str]:
    """The folded words of a text in order, each at most WORD_LENGTH characters."""
    return [word[:WORD_LENGTH] for word in _UNSPACED.sub(r" \1 ", fold_text(text)).split()]


@lru_cache(maxsize=2048)
def index_words(text: str) -> tuple[str, ...]:
    """The words by which a title or name is found: those of split_words, then other ways to type them."""
    words = dict.fromkeys(split_words(text))
    if _APOSTROPHES.search(text):
        parts = split_words(_APOSTROPHES.sub(" ", text))
        words.update(dict.fromkeys(part for part in parts if len(part) >= _ELIDED_FROM))
    if _AMPERSAND.search(text):
        words.update(dict.fromkeys(_AND))
    return tuple(words)


def compact_text(text: str) -> str:
    """The folded text without spaces, its beginning: the same for Spider-Man, spider man and Spiderman."""
    return fold_text(text).replace(" ", "")[:COMPACT_LENGTH]


def prefix_entry(prefix: str) -> str:
    """The word under which all documents with a word of this beginning are gathered."""
    return prefix + "*"


def index_entries(words: Iterable[str], lengths: Sequence[int] = PREFIX_LENGTHS) -> set[str]:
    """The words and the entries of their beginnings."""
    entries: set[str] = set()
    for word in words:
        entries.add(word)
        for length in lengths:
            entries.add(word[:length] + "*")
    return entries
