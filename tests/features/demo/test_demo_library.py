"""The demo library from its titles to its end, on the whole server and both databases."""

import asyncio
import os
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx2
import pytest
from sqlalchemy import func, select

from kino.core.jobs.interface import JobQueue
from kino.features.accounts.queries import find_account_by_name
from kino.features.accounts.service import create_admin
from kino.features.artwork.models import Image
from kino.features.catalog.models import Credit
from kino.features.demo.parts.demo_account import ensure_demo_account
from kino.features.demo.parts.desk import DemoDesk
from kino.features.demo.parts.stand_ins import draw_stand_in
from kino.features.demo.service import fetch_now
from kino.features.demo.titles import art_path
from kino.features.scanner.jobs import enqueue_scan
from kino.media.ffmpeg import find_ffmpeg
from kino.providers.internet_archive.client import InternetArchive
from tests.features.demo.demo_house import FILMS, DemoHouse, Drawing, running_house
from tests.media.clips import Clips
from tests.providers.internet_archive.archive_server import ArchiveServer, running_archive

LLAMIGOS = "Series/Caminandes (2013)/Season 01/Caminandes S01E03 Llamigos.mp4"
SINTEL = "Films/Sintel (2010)/Sintel (2010).mp4"


# What they ask is not the database's business; the others run on both.
ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture(scope="module")
async def drawn(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One real stand-in: ffmpeg takes seconds for each."""
    folder = tmp_path_factory.mktemp("drawn")
    tool = find_ffmpeg(None, folder / "cache")
    return await draw_stand_in(tool, "Sintel", art_path("sintel", "backdrop"), folder / "stand-in.mp4")


@pytest.fixture(scope="module")
def film(clips: Clips) -> bytes:
    return clips.get("h264.mp4").read_bytes()


@pytest.fixture
def drawing(drawn: Path) -> Drawing:
    return Drawing(drawn)


@pytest.fixture
async def house(
    database_url: str, tmp_path: Path, drawing: Drawing, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[DemoHouse]:
    async with running_house(database_url, tmp_path / "data", drawing, monkeypatch) as opened:
        yield opened


async def test_titles_can_be_seen_before_any_file_is_there(house: DemoHouse, drawing: Drawing) -> None:
    drawing.stops_after = 0
    await house.add_library()
    assert house.films() == {}
    titles = [item for item in await house.items() if item.is_title]
    assert len(titles) == 11
    assert all(item.is_listed and item.synopsis and item.has_stand_in for item in titles)
    assert all(item.translations["de"]["synopsis"] for item in titles)
    assert all({"name", "url", "credit", "page"} <= item.facts["licence"].keys() for item in titles)
    async with house.context.database.read() as session:
        credited = await session.scalar(select(func.count(func.distinct(Credit.item_id))))
    assert credited is not None
    assert credited >= 11
    async with house.signed_in() as client:
        home = (await client.get("/api/home")).json()
        assert home["hero"]["card"]["title"] == "Sintel"
        assert len(home["rows"][0]["items"]) == 11
        answer = await client.post(f"/api/playback/{home['hero']['card']['id']}", json={"capabilities": {}})
        assert answer.status_code == 404
        assert "is being fetched" in answer.json()["detail"]
        page = (await client.get(f"/api/titles/{home['hero']['card']['id']}")).json()
        assert page["licence"]["name"].startswith("CC BY")


@ON_SQLITE
async def test_titles_show_what_was_drawn_for_them(
    database_url: str, tmp_path: Path, drawing: Drawing, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawing.has_pictures = True
    async with running_house(database_url, tmp_path / "data", drawing, monkeypatch) as house:
        await house.add_library()
        await house.settle()
        items = await house.items()
        counts = await _count_pictures(house)
    assert all(item.poster and item.backdrop for item in items if item.is_title)
    assert all(item.backdrop for item in items if item.kind == "episode")
    assert counts == {"poster": 11, "backdrop": 11, "still": 3}


async def _count_pictures(house: DemoHouse) -> dict[str, int]:
    async with house.context.database.read() as session:
        query = select(Image.role, func.count()).where(Image.source == "demo").group_by(Image.role)
        return {role: count for role, count in await session.execute(query)}  # noqa: C416 - rows are no pairs


async def test_stand_ins_join_their_titles_and_a_scan_leaves_their_marks(house: DemoHouse) -> None:
    library_id = await house.add_library()
    before = {item.id for item in await house.items()}
    status = await house.settle()
    assert [film.is_playable for film in status.films] == [True] * FILMS
    # As another program would leave them: the scan reads every name anew and places every file again.
    for path in house.films().values():
        os.utime(path, (1_600_000_000, 1_600_000_000))
    await _scan(house, library_id)
    await house.settle()
    files = await house.files()
    assert len(files) == FILMS
    assert all(file.is_stand_in and file.mtime_ns == 1_600_000_000 * 10**9 for file in files)
    items = await house.items()
    assert {item.id for item in items} == before
    assert all(item.has_stand_in for item in items if item.kind != "season")
    # The film is as long as it is, however short what stands in for it.
    assert next(item for item in items if item.title == "Sintel").duration_s == 888


async def _scan(house: DemoHouse, library_id: UUID) -> None:
    async with house.context.database.write() as session:
        await enqueue_scan(session, house.context.part(JobQueue), library_id, is_thorough=True)


@ON_SQLITE
async def test_adding_twice_changes_nothing(house: DemoHouse, drawing: Drawing) -> None:
    first, second = await asyncio.gather(house.add_library(), house.add_library())
    await house.settle()
    items = await house.items()
    assert await house.add_library() == first == second
    await house.settle()
    assert [item.id for item in await house.items()] == [item.id for item in items]
    assert len(drawing.labels) == FILMS


@ON_SQLITE
async def test_film_takes_the_place_of_its_stand_in(house: DemoHouse, film: bytes) -> None:
    server = ArchiveServer(film)
    async with running_archive(server) as archive:
        _connect(house, archive)
        await house.add_library()
        status = await house.settle()
    states = {one.slug: one.state for one in status.films}
    assert states.pop("caminandes-s01e03") == "real"
    assert set(states.values()) == {"failed"}
    sintel = next(one for one in status.films if one.slug == "sintel")
    assert sintel.is_playable
    assert "archive.org has no item Sintel." in (sintel.reason or "")
    assert not status.is_offline
    assert house.films()[LLAMIGOS].read_bytes() == film
    files = {bytes(file.path).decode(): file for file in await house.files()}
    assert len(files) == FILMS
    assert not files[LLAMIGOS].is_stand_in
    assert files[LLAMIGOS].state == "probed"
    flags = {item.title: item.has_stand_in for item in await house.items() if item.kind != "season"}
    assert not flags["Llamigos"]
    assert flags["Llama Drama"]
    assert flags["Caminandes"]


@ON_SQLITE
async def test_film_that_arrives_keeps_item_and_file(house: DemoHouse, film: bytes) -> None:
    await house.add_library()
    await house.settle()
    before = {bytes(file.path).decode(): (file.id, file.item_id) for file in await house.files()}
    await _fetch_llamigos(house, film)
    after = {bytes(file.path).decode(): (file.id, file.item_id) for file in await house.files()}
    assert after == before


@ON_SQLITE
async def test_stand_in_watched_to_its_end_says_nothing_of_the_film(house: DemoHouse, film: bytes) -> None:
    await house.add_library()
    await house.settle()
    ids = {bytes(file.path).decode(): file.item_id for file in await house.files()}
    async with house.signed_in() as client:
        for item_id in (ids[LLAMIGOS], ids[SINTEL]):
            plan = await _plan(client, item_id)
            assert plan["has_stand_in"]
            assert (await _report(client, plan, 60.0, "ended")).status_code == 200
        by_hand = next(path for path in ids if "S01E02" in path)
        marked = await client.put(f"/api/items/{ids[by_hand]}/watched", json={"is_watched": True})
        assert marked.status_code == 200
        # While only the stand-in is here everything can be tried, also this.
        assert await _watched(client, ids) == {LLAMIGOS, SINTEL, by_hand}
        playing = await _plan(client, ids[LLAMIGOS])
        await _fetch_llamigos(house, film)
        assert await _watched(client, ids) == {SINTEL, by_hand}
        # The player that has not noticed yet is told, and what it says is not believed.
        assert (await _report(client, playing, 60.0, "ended")).status_code == 410
        assert await _watched(client, ids) == {SINTEL, by_hand}
        history = (await client.get("/api/history")).json()["items"]
        assert [one["item_id"] for one in history] == [str(ids[SINTEL])]


async def _plan(client: httpx2.AsyncClient, item_id: UUID | None) -> dict[str, Any]:
    """The plan for a browser that plays everything it is asked about."""
    answers: dict[str, bool] = {}
    while True:
        body = {"capabilities": {"containers": ["mp4"], "answers": answers}}
        plan = (await client.post(f"/api/playback/{item_id}", json=body)).json()
        if set(plan["questions"]) <= answers.keys():
            return dict(plan)
        answers |= dict.fromkeys(plan["questions"], True)


async def _report(
    client: httpx2.AsyncClient, plan: dict[str, Any], position_s: float, state: str
) -> httpx2.Response:
    report = {"position_s": position_s, "duration_s": 60.0, "watched_s": 30.0, "state": state}
    return await client.post(f"/api/playback/{plan['playback_id']}/progress", json=report)


async def _watched(client: httpx2.AsyncClient, ids: dict[str, UUID | None]) -> set[str]:
    """Paths of the films and episodes that the profile has watched."""
    watched = set()
    for path, item_id in ids.items():
        plan = (await client.post(f"/api/playback/{item_id}", json={"capabilities": {}})).json()
        title = (await client.get(f"/api/titles/{plan['title']['id']}")).json()
        progress = plan["episode"]["progress"] if plan["episode"] else title["progress"]
        if progress is not None and progress["is_watched"]:
            watched.add(path)
    return watched


async def _fetch_llamigos(house: DemoHouse, film: bytes) -> None:
    async with running_archive(ArchiveServer(film)) as archive:
        _connect(house, archive)
        await fetch_now(house.context)
        await house.until(lambda status: status.films[-1].state == "real")
        await house.settle()


@ON_SQLITE
async def test_preparing_needs_few_jobs(house: DemoHouse) -> None:
    await house.add_library()
    await house.until(lambda status: all(film.is_playable for film in status.films))
    # As long as the watcher lets things settle, and the scans that it asks for.
    await asyncio.sleep(4)
    await house.settle()
    async with house.context.database.read() as session:
        page = await house.context.part(JobQueue).list_jobs(session, limit=200)
    kinds = Counter(job.kind for job in page.jobs)
    # One for each placing; on a busy machine the files of one may settle in two steps.
    assert kinds["scanner.scan_library"] <= 7, kinds
    assert kinds["scanner.probe_library"] <= 7, kinds
    assert kinds.total() <= 30, kinds


def _connect(house: DemoHouse, archive: InternetArchive) -> None:
    @asynccontextmanager
    async def opened() -> AsyncIterator[InternetArchive]:
        yield archive

    house.context.part(DemoDesk).open_archive = opened


@ON_SQLITE
async def test_offline_is_told_with_its_reason_and_tried_again(house: DemoHouse) -> None:
    await house.add_library()
    status = await house.settle()
    assert status.is_offline
    assert {film.state for film in status.films} == {"stand_in"}
    assert all("could not be looked up" in (film.reason or "") for film in status.films)
    async with house.context.database.read() as session:
        page = await house.context.part(JobQueue).list_jobs(session, kind_name="demo.fetch")
    later = [job for job in page.jobs if not job.is_finished]
    assert len(later) == 1
    assert 3500 < (later[0].run_at - later[0].queued_at).total_seconds() <= 3600


async def _until_drawn(house: DemoHouse, drawing: Drawing, count: int) -> None:
    """The hero's stand-in is in its place; the others that are drawn wait for theirs."""
    await house.until(
        lambda status: len(drawing.labels) == count and sum(film.is_playable for film in status.films) == 1
    )


async def test_restart_in_the_middle_goes_on_where_it_stood(
    database_url: str, tmp_path: Path, drawing: Drawing, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawing.stops_after = 3
    async with running_house(database_url, tmp_path / "data", drawing, monkeypatch) as house:
        await house.add_library()
        await _until_drawn(house, drawing, 3)
        times_ns = {name: path.stat().st_mtime_ns for name, path in house.films().items()}
    drawing.stops_after = FILMS
    async with running_house(database_url, tmp_path / "data", drawing, monkeypatch) as house:
        status = await house.settle()
        assert status.is_offline
        assert all(film.is_playable for film in status.films)
        assert len(drawing.labels) == FILMS
        assert drawing.labels[0] == "Sintel"
        found = {name: path.stat().st_mtime_ns for name, path in house.films().items()}
        assert times_ns.items() <= found.items()
    # What kept the films away is known after one more start, without a new attempt.
    async with running_house(database_url, tmp_path / "data", drawing, monkeypatch) as house:
        assert (await house.status()).is_offline


async def test_deleting_removes_what_kino_put_there_and_nothing_else(house: DemoHouse) -> None:
    library_id = await house.add_library()
    await house.settle()
    own = house.root / "Films" / "Sintel (2010)" / "holiday.mp4"
    own.write_bytes(b"ours")
    changed = house.films()[SINTEL]
    changed.write_bytes(b"our own copy of the film")
    async with house.signed_in() as client:
        assert (await client.delete(f"/api/admin/libraries/{library_id}")).status_code == 204
        await house.context.bus.drain()
        demo = (await client.get("/api/admin/demo")).json()
        assert demo == {"is_present": False, "library_id": None, "is_offline": False, "films": []}
        assert (await client.post("/api/admin/demo/fetch")).status_code == 404
    assert sorted(house.films()) == [
        "Films/Sintel (2010)/Sintel (2010).mp4",
        str(own.relative_to(house.root)),
    ]
    assert await house.items() == []
    async with house.context.database.read() as session:
        page = await house.context.part(JobQueue).list_jobs(session, kind_name="demo.fetch")
    assert all(job.is_finished for job in page.jobs)


async def test_library_deleted_while_it_is_drawn_leaves_no_folder(house: DemoHouse, drawing: Drawing) -> None:
    drawing.stops_after = 3  # the hero's is in its place, two others are drawn and wait for their places
    library_id = await house.add_library()
    await _until_drawn(house, drawing, 3)
    async with house.signed_in() as client:
        assert (await client.delete(f"/api/admin/libraries/{library_id}")).status_code == 204
    drawing.stops_after = FILMS
    await house.settle()
    assert not house.root.exists()


async def test_house_with_an_admin_gets_no_account_that_everybody_knows(house: DemoHouse) -> None:
    await create_admin(house.context.database, "anna", "a lantern by the sea")
    assert not await ensure_demo_account(house.context)
    async with house.context.database.read() as session:
        assert await find_account_by_name(session, "demo") is None
