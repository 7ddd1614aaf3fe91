"""Tiles over HTTP: asked for, made, shown to whom, refused, and forgotten."""

import io
import os
import re
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from PIL import Image
from sqlalchemy import update

from kino.core.db import record_event
from kino.core.errors import KinoError
from kino.core.ids import new_id
from kino.core.jobs.errors import JobCancelled, JobImpossible
from kino.core.jobs.interface import JobQueue, JobState
from kino.core.workers import WorkerCrashed, WorkerTimedOut
from kino.features.catalog.events import FilesForgotten
from kino.features.catalog.models import MediaFile
from kino.features.libraries.queries import replace_account_access
from kino.features.trickplay import jobs, service
from kino.features.trickplay.parts.tile_store import TileStore
from kino.features.trickplay.service import TileWorkers
from kino.media.errors import NoStill, UnreadableFile
from kino.media.trickplay import TileLayout
from tests.media.clips import Clips
from tests.support.cinema import Cinema

SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


class Job:
    """What a handler is given; cancelled at the report of that number."""

    def __init__(self, payload: dict[str, Any] | None = None, cancelled_at: int | None = None) -> None:
        self.payload = payload or {}
        self.cancelled_at = cancelled_at
        self.reports: list[tuple[int, int | None]] = []

    def raise_if_cancelled(self) -> None:
        if self.cancelled_at is not None and len(self.reports) >= self.cancelled_at:
            raise JobCancelled("cancelled")

    async def report(self, done: int, total: int | None, _code: str, **_facts: object) -> None:
        self.reports.append((done, total))


async def add_film(cinema: Cinema, clips: Clips, clip: str = "h264.mp4") -> UUID:
    placed = await cinema.add_file(f"{clip}", clips.get(clip), title=clip)
    return placed.file_id


def tile_small_sheets(monkeypatch: pytest.MonkeyPatch) -> None:
    """Films of three seconds have three sheets of one tile."""
    small = TileLayout(1.0, 32, 18, 3, columns=1, rows=1)
    monkeypatch.setattr(service, "lay_out_tiles", lambda _info: small)


async def test_tiles_of_an_opened_film_are_made_and_shown(cinema: Cinema, clips: Clips) -> None:
    file_id = await add_film(cinema, clips)
    anna = await cinema.house.add_member("anna", sees_all_libraries=True)
    asked = (await anna.client.post(f"/api/trickplay/{file_id}", json={"at_s": 1.5})).json()
    assert (asked["state"], asked["sheet_urls"]) == ("making", [None])
    (job,) = await cinema.settle()
    assert (job.kind, job.state, job.result) == (jobs.MAKE_FILM, JobState.SUCCEEDED, {"sheet_count": 1})
    tiles = (await anna.client.get(f"/api/trickplay/{file_id}")).json()
    assert tiles["state"] == "ready"
    sheet = await anna.client.get(tiles["sheet_urls"][0])
    assert sheet.status_code == 200
    assert sheet.headers["cache-control"] == "private, max-age=31536000, immutable"
    assert Image.open(io.BytesIO(sheet.content)).size == (
        tiles["column_count"] * tiles["tile_width_px"],
        tiles["tile_height_px"],
    )
    # Whoever asks again asks for nothing.
    assert (await anna.client.post(f"/api/trickplay/{file_id}", json={})).json() == tiles
    assert len(await cinema.settle()) == 1


async def test_tiles_of_an_unseen_library_do_not_exist(cinema: Cinema, clips: Clips) -> None:
    file_id = await add_film(cinema, clips)
    await jobs.make_film(cinema.house.context, Job({"file_id": str(file_id)}))  # type: ignore[arg-type]
    seeing = await cinema.house.add_member("anna", sees_all_libraries=False)
    other = await cinema.house.add_member("otto", sees_all_libraries=False)
    async with cinema.database.write() as session:
        await replace_account_access(session, seeing.account_id, [cinema.library_id])
    manifest = f"/api/trickplay/{file_id}"
    sheet = (await seeing.client.get(manifest)).json()["sheet_urls"][0]
    assert (await seeing.client.get(sheet)).status_code == 200
    stranger = await cinema.house.client()
    for path in (manifest, sheet):
        assert (await stranger.get(path)).status_code == 401
        assert (await other.client.get(path)).status_code == 404
    assert (await other.client.post(manifest, json={})).status_code == 404
    assert await cinema.settle() == []


@SQLITE
async def test_addresses_of_sheets_name_nothing_else(cinema: Cinema, clips: Clips) -> None:
    file_id = await add_film(cinema, clips)
    await jobs.make_film(cinema.house.context, Job({"file_id": str(file_id)}))  # type: ignore[arg-type]
    anna = await cinema.house.add_member("anna", sees_all_libraries=True)
    sheet = (await anna.client.get(f"/api/trickplay/{file_id}")).json()["sheet_urls"][0]
    folder, version, _ = sheet.rsplit("/", 2)
    for path in (
        f"{folder}/{version}/1.webp",
        f"{folder}/{version}/-1.webp",
        f"{folder}/0-0-r1/0.webp",
        f"{folder}/..%2F..%2F{version}/0.webp",
        f"/api/trickplay/{new_id()}/{version}/0.webp",
    ):
        assert (await anna.client.get(path)).status_code in (404, 422), path
    assert (await anna.client.post(f"/api/trickplay/{file_id}", json={"at_s": "NaN"})).status_code == 422


@SQLITE
async def test_sheet_that_is_looked_at_comes_first_and_a_kill_loses_one(
    cinema: Cinema, clips: Clips, monkeypatch: pytest.MonkeyPatch
) -> None:
    tile_small_sheets(monkeypatch)
    file_id = await add_film(cinema, clips)
    context = cinema.house.context
    film = await service.find_film(context, file_id)
    assert film is not None
    payload = {"file_id": str(file_id), "at_s": 1.2}
    with pytest.raises(JobCancelled):
        await jobs.make_film(context, Job(payload, cancelled_at=1))  # type: ignore[arg-type]
    urls = (await service.read_tiles(context.part(TileStore), film)).sheet_urls
    assert [url is not None for url in urls] == [False, True, False]
    again = Job(payload)
    await jobs.make_film(context, again)  # type: ignore[arg-type]
    assert again.reports == [(1, 3), (2, 3), (3, 3)]
    assert (await service.read_tiles(context.part(TileStore), film)).state == "ready"


@SQLITE
@pytest.mark.parametrize("harm", ["broken", "away", "changed"])
async def test_film_that_cannot_be_drawn_is_a_reason(cinema: Cinema, clips: Clips, harm: str) -> None:
    file_id = await add_film(cinema, clips)
    path = cinema.root / "h264.mp4"
    facts = path.stat()
    if harm == "broken":
        path.write_bytes(b"\x00" * facts.st_size)
        os.utime(path, ns=(facts.st_mtime_ns, facts.st_mtime_ns))
    elif harm == "changed":
        path.write_bytes(b"another film")
    else:
        async with cinema.database.write() as session:
            await session.execute(
                update(MediaFile).where(MediaFile.id == file_id).values(away_at=MediaFile.added_at)
            )
    anna = await cinema.house.add_member("anna", sees_all_libraries=True)
    address = f"/api/trickplay/{file_id}"
    if harm != "away":
        assert (await anna.client.post(address, json={})).json()["state"] == "making"
        with pytest.raises(AssertionError):  # a failed job is what is wanted here
            await cinema.settle()
        async with cinema.database.read() as session:
            (job,) = (await cinema.house.context.part(JobQueue).list_jobs(session)).jobs
        assert (job.state, job.attempt) == (JobState.FAILED, 1)
        assert job.error_message
    told = (await anna.client.post(address, json={})).json()
    assert told["state"] == "none"
    assert told["reason"]
    assert "Traceback" not in told["reason"]


@SQLITE
@pytest.mark.parametrize("harm", ["unmounted", "leaves"])
async def test_film_that_comes_back_has_its_tiles_at_the_next_job(
    cinema: Cinema, clips: Clips, tmp_path: Path, harm: str
) -> None:
    file_id = await add_film(cinema, clips)
    path, elsewhere = cinema.root / "h264.mp4", tmp_path / "elsewhere.mp4"
    path.rename(elsewhere)
    if harm == "leaves":
        path.symlink_to(elsewhere)
    anna = await cinema.house.add_member("anna", sees_all_libraries=True)
    assert (await anna.client.post(f"/api/trickplay/{file_id}", json={})).json()["state"] == "making"
    with pytest.raises(AssertionError):  # a failed job is what is wanted here
        await cinema.settle()
    async with cinema.database.read() as session:
        (job,) = (await cinema.house.context.part(JobQueue).list_jobs(session)).jobs
    assert (job.state, job.attempt) == (JobState.FAILED, 1)
    assert job.error_message
    elsewhere.rename(path)
    assert (await anna.client.get(f"/api/trickplay/{file_id}")).json()["state"] == "making"
    assert (await jobs.make_ahead(cinema.house.context, Job()))["made_count"] == 1  # type: ignore[arg-type]
    assert (await anna.client.get(f"/api/trickplay/{file_id}")).json()["state"] == "ready"


@SQLITE
@pytest.mark.parametrize(
    "error",
    [
        WorkerTimedOut("It took longer than 180 s."),
        WorkerCrashed("It ended by itself."),
        UnreadableFile("h264.mp4 cannot be read (Input/output error)."),
    ],
)
async def test_failure_that_passes_is_met_once_a_job_and_not_kept(
    cinema: Cinema, clips: Clips, monkeypatch: pytest.MonkeyPatch, error: KinoError
) -> None:
    tile_small_sheets(monkeypatch)
    file_id = await add_film(cinema, clips)
    context = cinema.house.context
    calls = 0

    async def fail(*_arguments: object, **_options: object) -> None:
        nonlocal calls
        calls += 1
        raise error

    with monkeypatch.context() as failing:
        failing.setattr(context.part(TileWorkers), "run", fail)
        with pytest.raises(JobImpossible, match=re.escape(error.message)):
            await jobs.make_film(context, Job({"file_id": str(file_id)}))  # type: ignore[arg-type]
        for run in (2, 3):
            result = await jobs.make_ahead(context, Job())  # type: ignore[arg-type]
            assert result["reasons"] == [{"file_id": str(file_id), "detail": error.message}]
            assert (result["made_count"], calls) == (0, run)
    assert (await jobs.make_ahead(context, Job()))["made_count"] == 1  # type: ignore[arg-type]


@SQLITE
async def test_disk_that_goes_while_a_film_is_drawn_costs_it_nothing(
    cinema: Cinema, clips: Clips, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file_id = await add_film(cinema, clips)
    context = cinema.house.context

    async def lose_disk(*_arguments: object, **_options: object) -> None:
        cinema.root.rename(tmp_path / "away")
        raise NoStill("No keyframe of this part of the film could be decoded.")

    with monkeypatch.context() as failing:
        failing.setattr(context.part(TileWorkers), "run", lose_disk)
        with pytest.raises(JobImpossible):
            await jobs.make_film(context, Job({"file_id": str(file_id)}))  # type: ignore[arg-type]
    (tmp_path / "away").rename(cinema.root)
    assert (await jobs.make_ahead(context, Job()))["made_count"] == 1  # type: ignore[arg-type]


@SQLITE
async def test_tiles_ahead_of_time_pass_by_what_is_there_and_what_cannot_be(
    cinema: Cinema, clips: Clips
) -> None:
    good = await add_film(cinema, clips)
    bad = await add_film(cinema, clips, "plain.avi")
    path = cinema.root / "plain.avi"
    facts = path.stat()
    path.write_bytes(b"\x00" * facts.st_size)
    os.utime(path, ns=(facts.st_mtime_ns, facts.st_mtime_ns))
    context = cinema.house.context
    result = await jobs.make_ahead(context, Job())  # type: ignore[arg-type]
    assert (result["made_count"], [each["file_id"] for each in result["reasons"]]) == (1, [str(bad)])
    again = await jobs.make_ahead(context, Job())  # type: ignore[arg-type]
    assert again == {"made_count": 0, "is_full": False, "reasons": []}
    store = context.part(TileStore)
    assert [film.name for film in store.list_films() if any(film.rglob("*.webp"))] == [good.hex]


@SQLITE
async def test_tiles_go_with_their_file_and_with_its_content(cinema: Cinema, clips: Clips) -> None:
    first, second = await add_film(cinema, clips), await add_film(cinema, clips, "no-cues.mkv")
    context = cinema.house.context
    store = context.part(TileStore)
    await jobs.make_ahead(context, Job())  # type: ignore[arg-type]
    (store.folder / "zz" / "no-id").mkdir(parents=True)
    assert await jobs.tidy(context, Job()) == 0  # type: ignore[arg-type]
    async with cinema.database.write() as session:
        await session.execute(update(MediaFile).where(MediaFile.id == second).values(mtime_ns=1))
    assert await jobs.tidy(context, Job()) == 1  # type: ignore[arg-type]
    async with cinema.database.write() as session:
        record_event(session, FilesForgotten(cinema.library_id, (first,)))
    await cinema.database.bus.drain()
    assert [film for film in store.list_films() if any(film.rglob("*.webp"))] == []
    assert store.size_bytes == 0


def test_store_gives_up_what_was_looked_at_longest_ago(tmp_path: Path) -> None:
    store = TileStore(tmp_path, most_bytes=25)
    films = [new_id() for _ in range(3)]
    for age, film in enumerate(films):
        store.keep(film, "1-1-r1", 0, b"0123456789")
        os.utime(tmp_path / film.hex[-2:] / film.hex, (1_000 + age, 1_000 + age))
    os.utime(tmp_path / films[0].hex[-2:] / films[0].hex)  # somebody looks at the first one
    assert TileStore(tmp_path).size_bytes == store.size_bytes == 30
    assert store.make_room(films[2]) == 1
    assert [store.find(film, "1-1-r1", 0) is not None for film in films] == [True, False, True]
    assert store.size_bytes == 20


def test_store_takes_no_half_sheet_and_forgets_older_versions(tmp_path: Path) -> None:
    store, film = TileStore(tmp_path), new_id()
    store.keep(film, "1-1-r1", 0, b"old")
    store.keep(film, "2-1-r1", 0, b"")
    assert store.list_sheets(film, "2-1-r1", 1) == [False]
    store.keep(film, "2-1-r1", 0, b"new")
    (folder,) = store.list_films()
    assert store.list_versions(folder) == ["2-1-r1"]
    half = folder / "2-1-r1" / ".1.webp.0123abcd"
    half.write_bytes(b"ha")
    store.remove_partials(folder, half.stat().st_mtime + 1)
    assert [path.name for path in (folder / "2-1-r1").iterdir()] == ["0.webp"]


def test_layout_of_small_sheets_is_what_the_tests_above_take() -> None:
    small = replace(TileLayout(1.0, 32, 18, 3), columns=1, rows=1)
    assert (small.sheet_count, small.sheet_at(1.2), small.sheet_at(99.0)) == (3, 1, 2)
