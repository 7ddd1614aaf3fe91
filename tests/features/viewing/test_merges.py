"""Two items turn out to be one: nothing that a profile knows of either is lost."""

from typing import Any
from uuid import UUID

import pytest

from kino.core.db import record_event
from kino.features.catalog.events import EpisodesAdded, ItemMerged
from kino.features.viewing.parts.track_choices import (
    ChosenTrack,
    TrackChoices,
    keep_audio,
    keep_subtitles,
    read_track_choices,
)
from tests.features.viewing.conftest import ViewingHouse

ENDED_S = 5_300.0  # of films, behind their credits
EPISODE_ENDED_S = 1_490.0


async def merge(house: ViewingHouse, *pairs: tuple[UUID, UUID]) -> None:
    """Tell that the first of each pair is the second now."""
    async with house.catalogue.database.write() as session:
        record_event(session, *(ItemMerged(old, new) for old, new in pairs))
    await house.catalogue.database.bus.drain()


async def read_progress(house: ViewingHouse) -> dict[UUID, Any]:
    rows = await house.read_rows()
    return {row["item_id"]: row for row in rows["progress"]}


@pytest.mark.parametrize("is_old_later", [False, True])
async def test_film_watched_under_either_name_stays_watched_and_plays_add_up(
    viewing_house: ViewingHouse, is_old_later: bool
) -> None:
    old = await viewing_house.catalogue.add_film(viewing_house.library_id, "Alein")
    new = await viewing_house.catalogue.add_film(viewing_house.library_id, "Alien")
    await viewing_house.report(old, ENDED_S)
    watched_at = (await read_progress(viewing_house))[old]["watched_at"]
    await viewing_house.report(new, 300.0)
    if is_old_later:
        await viewing_house.report(old, 900.0)
    await merge(viewing_house, (old, new))
    (row,) = (await read_progress(viewing_house)).values()
    assert (row["item_id"], row["is_watched"], row["play_count"]) == (new, True, 1)
    assert row["watched_at"] == watched_at
    assert row["position_s"] == (900.0 if is_old_later else 300.0)
    assert await viewing_house.continues() == [(str(new), row["position_s"], False)]


async def test_plays_of_both_names_are_added(viewing_house: ViewingHouse) -> None:
    old = await viewing_house.catalogue.add_film(viewing_house.library_id, "Alein")
    new = await viewing_house.catalogue.add_film(viewing_house.library_id, "Alien")
    for film in (new, old):
        await viewing_house.report(film, 700.0)
        await viewing_house.report(film, ENDED_S)
    await merge(viewing_house, (old, new))
    assert (await read_progress(viewing_house))[new]["play_count"] == 2
    assert await viewing_house.continues() == []


async def test_film_begun_once_and_finished_later_has_no_card(viewing_house: ViewingHouse) -> None:
    old = await viewing_house.catalogue.add_film(viewing_house.library_id, "Alein")
    new = await viewing_house.catalogue.add_film(viewing_house.library_id, "Alien")
    await viewing_house.report(old, 700.0)
    await viewing_house.report(new, ENDED_S)
    await merge(viewing_house, (old, new))
    assert await viewing_house.continues() == []
    assert (await viewing_house.read_rows())["continue_entry"] == []


async def test_merged_series_takes_its_place_on_the_list_along(viewing_house: ViewingHouse) -> None:
    catalogue = viewing_house.catalogue
    old = await catalogue.add_series(viewing_house.library_id, "Wavse", {1: ["One"]})
    new = await catalogue.add_series(viewing_house.library_id, "Waves", {1: ["One", "Two"]})
    await viewing_house.send("PUT", f"list/{old.id}")
    (before,) = (await viewing_house.read_rows())["watchlist_entry"]
    await viewing_house.report(old.episodes[0], EPISODE_ENDED_S)
    for item_id in (old.id, *old.episodes):
        await catalogue.change(item_id, is_listed=False)
    await merge(viewing_house, (old.episodes[0], new.episodes[0]), (old.id, new.id))
    assert (await viewing_house.read_rows())["watchlist_entry"] == [{**before, "title_id": new.id}]
    (card,) = await viewing_house.get("list")
    assert (card["id"], card["unwatched_count"]) == (str(new.id), 1)


async def test_card_of_a_merged_episode_belongs_to_the_series_that_stays(viewing_house: ViewingHouse) -> None:
    catalogue = viewing_house.catalogue
    old = await catalogue.add_series(viewing_house.library_id, "Wavse", {1: ["One", "Two"]})
    new = await catalogue.add_series(viewing_house.library_id, "Waves", {1: ["One", "Two", "Three"]})
    await viewing_house.report(old.episodes[1], 700.0)
    (before,) = (await viewing_house.read_rows())["continue_entry"]
    for item_id in (old.id, *old.episodes):
        await catalogue.change(item_id, is_listed=False)
    pairs = list(zip(old.episodes, new.episodes[:2], strict=True))
    await merge(viewing_house, *pairs, (old.id, new.id))
    moved = {**before, "title_id": new.id, "item_id": new.episodes[1]}
    assert (await viewing_house.read_rows())["continue_entry"] == [moved]
    # One card a title: what follows takes the place of what was there.
    await viewing_house.report(new.episodes[1], EPISODE_ENDED_S)
    assert await viewing_house.continues() == [(str(new.episodes[2]), 0.0, True)]


async def test_card_of_an_episode_that_only_the_old_series_has_shows_the_next_one(
    viewing_house: ViewingHouse,
) -> None:
    catalogue = viewing_house.catalogue
    old = await catalogue.add_series(viewing_house.library_id, "Wavse", {1: ["One"], 9: ["Lost"]})
    new = await catalogue.add_series(viewing_house.library_id, "Waves", {1: ["One", "Two"]})
    await viewing_house.report(old.episodes[0], EPISODE_ENDED_S)
    assert await viewing_house.continues() == [(str(old.episodes[1]), 0.0, True)]
    for item_id in (old.id, *old.episodes):
        await catalogue.change(item_id, is_listed=False)
    await merge(viewing_house, (old.episodes[0], new.episodes[0]), (old.id, new.id))
    assert await viewing_house.continues() == [(str(new.episodes[1]), 0.0, True)]


async def test_card_that_was_taken_out_stays_out_after_a_merge(viewing_house: ViewingHouse) -> None:
    old = await viewing_house.catalogue.add_film(viewing_house.library_id, "Alein")
    new = await viewing_house.catalogue.add_film(viewing_house.library_id, "Alien")
    await viewing_house.report(new, 300.0)
    await viewing_house.report(old, 900.0)
    for film in (old, new):
        await viewing_house.send("DELETE", f"continue/{film}")
    await merge(viewing_house, (old, new))
    assert await viewing_house.continues() == []
    await viewing_house.report(new, 950.0)
    assert await viewing_house.continues() == [(str(new), 950.0, False)]


async def test_older_episode_does_not_take_the_card_of_the_current_one(viewing_house: ViewingHouse) -> None:
    catalogue = viewing_house.catalogue
    series = await catalogue.add_series(viewing_house.library_id, "Waves", {1: ["One", "One again", "Two"]})
    old, new, two = series.episodes
    await viewing_house.report(old, 700.0)
    await viewing_house.report(two, 500.0)
    await catalogue.change(old, is_listed=False)
    await merge(viewing_house, (old, new))
    assert await viewing_house.continues() == [(str(two), 500.0, False)]


async def test_merge_leaves_profiles_alone_that_knew_only_what_stays(viewing_house: ViewingHouse) -> None:
    old = await viewing_house.catalogue.add_film(viewing_house.library_id, "Alein")
    new = await viewing_house.catalogue.add_film(viewing_house.library_id, "Alien")
    await viewing_house.report(new, 300.0)
    await viewing_house.send("DELETE", f"continue/{new}")
    before = await viewing_house.read_rows()
    await merge(viewing_house, (old, new))
    assert await viewing_house.read_rows() == before


async def test_chosen_tracks_follow_and_those_of_what_stays_win(viewing_house: ViewingHouse) -> None:
    catalogue, ada = viewing_house.catalogue, viewing_house.ada.profile_id
    films = [
        await catalogue.add_film(viewing_house.library_id, name) for name in ("Alein", "Alien", "Alient")
    ]
    english, german = ChosenTrack.of("en", "x" * 300), ChosenTrack.of("de", None, is_sdh=True)
    async with catalogue.database.write() as session:
        await keep_audio(session, ada, films[0], english)
        await keep_subtitles(session, ada, films[0], None)
        await keep_subtitles(session, ada, films[2], german)
    await merge(viewing_house, (films[0], films[1]))
    async with catalogue.database.read() as session:
        assert await read_track_choices(session, ada, films[0]) == TrackChoices()
        assert await read_track_choices(session, ada, films[1]) == TrackChoices(english, "off")
    await merge(viewing_house, (films[1], films[2]))
    async with catalogue.database.read() as session:
        assert await read_track_choices(session, ada, films[2]) == TrackChoices(None, german)


async def test_crash_behind_the_commit_loses_neither_merges_nor_new_episodes(
    viewing_house: ViewingHouse,
) -> None:
    catalogue = viewing_house.catalogue
    old = await catalogue.add_film(viewing_house.library_id, "Alein")
    new = await catalogue.add_film(viewing_house.library_id, "Alien")
    series = await catalogue.add_series(viewing_house.library_id, "Waves", {1: ["One", "Two"]})
    one, two = series.episodes
    await catalogue.change(two, is_listed=False)
    await viewing_house.report(one, EPISODE_ENDED_S)
    await viewing_house.report(old, 900.0)
    await viewing_house.send("PUT", f"list/{old}")
    await catalogue.change(two, is_listed=True)
    # From here on nobody dispatches events, as in a process that is killed at the commit.
    await catalogue.database.bus.stop()
    async with catalogue.database.write() as session:
        record_event(session, ItemMerged(old, new), EpisodesAdded(viewing_house.library_id, (series.id,)))
    assert await viewing_house.continues() == [(str(two), 0.0, True), (str(new), 900.0, False)]
    assert [card["id"] for card in await viewing_house.get("list")] == [str(new)]
