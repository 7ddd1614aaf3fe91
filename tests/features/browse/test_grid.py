"""The grid: every title once, in every order, by letters and genres."""

import base64
import json
from typing import Any
from uuid import UUID

import pytest

from tests.features.browse.conftest import BrowseHouse

# Equal values, missing values, articles, numbers and other scripts: what makes an order hard.
FILMS: list[tuple[str, dict[str, Any]]] = [
    ("The Wall", {"year": 1990, "rating": 7.5, "genres": ["Drama"]}),
    ("Wall", {"year": 1990, "rating": None, "genres": ["Drama", "War"]}),
    ("An Apple", {"year": None, "rating": 7.5, "duration_s": None}),
    ("Film 2", {"year": 2001, "rating": 1.0}),
    ("Film 10", {"year": 2002, "rating": None}),
    ("Échec", {"year": None, "rating": None, "duration_s": None}),
    ("Сталкер", {"year": 1979, "rating": 8.1}),
    ("99 Lives", {"year": 2002, "rating": 5.0}),
    ("Apple", {"year": 1990, "rating": 7.5, "duration_s": 5_400.0}),
    ("Zoo", {"year": 1980, "rating": 7.5, "duration_s": 60.0}),
    ("Aa", {"year": 2002, "rating": 9.0, "duration_s": 60.0}),
]


@pytest.fixture
async def full(browse_house: BrowseHouse) -> BrowseHouse:
    second = await browse_house.catalogue.add_library("Second")
    for place, (title, values) in enumerate(FILMS):
        library_id = second if place % 3 == 0 else browse_house.library_id
        await browse_house.catalogue.add_film(library_id, title, **values)
    await browse_house.catalogue.add_series(second, "The Waves", {1: ["One"]}, year=1990, rating=7.5)
    await browse_house.catalogue.add_series(browse_house.library_id, "Waves", {1: ["One"]}, rating=None)
    return browse_house


async def _read_all(house: BrowseHouse, limit: int, **params: Any) -> tuple[list[dict[str, Any]], int]:
    found: list[dict[str, Any]] = []
    cursor = None
    while True:
        page = await house.get("titles", limit=limit, cursor=cursor, **params)
        found += page["items"]
        cursor = page["next_cursor"]
        if cursor is None:
            return found, page["total"]
        assert len(page["items"]) == limit


@pytest.mark.parametrize("sort", ["added", "title", "year", "duration", "rating"])
async def test_pages_yield_every_title_once_in_order(full: BrowseHouse, sort: str) -> None:
    for order in ("ascending", "descending"):
        whole, total = await _read_all(full, 100, sort=sort, order=order)
        assert len({card["id"] for card in whole}) == len(whole) == total == len(FILMS) + 2
        _check_order(sort, order, whole)
        for limit in (1, 2, 5):
            pages, _ = await _read_all(full, limit, sort=sort, order=order)
            assert [card["id"] for card in pages] == [card["id"] for card in whole], (order, limit)


def _check_order(sort: str, order: str, cards: list[dict[str, Any]]) -> None:
    # Cards do not carry their rating, and titles are compared in a test of their own; that pages of every
    # length agree with each other is checked all the same.
    field = {"added": "added_at", "year": "year", "duration": "duration_s"}.get(sort)
    if field is None:
        return
    values = [card[field] for card in cards]
    known = [value for value in values if value is not None]
    assert values[len(known) :] == [None] * (len(values) - len(known)), "titles without a value come last"
    assert known == sorted(known, reverse=order == "descending")


async def test_titles_sort_without_articles_and_with_numbers_in_order(full: BrowseHouse) -> None:
    cards, _ = await _read_all(full, 100, sort="title")
    names = [card["title"] for card in cards]
    assert names[:4] == ["99 Lives", "Aa", "An Apple", "Apple"]
    assert names.index("Film 2") + 1 == names.index("Film 10")
    assert names[-1] == "Сталкер"


async def test_filters_narrow_and_count(full: BrowseHouse) -> None:
    series, total = await _read_all(full, 10, kind="series")
    assert ({card["title"] for card in series}, total) == ({"Waves", "The Waves"}, 2)
    drama, total = await _read_all(full, 1, genre="drama")
    assert ({card["title"] for card in drama}, total) == ({"The Wall", "Wall"}, 2)
    assert await _read_all(full, 10, genre="drama", kind="series") == ([], 0)
    assert await _read_all(full, 10, genre="no-such-genre") == ([], 0)
    mine, total = await _read_all(full, 3, library_id=str(full.library_id))
    assert len(mine) == total == 8
    letter, total = await _read_all(full, 10, sort="title", letter="a")
    assert ([card["title"] for card in letter], total) == (["Aa", "An Apple", "Apple"], 3)
    rest, total = await _read_all(full, 10, sort="title", letter="#")
    assert ([card["title"] for card in rest], total) == (["99 Lives", "Сталкер"], 2)


async def test_letters_and_genres_count_what_is_there(full: BrowseHouse) -> None:
    letters = {one["letter"]: one["count"] for one in await full.get("titles/letters")}
    assert letters == {"#": 2, "a": 3, "e": 1, "f": 2, "w": 4, "z": 1}
    assert await full.get("titles/letters", kind="series") == [{"letter": "w", "count": 2}]
    genres = await full.get("genres")
    assert [(one["slug"], one["count"]) for one in genres] == [("drama", 2), ("war", 1)]


@pytest.mark.parametrize("cursor", ["nonsense", "W10", "WyJhIiwgImIiXQ", "a" * 500, "eyJhIjoxfQ"])
async def test_foreign_cursor_is_refused(full: BrowseHouse, cursor: str) -> None:
    for sort in ("added", "title", "year"):
        error = await full.get("titles", status=422, sort=sort, cursor=cursor)
        assert error["error"] == "CursorInvalid"


@pytest.mark.parametrize(
    ("sort", "value"),
    [
        ("added", "2025-01-01T00:00:00"),
        ("added", "0001-01-01T00:00:00+14:00"),
        ("added", 5),
        ("title", "a\0b"),
        ("title", "\ud800"),
        ("title", {"a": 1}),
        ("year", 10**19),
        ("year", float("inf")),
        pytest.param("rating", 10**400, id="rating-endless"),
        ("rating", float("nan")),
        ("duration", float("-inf")),
    ],
)
async def test_cursor_that_no_page_gave_is_refused(full: BrowseHouse, sort: str, value: object) -> None:
    cursor = base64.urlsafe_b64encode(json.dumps([value, full.library_id.hex]).encode()).decode()
    error = await full.get("titles", status=422, sort=sort, cursor=cursor)
    assert error["error"] == "CursorInvalid"
    error = await full.get("titles", status=422, cursor=base64.urlsafe_b64encode(b"[" * 20_000).decode())
    assert error["error"] == "CursorInvalid"


async def test_unlisted_titles_are_nowhere(full: BrowseHouse) -> None:
    cards, total = await _read_all(full, 100, sort="title")
    gone = cards[0]
    await full.catalogue.change(UUID(gone["id"]), is_listed=False)
    await full.recount()
    left, left_total = await _read_all(full, 100, sort="title")
    assert [card["id"] for card in left] == [card["id"] for card in cards[1:]]
    assert left_total == total - 1
