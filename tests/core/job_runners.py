"""The runners that the contract of background work is proved with, and a process that can be killed.

As a program: `python -m tests.core.job_runners RUNNER DATABASE_URL JOURNAL` runs the jobs of a database until
it is killed, and notes each start in the journal.
"""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

from kino.core.db import Database
from kino.core.events import EventBus
from kino.core.jobs.interface import (
    JobContext,
    JobKind,
    JobQueue,
    JobRegistry,
    JobRunner,
    JobState,
    JobView,
)
from kino.core.jobs.queue import TableJobQueue
from kino.core.jobs.runner import InProcessJobRunner

# Poll and lease are short so that the tests are; what wakes an idle runner is tested with its own values.
POLL_S = 0.1
LEASE_S = 2.0

MakeRunner = Callable[[Database, JobRegistry, Mapping[str, int]], JobRunner]


def make_in_process_runner(database: Database, registry: JobRegistry, lanes: Mapping[str, int]) -> JobRunner:
    return InProcessJobRunner(database, database.bus, registry, lanes, poll_s=POLL_S, lease_s=LEASE_S)


RUNNERS: dict[str, MakeRunner] = {"in_process": make_in_process_runner}


@dataclass
class Work:
    """A database with its queue, and the runners that a test asks for."""

    database: Database
    make_runner: MakeRunner
    registry: JobRegistry = field(default_factory=JobRegistry)

    @property
    def queue(self) -> JobQueue:
        return TableJobQueue(self.registry)

    def kind(self, name: str, handler: Callable[[JobContext], Awaitable[Any]], **options: Any) -> None:
        self.registry.register(JobKind(name, handler, **options))

    async def enqueue(self, kind: str, payload: dict[str, Any] | None = None, **options: Any) -> UUID:
        async with self.database.write() as session:
            return await self.queue.enqueue(session, kind, payload, **options)

    async def job(self, job_id: UUID) -> JobView:
        async with self.database.read() as session:
            return await self.queue.get_job(session, job_id)

    async def jobs(self, **options: Any) -> list[JobView]:
        async with self.database.read() as session:
            return list((await self.queue.list_jobs(session, **options)).jobs)

    async def cancel(self, job_id: UUID) -> JobView:
        async with self.database.write() as session:
            return await self.queue.cancel(session, job_id)

    def runner(self, lanes: Mapping[str, int] | None = None) -> JobRunner:
        return self.make_runner(self.database, self.registry, lanes or {"default": 1})

    @asynccontextmanager
    async def running(self, lanes: Mapping[str, int] | None = None) -> AsyncIterator[JobRunner]:
        runner = self.runner(lanes)
        await runner.start()
        try:
            yield runner
        finally:
            await runner.stop(grace_s=0)

    async def wait_for(self, job_id: UUID, *states: JobState, timeout_s: float = 240.0) -> JobView:
        wanted = states or (JobState.SUCCEEDED,)
        return await self.wait_until(job_id, lambda job: job.state in wanted, timeout_s)

    async def wait_until(
        self, job_id: UUID, is_so: Callable[[JobView], bool], timeout_s: float = 240.0
    ) -> JobView:
        async with asyncio.timeout(timeout_s):
            while True:
                job = await self.job(job_id)
                if is_so(job):
                    return job
                await asyncio.sleep(0.01)


@asynccontextmanager
async def open_work(url: str, make_runner: MakeRunner) -> AsyncIterator[Work]:
    bus = EventBus()
    bus.start()
    database = Database(url, bus)
    yield Work(database, make_runner)
    await bus.stop()
    await database.close()


class Gate:
    """A handler that tells when it has begun and ends when it is let go."""

    def __init__(self) -> None:
        self.begun = asyncio.Event()
        self.open = asyncio.Event()
        self.payloads: list[dict[str, Any]] = []

    async def __call__(self, context: JobContext) -> dict[str, Any]:
        self.payloads.append(context.payload)
        self.begun.set()
        await self.open.wait()
        return {"ended": True}


async def do_nothing(_context: JobContext) -> None:
    return None


def journal_registry(journal: Path) -> JobRegistry:
    """One kind that notes the number of its job when it starts, and takes a moment."""

    async def note(context: JobContext) -> None:
        descriptor = os.open(journal, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        os.write(descriptor, f"{context.payload['number']}\n".encode())
        os.close(descriptor)
        await asyncio.sleep(0.005)

    registry = JobRegistry()
    registry.register(JobKind("test.note", note))
    return registry


async def _run_until_killed(runner_name: str, url: str, journal: Path) -> None:
    bus = EventBus()
    bus.start()
    database = Database(url, bus)
    await RUNNERS[runner_name](database, journal_registry(journal), {"default": 1}).start()
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(_run_until_killed(sys.argv[1], sys.argv[2], Path(sys.argv[3])))
