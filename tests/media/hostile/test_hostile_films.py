"""Broken films end as a sentence: the server lives, its memory is bounded, nothing is believed.

Each goes the way of every film: probed, cut, its first and last segments made, its lines read, all in
worker processes with the walls that they have in the server.
"""

import json
import struct
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from kino.core.workers import WorkerCrashed, WorkerPool
from kino.features.playback.parts.hls_film import Cut, HlsFilm, lay_out
from kino.features.scanner.parts.probe_files import probe_whole
from kino.media.capabilities import ClientCapabilities
from kino.media.errors import MediaError
from kino.media.info import MediaInfo
from kino.media.keyframes import decode_keyframes
from kino.media.packaging.packager import Form, SegmentWish, TrackWish, make_init, make_segment
from kino.media.sandbox import apply_sandbox
from kino.media.subtitles.extract import extract_cues
from tests.media.clips import Clips
from tests.media.hostile.mutations import mutate

FILMS = (
    "h264.mp4", "fragmented.mp4", "moov-last.mp4", "hevc.mp4", "av1.mp4", "many-tracks.mkv", "ac3.mkv",
    "vp9.webm", "flac.mkv", "opus.mkv", "plain.ts", "mp2.ts", "h264.avi", "plain.avi",
)  # fmt: skip
COPIES = 36
# What a client that takes everything is offered copies everything that can be copied.
_SCREEN = ClientCapabilities(answers={"avc1.640034": True, "mp4a.40.2": True, "opus": True, "flac": True})
# A broken film may be refused or end its worker; any other error is one of Kino.
_ENDS = (MediaError, WorkerCrashed)
_TIMEOUT_S = 60.0


@pytest.fixture
async def workers() -> AsyncIterator[WorkerPool]:
    pool = WorkerPool(1, initializer=apply_sandbox)
    yield pool
    await pool.close()


async def digest(workers: WorkerPool, path: Path) -> list[str]:
    """Everything that Kino does with a film; the sentences that it ended with."""
    said: list[str] = []
    name = bytes(path)
    try:
        probed = await workers.run(probe_whole, name, timeout_s=_TIMEOUT_S)
    except _ENDS as error:
        return [str(error)]
    info = MediaInfo.from_dict(probed.info)
    json.dumps(probed.info)
    try:
        await workers.run(extract_cues, name, 0.0, 60.0, timeout_s=_TIMEOUT_S)
    except _ENDS as error:
        said.append(str(error))
    if probed.encoded_keyframes is None:
        return [*said, "no keyframes"]
    facts = path.stat()  # noqa: ASYNC240 - a test's own disk
    try:
        cut = Cut(info, name, (facts.st_size, facts.st_mtime_ns), _SCREEN, None)
        film = lay_out(cut, decode_keyframes(probed.encoded_keyframes))
    except _ENDS as error:
        return [*said, str(error)]
    assert film.write_playlist().count("#EXTINF") == len(film.timeline)
    assert film.master.replace("\n", "").isprintable()
    return said + await read_segments(workers, film)


async def read_segments(workers: WorkerPool, film: HlsFilm) -> list[str]:
    said = []
    last = len(film.timeline) - 1
    for track in film.tracks[:4]:
        forms: tuple[Form, ...] = ("copy", "aac") if track.kind == "audio" else ("copy",)
        for form in forms:
            for number in (None, *sorted({0, last})):
                wish = film.wish(track, form, number)
                try:
                    await ask(workers, wish)
                except _ENDS as error:
                    said.append(str(error))
    return said


async def ask(workers: WorkerPool, wish: TrackWish | SegmentWish) -> bytes:
    if isinstance(wish, TrackWish):
        return await workers.run(make_init, wish, timeout_s=_TIMEOUT_S)
    return await workers.run(make_segment, wish, timeout_s=_TIMEOUT_S)


@pytest.mark.parametrize("name", FILMS)
async def test_broken_films_end_as_a_sentence(
    name: str, workers: WorkerPool, clips: Clips, tmp_path: Path
) -> None:
    assert len(FILMS) * COPIES >= 500
    whole = clips.get(name)
    assert await digest(workers, whole) == []
    path = tmp_path / f"broken{whole.suffix}"
    surprises = []
    for number in range(COPIES):
        path.write_bytes(mutate(whole.read_bytes(), number))
        try:
            said = await digest(workers, path)
        except Exception as error:  # noqa: BLE001 - all of them are listed at once
            surprises.append((number, repr(error)))
            continue
        surprises += [(number, one) for one in said if not one.strip() or "Traceback" in one]
    assert surprises == []


def element(name: str, payload: bytes) -> bytes:
    """An EBML element (RFC 8794) with a size of eight bytes."""
    return bytes.fromhex(name) + struct.pack(">Q", len(payload) | 1 << 56) + payload


def entry(number: int, kind: int = 17, codec: bytes = b"S_TEXT/UTF8") -> bytes:
    """A track of Matroska: 17 is a subtitle."""
    return element(
        "ae",
        element("d7", struct.pack(">I", number))
        + element("73c5", struct.pack(">I", number))
        + element("83", bytes([kind]))
        + element("86", codec),
    )


def with_tracks(tracks: bytes, *rest: bytes) -> bytes:
    head = element("1a45dfa3", element("4282", b"matroska") + element("4287", b"\x04"))
    return head + element("18538067", b"".join((element("1654ae6b", tracks), *rest)))


def nested_boxes() -> bytes:
    """An mp4 whose boxes lie in each other, 5,000 deep."""
    inner = b""
    for _ in range(5_000):
        inner = struct.pack(">I", len(inner) + 8) + b"moov" + inner
    return struct.pack(">I", 16) + b"ftypisom\0\0\0\0" + inner


MADE_BY_HAND = {
    "65535 tracks.mkv": with_tracks(b"".join(entry(number) for number in range(1, 65_536))),
    "an element of 2^56.mkv": with_tracks(entry(1)) + bytes.fromhex("1f43b67501fffffffffffffe"),
    "a tag of 100 MB.mkv": with_tracks(
        entry(1, 1, b"V_MPEG4/ISO/AVC"), element("1254c367", element("7373", element("67c8", bytes(10**8))))
    ),
    "boxes in boxes.mp4": nested_boxes(),
    "a box of 4 GB.mp4": struct.pack(">I", 16) + b"ftypisom\0\0\0\0" + b"\xff\xff\xff\xffmoov" + bytes(64),
    "a box of 0.mp4": struct.pack(">I", 16) + b"ftypisom\0\0\0\0" + b"\0\0\0\0moov" + bytes(64),
    "2^32 samples.mp4": struct.pack(">I", 16) + b"ftypisom\0\0\0\0" + b"".join(
        (b"\0\0\0\x30moov", b"\0\0\0\x28trak", b"\0\0\0\x20mdia", b"\0\0\0\x18stsz", b"\0" * 8, b"\xff" * 8)
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", MADE_BY_HAND)
async def test_films_that_nobody_would_make_are_refused(
    name: str, workers: WorkerPool, tmp_path: Path
) -> None:
    path = tmp_path / name
    path.write_bytes(MADE_BY_HAND[name])
    (sentence,) = await digest(workers, path)
    assert sentence.strip()
    assert "Traceback" not in sentence
