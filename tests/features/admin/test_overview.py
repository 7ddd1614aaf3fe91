"""The overview answers whatever the disks do."""

from collections.abc import Callable
from pathlib import Path

import pytest

from kino.core.context import ServerContext
from kino.core.data_dir import DataFolder
from kino.core.db import Database
from kino.core.jobs.interface import JobQueue, JobRegistry
from kino.core.jobs.queue import TableJobQueue
from kino.core.workers import WorkerPool
from kino.features.admin import register as admin
from kino.features.admin import routes
from kino.features.admin.parts import overview
from kino.features.libraries.service import create_library
from tests.core import worker_functions as work
from tests.support.signed_in import open_house
from tests.support.silent_disk import SilentDisk

sqlite_only = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@sqlite_only
async def test_overview_leaves_out_a_silent_disk(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    share, data = tmp_path / "share", tmp_path / "data"
    share.mkdir()
    data.mkdir()

    def add_parts(context: ServerContext) -> None:
        context.add_part(TableJobQueue(JobRegistry()), as_type=JobQueue)
        context.add_part(DataFolder(data))

    monkeypatch.setattr(overview, "DISK_TIMEOUT_S", 0.1)
    async with open_house(
        database, tmp_path, routers=[routes.router], registers=[add_parts, admin.register]
    ) as house:
        ada = await house.add_member("Ada", "admin")
        async with database.write() as session:
            await create_library(session, name="F", kind="movies", language="en", folders=[bytes(share)])
        silent = SilentDisk(share, monkeypatch)
        answer = await ada.client.get("/api/admin/overview")
        assert answer.status_code == 200
        assert "answered" not in silent.order
        assert [disk["path"] for disk in answer.json()["disks"]] == [str(data)]
        silent.answer()


@sqlite_only
@pytest.mark.parametrize(
    ("initializer", "missing"), [(work.sandbox_without_namespaces, ["network"]), (work.report_nothing, None)]
)
async def test_overview_tells_what_worker_processes_are_not_kept_from(
    database: Database, tmp_path: Path, initializer: Callable[[], object], missing: list[str] | None
) -> None:
    pool = WorkerPool(1, initializer=initializer)

    def add_parts(context: ServerContext) -> None:
        context.add_part(TableJobQueue(JobRegistry()), as_type=JobQueue)
        context.add_part(DataFolder(tmp_path))
        context.add_part(pool)
        context.stop_hooks.append(pool.close)

    async with open_house(
        database, tmp_path, routers=[routes.router], registers=[add_parts, admin.register]
    ) as house:
        ada = await house.add_member("Ada", "admin")

        async def list_told() -> list[list[str]]:
            answer = await ada.client.get("/api/admin/overview")
            assert answer.status_code == 200
            notes = [note for note in answer.json()["health"] if note["code"] == "sandbox_incomplete"]
            assert all("network namespace (Operation not permitted)" in note["sentence"] for note in notes)
            return [note["facts"]["missing"] for note in notes]

        assert await list_told() == []  # no worker was needed yet, and none is started for this
        assert await pool.run(work.double, 1, timeout_s=240) == 2
        assert await list_told() == ([missing] if missing else [])
