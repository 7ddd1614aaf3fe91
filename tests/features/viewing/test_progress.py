"""What counts as watched, what comes next, and which tab is believed."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

import pytest

from kino.core.clock import now
from kino.core.db import record_event
from kino.core.ids import new_id
from kino.features.catalog.events import EpisodesAdded, ItemMerged
from kino.features.viewing import service
from tests.features.viewing.conftest import ViewingHouse

LONG_S = 5_400.0  # of the films that the catalogue writes


@pytest.mark.parametrize(
    ("position_s", "credits_start_s", "is_watched"),
    [
        (0.94 * LONG_S, None, False),
        (0.951 * LONG_S, None, True),
        (4_999.0, 5_000.0, False),
        (5_000.0, 5_000.0, True),
        (0.96 * LONG_S, 5_300.0, False),  # credits that are known count, not the share
    ],
)
async def test_film_is_watched_from_credits_or_95_percent(
    viewing_house: ViewingHouse, position_s: float, credits_start_s: float | None, is_watched: bool
) -> None:
    film_id = await viewing_house.catalogue.add_film(
        viewing_house.library_id, "Alien", credits_start_s=credits_start_s
    )
    await viewing_house.report(film_id, position_s)
    row = await viewing_house.continues()
    assert row == ([] if is_watched else [(str(film_id), position_s, False)])
    history = (await viewing_house.get("history"))["items"]
    assert [one["is_finished"] for one in history] == [is_watched]


async def test_player_that_ends_has_watched_whatever_its_position(viewing_house: ViewingHouse) -> None:
    film_id = await viewing_house.catalogue.add_film(viewing_house.library_id, "Alien", duration_s=None)
    await viewing_house.report(film_id, 100.0, has_ended=True)
    assert await viewing_house.continues() == []
    assert (await viewing_house.get("history"))["items"][0]["is_finished"]


async def test_glance_does_not_begin_a_film(viewing_house: ViewingHouse) -> None:
    film_id = await viewing_house.catalogue.add_film(viewing_house.library_id, "Alien")
    await viewing_house.report(film_id, 4.0, watched_s=4.0)
    assert await viewing_house.continues() == []
    assert (await viewing_house.get("history"))["items"] == []


async def test_older_tab_does_not_pull_a_newer_one_back(
    viewing_house: ViewingHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    film_id = await viewing_house.catalogue.add_film(viewing_house.library_id, "Alien")
    older, newer = new_id(), new_id()
    assert await viewing_house.report(film_id, 100.0, playback_id=older)
    assert await viewing_house.report(film_id, 2_000.0, playback_id=newer)
    assert not await viewing_house.report(film_id, 110.0, playback_id=older)
    assert (await viewing_house.continues())[0][1] == 2_000.0
    # Seeking back in the newer one is no pulling back.
    assert await viewing_house.report(film_id, 50.0, playback_id=newer)
    _set_clock(monkeypatch, service.OTHER_TAB_RULES_FOR + timedelta(seconds=1))
    assert await viewing_house.report(film_id, 130.0, playback_id=older)
    assert (await viewing_house.continues())[0][1] == 130.0


async def test_clock_that_was_set_back_silences_no_player(
    viewing_house: ViewingHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    film_id = await viewing_house.catalogue.add_film(viewing_house.library_id, "Alien")
    before = new_id()
    _set_clock(monkeypatch, timedelta(hours=1))
    # Ids carry the time too: what began under the fast clock seems to have begun last.
    assert await viewing_house.report(film_id, 100.0, playback_id=UUID(int=before.int + (1 << 100)))
    monkeypatch.undo()
    assert await viewing_house.report(film_id, 700.0, playback_id=before)
    assert (await viewing_house.continues())[0][1] == 700.0


def _set_clock(monkeypatch: pytest.MonkeyPatch, ahead: timedelta) -> None:
    later: Callable[[], datetime] = lambda: now() + ahead  # noqa: E731 - a clock, not a function of its own
    monkeypatch.setattr(service, "now", later)


async def test_next_episode_follows_a_finished_one(viewing_house: ViewingHouse) -> None:
    series = await viewing_house.catalogue.add_series(
        viewing_house.library_id, "Waves", {0: ["Special"], 1: ["One", "Two"], 2: ["Three"]}
    )
    special, one, two, three = series.episodes
    await viewing_house.report(one, 700.0)
    assert await viewing_house.continues() == [(str(one), 700.0, False)]
    await viewing_house.report(one, 1_490.0)
    assert await viewing_house.continues() == [(str(two), 0.0, True)]
    await viewing_house.report(two, 1_490.0)
    assert await viewing_house.continues() == [(str(three), 0.0, True)]
    await viewing_house.report(three, 1_490.0)
    assert await viewing_house.continues() == []
    await viewing_house.report(special, 700.0)
    assert await viewing_house.continues() == [(str(special), 700.0, False)]


async def test_watched_episodes_are_skipped(viewing_house: ViewingHouse) -> None:
    series = await viewing_house.catalogue.add_series(
        viewing_house.library_id, "Waves", {1: ["One", "Two", "Three"]}
    )
    one, two, three = series.episodes
    await viewing_house.send("PUT", f"items/{two}/watched", {"is_watched": True})
    await viewing_house.report(one, 1_490.0)
    assert await viewing_house.continues() == [(str(three), 0.0, True)]


async def test_new_episode_brings_a_finished_series_back(viewing_house: ViewingHouse) -> None:
    catalogue = viewing_house.catalogue
    series = await catalogue.add_series(viewing_house.library_id, "Waves", {1: ["One"], 2: ["Two"]})
    one, two = series.episodes
    await catalogue.change(two, is_listed=False)
    await viewing_house.report(one, 1_490.0)
    assert await viewing_house.continues() == []
    await catalogue.change(two, is_listed=True)
    async with catalogue.database.write() as session:
        record_event(session, EpisodesAdded(viewing_house.library_id, (series.id,)))
    await catalogue.database.bus.drain()
    assert await viewing_house.continues() == [(str(two), 0.0, True)]


async def test_marking_a_series_and_unmarking_a_season(viewing_house: ViewingHouse) -> None:
    series = await viewing_house.catalogue.add_series(
        viewing_house.library_id, "Waves", {1: ["One", "Two"], 2: ["Three"]}
    )
    await viewing_house.send("PUT", f"list/{series.id}")

    async def unwatched() -> int:
        return int((await viewing_house.get("list"))[0]["unwatched_count"])

    assert await unwatched() == 3
    await viewing_house.send("PUT", f"items/{series.id}/watched", {"is_watched": True})
    assert await unwatched() == 0
    await viewing_house.send("PUT", f"items/{series.seasons[1]}/watched", {"is_watched": False})
    assert await unwatched() == 2
    assert await viewing_house.continues() == []
    await viewing_house.send("PUT", f"items/{series.seasons[1]}/watched", {"is_watched": True})
    assert await unwatched() == 0
    await viewing_house.send("PUT", f"items/{series.episodes[0]}/watched", {"is_watched": False})
    assert await unwatched() == 1


async def test_season_that_is_marked_has_the_next_one_follow(viewing_house: ViewingHouse) -> None:
    series = await viewing_house.catalogue.add_series(
        viewing_house.library_id, "Waves", {1: ["One", "Two"], 2: ["Three"]}
    )
    await viewing_house.send("PUT", f"items/{series.seasons[1]}/watched", {"is_watched": True})
    assert await viewing_house.continues() == [(str(series.episodes[2]), 0.0, True)]


async def test_start_over_forgets_the_position(viewing_house: ViewingHouse) -> None:
    film_id = await viewing_house.catalogue.add_film(viewing_house.library_id, "Alien")
    await viewing_house.report(film_id, 700.0)
    await viewing_house.send("POST", f"items/{film_id}/start-over")
    assert await viewing_house.continues() == []
    series = await viewing_house.catalogue.add_series(viewing_house.library_id, "Waves", {1: ["One", "Two"]})
    await viewing_house.report(series.episodes[0], 700.0)
    await viewing_house.send("POST", f"items/{series.episodes[0]}/start-over")
    assert await viewing_house.continues() == [(str(series.episodes[0]), 0.0, True)]


async def test_watching_again_counts_again(viewing_house: ViewingHouse) -> None:
    film_id = await viewing_house.catalogue.add_film(viewing_house.library_id, "Alien")
    await viewing_house.report(film_id, 5_300.0)
    await viewing_house.report(film_id, 900.0)
    assert await viewing_house.continues() == [(str(film_id), 900.0, False)]
    history = (await viewing_house.get("history"))["items"]
    assert [one["is_finished"] for one in history] == [False, True]


async def test_merged_item_takes_progress_list_and_history_along(viewing_house: ViewingHouse) -> None:
    catalogue = viewing_house.catalogue
    old = await catalogue.add_film(viewing_house.library_id, "Alein")
    new = await catalogue.add_film(viewing_house.library_id, "Alien")
    bob = await viewing_house.house.add_member("bob")
    await viewing_house.report(new, 300.0)
    await viewing_house.report(old, 900.0)
    await viewing_house.report(old, 400.0, member=bob)
    await viewing_house.send("PUT", f"list/{old}")
    async with catalogue.database.write() as session:
        record_event(session, ItemMerged(old, new))
    await catalogue.database.bus.drain()
    assert await viewing_house.continues() == [(str(new), 900.0, False)]
    assert await viewing_house.continues(bob) == [(str(new), 400.0, False)]
    assert [one["id"] for one in await viewing_house.get("list")] == [str(new)]
    history = (await viewing_house.get("history"))["items"]
    assert {one["item_id"] for one in history} == {str(new)}
    assert len(history) == 2


async def test_merged_episode_keeps_the_series_in_the_row(viewing_house: ViewingHouse) -> None:
    catalogue = viewing_house.catalogue
    series = await catalogue.add_series(viewing_house.library_id, "Waves", {1: ["One", "One again", "Two"]})
    old, new, two = series.episodes
    await viewing_house.report(old, 1_490.0)
    async with catalogue.database.write() as session:
        record_event(session, ItemMerged(old, new))
    await catalogue.change(old, is_listed=False)
    await catalogue.database.bus.drain()
    assert (await viewing_house.continues())[0][0] in {str(new), str(two)}


async def test_forgotten_plays_leave_marks_made_by_hand_and_what_is_known_of_the_series(
    viewing_house: ViewingHouse,
) -> None:
    catalogue = viewing_house.catalogue
    film = await catalogue.add_film(viewing_house.library_id, "Alien")
    marked = await catalogue.add_film(viewing_house.library_id, "Brazil")
    series = await catalogue.add_series(viewing_house.library_id, "Waves", {1: ["One", "Two", "Three"]})
    one, two, three = series.episodes
    await viewing_house.report(film, 700.0)
    await viewing_house.report(marked, 700.0)
    await viewing_house.send("PUT", f"items/{marked}/watched", {"is_watched": True})
    await viewing_house.report(one, 1_490.0)
    await viewing_house.report(two, 1_490.0)
    assert [card[0] for card in await viewing_house.continues()] == [str(three), str(film)]
    async with catalogue.database.write() as session:
        await service.forget_plays(session, {film, marked, two})
    # The series goes on behind the episode that is still known to be watched.
    assert await viewing_house.continues() == [(str(two), 0.0, True)]
    rows = await viewing_house.read_rows()
    assert {row["item_id"] for row in rows["progress"]} == {one, marked}
    assert [row["watched_count"] for row in rows["series_progress"]] == [1]
    assert [row["item_id"] for row in rows["history_entry"]] == [one]
    async with catalogue.database.write() as session:
        await service.forget_plays(session, {one})
    assert await viewing_house.continues() == []
