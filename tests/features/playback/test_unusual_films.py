"""Films that cannot be sent as they should be: in parts, without an index, with a length that lies."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import urljoin
from uuid import UUID

import pytest
from sqlalchemy import select, update

from kino.features.catalog.models import KeyframeIndex, MediaFile
from kino.media.keyframes import decode_keyframes, encode_keyframes
from tests.features.playback.conftest import Cinema

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


async def get_picture_url(cinema: Cinema, url: str) -> str:
    """Of the first picture of a master playlist."""
    answer = await cinema.ada.client.get(url)
    assert answer.status_code == 200, answer.text
    return urljoin(url, next(line for line in answer.text.splitlines() if not line.startswith("#")))


async def change_index(cinema: Cinema, **change: Any) -> None:
    """Another keyframe index than the file has."""
    async with cinema.house.context.database.write() as session:
        kept = (await session.scalars(select(KeyframeIndex))).one()
        kept.encoded = encode_keyframes(replace(decode_keyframes(bytes(kept.encoded)), **change))


async def change_facts(cinema: Cinema, item_id: UUID, **facts: Any) -> None:
    """As if the file's header said so."""
    async with cinema.house.context.database.write() as session:
        query = select(MediaFile).where(MediaFile.item_id == item_id)
        file = (await session.scalars(query)).one()
        file.media_info = {**(file.media_info or {}), **facts}
        if "duration_s" in facts:
            await session.execute(
                update(MediaFile).where(MediaFile.id == file.id).values(duration_s=facts["duration_s"])
            )


async def see_converted(cinema: Cinema, plan: dict[str, Any]) -> None:
    """It plays, its picture is converted, and the plan says why."""
    assert (plan["method"], plan["is_playable"]) == ("hls", True)
    assert plan["converted_to_px"]
    assert "cannot_be_copied" in [one["code"] for one in plan["notes"]]
    url = await get_picture_url(cinema, plan["parts"][0]["url"])
    assert (await cinema.ada.client.get(urljoin(url, "0.m4s"))).status_code == 200


async def test_film_with_an_incomplete_index_is_converted(cinema: Cinema) -> None:
    item_id = await cinema.add_film("ac3.ts", "Broadcast")
    plan = await cinema.plan(item_id)
    assert (plan["method"], plan["converted_to_px"], plan["notes"]) == ("hls", None, [])
    await change_index(cinema, is_complete=False)
    await see_converted(cinema, await cinema.plan(item_id))


async def test_film_whose_segments_would_be_too_large_is_converted(cinema: Cinema) -> None:
    item_id = await cinema.add_film("ac3.ts", "Heavy")
    await change_facts(cinema, item_id, bitrate_bps=400_000_000)
    await change_index(cinema, times_s=(0.0,), is_sync=(True,))
    await see_converted(cinema, await cinema.plan(item_id))


@pytest.mark.parametrize("avoid", [[], ["direct"], ["direct", "hls"]])
async def test_length_that_lies_is_told_and_costs_nothing(cinema: Cinema, avoid: Sequence[str]) -> None:
    item_id = await cinema.add_film("hevc.mp4", "Endless")
    await change_facts(cinema, item_id, duration_s=60_000_000.0)
    plan = await cinema.plan(item_id, avoid=list(avoid))
    assert (plan["method"], plan["is_playable"]) == ("none", False)
    assert "16,667 hours" in plan["missing"]


@pytest.mark.parametrize("start_s", [0.0, 2.0, 4.5, 5.9])
async def test_converted_film_in_parts_plays_from_anywhere(cinema: Cinema, start_s: float) -> None:
    item_id = await cinema.add_film("plain.avi", "Two", part_number=1)
    await cinema.add_film("plain.avi", "Two", part_number=2)
    plan = await cinema.plan(item_id, start_s=start_s)
    assert len(plan["parts"]) == 2
    for part in reversed(plan["parts"]):
        url = await get_picture_url(cinema, part["url"])
        for name in ("init.mp4", "0.m4s"):
            answer = await cinema.ada.client.get(urljoin(url, name))
            assert answer.status_code == 200, answer.text


async def test_place_behind_the_end_is_the_end(cinema: Cinema) -> None:
    """A shorter version came where a longer one was left near its end."""
    item_id = await cinema.add_film("hevc.mp4", "Shorter")
    plan = await cinema.plan(item_id, start_s=5_000.0)
    url = await get_picture_url(cinema, plan["parts"][0]["url"])
    assert (await cinema.ada.client.get(urljoin(url, "init.mp4"))).status_code == 200
