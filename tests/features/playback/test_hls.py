"""Films in segments, over HTTP as a player asks for them."""

import io
import random
import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urljoin

import av
import pytest
from structlog.testing import capture_logs

from tests.features.playback.conftest import Cinema

# What comes out of the database is the plan's, and tests/…/test_playback.py asks for that on both.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@dataclass
class Rendition:
    """A track as a player reads it: its playlist, and its bytes in the playlist's order."""

    playlist: str
    init: bytes
    segments: list[bytes]

    def open(self) -> "av.container.InputContainer":
        return av.open(io.BytesIO(self.init + b"".join(self.segments)), "r")


async def _fetch(cinema: Cinema, url: str, **headers: str) -> bytes:
    answer = await cinema.ada.client.get(url, headers=headers)
    assert answer.status_code == 200, answer.text
    return bytes(answer.content)


async def _fetch_text(cinema: Cinema, url: str) -> str:
    return (await _fetch(cinema, url)).decode()


async def _read_rendition(cinema: Cinema, url: str, seed: int = 1) -> Rendition:
    """Everything of a media playlist, asked for in random order."""
    playlist = (await _fetch(cinema, url)).decode()
    init = re.search(r'#EXT-X-MAP:URI="([^"]+)"', playlist)
    assert init is not None
    names = [line for line in playlist.splitlines() if not line.startswith("#")]
    order = list(range(len(names)))
    random.Random(seed).shuffle(order)
    made = {number: await _fetch(cinema, urljoin(url, names[number])) for number in order}
    return Rendition(
        playlist, await _fetch(cinema, urljoin(url, init[1])), [made[number] for number in sorted(made)]
    )


async def _read_master(cinema: Cinema, url: str) -> tuple[str, str, list[str]]:
    """The master playlist, the address of the picture and those of the sounds."""
    master = (await _fetch(cinema, url)).decode()
    picture = next(line for line in master.splitlines() if not line.startswith("#"))
    sounds = re.findall(r'TYPE=AUDIO.*?,URI="([^"]+)"', master)
    return master, urljoin(url, picture), [urljoin(url, one) for one in sounds]


def _count_packets(path: Path, kind: str) -> int:
    with av.open(str(path), "r") as container:
        stream = next(one for one in container.streams if one.type == kind)
        return sum(1 for packet in container.demux(stream) if packet.size)


@pytest.mark.parametrize("clip", ["plain.ts", "late-start.ts", "fragmented.mp4", "many-tracks.mkv"])
async def test_film_in_segments_has_all_of_picture_and_sound(cinema: Cinema, clip: str) -> None:
    item_id = await cinema.add_film(clip, "Segments")
    plan = await cinema.plan(item_id, avoid=["direct"])
    assert (plan["method"], plan["is_playable"]) == ("hls", True)
    part = plan["parts"][0]
    assert part["media_type"] == "application/vnd.apple.mpegurl"
    _, picture_url, sound_urls = await _read_master(cinema, part["url"])
    picture = await _read_rendition(cinema, picture_url)
    sound = await _read_rendition(cinema, sound_urls[0], seed=2)
    assert "#EXT-X-ENDLIST" in picture.playlist
    source = cinema.clips.get(clip)
    with picture.open() as container:
        stream = container.streams.video[0]
        starts_s = [float((one.pts or 0) * (one.time_base or 1)) for one in container.decode(stream)]
        assert len(starts_s) == _count_packets(source, "video")
    with sound.open() as container:
        first = next(container.decode(container.streams.audio[0]))
        # Picture and sound begin together, within a frame.
        assert abs((first.time or 0.0) - min(starts_s)) < 0.09


async def test_sound_that_the_browser_cannot_decode_is_converted_alone(cinema: Cinema) -> None:
    item_id = await cinema.add_film("ac3.mkv", "Surround")
    plan = await cinema.plan(item_id)
    assert plan["method"] == "hls"
    assert [reason["code"] for reason in plan["reasons"]] == ["audio_codec_unsupported"]
    master, _, sound_urls = await _read_master(cinema, plan["parts"][0]["url"])
    assert 'mp4a.40.2"' in master
    assert sound_urls[0].endswith("/aac/index.m3u8")
    sound = await _read_rendition(cinema, sound_urls[0])
    with sound.open() as container:
        stream = container.streams.audio[0]
        assert (stream.codec_context.name, stream.codec_context.channels) == ("aac", 2)
        samples = sum(frame.samples for frame in container.decode(stream))
        assert samples == pytest.approx(2 * 48_000, abs=2048)


async def test_every_sound_track_is_offered_and_the_chosen_one_comes_first(cinema: Cinema) -> None:
    item_id = await cinema.add_film("many-tracks.mkv", "Languages")
    direct = await cinema.plan(item_id, audio_language="de")
    assert direct["method"] == "direct"
    assert all(track["is_playable"] for track in direct["audio_tracks"])
    plan = await cinema.plan(item_id, audio_index=2)
    assert (plan["method"], plan["audio_index"]) == ("hls", 2)
    assert all(track["is_playable"] for track in plan["audio_tracks"])
    master, _, sound_urls = await _read_master(cinema, plan["parts"][0]["url"])
    assert len(sound_urls) == 2
    defaults = re.findall(r'DEFAULT=(\w+).*?STABLE-RENDITION-ID="(\w+)"', master)
    assert defaults == [("NO", "a1"), ("YES", "a2")]


async def test_segment_is_the_same_bytes_for_everybody(cinema: Cinema) -> None:
    item_id = await cinema.add_film("plain.ts", "Shared")
    plans = [await cinema.plan(item_id) for _ in range(2)]
    renditions = []
    for seed, plan in enumerate(plans):
        _, picture_url, _ = await _read_master(cinema, plan["parts"][0]["url"])
        renditions.append(await _read_rendition(cinema, picture_url, seed))
    assert renditions[0].segments == renditions[1].segments
    assert renditions[0].init == renditions[1].init


async def test_head_of_a_segment_tells_its_length(cinema: Cinema) -> None:
    item_id = await cinema.add_film("plain.ts", "Headed")
    url = (await cinema.plan(item_id))["parts"][0]["url"].replace("master.m3u8", "v0/copy/0.m4s")
    whole = await cinema.ada.client.get(url)
    head = await cinema.ada.client.head(url)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == str(len(whole.content))
    assert whole.headers["content-type"] == "video/mp4"
    assert (await cinema.ada.client.post(url)).status_code in (403, 405)


NO_SEGMENTS = [
    "v0/copy/999.m4s",
    "v0/copy/-1.m4s",
    "v0/copy/0.ts",
    "v0/aac/0.m4s",
    "v9/copy/0.m4s",
    "a0/copy/0.m4s",
    "v0/copy/%2e%2e%2finit.mp4",
    "v0/copy/0.m4s/",
    "",
    "etc/passwd",
    "v0/copy/99999999999999999999.m4s",
]


async def test_address_of_no_segment_is_refused(cinema: Cinema) -> None:
    item_id = await cinema.add_film("plain.ts", "Refused")
    url = (await cinema.plan(item_id))["parts"][0]["url"]
    for leaf in NO_SEGMENTS:
        answer = await cinema.ada.client.get(url.replace("master.m3u8", leaf))
        assert (answer.status_code, answer.json()["error"]) == (403, "MediaLinkInvalid"), leaf


async def test_altered_or_ended_address_is_refused(cinema: Cinema) -> None:
    item_id = await cinema.add_film("plain.ts", "Altered")
    plan = await cinema.plan(item_id)
    url = plan["parts"][0]["url"]
    digit = url[-13]
    altered = f"{url[:-13]}{'0' if digit != '0' else '1'}{url[-12:]}"
    assert (await cinema.ada.client.get(altered)).status_code == 403
    await cinema.ada.client.delete(f"/api/playback/{plan['playback_id']}")
    answer = await cinema.ada.client.get(url)
    assert (answer.status_code, answer.json()["error"]) == (410, "PlaybackEnded")


async def test_address_of_segments_does_not_open_the_file_itself(cinema: Cinema) -> None:
    item_id = await cinema.add_film("plain.ts", "Segments only")
    url = (await cinema.plan(item_id))["parts"][0]["url"]
    answer = await cinema.ada.client.get(url.replace("/api/hls/", "/api/stream/"))
    assert answer.status_code == 403


async def test_file_replaced_while_it_plays_is_not_mixed_into_the_film(cinema: Cinema) -> None:
    item_id = await cinema.add_film("plain.ts", "Replaced")
    url = (await cinema.plan(item_id))["parts"][0]["url"]
    (film,) = cinema.folder.glob("Replaced*")
    film.write_bytes(cinema.clips.get("late-start.ts").read_bytes())
    answer = await cinema.ada.client.get(url.replace("master.m3u8", "v0/copy/0.m4s"))
    assert answer.status_code == 422
    assert answer.json()["error"] == "UncuttableFilm"


async def test_what_failed_on_a_device_is_answered_with_its_reasons(cinema: Cinema) -> None:
    item_id = await cinema.add_film("h264.mp4", "Failed")
    assert (await cinema.plan(item_id))["method"] == "direct"
    second = await cinema.plan(item_id, avoid=["direct"])
    assert [reason["code"] for reason in second["reasons"]] == ["direct_failed"]
    third = await cinema.plan(item_id, avoid=["direct", "hls"])
    assert (third["method"], third["is_playable"]) == ("hls", True)
    assert [reason["code"] for reason in third["reasons"]] == ["direct_failed", "copy_failed"]
    assert "/360p/" in await _fetch_text(cinema, third["parts"][0]["url"])


async def test_failure_of_a_player_names_the_files_that_it_played(cinema: Cinema) -> None:
    plan = await cinema.plan(await cinema.add_film("plain.ts", "Broken"))
    assert plan["method"] == "hls"
    with capture_logs() as logs:
        answer = await cinema.ada.client.post(
            f"/api/playback/{plan['playback_id']}/failed", json={"code": "stalled"}
        )
    assert answer.status_code == 204
    (told,) = (one for one in logs if one["event"] == "a player failed")
    assert told["file_ids"] == [part["file_id"] for part in plan["parts"]]
