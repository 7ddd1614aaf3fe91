"""Playing over HTTP: plans, bytes, reports, and everything that may not play."""

import asyncio
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, update

from kino.core.clock import now
from kino.core.jobs.interface import JobRegistry
from kino.features.libraries.queries import replace_account_access
from kino.features.playback import jobs
from kino.features.playback.models import Playback
from kino.features.playback.parts import live_playbacks
from kino.features.playback.parts.live_playbacks import LivePlaybacks
from kino.features.playback.parts.smart_rewind import rewind_s
from kino.features.viewing.models import Progress
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


async def test_plan_says_which_part_the_browser_is_missing(cinema: Cinema) -> None:
    plan = await cinema.plan(await cinema.add_film("hevc.mp4", "Film"))
    assert (plan["is_playable"], plan["method"], plan["converted_to_px"]) == (True, "hls", 360)
    (reason,) = plan["reasons"]
    assert reason["code"] == "video_codec_unsupported"
    assert "HEVC" in reason["sentence"]
    assert plan["missing"] is None


async def test_film_whose_sound_the_browser_cannot_decode_plays_in_segments(cinema: Cinema) -> None:
    plan = await cinema.plan(await cinema.add_film("ac3.mkv", "Film"))
    assert (plan["is_playable"], plan["method"], plan["missing"]) == (True, "hls", None)
    assert [reason["code"] for reason in plan["reasons"]] == ["audio_codec_unsupported"]
    assert plan["parts"][0]["url"].endswith("/master.m3u8")


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


async def test_older_tab_is_believed_at_once_when_the_newer_one_is_closed(cinema: Cinema) -> None:
    item_id = await cinema.add_film("h264.mp4", "Film")
    older = await cinema.plan(item_id)
    newer = await cinema.plan(item_id)
    for plan, event in ((newer, "close"), (older, "interval")):
        report = {"position_s": 300, "duration_s": 600, "watched_s": 10, "state": "paused", "event": event}
        answer = await cinema.ada.client.post(f"/api/playback/{plan['playback_id']}/progress", json=report)
        assert answer.json()["is_followed"] is True


async def test_ninth_playback_of_a_device_ends_the_one_least_lately_heard_of(cinema: Cinema) -> None:
    item_id = await cinema.add_film("h264.mp4", "Film")
    async with cinema.house.context.database.write() as session:
        await replace_account_access(session, cinema.bob.account_id, [cinema.library_id])
    other = await cinema.plan(item_id, cinema.bob)
    watched = await cinema.plan(item_id)
    plans = [await cinema.plan(item_id) for _ in range(7)]
    report = {"position_s": 300, "watched_s": 10, "state": "playing"}
    await cinema.ada.client.post(f"/api/playback/{watched['playback_id']}/progress", json=report)
    plans.append(await cinema.plan(item_id))
    live = {str(one.id) for one in cinema.house.context.part(LivePlaybacks).list_alive()}
    assert live == {plan["playback_id"] for plan in (other, watched, *plans[1:])}
    answer = await cinema.ada.client.get(plans[0]["parts"][0]["url"])
    assert answer.status_code == 410
    async with cinema.house.context.database.read() as session:
        ended = await session.scalars(select(Playback.id).where(Playback.ended_at.is_not(None)))
        assert [str(one) for one in ended] == [plans[0]["playback_id"]]


async def test_playback_is_forgotten_a_week_after_its_last_report(
    cinema: Cinema, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "BATCH", 2)
    context = cinema.house.context
    item_id = await cinema.add_film("h264.mp4", "Film")
    plans = [await cinema.plan(item_id) for _ in range(6)]
    old = [UUID(plan["playback_id"]) for plan in plans[:5]]
    async with context.database.write() as session:
        for playback_id, days in zip(old, (8, 7.1, 6.9, 30, 300), strict=True):
            at = now() - timedelta(days=days)
            await session.execute(
                update(Playback).where(Playback.id == playback_id).values(reported_at=at, started_at=at)
            )
    kind = context.part(JobRegistry).get_kind(jobs.FORGET_ENDED)
    assert await kind.handler(FakeJob()) == {"deleted_count": 4}  # type: ignore[arg-type]
    async with context.database.read() as session:
        kept = set(await session.scalars(select(Playback.id)))
    assert kept == {old[2], UUID(plans[5]["playback_id"])}
    assert await kind.handler(FakeJob()) == {"deleted_count": 0}  # type: ignore[arg-type]


class FakeJob:
    """A run of the job by hand."""

    def raise_if_cancelled(self) -> None:
        """Nobody cancels it."""


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


async def test_many_short_looks_are_one_sitting(cinema: Cinema) -> None:
    item_id = await cinema.add_film("h264.mp4", "Film")
    plan = await cinema.plan(item_id)
    found = []
    for position_s in (103, 105, 107):
        report = {"position_s": position_s, "duration_s": 600, "watched_s": 2.0, "state": "paused"}
        await cinema.ada.client.post(f"/api/playback/{plan['playback_id']}/progress", json=report)
        found.append(
            [one["watched_s"] for one in (await cinema.ada.client.get("/api/history")).json()["items"]]
        )
    assert found == [[], [], [6.0]]


@pytest.mark.parametrize(("hours", "position_s"), [(22, 1.5), (25, 0.0)])
async def test_film_goes_on_a_little_earlier_after_a_while(
    cinema: Cinema, hours: float, position_s: float
) -> None:
    film_id = await cinema.add_film("h264.mp4", "Film")
    plan = await cinema.plan(film_id)
    told = {"position_s": 1.5, "duration_s": 600, "watched_s": 1, "state": "paused", "event": "close"}
    await cinema.ada.client.post(f"/api/playback/{plan['playback_id']}/progress", json=told)
    async with cinema.house.context.database.write() as session:
        await session.execute(update(Progress).values(updated_at=now() - timedelta(hours=hours)))
    assert (await cinema.plan(film_id))["position_s"] == position_s
    assert (await cinema.plan(film_id, start_s=1.5))["position_s"] == 1.5


@pytest.mark.parametrize(
    ("away", "step_s"),
    [
        (timedelta(hours=23), 0),
        (timedelta(days=1), 5),
        (timedelta(days=7), 20),
        (timedelta(days=30), 45),
        (timedelta(days=9000), 45),
        (timedelta(days=-3), 0),
    ],
)
def test_the_longer_ago_the_further_back(away: timedelta, step_s: float) -> None:
    assert rewind_s(away) == step_s


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
    assert answer.json()["facts"] == {"reason": "not_yours"}


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
