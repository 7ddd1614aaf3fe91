"""The home screen: its hero and its rows, for each profile its own."""

from typing import Any

from tests.features.browse.conftest import BrowseHouse
from tests.support.catalogue import POSTER


async def test_empty_house_says_so(browse_house: BrowseHouse) -> None:
    home = await browse_house.get("home")
    assert home == {"hero": None, "rows": [], "is_empty": True}


async def test_rows_hold_what_they_promise(browse_house: BrowseHouse) -> None:
    add, library_id = browse_house.catalogue.add_film, browse_house.library_id
    for number in range(14):
        genres = ["Drama"] if number < 7 else []
        await add(library_id, f"Old {number:02d}", genres=genres, year=1950 + number, duration_s=8_000.0)
        await add(library_id, f"New {number:02d}", year=2000 + number, duration_s=8_000.0)
    for number in range(5):
        await add(library_id, f"Short {number}", duration_s=600.0 + number, year=1985)
    await browse_house.catalogue.add_series(library_id, "Waves", {1: ["One"]})
    await browse_house.catalogue.add_series(library_id, "Tides", {1: ["One"]})
    rows = await browse_house.rows()
    assert rows["added"][:2] == ["Tides", "Waves"]
    assert len(rows["added"]) == 12
    assert rows["short"] == [f"Short {number}" for number in (4, 3, 2, 1, 0)]
    assert set(rows["series"]) == {"Waves", "Tides"}
    assert rows["recent"][:2] == ["New 13", "New 12"]
    assert rows["classics"][:2] == ["Old 13", "Old 12"]
    assert rows["genre:drama"] == [f"Old {number:02d}" for number in reversed(range(7))]
    assert "continue" not in rows
    assert "list" not in rows


async def test_row_goes_on_where_home_ended(browse_house: BrowseHouse) -> None:
    for number in range(30):
        await browse_house.catalogue.add_film(browse_house.library_id, f"Film {number:02d}")
    home = await browse_house.get("home")
    row = next(row for row in home["rows"] if row["id"] == "added")
    names = [card["title"] for card in row["items"]]
    cursor = row["next_cursor"]
    while cursor:
        page = await browse_house.get("rows/added", cursor=cursor, limit=7)
        names += [card["title"] for card in page["items"]]
        cursor = page["next_cursor"]
    assert names == [f"Film {number:02d}" for number in reversed(range(30))]
    assert (await browse_house.get("rows/no-such-row", status=404))["error"] == "RowNotFound"
    assert (await browse_house.get("rows/genre:nothing", status=404))["error"] == "RowNotFound"


async def test_hero_is_the_starred_title_else_the_newest_with_a_picture(browse_house: BrowseHouse) -> None:
    add, library_id = browse_house.catalogue.add_film, browse_house.library_id
    old = await add(library_id, "Old", backdrop=POSTER, synopsis="Long ago.", genres=["Drama", "War"])
    pictured = await add(library_id, "Pictured", backdrop=POSTER, translations={"de": {"synopsis": "Neu."}})
    await add(library_id, "Newest")
    hero = (await browse_house.get("home"))["hero"]
    assert (hero["card"]["title"], hero["reason_code"]) == ("Pictured", "newest")
    await browse_house.watch(pictured, 5_390.0)
    assert (await browse_house.get("home"))["hero"]["card"]["title"] == "Old"
    await browse_house.catalogue.change(pictured, featured_at=browse_house.catalogue.clock())
    hero = (await browse_house.get("home"))["hero"]
    assert (hero["card"]["title"], hero["reason_code"]) == ("Pictured", "featured")
    assert hero["play"]["label"] == "again"
    await browse_house.catalogue.change(pictured, featured_at=None)
    hero = (await browse_house.get("home"))["hero"]
    assert hero["synopsis"] == "Long ago."
    assert [genre["name"] for genre in hero["genres"]] == ["Drama", "War"]
    assert (hero["card"]["id"], hero["play"]["item_id"]) == (str(old), str(old))


async def test_personal_rows_and_marks_are_the_profiles_own(browse_house: BrowseHouse) -> None:
    bob = await browse_house.house.add_member("bob")
    alien = await browse_house.catalogue.add_film(browse_house.library_id, "Alien")
    series = await browse_house.catalogue.add_series(browse_house.library_id, "Waves", {1: ["One", "Two"]})
    await browse_house.watch(alien, 700.0)
    await browse_house.watch(series.episodes[0], 1_490.0)
    assert (await browse_house.ada.client.put(f"/api/list/{alien}")).status_code == 200
    rows = await browse_house.rows()
    assert rows["continue"] == ["Waves", "Alien"]
    assert rows["list"] == ["Alien"]
    cards = {card["title"]: card for card in await _added(browse_house)}
    assert cards["Alien"]["progress"]["position_s"] == 700.0
    assert cards["Alien"]["is_in_list"]
    assert cards["Waves"]["unwatched_count"] == 1
    # The cards of shared rows are kept in memory; what one profile sees on them is not.
    theirs = await browse_house.rows(bob)
    assert "continue" not in theirs
    assert "list" not in theirs
    cards = {card["title"]: card for card in await _added(browse_house, bob)}
    assert cards["Alien"]["progress"] is None
    assert not cards["Alien"]["is_in_list"]
    assert cards["Waves"]["unwatched_count"] == 2


async def _added(house: BrowseHouse, member: object = None) -> list[dict[str, Any]]:
    home = await house.get("home", member)  # type: ignore[arg-type]
    items: list[dict[str, Any]] = next(row["items"] for row in home["rows"] if row["id"] == "added")
    return items


async def test_most_watched_counts_the_house_and_shows_what_one_may_see(browse_house: BrowseHouse) -> None:
    hidden = await browse_house.catalogue.add_library("Hidden")
    bob = await browse_house.house.add_member("bob", sees_all_libraries=False)
    await browse_house.catalogue.grant(bob.account_id, browse_house.library_id)
    liked = await browse_house.catalogue.add_film(browse_house.library_id, "Liked")
    secret = await browse_house.catalogue.add_film(hidden, "Secret")
    for _ in range(6):
        await browse_house.watch(secret, 600.0)
    for _ in range(3):
        await browse_house.watch(liked, 600.0)
    assert "most-watched" not in await browse_house.rows()
    await browse_house.watch(liked, 600.0)
    await browse_house.recount()
    assert (await browse_house.rows())["most-watched"] == ["Secret", "Liked"]
    assert (await browse_house.rows(bob))["most-watched"] == ["Liked"]


async def test_kept_cards_are_made_anew_when_titles_change(browse_house: BrowseHouse) -> None:
    film_id = await browse_house.catalogue.add_film(browse_house.library_id, "Before")
    assert (await browse_house.rows())["added"] == ["Before"]
    await browse_house.catalogue.change(film_id, title="After")
    await browse_house.recount()
    assert (await browse_house.rows())["added"] == ["After"]
