"""Text that people compare, sort and read: folding, sort titles and safe display.

Pure and dependency-free. The scanner groups files by folded titles and search matches folded words, so both
must fold alike: that is why the rule lives here.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_ASCII_FOLD: dict[int, int | None] = {
    code: code if chr(code).isalnum() else ord(" ") for code in range(128) if not chr(code).isupper()
}
_ASCII_FOLD[ord("'")] = None  # "Ocean's" and "Oceans" are typed for one another
_ASCII_FOLD[ord("`")] = None

# Letters that Unicode does not decompose into a base letter and an accent.
_LETTERS = {
    "œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ħ": "h", "ŧ": "t",
    "ŋ": "n", "ĸ": "k", "ǿ": "o", "ǽ": "ae", "ß": "ss",
}  # fmt: skip
_APOSTROPHES = "’‘ʼ´′＇ʹ"
# Zero-width and direction characters never make two names different.
_INVISIBLE = "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad\u061c" + "".join(
    chr(code) for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A), *range(0xFE00, 0xFE10))
)
_WIDE_FOLD: dict[int, str | None] = {
    **{ord(letter): plain for letter, plain in _LETTERS.items()},
    **{ord(mark): None for mark in (*_APOSTROPHES, "'", "`", *_INVISIBLE)},
}
# Accents of Latin, Greek and Cyrillic, Hebrew points and Arabic vowel signs. Others (Japanese voicing marks,
# Indic vowels) tell words apart and stay.
_ACCENTS = re.compile("[\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u064b-\u0652\u0670]+")
# Letters, digits and the marks that belong to a letter; everything else separates words.
_SEPARATORS = re.compile(r"[^\w\u0900-\u0e7f\u3099\u309a]+|_+")

_DIGITS = re.compile(r"[0-9]+")
_NUMBER_WIDTH = 6  # "Film 2" before "Film 10", and years still line up

_ARTICLES: dict[str, frozenset[str]] = {
    language: frozenset(words.split())
    for language, words in {
        "en": "the a an",
        "de": "der die das ein eine",
        "fr": "le la les un une des",
        "es": "el la los las un una unos unas",
        "it": "il lo la i gli le un uno una",
        "pt": "o a os as um uma",
        "nl": "de het een",
        "sv": "en ett den det de",
        "da": "en et den det de",
        "nb": "en et ei den det de",
        "no": "en et ei den det de",
        "ca": "el la els les un una",
        "hu": "a az egy",
        "ro": "un o",
    }.items()
}
_ELIDED = {"fr": ("l",), "it": ("l", "un"), "ca": ("l",)}

_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ufff9-\ufffb]+")
# Joiners (U+200C, U+200D) stay: Persian words and family emoji are made of them.
_TRICKS = re.compile("[\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\u061c]+")


def fold_text(text: str) -> str:
    """The form in which two spellings of one name are equal.

    Case, accents, apostrophes and invisible characters go; œ→oe, ß→ss, ł→l, ø→o; hyphens and other
    punctuation become single spaces. Letters of every script stay. Returns "" when nothing but punctuation
    was there.
    """
    if text.isascii():
        return " ".join(text.lower().translate(_ASCII_FOLD).split())
    spread = unicodedata.normalize("NFKD", text.casefold())
    bare = _ACCENTS.sub("", spread).casefold().translate(_WIDE_FOLD)
    return " ".join(_SEPARATORS.sub(" ", unicodedata.normalize("NFC", bare)).split())


def _drop_article(title: str, folded: str, language: str) -> str:
    first, _, rest = folded.partition(" ")
    if rest and first in _ARTICLES.get(language, _ARTICLES["en"]):
        return rest
    for stem in _ELIDED.get(language, ()):
        head = title.lstrip()[: len(stem) + 1].casefold()
        # "L'Avventura" folds to "lavventura", so the article is seen only in the spelling.
        if len(head) > len(stem) and head.startswith(stem) and head[len(stem)] in "'’" and folded != stem:
            return folded[len(stem) :].lstrip()
    return folded


@lru_cache(maxsize=4096)
def sort_title(title: str, language: str | None = None) -> str:
    """Where a title stands in an alphabetical list, as text that compares bytewise.

    language: BCP 47 tag of the title's language; its leading article is dropped ("Die Welle" sorts under w in
    German; "Die Hard" keeps its first word in English). None means English. Numbers are padded to six digits,
    so "Film 2" precedes "Film 10". A title of punctuation alone sorts as itself.
    """
    folded = fold_text(title)
    if not folded:
        return title.strip().casefold()
    key = _drop_article(title, folded, (language or "en").partition("-")[0].lower())
    if any(char in key for char in "0123456789"):
        key = _DIGITS.sub(lambda found: found.group().zfill(_NUMBER_WIDTH), key)
    return key


def drop_invisible(text: str) -> str:
    """The text without zero-width and direction characters; control characters become a space."""
    return text if text.isprintable() else _TRICKS.sub("", _CONTROLS.sub(" ", text))


def readable_text(raw: bytes | str) -> str:
    """A name fit for a screen, a log line and a database column: valid UTF-8 and no invisible tricks.

    Undecodable bytes (also as surrogate escapes) become U+FFFD; control, zero-width and text-direction
    characters, which can make one name look like another, are dropped; control characters
    become a space.
    """
    if isinstance(raw, str):
        if raw.isascii() and raw.isprintable():
            return raw
        raw = raw.encode("utf-8", "surrogateescape" if _only_escapes(raw) else "replace")
    return drop_invisible(raw.decode("utf-8", "replace")).strip()


def _only_escapes(text: str) -> bool:
    """Whether each lone surrogate stands for an undecodable byte (U+DC80 to U+DCFF)."""
    return not any(0xD800 <= ord(char) < 0xDC80 or 0xDCFF < ord(char) <= 0xDFFF for char in text)
