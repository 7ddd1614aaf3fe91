"""Title and person pages, what Play does, and titles that are alike."""

from uuid import UUID

import pytest

from kino.core.ids import new_id
from kino.features.browse.parts import similar as similar_parts
from tests.features.browse.conftest import BrowseHouse


async def test_film_page_tells_everything(browse_house: BrowseHouse) -> None:
    film_id = await browse_house.catalogue.add_film(
        browse_house.library_id,
        "Alien",
        year=1979,
        original_title="Alien: original",
        synopsis="In space.",
        genres=["Horror"],
        people={"Ridley Scott": "director", "Sigourney Weaver": "actor"},
        facts={"licence": {"name": "CC BY", "url": None, "credit": "Us", "page": None}},
        translations={"de": {"synopsis": "Im Weltall."}},
    )
    page = await browse_house.get(f"titles/{film_id}")
    assert (page["title"], page["year"], page["synopsis"]) == ("Alien", 1979, "In space.")
    assert [(one["name"], one["job"]) for one in page["people"]] == [
        ("Ridley Scott", "director"),
        ("Sigourney Weaver", "actor"),
    ]
    assert page["genres"] == [{"slug": "horror", "name": "Horror"}]
    assert page["licence"]["name"] == "CC BY"
    assert page["library"] == {"id": str(browse_house.library_id), "name": "Films"}
    assert [version["height_px"] for version in page["versions"]] == [1080]
    assert page["files"][0]["path"].startswith("Alien/")
    assert not page["is_away"]
    bob = await browse_house.house.add_member("bob")
    assert (await browse_house.get(f"titles/{film_id}", bob))["files"] == []


async def test_play_label_of_a_film(browse_house: BrowseHouse) -> None:
    film_id = await browse_house.catalogue.add_film(browse_house.library_id, "Alien")
    empty = await browse_house.catalogue.add_film(browse_house.library_id, "Nothing", has_file=False)
    assert (await _play(browse_house, film_id))[:2] == ("play", 0.0)
    await browse_house.watch(film_id, 700.0)
    assert (await _play(browse_house, film_id))[:2] == ("resume", 700.0)
    await browse_house.watch(film_id, 5_390.0)
    assert (await _play(browse_house, film_id))[:2] == ("again", 0.0)
    assert (await browse_house.get(f"titles/{empty}"))["play"] is None


async def test_play_label_of_a_series(browse_house: BrowseHouse) -> None:
    series = await browse_house.catalogue.add_series(
        browse_house.library_id, "Waves", {0: ["Special"], 1: ["One", "Two"]}
    )
    special, one, two = series.episodes
    assert await _play(browse_house, series.id) == ("play", 0.0, str(one))
    await browse_house.watch(one, 700.0)
    assert await _play(browse_house, series.id) == ("resume", 700.0, str(one))
    await browse_house.watch(one, 1_490.0)
    assert await _play(browse_house, series.id) == ("next", 0.0, str(two))
    await browse_house.watch(two, 1_490.0)
    assert await _play(browse_house, series.id) == ("next", 0.0, str(special))
    await browse_house.watch(special, 1_490.0)
    assert await _play(browse_house, series.id) == ("again", 0.0, str(one))


async def _play(house: BrowseHouse, title_id: UUID) -> tuple[str, float, str]:
    play = (await house.get(f"titles/{title_id}"))["play"]
    return play["label"], play["position_s"], play["item_id"]


async def test_series_page_counts_its_seasons(browse_house: BrowseHouse) -> None:
    series = await browse_house.catalogue.add_series(
        browse_house.library_id, "Waves", {0: ["Special"], 2: ["Three"], 1: ["One", "Two"]}
    )
    await browse_house.watch(series.episodes[3], 1_490.0)
    page = await browse_house.get(f"titles/{series.id}")
    seasons = [(one["season_number"], one["episode_count"], one["watched_count"]) for one in page["seasons"]]
    assert seasons == [(1, 2, 1), (2, 1, 0), (0, 1, 0)]
    assert (page["episode_count"], page["unwatched_count"]) == (4, 3)
    episodes = await browse_house.get(f"titles/{series.id}/seasons/1/episodes")
    assert [(one["title"], one["episode_number"]) for one in episodes] == [("One", 1), ("Two", 2)]
    assert episodes[1]["progress"]["is_watched"]
    assert episodes[0]["progress"] is None
    assert await browse_house.get(f"titles/{series.id}/seasons/9/episodes") == []


@pytest.mark.parametrize("number", ["-1", str(2**31), "9" * 30, "one"])
async def test_season_that_cannot_be_is_refused(browse_house: BrowseHouse, number: str) -> None:
    series = await browse_house.catalogue.add_series(browse_house.library_id, "Waves", {1: ["One"]})
    error = await browse_house.get(f"titles/{series.id}/seasons/{number}/episodes", status=422)
    assert error["error"] == "InvalidRequest"
    assert await browse_house.get(f"titles/{series.id}/seasons/{2**31 - 1}/episodes") == []


async def test_similar_titles_come_with_their_reason(browse_house: BrowseHouse) -> None:
    add, library_id = browse_house.catalogue.add_film, browse_house.library_id
    alien = await add(library_id, "Alien", people={"Ridley Scott": "director"}, genres=["Horror"])
    await add(library_id, "Gladiator", people={"Ridley Scott": "director"})
    await add(library_id, "The Thing", genres=["Horror"])
    await add(library_id, "Unlike")
    hidden = await browse_house.catalogue.add_library("Hidden")
    await add(hidden, "Legend", people={"Ridley Scott": "director"}, genres=["Horror"])
    bob = await browse_house.house.add_member("bob", sees_all_libraries=False)
    await browse_house.catalogue.grant(bob.account_id, library_id)
    similar = (await browse_house.get(f"titles/{alien}", bob))["similar"]
    assert [(one["card"]["title"], one["reason_code"], one["reason"]) for one in similar] == [
        ("Gladiator", "person", "Ridley Scott"),
        ("The Thing", "genre", "Horror"),
    ]
    assert (await browse_house.get(f"titles/{alien}"))["similar"][0]["card"]["title"] == "Legend"


async def test_titles_out_of_sight_leave_room_for_similar_ones(
    browse_house: BrowseHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(similar_parts, "CREDITS_READ", 3)
    add, library_id = browse_house.catalogue.add_film, browse_house.library_id
    hidden = await browse_house.catalogue.add_library("Hidden")
    scott = {"Ridley Scott": "director"}
    for number in range(4):
        await add(hidden, f"Hidden {number}", people=scott)
        await add(library_id, f"Unlisted {number}", people=scott, is_listed=False)
    alien = await add(library_id, "Alien", people=scott)
    for title in ("Gladiator", "Legend", "The Martian"):
        await add(library_id, title, people=scott)
    bob = await browse_house.house.add_member("bob", sees_all_libraries=False)
    await browse_house.catalogue.grant(bob.account_id, library_id)
    similar = (await browse_house.get(f"titles/{alien}", bob))["similar"]
    # Alien's own credit is the first of the three.
    assert [one["card"]["title"] for one in similar] == ["Gladiator", "Legend"]


async def test_person_page_lists_what_one_may_see(browse_house: BrowseHouse) -> None:
    add, library_id = browse_house.catalogue.add_film, browse_house.library_id
    hidden = await browse_house.catalogue.add_library("Hidden")
    await add(library_id, "Early", year=1980, people={"Ann Both": "actor"})
    await add(library_id, "Late", year=2020, people={"Ann Both": "director"})
    await add(hidden, "Secret", people={"Ann Both": "writer", "Zed Hidden": "actor"})
    bob = await browse_house.house.add_member("bob", sees_all_libraries=False)
    await browse_house.catalogue.grant(bob.account_id, library_id)
    ann, zed = browse_house.catalogue.people["Ann Both"], browse_house.catalogue.people["Zed Hidden"]
    page = await browse_house.get(f"people/{ann}", bob)
    assert [(one["card"]["title"], one["jobs"]) for one in page["titles"]] == [
        ("Late", ["director"]),
        ("Early", ["actor"]),
    ]
    assert len((await browse_house.get(f"people/{ann}"))["titles"]) == 3
    assert (await browse_house.get(f"people/{zed}", bob, status=404))["error"] == "PersonNotFound"
    assert (await browse_house.get(f"people/{new_id()}", status=404))["error"] == "PersonNotFound"


async def test_other_libraries_are_absent_everywhere(browse_house: BrowseHouse) -> None:
    hidden = await browse_house.catalogue.add_library("Hidden")
    bob = await browse_house.house.add_member("bob", sees_all_libraries=False)
    await browse_house.catalogue.grant(bob.account_id, browse_house.library_id)
    await browse_house.catalogue.add_film(browse_house.library_id, "Seen", genres=["Drama"])
    secret = await browse_house.catalogue.add_film(hidden, "Secret", genres=["War"])
    series = await browse_house.catalogue.add_series(hidden, "Hidden Waves", {1: ["One"]})
    await browse_house.catalogue.change(secret, featured_at=browse_house.catalogue.clock())
    # Ada looks first, so that anything kept in memory is hers.
    assert (await browse_house.get("home"))["hero"]["card"]["title"] == "Secret"
    home = await browse_house.get("home", bob)
    assert home["hero"]["card"]["title"] == "Seen"
    assert {title for titles in (await browse_house.rows(bob)).values() for title in titles} == {"Seen"}
    grid = await browse_house.get("titles", bob)
    assert ([card["title"] for card in grid["items"]], grid["total"]) == (["Seen"], 1)
    assert (await browse_house.get("titles", bob, library_id=str(hidden)))["items"] == []
    assert [one["slug"] for one in await browse_house.get("genres", bob)] == ["drama"]
    assert await browse_house.get("titles/letters", bob) == [{"letter": "s", "count": 1}]
    assert (await browse_house.get("rows/genre:war", bob, status=404))["error"] == "RowNotFound"
    for path in (f"titles/{secret}", f"titles/{series.id}", f"titles/{series.id}/seasons/1/episodes"):
        assert (await browse_house.get(path, bob, status=404))["error"] == "TitleNotFound"
    nobody = await browse_house.house.add_member("cy", sees_all_libraries=False)
    assert (await browse_house.get("home", nobody)) == {"hero": None, "rows": [], "is_empty": True}
