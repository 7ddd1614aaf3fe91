"""Trailers and interviews: they play, and tell nothing of the title they belong to."""

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from kino.features.catalog.models import Item, MediaFile
from kino.features.viewing.models import HistoryEntry, Progress
from tests.features.playback.conftest import CAPABILITIES, Cinema


async def find_extra(cinema: Cinema) -> str:
    """The id of the only extra's file."""
    async with cinema.house.context.database.read() as session:
        return str(
            (await session.scalars(select(MediaFile.id).where(MediaFile.extra_kind.is_not(None)))).one()
        )


async def report(cinema: Cinema, plan: dict[str, Any], **told: object) -> None:
    body = {"position_s": 2, "duration_s": 2, "watched_s": 12, "state": "playing", **told}
    answer = await cinema.ada.client.post(f"/api/playback/{plan['playback_id']}/progress", json=body)
    assert answer.status_code == 200, answer.text
    assert answer.json()["is_followed"] is True


async def test_extra_begins_at_its_beginning_and_leaves_the_film_where_it_was(cinema: Cinema) -> None:
    film_id = await cinema.add_film("h264.mp4", "Film")
    await cinema.add_film("h264.mp4", "Film", extra_kind="trailer", extra_title="Trailer")
    await report(cinema, await cinema.plan(film_id), position_s=1.5, duration_s=600, event="close")
    trailer = await cinema.plan(film_id, file_id=await find_extra(cinema))
    assert trailer["is_playable"] is True
    assert trailer["position_s"] == 0
    assert (trailer["is_extra"], trailer["versions"]) == (True, [])
    assert (await cinema.plan(film_id, file_id=trailer["file_id"], start_s=1))["position_s"] == 1
    await report(cinema, trailer, state="ended", event="ended")
    film = await cinema.plan(film_id)
    assert (film["is_extra"], film["position_s"]) == (False, 1.5)
    async with cinema.house.context.database.read() as session:
        (progress,) = await session.scalars(select(Progress))
        assert not progress.is_watched
        (sitting,) = await session.scalars(select(HistoryEntry))
        assert sitting.playback_id != UUID(trailer["playback_id"])


async def test_extra_of_a_series_plays_itself_and_no_episode(cinema: Cinema) -> None:
    show = {"kind": "episode", "season_number": 1}
    await cinema.add_film("h264.mp4", "Show", episode_number=1, **show)
    series_id = await cinema.add_film(
        "h264.mp4", "Show", extra_kind="interview", extra_title="Talk", kind="episode"
    )
    extra_id = await find_extra(cinema)
    plan = await cinema.plan(series_id, file_id=extra_id)
    assert (plan["file_id"], plan["item_id"]) == (extra_id, str(series_id))
    assert (plan["episode"], plan["next"], plan["title"]["kind"]) == (None, None, "series")
    assert (await cinema.ada.client.get(plan["parts"][0]["url"])).status_code == 200
    await report(cinema, plan, state="ended", event="ended")
    async with cinema.house.context.database.read() as session:
        assert not (await session.scalars(select(Progress))).all()


@pytest.mark.parametrize("names_file", [False, True])
async def test_series_itself_does_not_play(cinema: Cinema, *, names_file: bool) -> None:
    episode_id = await cinema.add_film("h264.mp4", "Show", kind="episode", season_number=1, episode_number=1)
    async with cinema.house.context.database.read() as session:
        series_id = (await session.scalars(select(Item.series_id).where(Item.id == episode_id))).one()
        file_id = (await session.scalars(select(MediaFile.id))).one()
    wish = {"capabilities": CAPABILITIES, "file_id": str(file_id) if names_file else None}
    answer = await cinema.ada.client.post(f"/api/playback/{series_id}", json=wish)
    assert answer.status_code == 404


async def test_extra_that_is_gone_is_not_replaced_by_the_film(cinema: Cinema) -> None:
    film_id = await cinema.add_film("h264.mp4", "Film")
    await cinema.add_film("h264.mp4", "Film", extra_kind="trailer", extra_title="Trailer")
    (cinema.folder / "Film-Trailer.mp4").unlink()
    wish = {"capabilities": CAPABILITIES, "file_id": await find_extra(cinema)}
    answer = await cinema.ada.client.post(f"/api/playback/{film_id}", json=wish)
    assert answer.json()["error"] == "FileGone"
