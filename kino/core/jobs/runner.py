"""The runner inside the server's own process, on the table `job`.

Idle, it sleeps: a commit that queued something wakes it, and so does a slow poll for what other processes
queued. Busy, a second loop watches over the running jobs: wishes to cancel, leases, progress to keep.
"""

import asyncio
import random
from collections import Counter
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from kino.core import clock
from kino.core.db import Database, record_event
from kino.core.events import EventBus
from kino.core.ids import new_id
from kino.core.jobs import queries, schedule_queries
from kino.core.jobs.events import JobCancelRequested, JobFinished, JobQueued, JobStarted
from kino.core.jobs.interface import JobKind, JobRegistry, JobState, JobView
from kino.core.jobs.queue import TableJobQueue
from kino.core.jobs.running import Outcome, RunningJob
from kino.core.jobs.takeover import take_back_jobs

log = structlog.get_logger(__name__)

POLL_S = 5.0
WATCH_S = 0.5  # a wish to cancel from another process is heard within a second
LEASE_S = 60.0
SAVE_INTERVAL_S = 1.0
RETRY_DELAY_MAX_S = 3600.0
LAST_WORDS_S = 5.0  # for handlers that were cut short to tidy up
SETTLE_DELAYS_S = (0.2, 1.0, 5.0, 15.0)  # a database that restarts is back within these


class InProcessJobRunner:
    """JobRunner on the event loop that starts it.

    lanes:         places of each lane; jobs of other lanes are left to other runners.
    is_sole_owner: nobody else runs jobs of this database, so what is marked running at the start belonged to
                   a dead process. Default: true on SQLite, which the data folder's lock guarantees.
    poll_s:        how late jobs of other processes, delayed jobs and schedules may be noticed.
    lease_s:       how long after its death a runner's jobs are taken over by others.
    """

    def __init__(
        self,
        database: Database,
        bus: EventBus,
        registry: JobRegistry,
        lanes: Mapping[str, int],
        *,
        is_sole_owner: bool | None = None,
        poll_s: float = POLL_S,
        lease_s: float = LEASE_S,
    ) -> None:
        self._database = database
        self._bus = bus
        self._registry = registry
        self._queue = TableJobQueue(registry)
        self._lanes = dict(lanes)
        self._is_sole_owner = database.is_sqlite if is_sole_owner is None else is_sole_owner
        self._poll_s = poll_s
        self._lease = timedelta(seconds=lease_s)
        self._running: dict[UUID, RunningJob] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._loops: list[asyncio.Task[None]] = []
        self._wake = asyncio.Event()
        self._has_work = asyncio.Event()
        self._is_stopping = False
        self._next_round_at_s = 0.0
        bus.subscribe(JobQueued, self._on_queued)
        bus.subscribe(JobCancelRequested, self._on_cancel_requested)

    async def start(self) -> None:
        """See JobRunner."""
        self._is_stopping = False
        if self._is_sole_owner:
            await take_back_jobs(self._database, self._registry, lease_before=None, except_ids=())
        async with self._database.write() as session:
            for schedule in self._registry.schedules.values():
                next_run_at = schedule.find_next(clock.now())
                await schedule_queries.save_rule(session, schedule.name, schedule.rule, next_run_at)
        self._loops = [
            asyncio.create_task(self._start_jobs(), name="jobs: start"),
            asyncio.create_task(self._watch_jobs(), name="jobs: watch"),
        ]

    async def stop(self, grace_s: float = 5.0) -> None:
        """See JobRunner."""
        if not self._loops:
            return
        self._is_stopping = True
        self._wake.set()
        starting, watching = self._loops
        self._loops = []
        # Not cancelled: between the commit of a claim and the start of its task lies nothing to lose.
        await starting
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=grace_s)
        for running in self._running.values():
            running.cut_short()
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=LAST_WORDS_S)
        watching.cancel()
        await asyncio.gather(watching, return_exceptions=True)
        for running in tuple(self._running.values()):  # handlers that go on regardless
            log.warning(
                "job does not end; it is queued again", kind=running.job.kind, job_id=str(running.job.id)
            )
            await self._settle(running, Outcome(JobState.QUEUED))
        self._running.clear()

    async def _on_queued(self, event: JobQueued) -> None:
        wait_s = (event.job.run_at - clock.now()).total_seconds()
        if wait_s <= 0:
            self._wake.set()
        elif wait_s < self._poll_s:  # the poll notices the others in time
            asyncio.get_running_loop().call_later(wait_s, self._wake.set)

    async def _on_cancel_requested(self, event: JobCancelRequested) -> None:
        running = self._running.get(event.job.id)
        if running is not None:
            running.request_cancel()

    # Starting jobs

    async def _start_jobs(self) -> None:
        was_woken = True
        while not self._is_stopping:
            self._wake.clear()
            try:
                await self._start_what_is_due(was_woken)
                wait_s = self._next_round_at_s - clock.monotonic_s()
            except Exception:
                log.exception("jobs could not be started; trying again", retry_after_s=self._poll_s)
                wait_s = self._poll_s
            try:
                async with asyncio.timeout(max(0.0, wait_s)):
                    was_woken = await self._wake.wait()
            except TimeoutError:
                was_woken = False

    async def _start_what_is_due(self, was_woken: bool) -> None:
        """Start all that may start now. was_woken: something was queued or has ended."""
        if clock.monotonic_s() >= self._next_round_at_s:
            self._next_round_at_s = clock.monotonic_s() + self._poll_s
            await take_back_jobs(
                self._database, self._registry, lease_before=clock.now(), except_ids=self._running.keys()
            )
            await self._queue_due_schedules()
        for lane in self._lanes:
            if was_woken or await self._is_any_due(lane):
                while not self._is_stopping and self._has_place(lane) and await self._start_next(lane):
                    pass

    async def _is_any_due(self, lane: str) -> bool:
        """What an idle runner asks, since a read does not queue for SQLite's one writer."""
        async with self._database.read() as session:
            return await queries.is_claimable(session, lane, self._registry.kind_names, clock.now())

    def _has_place(self, lane: str) -> bool:
        return Counter(running.job.lane for running in self._running.values())[lane] < self._lanes[lane]

    async def _start_next(self, lane: str) -> bool:
        now, kinds = clock.now(), self._registry.kind_names
        claim_id = new_id()
        async with self._database.write() as session:
            row = await queries.claim_job(session, lane, kinds, now, claim_id, now + self._lease)
            if row is None:
                return False
            job = queries.view_job(row, self._registry)
            record_event(session, JobStarted(job))
        running = RunningJob(job, claim_id, self._bus)
        self._running[job.id] = running
        self._has_work.set()
        task = asyncio.create_task(self._carry_out(running), name=f"jobs: {job.kind}")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return True

    async def _queue_due_schedules(self) -> None:
        schedules = self._registry.schedules
        if not schedules:
            return
        async with self._database.read() as session:
            rows = await schedule_queries.list_schedules(session, schedules)
        now = clock.now()
        for row in rows:
            if row["next_run_at"] > now:
                continue
            schedule, planned_at = schedules[row["name"]], row["next_run_at"]
            async with self._database.write() as session:
                upcoming = schedule.find_next(now, planned_at)
                if await schedule_queries.take_due_run(session, schedule.name, planned_at, upcoming, now):
                    job_id = await self._queue.enqueue_scheduled(session, schedule)
                    await schedule_queries.set_last_job(session, schedule.name, job_id)

    # Carrying them out

    async def _carry_out(self, running: RunningJob) -> None:
        kind = self._registry.get_kind(running.job.kind)
        outcome = await running.run(kind.handler)
        if outcome.failure is not None:
            log.warning(
                "job attempt failed",
                kind=kind.name,
                job_id=str(running.job.id),
                attempt=running.job.attempt,
                error=outcome.failure.message,
                trace=outcome.failure.trace,
            )
        try:
            await self._settle(running, outcome)
        finally:
            if self._running.get(running.job.id) is running:
                del self._running[running.job.id]
            if not self._running:
                self._has_work.clear()
            self._wake.set()

    async def _settle(self, running: RunningJob, outcome: Outcome) -> None:
        """Keep what became of a job; if the database stays away, its lease ends and it is run again."""
        kind = self._registry.get_kind(running.job.kind)
        for delay_s in (*SETTLE_DELAYS_S, None):
            try:
                async with self._database.write() as session:
                    await self._write_outcome(session, running, kind, outcome)
            except Exception:
                log.exception("the end of a job could not be saved", job_id=str(running.job.id))
                if delay_s is None or self._is_stopping:
                    return
                await asyncio.sleep(delay_s)
            else:
                return

    async def _write_outcome(
        self, session: AsyncSession, running: RunningJob, kind: JobKind, outcome: Outcome
    ) -> None:
        values = {"claim_id": None, "lease_until": None, **running.progress.values()}
        values |= _outcome_values(running.job, kind, outcome)
        row = await queries.set_claimed(session, running.job.id, running.claim_id, values)
        if row is None:
            return  # taken away meanwhile; whoever has it now tells how it ends
        if row["state"] == JobState.QUEUED and row["is_cancel_requested"]:
            row = await queries.set_job(
                session, running.job.id, state=JobState.CANCELLED, finished_at=clock.now()
            )
        job = queries.view_job(row, self._registry)
        record_event(session, JobFinished(job) if job.is_finished else JobQueued(job))

    # Watching over them

    async def _watch_jobs(self) -> None:
        saved_at_s = leased_at_s = clock.monotonic_s()
        while True:
            await self._has_work.wait()
            await asyncio.sleep(WATCH_S)
            now_s = clock.monotonic_s()
            try:
                await self._hear_of_changes()
                if now_s - saved_at_s >= SAVE_INTERVAL_S:
                    saved_at_s = now_s
                    await self._save_progress()
                if now_s - leased_at_s >= self._lease.total_seconds() / 4:
                    leased_at_s = now_s
                    claims = [running.claim_id for running in self._running.values()]
                    async with self._database.write() as session:
                        await queries.renew_leases(session, claims, clock.now() + self._lease)
            except Exception:
                log.exception("running jobs could not be watched; trying again")

    async def _hear_of_changes(self) -> None:
        watched = dict(self._running)
        async with self._database.read() as session:
            claims = {row["id"]: row for row in await queries.list_claims(session, watched)}
        for job_id, running in watched.items():
            claim = claims.get(job_id)
            if claim is None or claim["claim_id"] != running.claim_id:
                running.cut_short()  # a lease that ended while this process was suspended
            elif claim["is_cancel_requested"]:
                running.request_cancel()

    async def _save_progress(self) -> None:
        unsaved = [running for running in self._running.values() if not running.progress.is_saved]
        if not unsaved:
            return
        async with self._database.write() as session:
            for running in unsaved:
                running.progress.is_saved = True
                values = running.progress.values()
                await queries.set_claimed(session, running.job.id, running.claim_id, values)


def _outcome_values(job: JobView, kind: JobKind, outcome: Outcome) -> dict[str, Any]:
    now = clock.now()
    if outcome.state == JobState.QUEUED:
        return {"state": JobState.QUEUED, "attempt": job.attempt - 1, "run_at": now}
    values: dict[str, Any] = {
        "state": outcome.state,
        "result": outcome.result,
        "finished_at": now,
        "eta_s": None,
    }
    failure = outcome.failure
    if failure is None:
        return values
    values |= {"error_code": failure.code, "error_message": failure.message, "error_trace": failure.trace}
    if not failure.is_final and job.attempt < job.max_attempts:
        delay = timedelta(seconds=retry_delay_s(kind.retry_delay_s, job.attempt))
        values |= {"state": JobState.QUEUED, "finished_at": None, "run_at": now + delay}
    return values


def retry_delay_s(base_s: float, attempt: int) -> float:
    """Seconds to wait after a failed attempt (1 is the first): doubling, ± 50 %, at most an hour.

    The spread keeps jobs that failed together from coming back together.
    """
    delay_s = base_s * 2.0 ** min(attempt - 1, 30)
    return min(RETRY_DELAY_MAX_S, delay_s * random.uniform(0.5, 1.5))  # noqa: S311 - not a secret
