"""What belongs to the table and the in-process runner alone: its plan, its leases, its sleep."""

import asyncio
import random
from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import Dialect, insert, text
from sqlalchemy.ext.asyncio import AsyncSession

from kino.core import clock
from kino.core.ids import new_id
from kino.core.jobs import queries
from kino.core.jobs.interface import JobContext, JobState
from kino.core.jobs.progress import ETA_WINDOW_S, Progress
from kino.core.jobs.runner import RETRY_DELAY_MAX_S, InProcessJobRunner, retry_delay_s
from kino.core.jobs.takeover import INTERRUPTIONS_MAX
from tests.core.job_runners import RUNNERS, Gate, Work, do_nothing, open_work

CROWD = 100_000
KINDS = ("test.a", "test.b")


@pytest.fixture
async def work(database_url: str) -> AsyncIterator[Work]:
    async with open_work(database_url, RUNNERS["in_process"]) as opened:
        yield opened


async def fill(session: AsyncSession, count: int) -> None:
    """A queue as it may be after a first scan: many priorities, half with keys, some that wait for later."""
    now = clock.now()
    dice = random.Random(7)
    rows = [
        {
            **queries.UNTRIED,
            "id": new_id(),
            "kind": dice.choice(KINDS),
            "lane": dice.choice(("default", "probe")),
            "state": JobState.QUEUED,
            "rank": dice.randrange(-5, 6),
            "dedupe_key": f"file {number}" if number % 2 else None,
            "library_id": None,
            "payload": {"number": number},
            "max_attempts": 3,
            "queued_at": now,
            "run_at": now + timedelta(seconds=dice.choice((-60, -30, 3600))),
            "started_at": None,
        }
        for number in range(count)
    ]
    for start in range(0, count, 5_000):
        await session.execute(insert(queries.job), rows[start : start + 5_000])


async def explain(session: AsyncSession, dialect: Dialect) -> str:
    statement = queries.select_next("probe", KINDS, clock.now())
    compiled = statement.compile(dialect=dialect, compile_kwargs={"literal_binds": True})
    word = "EXPLAIN QUERY PLAN" if dialect.name == "sqlite" else "EXPLAIN"
    plan = await session.execute(text(f"{word} {str(compiled).replace(':', chr(92) + ':')}"))
    return "\n".join(str(row[-1]) for row in plan)


@pytest.mark.slow
async def test_claim_stays_indexed_in_a_crowd(work: Work) -> None:
    async with work.database.write() as session:
        await fill(session, CROWD)
    async with work.database.read() as session:
        plan = await explain(session, work.database.engine.dialect)
    assert "ix_job_claim" in plan, plan
    assert "ix_job_dedupe" in plan, plan
    for sign in ("Seq Scan", "SCAN", "Sort", "TEMP B-TREE"):
        assert sign not in plan, plan

    for _ in range(40):
        now = clock.now()
        async with work.database.write() as session:
            row = await queries.claim_job(session, "probe", KINDS, now, new_id(), now + timedelta(seconds=60))
            assert row is not None
            assert row["rank"] == -5


async def test_idle_runner_sleeps_and_a_commit_wakes_it(work: Work) -> None:
    rounds = 0

    class CountingRunner(InProcessJobRunner):
        async def _start_what_is_due(self, was_woken: bool) -> None:
            nonlocal rounds
            rounds += 1
            await super()._start_what_is_due(was_woken)

    work.kind("test.nothing", do_nothing)
    runner = CountingRunner(work.database, work.database.bus, work.registry, {"default": 1}, poll_s=60)
    await runner.start()
    await asyncio.sleep(0.5)
    assert rounds == 1
    await work.wait_for(await work.enqueue("test.nothing"), timeout_s=240)
    await work.wait_for(await work.enqueue("test.nothing", delay_s=0.3), timeout_s=240)
    await asyncio.sleep(0.3)
    assert rounds <= 8
    await runner.stop()


async def claim_and_die(work: Work) -> UUID:
    """A running job whose runner is gone, and whose lease has ended."""
    past = clock.now() - timedelta(seconds=1)
    async with work.database.write() as session:  # in one transaction, or a live runner might be quicker
        job_id = await work.queue.enqueue(session, "test.nothing")
        assert await queries.claim_job(session, "default", ["test.nothing"], clock.now(), new_id(), past)
    return job_id


async def test_job_of_a_dead_runner_is_taken_over_without_losing_an_attempt(work: Work) -> None:
    work.kind("test.nothing", do_nothing, max_attempts=1)
    async with work.running():  # not at its start: while it runs
        job_id = await claim_and_die(work)
        assert (await work.wait_for(job_id)).attempt == 1


async def test_job_of_a_dead_runner_that_was_to_be_cancelled_is_cancelled(work: Work) -> None:
    work.kind("test.nothing", do_nothing)
    job_id = await claim_and_die(work)
    assert (await work.cancel(job_id)).state == JobState.RUNNING
    async with work.running():
        assert (await work.wait_for(job_id, JobState.CANCELLED)).started_at is not None


async def test_job_that_takes_its_process_down_again_and_again_is_given_up(work: Work) -> None:
    work.kind("test.nothing", do_nothing)
    job_id = await claim_and_die(work)
    async with work.database.write() as session:
        await queries.set_job(session, job_id, interruption_count=INTERRUPTIONS_MAX - 1)
    async with work.running():
        job = await work.wait_for(job_id, JobState.FAILED)
    assert job.error_message == "Kino ended 10 times while this job was running; it is not tried again"


async def test_lease_is_renewed_while_the_job_runs(work: Work) -> None:
    gate = Gate()
    work.kind("test.gate", gate)
    lanes = {"default": 1}
    holder = InProcessJobRunner(
        work.database, work.database.bus, work.registry, lanes, poll_s=0.1, lease_s=1.5, is_sole_owner=False
    )
    await holder.start()
    job_id = await work.enqueue("test.gate")
    await gate.begun.wait()
    rival = InProcessJobRunner(
        work.database, work.database.bus, work.registry, lanes, poll_s=0.1, is_sole_owner=False
    )
    await rival.start()
    await asyncio.sleep(2.5)
    gate.open.set()
    await work.wait_for(job_id)
    await asyncio.gather(holder.stop(), rival.stop())
    assert len(gate.payloads) == 1


async def test_job_taken_away_from_a_sleeping_process_ends_there_without_a_trace(work: Work) -> None:
    ends: list[str] = []

    async def go_on(context: JobContext) -> None:
        try:
            await asyncio.sleep(30)
        except asyncio.CancelledError:
            ends.append("cut short")
            raise

    work.kind("test.go_on", go_on)
    async with work.running():
        job_id = await work.enqueue("test.go_on")
        await work.wait_for(job_id, JobState.RUNNING)
        async with work.database.write() as session:  # as if another runner had it now
            later = clock.now() + timedelta(seconds=60)
            await queries.set_job(session, job_id, claim_id=new_id(), lease_until=later)
        async with asyncio.timeout(120):
            while not ends:  # noqa: ASYNC110 - the runner notices by itself
                await asyncio.sleep(0.01)
        await asyncio.sleep(0.2)
        assert (await work.job(job_id)).state == JobState.RUNNING


def test_retry_delay_doubles_spreads_and_is_bounded() -> None:
    for attempt in (1, 2, 3, 4):
        delays = [retry_delay_s(10, attempt) for _ in range(200)]
        middle = 10 * 2 ** (attempt - 1)
        assert all(middle * 0.5 <= delay <= middle * 1.5 for delay in delays)
        assert max(delays) - min(delays) > middle * 0.5
    assert retry_delay_s(10, 5_000) == RETRY_DELAY_MAX_S


def test_eta_follows_the_recent_rate(monkeypatch: pytest.MonkeyPatch) -> None:
    now_s = 100.0
    monkeypatch.setattr(clock, "monotonic_s", lambda: now_s)
    progress = Progress()
    for done in range(0, 101, 10):  # 10 a second
        progress.update(done, 1000, "scan.walked", {})
        now_s += 1
    assert progress.eta_s == pytest.approx(90)
    for done in range(105, 305, 5):  # then 5 a second, for longer than the window
        progress.update(done, 1000, "scan.walked", {})
        now_s += 1
    assert progress.eta_s == pytest.approx((1000 - 300) / 5, rel=0.05)
    assert ETA_WINDOW_S < 40
    progress.update(0, 1000, "scan.probed", {})  # another unit, another pace
    assert progress.eta_s is None
    now_s += 2
    progress.update(3, None, "scan.probed", {})
    assert progress.eta_s is None
