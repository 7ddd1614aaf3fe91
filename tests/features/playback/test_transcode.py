"""Films whose picture a browser cannot decode, over HTTP as players ask for them."""

import asyncio
import io
import os
import random
import re
import shutil
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import av
import pytest

from kino.core.data_dir import DataFolder
from kino.features.playback.parts import transcoder as transcoder_module
from kino.features.playback.parts.transcoder import Transcoder
from kino.media.ffmpeg import FfmpegTool
from kino.media.transcode.arguments import EncodeJob
from kino.media.transcode.encoding import Piece, encode
from kino.media.transcode.fragment_stream import Init
from tests.features.playback.conftest import Cinema
from tests.media.clips import RECIPES, draw, picture

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
PATIENCE_S = 120.0


async def _fetch(cinema: Cinema, url: str) -> bytes:
    answer = await cinema.ada.client.get(url)
    assert answer.status_code == 200, answer.text
    return bytes(answer.content)


async def _picture_url(cinema: Cinema, plan: dict[str, Any]) -> str:
    url: str = plan["parts"][0]["url"]
    master = (await _fetch(cinema, url)).decode()
    return urljoin(url, next(line for line in master.splitlines() if not line.startswith("#")))


async def _read_picture(cinema: Cinema, url: str, order: int) -> tuple[list[float], list[float]]:
    """When its frames are shown, and how long the playlist says that its segments last."""
    playlist = (await _fetch(cinema, url)).decode()
    names = [line for line in playlist.splitlines() if not line.startswith("#")]
    lengths_s = [float(one) for one in re.findall(r"#EXTINF:([\d.]+)", playlist)]
    numbers = list(range(len(names)))
    random.Random(order).shuffle(numbers)
    made = {number: await _fetch(cinema, urljoin(url, names[number])) for number in numbers}
    init = await _fetch(cinema, urljoin(url, "init.mp4"))
    with av.open(io.BytesIO(init + b"".join(made[number] for number in sorted(made))), "r") as container:
        stream = container.streams.video[0]
        return [float((one.pts or 0) * (one.time_base or 1)) for one in container.decode(stream)], lengths_s


def _count_frames(path: Path) -> int:
    with av.open(str(path), "r") as container:
        return sum(1 for _ in container.decode(container.streams.video[0]))


@pytest.mark.parametrize("clip", ["hevc.mp4", "variable-rate.mkv", "late-start.ts"])
async def test_converted_film_has_all_frames_whatever_the_order(cinema: Cinema, clip: str) -> None:
    item_id = await cinema.add_film(clip, "Converted")
    plan = await cinema.plan(item_id, avoid=["direct", "hls"])
    assert (plan["method"], plan["is_playable"]) == ("hls", True)
    shown_s, lengths_s = await _read_picture(cinema, await _picture_url(cinema, plan), order=3)
    assert len(shown_s) == _count_frames(cinema.clips.get(clip))
    assert shown_s == sorted(shown_s)
    assert sum(lengths_s) == pytest.approx(plan["duration_s"], abs=0.01)
    assert max(lengths_s) <= 2.5


async def test_playlist_says_what_is_made(cinema: Cinema) -> None:
    item_id = await cinema.add_film("hdr10.mkv", "Bright")
    plan = await cinema.plan(item_id)
    assert "video_codec_unsupported" in [reason["code"] for reason in plan["reasons"]]
    master = (await _fetch(cinema, plan["parts"][0]["url"])).decode()
    assert "VIDEO-RANGE=SDR" in master
    codecs = re.search(r'CODECS="(avc1\.6400\w\w)', master)
    init = await _fetch(cinema, urljoin(await _picture_url(cinema, plan), "init.mp4"))
    assert codecs is not None
    assert bytes.fromhex(codecs[1][5:]) in init


async def test_two_viewers_share_one_encoder_and_it_ends_with_the_last(cinema: Cinema) -> None:
    item_id = await cinema.add_film("hevc.mp4", "Shared")
    transcoder = cinema.house.context.part(Transcoder)
    plans = [await cinema.plan(item_id) for _ in range(2)]
    urls = [await _picture_url(cinema, plan) for plan in plans]
    pieces = await asyncio.gather(*(_fetch(cinema, urljoin(url, "0.m4s")) for url in urls))
    assert pieces[0] == pieces[1]
    assert transcoder.started_count == 1
    for plan in plans:
        await cinema.ada.client.delete(f"/api/playback/{plan['playback_id']}")
    async with asyncio.timeout(PATIENCE_S):
        while transcoder.running_count:  # noqa: ASYNC110 - nobody tells when an encoder has ended
            await asyncio.sleep(0.02)


async def test_what_was_made_is_found_again_without_an_encoder(cinema: Cinema) -> None:
    item_id = await cinema.add_film("hevc.mp4", "Kept")
    transcoder = cinema.house.context.part(Transcoder)
    first = await _read_picture(cinema, await _picture_url(cinema, await cinema.plan(item_id)), order=1)
    started = transcoder.started_count
    again = await _read_picture(cinema, await _picture_url(cinema, await cinema.plan(item_id)), order=2)
    assert again == first
    assert transcoder.started_count == started


@pytest.mark.parametrize("length_s", [6.6, 7.4, 8.0])
async def test_last_piece_is_found_again_wherever_the_film_ends(
    cinema: Cinema, length_s: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = f"ends-at-{length_s}.mp4"
    encoding = ["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p"]
    monkeypatch.setitem(RECIPES, name, lambda _, target: draw(target, *picture(length_s), *encoding))
    item_id = await cinema.add_film(name, "Odd")
    transcoder = cinema.house.context.part(Transcoder)
    url = await _picture_url(cinema, await cinema.plan(item_id, avoid=["direct", "hls"]))
    first = await _read_picture(cinema, url, order=0)
    assert len(first[0]) == _count_frames(cinema.clips.get(name))
    started = transcoder.started_count
    assert await _read_picture(cinema, url, order=0) == first
    assert transcoder.started_count == started


async def test_wished_quality_is_the_best_one_that_is_offered(cinema: Cinema) -> None:
    item_id = await cinema.add_film("h264.mp4", "Small")
    assert (await cinema.plan(item_id))["method"] == "direct"
    plan = await cinema.plan(item_id, max_height_px=144)
    assert (plan["method"], plan["converted_to_px"], plan["can_convert"]) == ("hls", 360, False)
    assert [reason["code"] for reason in plan["reasons"]] == ["too_tall"]


async def test_another_version_that_plays_as_it_is_goes_first(cinema: Cinema) -> None:
    item_id = await cinema.add_film("hevc.mp4", "Versions", quality="2160p")
    assert item_id == await cinema.add_film("h264.mp4", "Versions", quality="720p")
    assert (await cinema.plan(item_id))["method"] == "direct"


async def test_film_that_ffmpeg_cannot_read_is_told_with_what_it_said(cinema: Cinema) -> None:
    item_id = await cinema.add_film("hevc.mp4", "Broken")
    plan = await cinema.plan(item_id)
    url = await _picture_url(cinema, plan)
    (film,) = cinema.folder.glob("Broken*")
    facts = film.stat()
    # A disk that lost what the file had in it, and nothing else.
    film.write_bytes(b"\0" * facts.st_size)
    os.utime(film, ns=(facts.st_atime_ns, facts.st_mtime_ns))
    answer = await cinema.ada.client.get(urljoin(url, "0.m4s"))
    assert (answer.status_code, answer.json()["error"]) == (500, "FfmpegFailed")
    assert "Invalid data" in answer.json()["detail"]
    assert film.name in answer.json()["detail"]
    assert str(cinema.folder) not in answer.json()["detail"]


async def test_file_that_was_replaced_is_refused_and_nothing_of_it_is_kept(cinema: Cinema) -> None:
    item_id = await cinema.add_film("hevc.mp4", "Replaced")
    url = await _picture_url(cinema, await cinema.plan(item_id))
    (film,) = cinema.folder.glob("Replaced*")
    own = film.with_name("own")
    film.rename(own)
    shutil.copyfile(cinema.clips.get("h264.mp4"), film)
    for leaf in ("init.mp4", "0.m4s"):
        answer = await cinema.ada.client.get(urljoin(url, leaf))
        assert (answer.status_code, answer.json()["error"]) == (422, "UncuttableFilm")
        assert "replaced" in answer.json()["detail"]
    assert not _kept_pieces(cinema)
    own.replace(film)
    shown_s, _ = await _read_picture(cinema, url, order=1)
    assert len(shown_s) == _count_frames(cinema.clips.get("hevc.mp4"))


async def test_file_that_is_replaced_before_ffmpeg_opens_it_is_refused(
    cinema: Cinema, monkeypatch: pytest.MonkeyPatch
) -> None:
    item_id = await cinema.add_film("hevc.mp4", "Replaced")
    url = await _picture_url(cinema, await cinema.plan(item_id))
    (film,) = cinema.folder.glob("Replaced*")

    def encode_other(tool: FfmpegTool, job: EncodeJob) -> AsyncGenerator[Init | Piece]:
        shutil.copyfile(cinema.clips.get("h264.mp4"), film)
        return encode(tool, job)

    monkeypatch.setattr(transcoder_module, "encode", encode_other)
    answer = await cinema.ada.client.get(urljoin(url, "0.m4s"))
    assert (answer.status_code, answer.json()["error"]) == (422, "UncuttableFilm")
    assert not _kept_pieces(cinema)


async def test_file_that_is_gone_is_told(cinema: Cinema) -> None:
    item_id = await cinema.add_film("hevc.mp4", "Gone")
    url = await _picture_url(cinema, await cinema.plan(item_id))
    (film,) = cinema.folder.glob("Gone*")
    film.unlink()
    answer = await cinema.ada.client.get(urljoin(url, "0.m4s"))
    assert (answer.status_code, answer.json()["error"]) == (422, "UnreadableFile")
    assert film.name in answer.json()["detail"]
    assert str(cinema.folder) not in answer.json()["detail"]


def _kept_pieces(cinema: Cinema) -> list[Path]:
    return list((cinema.house.context.part(DataFolder).cache / "pieces").rglob("*.*"))


async def test_disk_that_takes_no_piece_is_told(cinema: Cinema) -> None:
    item_id = await cinema.add_film("hevc.mp4", "Full")
    pieces = cinema.house.context.part(DataFolder).cache / "pieces"
    shutil.rmtree(pieces, ignore_errors=True)
    pieces.parent.mkdir(parents=True, exist_ok=True)
    pieces.write_bytes(b"in the way")
    url = await _picture_url(cinema, await cinema.plan(item_id))
    answer = await cinema.ada.client.get(urljoin(url, "0.m4s"))
    assert (answer.status_code, answer.json()["error"]) == (500, "FfmpegFailed")
    assert "Make room on the disk" in answer.json()["detail"]


async def test_encoder_that_was_killed_is_begun_anew(cinema: Cinema) -> None:
    item_id = await cinema.add_film("hevc.mp4", "Killed")
    transcoder = cinema.house.context.part(Transcoder)
    url = await _picture_url(cinema, await cinema.plan(item_id))
    asking = asyncio.create_task(cinema.ada.client.get(urljoin(url, "0.m4s")))
    async with asyncio.timeout(PATIENCE_S):
        while not transcoder.running_count:  # noqa: ASYNC110 - nobody tells when an encoder begins
            await asyncio.sleep(0)
        await transcoder.end_all()
    answer = await asking
    assert answer.status_code in (200, 500)
    assert len(await _fetch(cinema, urljoin(url, "0.m4s"))) > 1000


async def test_without_an_ffmpeg_the_plan_says_what_stands_in_the_way(
    cinema: Cinema, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def is_able() -> bool:
        return False

    monkeypatch.setattr(cinema.house.context.part(Transcoder), "is_able", is_able)
    item_id = await cinema.add_film("hevc.mp4", "No ffmpeg")
    plan = await cinema.plan(item_id)
    assert (plan["method"], plan["is_playable"]) == ("none", False)
    assert (plan["parts"], plan["qualities_px"], plan["can_convert"]) == ([], [], False)
    assert "HEVC" in plan["missing"]


@pytest.mark.parametrize("leaf", ["v0/720p/0.m4s", "a1/360p/0.m4s", "v0/360p/99.m4s", "v0/1p/0.m4s"])
async def test_quality_that_was_not_offered_is_refused(cinema: Cinema, leaf: str) -> None:
    item_id = await cinema.add_film("hevc.mp4", "Refused")
    url = (await cinema.plan(item_id))["parts"][0]["url"]
    answer = await cinema.ada.client.get(url.replace("master.m3u8", leaf))
    assert (answer.status_code, answer.json()["error"]) == (403, "MediaLinkInvalid")
