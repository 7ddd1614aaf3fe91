"""The Continue row, My List and history: order, pages, and whose they are."""

from datetime import timedelta
from uuid import UUID

import pytest

from kino.core.clock import now
from kino.core.ids import new_id
from kino.features.viewing.models import HistoryEntry
from tests.features.viewing.conftest import ViewingHouse
from tests.support.catalogue import Catalogue


async def _write_history(catalogue: Catalogue, profile_id: UUID, item_ids: list[UUID]) -> None:
    """A sitting an hour; pairs of them begin at the same instant."""
    latest = now()
    async with catalogue.database.write() as session:
        for place, item_id in enumerate(item_ids):
            at = latest - timedelta(hours=place // 2)
            entry = HistoryEntry(
                id=new_id(), profile_id=profile_id, item_id=item_id, started_at=at, ended_at=at
            )
            session.add(entry)


async def test_continue_row_is_latest_first_and_hides_until_watched_again(
    viewing_house: ViewingHouse,
) -> None:
    films = [await viewing_house.catalogue.add_film(viewing_house.library_id, name) for name in "abc"]
    for film_id in films:
        await viewing_house.report(film_id, 600.0)
    assert [one[0] for one in await viewing_house.continues()] == [str(one) for one in reversed(films)]
    await viewing_house.report(films[0], 700.0)
    assert (await viewing_house.continues())[0] == (str(films[0]), 700.0, False)
    taken = await viewing_house.send("DELETE", f"continue/{films[0]}")
    assert str(films[0]) not in [one[0] for one in await viewing_house.continues()]
    await viewing_house.take_back(taken)
    assert (await viewing_house.continues())[0][0] == str(films[0])
    await viewing_house.send("DELETE", f"continue/{films[1]}")
    await viewing_house.report(films[1], 800.0)
    assert (await viewing_house.continues())[0][0] == str(films[1])


async def test_continue_card_tells_what_remains(viewing_house: ViewingHouse) -> None:
    series = await viewing_house.catalogue.add_series(viewing_house.library_id, "Waves", {1: ["One"]})
    await viewing_house.report(series.episodes[0], 600.0)
    (card,) = await viewing_house.get("continue")
    assert (card["title"]["title"], card["episode"]["title"]) == ("Waves", "One")
    assert (card["duration_s"], card["remaining_s"]) == (1_500.0, 900.0)
    assert card["episode"]["progress"] == {"position_s": 600.0, "duration_s": 1_500.0, "is_watched": False}
    assert card["title"]["unwatched_count"] == 1


async def test_list_is_kept_in_every_order(viewing_house: ViewingHouse) -> None:
    catalogue, library_id = viewing_house.catalogue, viewing_house.library_id
    long = await catalogue.add_film(library_id, "The Long", duration_s=9_000.0)
    short = await catalogue.add_film(library_id, "A Short", duration_s=600.0)
    endless = await catalogue.add_film(library_id, "Endless", duration_s=None)
    for title_id in (long, short, endless, short):
        await viewing_house.send("PUT", f"list/{title_id}")
    names = {
        sort: [one["title"] for one in await viewing_house.get(f"list?sort={sort}")]
        for sort in ("added", "title", "duration")
    }
    assert names["added"] == ["Endless", "A Short", "The Long"]
    assert names["title"] == ["Endless", "The Long", "A Short"]
    assert names["duration"] == ["A Short", "The Long", "Endless"]
    await viewing_house.send("DELETE", f"list/{short}")
    assert len(await viewing_house.get("list")) == 2
    season = await catalogue.add_series(library_id, "Waves", {1: ["One"]})
    await viewing_house.send("PUT", f"list/{season.episodes[0]}", status=404)


async def test_history_pages_yield_every_sitting_once(viewing_house: ViewingHouse) -> None:
    catalogue = viewing_house.catalogue
    film_id = await catalogue.add_film(viewing_house.library_id, "Alien")
    series = await catalogue.add_series(viewing_house.library_id, "Waves", {1: ["One"]})
    await _write_history(catalogue, viewing_house.ada.profile_id, [film_id, series.episodes[0]] * 9)
    seen: list[tuple[str, str]] = []
    cursor = ""
    while True:
        page = await viewing_house.get(f"history?limit=5{cursor}")
        seen += [(one["started_at"], one["id"]) for one in page["items"]]
        assert all((one["episode"] is None) == (one["item_id"] == str(film_id)) for one in page["items"])
        if page["next_cursor"] is None:
            break
        cursor = f"&cursor={page['next_cursor'].replace('+', '%2B')}"
    assert len(seen) == len(set(seen)) == 18
    assert seen == sorted(seen, reverse=True)


@pytest.mark.parametrize(
    "cursor",
    [
        "nonsense",
        "2026-01-01T00:00:00~01a204bf-c91a-76b0-bd08-6a3aa66c1057",
        "0001-01-01T00:00:00+23:59~01a204bf-c91a-76b0-bd08-6a3aa66c1057",
        "2026-01-01T00:00:00+00:00~x",
        "~",
        "\0",
    ],
)
async def test_cursor_that_is_none_is_refused(viewing_house: ViewingHouse, cursor: str) -> None:
    answer = await viewing_house.ada.client.get("/api/history", params={"cursor": cursor})
    assert (answer.status_code, answer.json()["error"]) == (422, "CursorInvalid")


async def test_history_is_forgotten_one_by_one_and_whole(viewing_house: ViewingHouse) -> None:
    film_id = await viewing_house.catalogue.add_film(viewing_house.library_id, "Alien")
    await _write_history(viewing_house.catalogue, viewing_house.ada.profile_id, [film_id] * 3)
    await viewing_house.report(film_id, 600.0)
    entries = (await viewing_house.get("history"))["items"]
    await viewing_house.send("DELETE", f"history/{entries[0]['id']}")
    await viewing_house.send("DELETE", f"history/{entries[0]['id']}", status=404)
    assert len((await viewing_house.get("history"))["items"]) == 3
    await viewing_house.send("DELETE", "history", status=204)
    assert (await viewing_house.get("history"))["items"] == []
    assert len(await viewing_house.continues()) == 1  # progress stays


async def test_other_profiles_and_libraries_stay_apart(viewing_house: ViewingHouse) -> None:
    catalogue = viewing_house.catalogue
    hidden = await catalogue.add_library("Hidden")
    bob = await viewing_house.house.add_member("bob", sees_all_libraries=False)
    await catalogue.grant(bob.account_id, viewing_house.library_id)
    film_id = await catalogue.add_film(viewing_house.library_id, "Alien")
    secret = await catalogue.add_film(hidden, "Secret")
    await viewing_house.report(film_id, 600.0)
    assert await viewing_house.continues(bob) == []
    assert (await viewing_house.get("history", bob))["items"] == []
    entry_id = (await viewing_house.get("history"))["items"][0]["id"]
    assert (await bob.client.delete(f"/api/history/{entry_id}")).status_code == 404
    assert (await bob.client.delete(f"/api/continue/{film_id}")).status_code == 200
    assert len(await viewing_house.continues()) == 1
    for method, path in (("PUT", f"list/{secret}"), ("POST", f"items/{secret}/start-over")):
        assert (await bob.client.request(method, f"/api/{path}")).status_code == 404
    wish = {"is_watched": True}
    assert (await bob.client.put(f"/api/items/{secret}/watched", json=wish)).status_code == 404
    # What a member knew of a library that was taken from them is kept, but not shown.
    await viewing_house.report(secret, 600.0, member=bob)
    assert await viewing_house.continues(bob) == []
    assert (await viewing_house.get("history", bob))["items"] == []
    await catalogue.grant(bob.account_id, viewing_house.library_id, hidden)
    assert [one[0] for one in await viewing_house.continues(bob)] == [str(secret)]


async def test_title_that_left_the_catalogue_leaves_the_rows(viewing_house: ViewingHouse) -> None:
    film_id = await viewing_house.catalogue.add_film(viewing_house.library_id, "Alien")
    await viewing_house.report(film_id, 600.0)
    await viewing_house.send("PUT", f"list/{film_id}")
    await viewing_house.catalogue.change(film_id, is_listed=False)
    assert await viewing_house.continues() == []
    assert await viewing_house.get("list") == []
    assert (await viewing_house.get("history"))["items"] == []
    await viewing_house.catalogue.change(film_id, is_listed=True)
    assert len(await viewing_house.continues()) == len(await viewing_house.get("list")) == 1
