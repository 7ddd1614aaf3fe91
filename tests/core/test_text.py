"""Folding, sort titles and text that is safe to show."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kino.core.text import drop_invisible, fold_text, readable_text, sort_title


@pytest.mark.parametrize(
    ("text", "folded"),
    [("Amélie", "amelie"), ("Spider-Man: No Way Home", "spider man no way home"),
     ("Ocean’s 11", "oceans 11"), ("Ocean's", "oceans"),
     ("Œuvre", "oeuvre"), ("Straße", "strasse"), ("Łódź", "lodz"), ("Ørsted", "orsted"),
     ("İstanbul", "istanbul"), ("Ⅷ", "viii"),
     ("ガンダム", "ガンダム"), ("한국", "한국"), ("Fi\u200blm", "film"), ("!!!", ""), ("  A   B ", "a b"),
     ("WALL·E", "wall e")],
)  # fmt: skip
def test_fold_text_forgives_spelling(text: str, folded: str) -> None:
    assert fold_text(text) == folded


@pytest.mark.parametrize(
    ("title", "language", "key"),
    [("The Film", None, "film"), ("Die Welle", "de", "welle"), ("Die Hard", "en", "die hard"),
     ("Der Film", "de-AT", "film"),
     ("L'Avventura", "it", "avventura"), ("L’Été", "fr", "ete"), ("Las Hijas", "es", "hijas"),
     ("The", "en", "the"),
     ("Rocky 2", None, "rocky 000002"), ("!!!", None, "!!!"), ("D'Artagnan", "fr", "dartagnan")],
)  # fmt: skip
def test_sort_title_drops_the_article_of_its_language(title: str, language: str | None, key: str) -> None:
    assert sort_title(title, language) == key


def test_sort_title_orders_numbers_by_value() -> None:
    assert sorted(["Film 10", "Film 2", "Film"], key=sort_title) == ["Film", "Film 2", "Film 10"]


def test_readable_text_is_safe_to_show() -> None:
    assert readable_text(b"a\xffb") == "a\ufffdb"
    assert readable_text("a\udcffb") == "a\ufffdb"
    assert readable_text("exe\u202egpj\nx") == "exegpj x"
    assert drop_invisible("plain") == "plain"


@given(st.one_of(st.text(), st.binary()))
def test_readable_text_always_encodes(raw: str | bytes) -> None:
    readable_text(raw).encode("utf-8")


@given(st.text())
def test_fold_text_folds_once(text: str) -> None:
    assert fold_text(fold_text(text)) == fold_text(text)
