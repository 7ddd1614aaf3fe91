"""Playing over HTTP: plans, bytes, reports, and everything that may not play."""

import asyncio
from uuid import uuid4

import pytest

from kino.features.playback.parts import live_playbacks
from kino.features.playback.parts.live_playbacks import LivePlaybacks
from tests.features.playback.conftest import CAPABILITIES, Cinema


async def test_plan_plays_a_film_that_the_browser_can_decode(cinema: Cinema) -> None:
    item_id = await cinema.add_film("h264.mp4", "Film")
    plan = await cinema.plan(item_id)
    assert plan["is_playable"] is True
    assert plan["method"] == "direct"
    assert plan["position_s"] == 0
    (part,) = plan["parts"]
    answer = await cinema.ada.client.get(part["url"], headers={"Range": "bytes=4-7"})
    assert answer.status_code == 206
    assert answer.content == b"ftyp"
    assert answer.headers["content-type"] == "video/mp4"


@pytest.mark.parametrize(
    ("clip", "code", "word"),
    [
        ("hevc.mp4", "video_codec_unsupported", "HEVC"),
        ("ac3.mkv", "audio_codec_unsupported", "AC-3"),
    ],
)
async def test_plan_says_which_part_the_browser_is_missing(
    cinema: Cinema, clip: str, code: str, word: str
) -> None:
    plan = await cinema.plan(await cinema.add_film(clip, "Film"))
    assert plan["is_playable"] is False
    assert plan["parts"] == []
    assert code in [reason["code"] for reason in plan["reasons"]]
    assert word in str(plan["missing"])


async def test_plan_prefers_the_version_that_the_browser_can_play(cinema: Cinema) -> None:
    item_id = await cinema.add_film("hevc.mp4", "Film", edition="Cut A")
    same_id = await cinema.add_film("h264.mp4", "Film", part_number=None, edition="Cut B")
    assert item_id == same_id
    plan = await cinema.plan(item_id)
    assert plan["is_playable"] is True
    assert len(plan["versions"]) == 2


async def test_parts_of_a_film_play_on_one_clock(cinema: Cinema) -> None:
    item_id = await cinema.add_film("h264.mp4", "Film", part_number=1)
    await cinema.add_film("h264.mp4", "Film", part_number=2)
    plan = await cinema.plan(item_id)
    first, second = plan["parts"]
    assert first["start_s"] == 0
    assert second["start_s"] == pytest.approx(first["duration_s"])
    assert plan["duration_s"] == pytest.approx(first["duration_s"] + second["duration_s"])


async def test_playback_goes_on_at_the_second_it_stopped(cinema: Cinema) -> None:
    item_id = await cinema.add_film("h264.mp4", "Film")
    plan = await cinema.plan(item_id)
    report = {"position_s": 1.5, "duration_s": 600, "watched_s": 12, "state": "playing"}
    answer = await cinema.ada.client.post(f"/api/playback/{plan['playback_id']}/progress", json=report)
    assert answer.status_code == 200
    assert answer.json()["is_followed"] is True
    assert (await cinema.plan(item_id))["position_s"] == 1.5
    assert (await cinema.plan(item_id, start_s=0))["position_s"] == 0


async def test_older_tab_does_not_pull_the_newer_one_back(cinema: Cinema) -> None:
    item_id = await cinema.add_film("h264.mp4", "Film")
    older = await cinema.plan(item_id)
    newer = await cinema.plan(item_id)
    for plan, position_s, is_followed in ((newer, 300, True), (older, 20, False)):
        report = {"position_s": position_s, "duration_s": 600, "watched_s": 10, "state": "playing"}
        answer = await cinema.ada.client.post(f"/api/playback/{plan['playback_id']}/progress", json=report)
        assert answer.json()["is_followed"] is is_followed
    assert (await cinema.plan(item_id))["position_s"] == 300


async def test_report_at_95_percent_finishes_the_film(cinema: Cinema) -> None:
    item_id = await cinema.add_film("h264.mp4", "Film")
    plan = await cinema.plan(item_id)
    url = f"/api/playback/{plan['playback_id']}/progress"
    await cinema.ada.client.post(
        url, json={"position_s": 100, "duration_s": 600, "watched_s": 10, "state": "playing"}
    )
    assert len((await cinema.ada.client.get("/api/continue")).json()) == 1
    await cinema.ada.client.post(
        url, json={"position_s": 571, "duration_s": 600, "watched_s": 10, "state": "playing"}
    )
    assert (await cinema.ada.client.get("/api/continue")).json() == []
    assert (await cinema.ada.client.get("/api/history")).json()["items"][0]["is_finished"] is True


async def test_finished_episode_leads_to_the_next(cinema: Cinema) -> None:
    first = await cinema.add_film("h264.mp4", "Show", kind="episode", season_number=1, episode_number=1)
    second = await cinema.add_film("h264.mp4", "Show", kind="episode", season_number=1, episode_number=2)
    plan = await cinema.plan(first)
    assert plan["next"]["id"] == str(second)
    report = {"position_s": 3, "duration_s": 3, "watched_s": 3, "state": "ended", "event": "ended"}
    await cinema.ada.client.post(f"/api/playback/{plan['playback_id']}/progress", json=report)
    (card,) = (await cinema.ada.client.get("/api/continue")).json()
    assert card["item_id"] == str(second)
    assert card["is_next"] is True


@pytest.mark.parametrize("spoil", ["signature", "file", "playback", "nonsense"])
async def test_altered_media_url_is_refused(cinema: Cinema, spoil: str) -> None:
    plan = await cinema.plan(await cinema.add_film("h264.mp4", "Film"))
    url = plan["parts"][0]["url"]
    _, api, stream, playback_id, file_id, signature, name = url.split("/")
    changed = {
        "signature": [playback_id, file_id, signature[:-1] + ("0" if signature[-1] != "0" else "1"), name],
        "file": [playback_id, str(uuid4()), signature, name],
        "playback": [str(uuid4()), file_id, signature, name],
        "nonsense": ["%2e%2e", "%2e%2e", "etc", "passwd"],
    }[spoil]
    answer = await cinema.ada.client.get("/".join(["", api, stream, *changed]))
    assert answer.status_code == (410 if spoil == "playback" else 403)
    assert answer.json()["error"] == ("PlaybackEnded" if spoil == "playback" else "MediaLinkInvalid")


async def test_media_url_ends_with_its_playback(cinema: Cinema, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = await cinema.plan(await cinema.add_film("h264.mp4", "Film"))
    url = plan["parts"][0]["url"]
    assert (await cinema.ada.client.get(url, headers={"Range": "bytes=0-9"})).status_code == 206
    monkeypatch.setattr(live_playbacks, "LIFETIME_S", -1.0)
    assert (await cinema.ada.client.get(url)).status_code == 410
    report = {"position_s": 1, "watched_s": 1, "state": "playing"}
    answer = await cinema.ada.client.post(f"/api/playback/{plan['playback_id']}/progress", json=report)
    assert answer.status_code == 410


async def test_report_keeps_the_media_url_alive(cinema: Cinema) -> None:
    plan = await cinema.plan(await cinema.add_film("h264.mp4", "Film"))
    playback = next(iter(cinema.house.context.part(LivePlaybacks).list_alive()))
    playback.heard_s -= live_playbacks.LIFETIME_S - 1
    report = {"position_s": 1, "watched_s": 1, "state": "paused", "event": "pause"}
    answer = await cinema.ada.client.post(f"/api/playback/{plan['playback_id']}/progress", json=report)
    assert answer.json()["url_expires_at"] > str(plan["url_expires_at"])


async def test_library_that_one_may_not_see_does_not_play(cinema: Cinema) -> None:
    item_id = await cinema.add_film("h264.mp4", "Film")
    answer = await cinema.bob.client.post(f"/api/playback/{item_id}", json={"capabilities": CAPABILITIES})
    assert answer.status_code == 404
    assert answer.json()["error"] == "NothingToPlay"


async def test_another_profile_cannot_report_for_a_playback(cinema: Cinema) -> None:
    plan = await cinema.plan(await cinema.add_film("h264.mp4", "Film"))
    report = {"position_s": 1, "watched_s": 1, "state": "playing"}
    answer = await cinema.bob.client.post(f"/api/playback/{plan['playback_id']}/progress", json=report)
    assert answer.status_code == 410
    assert (await cinema.bob.client.get("/api/history")).json()["items"] == []


async def test_sign_out_ends_the_stream_at_once(cinema: Cinema) -> None:
    plan = await cinema.plan(await cinema.add_film("h264.mp4", "Film"))
    url = plan["parts"][0]["url"]
    await cinema.ada.client.post("/api/logout")
    await cinema.house.context.bus.drain()
    anyone = await cinema.house.client()
    assert (await anyone.get(url)).status_code == 410


async def test_admin_stops_a_playback(cinema: Cinema) -> None:
    plan = await cinema.plan(await cinema.add_film("h264.mp4", "Film"))
    (running,) = (await cinema.ada.client.get("/api/admin/playbacks")).json()
    assert running["title"] == "Film"
    assert (await cinema.ada.client.delete(f"/api/admin/playbacks/{plan['playback_id']}")).status_code == 204
    assert (await cinema.ada.client.get(plan["parts"][0]["url"])).status_code == 410


async def test_stopped_player_is_told_so_when_it_missed_the_message(cinema: Cinema) -> None:
    plan = await cinema.plan(await cinema.add_film("h264.mp4", "Film"))
    playback_id = plan["playback_id"]
    assert (await cinema.ada.client.delete(f"/api/admin/playbacks/{playback_id}")).status_code == 204
    report = {"position_s": 1, "state": "playing"}
    answer = await cinema.ada.client.post(f"/api/playback/{playback_id}/progress", json=report)
    assert answer.status_code == 410
    assert answer.json()["error"] == "StoppedByAdmin"


async def test_file_replaced_on_disk_is_refused_not_served(cinema: Cinema) -> None:
    plan = await cinema.plan(await cinema.add_film("h264.mp4", "Film"))
    (film,) = cinema.folder.iterdir()
    film.write_bytes(b"something else")
    answer = await cinema.ada.client.get(plan["parts"][0]["url"])
    assert answer.status_code == 409


async def test_file_that_became_a_link_is_refused(cinema: Cinema) -> None:
    plan = await cinema.plan(await cinema.add_film("h264.mp4", "Film"))
    (film,) = cinema.folder.iterdir()
    film.unlink()
    film.symlink_to("/etc/passwd")
    answer = await cinema.ada.client.get(plan["parts"][0]["url"])
    assert answer.status_code in (404, 409)
    assert b"root:" not in answer.content


async def test_film_with_link_out_of_its_library_gets_no_stream(cinema: Cinema) -> None:
    item_id = await cinema.add_film("h264.mp4", "Film")
    (film,) = cinema.folder.iterdir()
    outside = cinema.folder.parent / "outside.mp4"
    film.rename(outside)
    film.symlink_to(outside)
    answer = await cinema.ada.client.post(f"/api/playback/{item_id}", json={"capabilities": CAPABILITIES})
    assert answer.status_code == 404


async def test_no_database_session_is_held_while_bytes_flow(cinema: Cinema) -> None:
    plan = await cinema.plan(await cinema.add_film("h264.mp4", "Film"))
    pool = cinema.house.context.database.engine.pool
    before = pool.checkedout()  # type: ignore[attr-defined]
    async with cinema.ada.client.stream("GET", plan["parts"][0]["url"]) as answer:
        assert answer.status_code == 200
        assert pool.checkedout() == before  # type: ignore[attr-defined]
        await asyncio.sleep(0)


async def test_report_of_nonsense_is_refused(cinema: Cinema) -> None:
    plan = await cinema.plan(await cinema.add_film("h264.mp4", "Film"))
    url = f"/api/playback/{plan['playback_id']}/progress"
    for body in (
        {"position_s": -1, "state": "playing"},
        {"position_s": 1, "state": "dancing"},
        {"state": "playing"},
    ):
        answer = await cinema.ada.client.post(url, json=body)
        assert answer.status_code == 422
        assert answer.json()["error"] == "InvalidRequest"
