"""A playback while the world changes under it: files, disks, sessions, libraries, the server itself."""

import asyncio
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx2
import pytest
from sqlalchemy import update

from kino.core.db import record_event
from kino.features.accounts.models import Account
from kino.features.catalog.models import MediaFile
from kino.features.libraries.events import LibraryAccessChanged
from kino.features.libraries.service import add_folder
from kino.features.playback.parts import look_at_disk, opening
from kino.features.playback.parts.live_playbacks import LivePlaybacks
from tests.features.playback.conftest import CAPABILITIES, Cinema


async def _ask(cinema: Cinema, item_id: UUID, **wish: object) -> httpx2.Response:
    body = {"capabilities": CAPABILITIES, **wish}
    return await cinema.ada.client.post(f"/api/playback/{item_id}", json=body)


async def _fetch(cinema: Cinema, plan: dict[str, Any]) -> int:
    answer = await cinema.ada.client.get(plan["parts"][0]["url"], headers={"Range": "bytes=0-99"})
    return answer.status_code


def _only_file(cinema: Cinema) -> Path:
    (film,) = [one for one in cinema.folder.iterdir() if one.suffix == ".mp4"]
    return film


async def test_file_replaced_under_its_name_gets_a_plan_for_what_is_there_now(cinema: Cinema) -> None:
    item_id = await cinema.add_film("h264.mp4", "Film")
    plan = await cinema.plan(item_id)
    film = _only_file(cinema)
    better = cinema.clips.get("hevc.mp4").read_bytes()
    film.write_bytes(film.read_bytes() + b"\0" * 4096)
    assert await _fetch(cinema, plan) == 409
    # No scan has run: the plan itself notices, and the same second is played of the new file.
    renewed = await cinema.plan(item_id, file_id=plan["file_id"], start_s=1.25)
    assert renewed["position_s"] == 1.25
    assert renewed["parts"][0]["size_bytes"] == film.stat().st_size
    assert await _fetch(cinema, renewed) == 206
    # And what is in it is read anew: another codec is no longer promised to play.
    film.write_bytes(better)
    changed = await cinema.plan(item_id, file_id=plan["file_id"])
    assert (changed["method"], changed["converted_to_px"]) == ("hls", 360)
    assert "video_codec_unsupported" in [reason["code"] for reason in changed["reasons"]]


async def test_upgrade_under_another_name_is_played_instead_of_what_is_gone(cinema: Cinema) -> None:
    item_id = await cinema.add_film("h264.mp4", "Film", edition="Old")
    plan = await cinema.plan(item_id)
    old = _only_file(cinema)
    assert (
        await cinema.add_film("h264.mp4", "Film", part_number=None, edition="New", episode_number=2)
        == item_id
    )
    old.unlink()
    renewed = await cinema.plan(item_id, file_id=plan["file_id"], start_s=1.0)
    assert renewed["file_id"] != plan["file_id"]
    assert [one["file_id"] for one in renewed["versions"]] == [renewed["file_id"]]
    assert await _fetch(cinema, renewed) == 206


async def test_film_without_any_file_left_says_so(cinema: Cinema) -> None:
    item_id = await cinema.add_film("h264.mp4", "Film")
    (cinema.folder / "another.txt").write_text("The disk is there.")
    _only_file(cinema).unlink()
    answer = await _ask(cinema, item_id)
    assert (answer.status_code, answer.json()["error"]) == (409, "FileGone")


async def test_part_that_is_gone_does_not_let_the_other_play_as_the_whole(cinema: Cinema) -> None:
    item_id = await cinema.add_film("h264.mp4", "Film", part_number=1)
    first = _only_file(cinema)
    await cinema.add_film("h264.mp4", "Film", part_number=2)
    first.unlink()
    assert (await _ask(cinema, item_id)).json()["error"] == "FileGone"


async def test_disk_that_is_away_is_told_and_plays_again_when_it_is_back(cinema: Cinema) -> None:
    item_id = await cinema.add_film("h264.mp4", "Film")
    away = cinema.folder.with_name("away")
    cinema.folder.rename(away)
    cinema.folder.mkdir()  # an empty mount point
    plan = await cinema.plan(item_id, start_s=1.0)
    assert (plan["is_playable"], plan["reasons"][0]["code"]) == (False, "disk_away")
    cinema.folder.rmdir()
    away.rename(cinema.folder)
    assert (await cinema.plan(item_id, start_s=1.0))["is_playable"] is True


async def test_disk_that_hangs_counts_as_away(cinema: Cinema, monkeypatch: pytest.MonkeyPatch) -> None:
    item_id = await cinema.add_film("h264.mp4", "Film")
    released = asyncio.Event()
    loop = asyncio.get_running_loop()

    def hang(file: Any) -> Any:
        asyncio.run_coroutine_threadsafe(released.wait(), loop).result()
        return file

    monkeypatch.setattr(look_at_disk, "_look_at", hang)
    monkeypatch.setattr(look_at_disk, "ANSWERS_WITHIN_S", 0.1)
    plan = await cinema.plan(item_id)
    released.set()
    assert plan["reasons"][0]["code"] == "disk_away"


async def test_after_a_restart_the_same_second_is_planned_again(cinema: Cinema) -> None:
    item_id = await cinema.add_film("h264.mp4", "Film")
    plan = await cinema.plan(item_id)
    live = cinema.house.context.part(LivePlaybacks)
    live.end_where(lambda _: True)  # a process that has just started knows of none
    assert await _fetch(cinema, plan) == 410
    report = {"position_s": 1.5, "watched_s": 1, "state": "paused"}
    answer = await cinema.ada.client.post(f"/api/playback/{plan['playback_id']}/progress", json=report)
    assert (answer.status_code, answer.json()["error"]) == (410, "PlaybackEnded")
    renewed = await cinema.plan(item_id, file_id=plan["file_id"], start_s=1.5)
    assert renewed["position_s"] == 1.5
    assert await _fetch(cinema, renewed) == 206


async def test_library_taken_away_ends_in_its_sentence(cinema: Cinema) -> None:
    item_id = await cinema.add_film("h264.mp4", "Film")
    plan = await cinema.plan(item_id)
    async with cinema.house.context.database.write() as session:
        record_event(session, LibraryAccessChanged(account_ids=(cinema.ada.account_id,)))
    await cinema.house.context.bus.drain()
    assert await _fetch(cinema, plan) == 410
    refused = await cinema.bob.client.post(f"/api/playback/{item_id}", json={"capabilities": CAPABILITIES})
    assert refused.json()["detail"] == "There is no such film or episode in your libraries."


async def test_folder_that_leaves_its_library_ends_what_plays_from_it(cinema: Cinema) -> None:
    film, other = await cinema.add_film("h264.mp4", "Film"), await cinema.add_film("h264.mp4", "Other")
    plan = await cinema.plan(film)
    elsewhere = cinema.folder.with_name("elsewhere")
    elsewhere.mkdir()
    async with cinema.house.context.database.write() as session:
        folder = await add_folder(session, cinema.library_id, bytes(elsewhere))
        await session.execute(update(MediaFile).where(MediaFile.item_id == other).values(folder_id=folder.id))
    (cinema.folder / "Other-.mp4").rename(elsewhere / "Other-.mp4")
    kept = await cinema.plan(other)
    path = f"/api/admin/libraries/{cinema.library_id}/folders/{cinema.folder_id}"
    assert (await cinema.ada.client.delete(path)).status_code == 204
    await cinema.house.context.bus.drain()
    assert await _fetch(cinema, plan) == 410
    assert await _fetch(cinema, kept) == 206
    refused = await cinema.ada.client.post(f"/api/playback/{film}", json={"capabilities": CAPABILITIES})
    assert refused.status_code == 404


async def test_library_that_was_taken_away_unheard_ends_with_the_next_report(cinema: Cinema) -> None:
    """Whoever changed the rights told nobody: the report itself looks."""
    item_id = await cinema.add_film("h264.mp4", "Film")
    plan = await cinema.plan(item_id)
    await _let_see_nothing(cinema)
    report = {"position_s": 1.5, "watched_s": 10, "state": "playing"}
    answer = await cinema.ada.client.post(f"/api/playback/{plan['playback_id']}/progress", json=report)
    assert (answer.status_code, answer.json()["error"]) == (410, "PlaybackEnded")
    assert await _fetch(cinema, plan) == 410
    refused = await _ask(cinema, item_id)
    assert refused.json()["detail"] == "There is no such film or episode in your libraries."


async def test_library_taken_away_while_the_plan_is_made_does_not_play(
    cinema: Cinema, monkeypatch: pytest.MonkeyPatch
) -> None:
    item_id = await cinema.add_film("h264.mp4", "Film")
    read_material = opening._read_material

    async def lose_library_after(*args: Any) -> Any:
        material = await read_material(*args)
        await _let_see_nothing(cinema)
        return material

    monkeypatch.setattr(opening, "_read_material", lose_library_after)
    answer = await _ask(cinema, item_id)
    assert (answer.status_code, answer.json()["error"]) == (404, "NothingToPlay")
    assert not list(cinema.house.context.part(LivePlaybacks).list_alive())


async def _let_see_nothing(cinema: Cinema) -> None:
    async with cinema.house.context.database.write() as session:
        await session.execute(
            update(Account).where(Account.id == cinema.ada.account_id).values(sees_all_libraries=False)
        )


async def test_revoked_session_ends_stream_report_and_plan(cinema: Cinema) -> None:
    item_id = await cinema.add_film("h264.mp4", "Film")
    plan = await cinema.plan(item_id)
    client = cinema.ada.client
    devices = (await client.get("/api/me/sessions")).json()
    cookies = dict(client.cookies)
    for device in devices:
        await client.delete(f"/api/me/sessions/{device['id']}")
    await cinema.house.context.bus.drain()
    client.cookies.update(cookies)
    assert await _fetch(cinema, plan) == 410
    report = {"position_s": 1, "watched_s": 1, "state": "playing"}
    answer = await client.post(f"/api/playback/{plan['playback_id']}/progress", json=report)
    assert answer.status_code == 401
    assert (await _ask(cinema, item_id)).status_code == 401


async def test_report_of_a_stand_in_ends_when_the_film_has_come(cinema: Cinema) -> None:
    item_id = await cinema.add_film("h264.mp4", "Film", is_stand_in=True)
    context = cinema.house.context
    await cinema.wait_for_film(item_id, is_waiting=True)
    plan = await cinema.plan(item_id)
    url = f"/api/playback/{plan['playback_id']}/progress"
    report = {"position_s": 30, "duration_s": 60, "watched_s": 10, "state": "playing"}
    assert (await cinema.ada.client.post(url, json=report)).status_code == 200
    await cinema.wait_for_film(item_id, is_waiting=False)
    ended = {**report, "position_s": 60, "state": "ended", "event": "ended"}
    answer = await cinema.ada.client.post(url, json=ended)
    assert (answer.status_code, answer.json()["error"]) == (410, "PlaybackEnded")
    assert await _fetch(cinema, plan) == 410
    assert not list(context.part(LivePlaybacks).list_alive())
    assert (await cinema.ada.client.get("/api/history")).json()["items"][0]["is_finished"] is False
