"""Undo brings back exactly what was there, and never destroys what is newer."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from uuid import UUID

import pytest

from kino.core.clock import now
from kino.core.db import record_event
from kino.core.ids import new_id
from kino.features.catalog.events import ItemMerged
from kino.features.viewing.parts import undo
from kino.features.viewing.parts.undo import ProgressState, merge_progress
from tests.features.viewing.conftest import ViewingHouse

WATCHED = {"is_watched": True}
UNWATCHED = {"is_watched": False}


async def _fill(viewing_house: ViewingHouse) -> dict[str, UUID]:
    """Two films and a series in the middle of things: positions, plays, a list and a history."""
    catalogue, library_id = viewing_house.catalogue, viewing_house.library_id
    film = await catalogue.add_film(library_id, "Alien")
    other = await catalogue.add_film(library_id, "Brazil")
    series = await catalogue.add_series(library_id, "Waves", {1: ["One", "Two"], 2: ["Three"]})
    one, two, three = series.episodes
    await viewing_house.report(film, 5_300.0)  # seen once, and begun again
    await viewing_house.report(film, 1_234.5)
    await viewing_house.report(one, 1_490.0)
    await viewing_house.report(two, 321.0)
    await viewing_house.report(other, 77.0)
    await viewing_house.send("PUT", f"list/{film}")
    await viewing_house.send("PUT", f"list/{other}")
    history = (await viewing_house.get("history"))["items"]
    return {
        "film": film,
        "series": series.id,
        "season": series.seasons[1],
        "one": one,
        "two": two,
        "three": three,
        "sitting": UUID(history[-1]["id"]),
    }


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("PUT", "items/{film}/watched", WATCHED),
        ("PUT", "items/{film}/watched", UNWATCHED),
        ("PUT", "items/{one}/watched", UNWATCHED),
        ("PUT", "items/{two}/watched", WATCHED),
        ("PUT", "items/{three}/watched", WATCHED),
        ("PUT", "items/{season}/watched", WATCHED),
        ("PUT", "items/{series}/watched", WATCHED),
        ("PUT", "items/{series}/watched", UNWATCHED),
        ("POST", "items/{film}/start-over", None),
        ("POST", "items/{two}/start-over", None),
        ("POST", "items/{three}/start-over", None),
        ("DELETE", "continue/{film}", None),
        ("DELETE", "continue/{series}", None),
        ("DELETE", "history/{sitting}", None),
        ("DELETE", "list/{film}", None),
        ("PUT", "list/{series}", None),
    ],
)
async def test_undo_brings_every_row_back(
    viewing_house: ViewingHouse, method: str, path: str, body: dict[str, bool] | None
) -> None:
    ids = await _fill(viewing_house)
    before = await viewing_house.read_rows()
    rows = [await viewing_house.get(name) for name in ("continue", "list", "history")]
    answer = await viewing_house.send(method, path.format(**ids), body)
    assert await viewing_house.read_rows() != before
    await viewing_house.take_back(answer)
    assert await viewing_house.read_rows() == before
    assert [await viewing_house.get(name) for name in ("continue", "list", "history")] == rows


async def test_undo_works_once_and_for_its_own_profile_only(viewing_house: ViewingHouse) -> None:
    ids = await _fill(viewing_house)
    answer = await viewing_house.send("PUT", f"items/{ids['film']}/watched", WATCHED)
    bob = await viewing_house.house.add_member("bob")
    refused = await bob.client.post(f"/api/undo/{answer.json()['undo_id']}")
    assert (refused.status_code, refused.json()["error"]) == (410, "UndoOver")
    await viewing_house.take_back(answer)
    await viewing_house.take_back(answer, status=410)


async def test_undo_is_over_after_a_while(
    viewing_house: ViewingHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = await _fill(viewing_house)
    answer = await viewing_house.send("PUT", f"items/{ids['film']}/watched", WATCHED)
    monkeypatch.setattr(undo, "now", lambda: now() + undo.UNDO_FOR + timedelta(seconds=1))
    await viewing_house.take_back(answer, status=410)


async def test_cleared_history_cannot_come_back(viewing_house: ViewingHouse) -> None:
    ids = await _fill(viewing_house)
    answer = await viewing_house.send("DELETE", f"history/{ids['sitting']}")
    await viewing_house.send("DELETE", "history", status=204)
    await viewing_house.take_back(answer, status=410)


async def _watch_on(viewing_house: ViewingHouse, film: UUID) -> None:
    await viewing_house.report(film, 2_000.0)


async def _watch_to_the_end(viewing_house: ViewingHouse, film: UUID) -> None:
    await viewing_house.report(film, 2_000.0)
    await viewing_house.report(film, 5_300.0)


@pytest.mark.parametrize(
    ("newer", "row", "is_watched", "play_count"),
    [
        # Watched on: the mark goes, the newer position stays.
        (_watch_on, [(2_000.0, False)], False, 0),
        # Watched to the end since: that counts, whatever the mark had said.
        (_watch_to_the_end, [], True, 1),
    ],
)
async def test_undo_of_a_mark_keeps_what_was_watched_since(
    viewing_house: ViewingHouse,
    newer: Callable[[ViewingHouse, UUID], Awaitable[None]],
    row: list[tuple[float, bool]],
    is_watched: bool,
    play_count: int,
) -> None:
    film = await viewing_house.catalogue.add_film(viewing_house.library_id, "Alien")
    await viewing_house.report(film, 700.0)
    answer = await viewing_house.send("PUT", f"items/{film}/watched", WATCHED)
    await newer(viewing_house, film)
    await viewing_house.take_back(answer)
    assert [one[1:] for one in await viewing_house.continues()] == row
    (progress,) = (await viewing_house.read_rows())["progress"]
    assert (progress["is_watched"], progress["play_count"]) == (is_watched, play_count)


async def test_undo_of_a_series_leaves_the_episode_watched_since(viewing_house: ViewingHouse) -> None:
    ids = await _fill(viewing_house)
    answer = await viewing_house.send("PUT", f"items/{ids['series']}/watched", WATCHED)
    await viewing_house.report(ids["three"], 400.0)
    await viewing_house.take_back(answer)
    assert (await viewing_house.continues())[0] == (str(ids["three"]), 400.0, False)
    rows = await viewing_house.read_rows()
    positions = {row["item_id"]: row["position_s"] for row in rows["progress"]}
    assert (positions[ids["two"]], positions[ids["three"]]) == (321.0, 400.0)
    assert [row["watched_count"] for row in rows["series_progress"]] == [1]


async def test_undo_of_removing_leaves_a_newer_card_in_front(viewing_house: ViewingHouse) -> None:
    ids = await _fill(viewing_house)
    answer = await viewing_house.send("DELETE", f"continue/{ids['film']}")
    await viewing_house.report(ids["film"], 1_300.0)
    row = await viewing_house.continues()
    await viewing_house.take_back(answer)
    assert await viewing_house.continues() == row
    assert row[0] == (str(ids["film"]), 1_300.0, False)


async def test_sitting_that_went_on_stays_one_sitting(viewing_house: ViewingHouse) -> None:
    film = await viewing_house.catalogue.add_film(viewing_house.library_id, "Alien")
    playback_id = new_id()
    await viewing_house.report(film, 600.0, playback_id=playback_id, watched_s=40.0)
    (sitting,) = (await viewing_house.get("history"))["items"]
    answer = await viewing_house.send("DELETE", f"history/{sitting['id']}")
    await viewing_house.report(film, 610.0, playback_id=playback_id, watched_s=10.0)
    await viewing_house.take_back(answer)
    (whole,) = (await viewing_house.get("history"))["items"]
    assert (whole["watched_s"], whole["started_at"]) == (50.0, sitting["started_at"])


async def test_undo_after_a_merge_changes_nothing(viewing_house: ViewingHouse) -> None:
    catalogue = viewing_house.catalogue
    old = await catalogue.add_film(viewing_house.library_id, "Alein")
    new = await catalogue.add_film(viewing_house.library_id, "Alien")
    await viewing_house.report(old, 900.0)
    answer = await viewing_house.send("PUT", f"items/{old}/watched", WATCHED)
    async with catalogue.database.write() as session:
        record_event(session, ItemMerged(old, new))
    await catalogue.database.bus.drain()
    await viewing_house.take_back(answer)
    assert {row["item_id"] for row in (await viewing_house.read_rows())["progress"]} == {new}


@pytest.mark.parametrize("has_before", [True, False])
@pytest.mark.parametrize("has_moved", [True, False])
@pytest.mark.parametrize("has_finished", [True, False])
def test_merge_keeps_each_newer_part(has_before: bool, has_moved: bool, has_finished: bool) -> None:
    at = now()
    after = ProgressState(
        item_id=new_id(), position_s=0.0, duration_s=90.0, is_watched=True, play_count=3, watched_at=at,
        updated_at=at, playback_id=None,
    )  # fmt: skip
    before = after.model_copy(update={"position_s": 42.0, "is_watched": False, "play_count": 2})
    later = at + timedelta(seconds=5)
    change = {"position_s": 50.0, "updated_at": later} if has_moved else {}
    change |= {"watched_at": later, "play_count": 4} if has_finished else {}
    current = after.model_copy(update=change)
    merged = merge_progress(before if has_before else None, after, current)
    if not change:
        assert merged == (before if has_before else None)
        return
    assert merged is not None
    assert merged.position_s == (50.0 if has_moved else 42.0 if has_before else 0.0)
    assert merged.is_watched is has_finished
    assert merged.play_count == (2 if has_before else 0) + has_finished
