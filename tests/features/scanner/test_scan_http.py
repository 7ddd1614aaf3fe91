"""The scanner as an admin meets it: the whole server, its jobs, its watcher and its workers, through HTTP."""

import asyncio
import os
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from kino.core.context import ServerContext
from kino.core.data_dir import DataFolder
from kino.core.db import Database
from kino.core.jobs.interface import JobQueue, JobRegistry, JobRunner
from kino.core.jobs.queue import TableJobQueue
from kino.core.jobs.runner import InProcessJobRunner
from kino.core.workers import WorkerPool
from kino.features.artwork import register as artwork
from kino.features.browse import register as browse
from kino.features.browse import routes as browse_routes
from kino.features.metadata import register as metadata
from kino.features.scanner import register as scanner
from kino.features.scanner import routes as scanner_routes
from kino.features.viewing import register as viewing
from kino.features.viewing import routes as viewing_routes
from kino.media.sandbox import apply_sandbox
from tests.features.scanner.scan_desk import wait_until
from tests.media.clips import Clips
from tests.support.signed_in import SignedInMember, open_house


@dataclass(slots=True)
class Server:
    """An admin, and the folder of a library that they may add."""

    ada: SignedInMember
    bob: SignedInMember
    root: Path

    async def send(self, method: str, path: str, expected: int = 200, **body: Any) -> Any:
        answer = await self.ada.client.request(method, path, **body)
        assert answer.status_code == expected, answer.text
        return answer.json() if answer.content else None

    async def add_library(self, kind: str = "movies") -> str:
        wish = {"name": "All", "kind": kind, "language": "en", "folders": [str(self.root)]}
        return str((await self.send("POST", "/api/admin/libraries", 201, json=wish))["id"])

    async def titles(self) -> set[str]:
        return {one["title"] for one in (await self.send("GET", "/api/titles"))["items"]}

    async def problems(self, **query: Any) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = (await self.send("GET", "/api/admin/problems", params=query))["items"]
        return found

    async def scan_phase(self) -> str:
        scan = (await self.send("GET", "/api/admin/libraries"))[0]["scan"]
        return str(scan and scan["phase"])

    def put(self, path: str, content: bytes, age_s: float = 1_000) -> None:
        full = self.root / path
        full.parent.mkdir(parents=True, exist_ok=True)
        full.write_bytes(content)
        at = time.time() - age_s
        os.utime(full, (at, at))


@asynccontextmanager
async def running_server(database: Database, tmp_path: Path) -> AsyncIterator[Server]:
    def add_parts(context: ServerContext) -> None:
        registry = JobRegistry()
        context.add_part(DataFolder(context.settings.data_dir))
        context.add_part(registry)
        context.add_part(TableJobQueue(registry), as_type=JobQueue)
        context.add_part(WorkerPool(2, initializer=apply_sandbox))
        lanes = {"default": 2, "scan": 2, "probe": 2, "artwork": 1}
        context.add_part(InProcessJobRunner(database, database.bus, registry, lanes), as_type=JobRunner)

    async with open_house(
        database,
        tmp_path,
        routers=[scanner_routes.router, browse_routes.router, viewing_routes.router],
        registers=[
            add_parts,
            artwork.register,
            viewing.register,
            metadata.register,
            scanner.register,
            browse.register,
        ],
    ) as house:
        context = house.context
        house.stack.enter_context(context.part(DataFolder))
        house.stack.push_async_callback(context.part(WorkerPool).close)
        await context.part(JobRunner).start()
        house.stack.push_async_callback(context.part(JobRunner).stop)
        root = tmp_path / "media"
        root.mkdir()
        yield Server(await house.add_member("Ada", role="admin"), await house.add_member("Bob"), root)


@pytest.fixture
async def server(database: Database, tmp_path: Path) -> AsyncIterator[Server]:
    async with running_server(database, tmp_path) as running:
        yield running


async def test_library_that_is_added_is_scanned_probed_and_watched(server: Server, clips: Clips) -> None:
    film = clips.get("h264.mp4").read_bytes()
    server.put("Alpha (2001)/Alpha (2001).mp4", film)
    await server.add_library()

    async def is_probed() -> bool:
        items = (await server.send("GET", "/api/titles"))["items"]
        return bool(items and items[0]["duration_s"])

    await wait_until(is_probed)
    server.put("Beta (2002)/Beta (2002).mp4", film, age_s=0)

    async def shows_both() -> bool:
        return await server.titles() == {"Alpha", "Beta"}

    await wait_until(shows_both)
    (server.root / "Alpha (2001)/Alpha (2001).mp4").unlink()

    async def shows_one() -> bool:
        return await server.titles() == {"Beta"}

    await wait_until(shows_one)

    async def is_done() -> bool:
        return await server.scan_phase() == "done"

    await wait_until(is_done)


async def test_film_is_shown_by_itself_when_its_copy_has_ended_and_not_before(server: Server) -> None:
    """How soon, `make bench-scan` tells."""
    server.put("Alpha (2001)/Alpha (2001).mkv", b"no film, but a name")
    await server.add_library()

    async def is_done() -> bool:
        return await server.titles() == {"Alpha"} and await server.scan_phase() == "done"

    await wait_until(is_done)

    async def is_shown() -> bool:
        return "Film" in await server.titles()

    name = "Film (2002)"
    (server.root / name).mkdir()
    with (server.root / name / f"{name}.mkv").open("wb", buffering=0) as file:
        for _ in range(10):
            file.write(b"a piece of a copy")
            await asyncio.sleep(0.05)
        assert not await is_shown(), "it is shown while it is being written"
    await wait_until(is_shown)


async def test_each_phase_of_a_scan_is_told_live_with_its_counts(
    server: Server, clips: Clips, database: Database
) -> None:
    """To admins, from the walk to the pictures."""
    live = database.bus.listen(lambda message: message.topic == "scan.progressed")
    for number in range(3):
        server.put(f"Film {number} (2001)/Film {number} (2001).mp4", clips.get("h264.mp4").read_bytes())
    await server.add_library()
    finished: dict[str, int] = {}

    async def is_through() -> bool:
        while (message := await live.next_message(0.01)) is not None:
            assert message.admins_only
            for one in message.data["phases"]:
                if one["state"] == "done":
                    finished[one["phase"]] = one["done"]
        return finished.keys() >= {"walk", "match", "names", "probe", "artwork"} and finished["artwork"] > 0

    await wait_until(is_through)
    live.close()
    assert (finished["walk"], finished["names"], finished["probe"]) == (4, 3, 3)
    assert 1 <= finished["artwork"] <= 3, "pictures may be looked for in several goes"


async def test_problems_are_listed_ignored_retried_and_solved(server: Server, clips: Clips) -> None:
    server.put("text (2001).mp4", b"no film\n" * 50)
    server.put("disc (2002).iso", b"x" * 50)
    library_id = await server.add_library()

    async def has_both() -> bool:
        return {one["code"] for one in await server.problems()} == {"not_media", "disc_image"}

    await wait_until(has_both)
    by_code = {one["code"]: one for one in await server.problems(library_id=library_id)}
    text = by_code["not_media"]
    assert (text["path"], text["severity"], text["item_title"]) == ("text (2001).mp4", "error", "text")
    assert text["detail"]
    assert text["hint"]
    assert text["file_id"]
    assert [one["code"] for one in await server.problems(code="disc_image")] == ["disc_image"]

    await server.send("POST", f"/api/admin/problems/{text['id']}/ignore", 204)
    assert [one["code"] for one in await server.problems()] == ["disc_image"]
    assert len(await server.problems(show_ignored=True)) == 2
    await server.send("DELETE", f"/api/admin/problems/{text['id']}/ignore", 204)
    assert len(await server.problems()) == 2

    at = time.time() - 500
    (server.root / "text (2001).mp4").write_bytes(clips.get("h264.mp4").read_bytes())
    os.utime(server.root / "text (2001).mp4", (at, at))
    (server.root / "disc (2002).iso").unlink()
    for one in by_code.values():
        answer = await server.ada.client.post(f"/api/admin/problems/{one['id']}/retry")
        assert answer.status_code in (204, 404), "the watcher may have been quicker"

    async def has_none() -> bool:
        return not await server.problems()

    await wait_until(has_none)
    await server.send("GET", "/api/admin/problems", 422, params={"code": "disc\0image"})
    await server.send("POST", f"/api/admin/problems/{text['id']}/retry", 404)
    await server.send("POST", f"/api/admin/problems/{text['id']}/ignore", 404)


async def test_doubtful_file_can_be_identified(server: Server, clips: Clips) -> None:
    server.put("Show S01E02 Some Title.mp4", clips.get("h264.mp4").read_bytes())
    await server.add_library("movies")

    async def is_doubted() -> bool:
        return [one["code"] for one in await server.problems()] == ["episode_in_film_library"]

    await wait_until(is_doubted)
    (problem,) = await server.problems()
    wish = {"kind": "movie", "title": "The Real One", "year": 1987}
    found = await server.send("POST", f"/api/admin/files/{problem['file_id']}/identify", json=wish)
    assert await server.titles() == {"The Real One"}
    page = await server.send("GET", "/api/titles")
    assert page["items"][0]["id"] == found["item_id"]
    assert not await server.problems()
    await server.send("POST", f"/api/admin/files/{found['item_id']}/identify", 404, json=wish)


async def test_scan_is_started_and_cancelled(server: Server) -> None:
    library_id = await server.add_library()

    async def is_done() -> bool:
        return await server.scan_phase() == "done"

    await wait_until(is_done)
    started = await server.send("POST", f"/api/admin/libraries/{library_id}/scan", json={"is_thorough": True})
    assert started["job_id"]
    await server.ada.client.delete(f"/api/admin/libraries/{library_id}/scan")

    async def is_idle() -> bool:
        answer = await server.ada.client.delete(f"/api/admin/libraries/{library_id}/scan")
        return answer.status_code == 409 and bool(answer.json()["error"] == "NoScanRunning")

    await wait_until(is_idle)
    await server.send("POST", f"/api/admin/libraries/{started['job_id']}/scan", 404)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/api/admin/problems"),
        ("POST", "/api/admin/libraries/00000000-0000-0000-0000-000000000000/scan"),
        ("DELETE", "/api/admin/libraries/00000000-0000-0000-0000-000000000000/scan"),
        ("POST", "/api/admin/problems/00000000-0000-0000-0000-000000000000/retry"),
        ("POST", "/api/admin/problems/00000000-0000-0000-0000-000000000000/ignore"),
        ("DELETE", "/api/admin/problems/00000000-0000-0000-0000-000000000000/ignore"),
        ("POST", "/api/admin/files/00000000-0000-0000-0000-000000000000/identify"),
    ],
)
async def test_scanner_is_the_admins_alone(server: Server, method: str, path: str) -> None:
    body = {"kind": "movie", "title": "x"} if path.endswith("identify") else {}
    answer = await server.bob.client.request(method, path, json=body)
    assert answer.status_code == 403, answer.text
