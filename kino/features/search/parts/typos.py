"""Spellings one typo away: a letter too many, too few, wrong, or two that changed places.

Spellings are made from the query and looked up, instead of keeping every misspelling of every word in the
database: some hundred look-ups by key take a millisecond, and the index stays a fifth of the size.
"""

from collections.abc import Iterable

TYPOS_FROM_LETTERS = 3  # in a whole word
TYPED_TYPOS_FROM_LETTERS = 4  # in the word being typed
LONGEST_WITH_TYPO = 14  # a longer word is rarely typed whole, and costs the most
SPLIT_FROM_LETTERS = 5

_LATIN = "abcdefghijklmnopqrstuvwxyz"
_DIGITS = "0123456789"
_ALPHABETS = (
    ("α", "ω", "αβγδεζηθικλμνξοπρστυφχψω"),
    ("а", "я", "абвгдежзийклмнопрстуфхцчшщъыьэюя"),
    ("א", "ת", "אבגדהוזחטיכלמנסעפצקרשת"),
    ("ء", "ي", "ءابتثجحخدذرزسشصضطظعغفقكلمنهوي"),
)


def alphabet_of(word: str) -> str:
    """The letters that may have been meant in this word: those of its script."""
    letters = ""
    if any(char in _LATIN for char in word):
        letters += _LATIN
    if any(char in _DIGITS for char in word):
        letters += _DIGITS
    for first, last, alphabet in _ALPHABETS:
        if any(first <= char <= last for char in word):
            letters += alphabet
    return letters


def list_spellings(word: str) -> set[str]:
    """Every spelling one typo away from the word, without the word itself; some 53 a letter."""
    if len(word) > LONGEST_WITH_TYPO:
        return set()
    letters = alphabet_of(word)
    cuts = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    found = {head + tail[1:] for head, tail in cuts if tail}
    found |= {head + tail[1] + tail[0] + tail[2:] for head, tail in cuts if len(tail) > 1}
    found |= {head + letter + tail[1:] for head, tail in cuts if tail for letter in letters}
    found |= {head + letter + tail for head, tail in cuts for letter in letters}
    return found - {word, ""}


def list_splits(word: str) -> list[tuple[str, str]]:
    """The ways to read one word as two of at least two letters ("spiderman": spider man)."""
    if len(word) < SPLIT_FROM_LETTERS:
        return []
    return [(word[:at], word[at:]) for at in range(2, len(word) - 1)]


def likeness(typed: str, meant: str) -> tuple[bool, bool, bool]:
    """How likely `typed` was to become of `meant`, to sort by: the more likely, the smaller.

    People mostly hit the first letter, and swapping letters or leaving out a double is more common than
    hitting a wrong key.
    """
    is_swap = sorted(typed) == sorted(meant[: len(typed)])
    is_double = set(typed) == set(meant)
    return (typed[:1] != meant[:1], not is_swap, not is_double)


def best_spellings(typed: str, counts: dict[str, int], candidates: Iterable[str], limit: int) -> list[str]:
    """The candidates that occur, the most likely first; counts: documents by word."""
    known = [word for word in candidates if counts.get(word)]
    known.sort(key=lambda word: (likeness(typed, word), -counts[word], word))
    return known[:limit]
