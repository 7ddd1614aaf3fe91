"""What every runner of background work promises, on every database.

A new runner joins job_runners.RUNNERS.
"""

import asyncio
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from kino.core.db import Database
from kino.core.errors import KinoError
from kino.core.events import EventBus, LiveSubscription
from kino.core.ids import new_id
from kino.core.jobs.errors import (
    JobImpossible,
    JobKindUnknown,
    JobNotFound,
    JobNotRetryable,
    JobPayloadInvalid,
    JobPayloadTooLarge,
)
from kino.core.jobs.events import JobFinished
from kino.core.jobs.interface import (
    KIND_UNKNOWN_CODE,
    PAYLOAD_LIMIT_BYTES,
    JobContext,
    JobKind,
    JobRegistry,
    JobState,
    JobView,
)
from kino.core.jobs.progress import LIVE_INTERVAL_S
from tests.core.job_runners import RUNNERS, Gate, Work, do_nothing, journal_registry, open_work

REPOSITORY = Path(__file__).parents[2]


@pytest.fixture(params=RUNNERS)
async def work(request: pytest.FixtureRequest, database_url: str) -> AsyncIterator[Work]:
    async with open_work(database_url, RUNNERS[request.param]) as opened:
        yield opened


async def enqueue_then_fail(work: Work) -> None:
    async with work.database.write() as session:
        await work.queue.enqueue(session, "test.nothing")
        raise RuntimeError("changed my mind")


async def drain(subscription: LiveSubscription) -> list[dict[str, Any]]:
    told = []
    while (message := await subscription.next_message(0.05)) is not None:
        assert message.topic == "job.changed"
        assert message.admins_only
        told.append(message.data)
    return told


# Running


async def test_job_runs_once_and_keeps_its_result(work: Work) -> None:
    async def double(context: JobContext) -> dict[str, Any]:
        return {"twice": context.payload["number"] * 2, "attempt": context.attempt}

    work.kind("test.double", double)
    library_id = new_id()
    async with work.running():
        job_id = await work.enqueue("test.double", {"number": 21}, library_id=library_id)
        job = await work.wait_for(job_id)
    assert job.result == {"twice": 42, "attempt": 1}
    assert (job.library_id, job.attempt, job.error_message) == (library_id, 1, None)
    assert job.started_at is not None
    assert job.finished_at is not None
    assert job.queued_at <= job.started_at <= job.finished_at


async def test_rolled_back_job_never_was(work: Work) -> None:
    work.kind("test.nothing", do_nothing)
    async with work.running():
        with pytest.raises(RuntimeError, match="changed my mind"):
            await enqueue_then_fail(work)
        await asyncio.sleep(0.3)
    assert await work.jobs() == []


async def test_higher_priority_runs_first_and_equals_in_order(work: Work) -> None:
    order: list[str] = []

    async def note(context: JobContext) -> None:
        order.append(context.payload["name"])

    work.kind("test.note", note)
    ids = []
    for name, priority in (("a", 0), ("b", 0), ("low", -5), ("high", 5), ("raised", -9)):
        ids.append(await work.enqueue("test.note", {"name": name}, priority=priority, dedupe_key=name))
    async with work.database.write() as session:
        assert (await work.queue.raise_priority(session, ids[-1], 9)).priority == 9
        assert (await work.queue.raise_priority(session, ids[-1], 1)).priority == 9
        assert await work.queue.raise_priority_of_key(session, "test.note", "b", 3)
        assert not await work.queue.raise_priority_of_key(session, "test.note", "absent", 3)
    async with work.running():
        for job_id in ids:
            await work.wait_for(job_id)
    assert order == ["raised", "high", "b", "a", "low"]


async def test_lanes_have_places_of_their_own(work: Work) -> None:
    busy: Counter[str] = Counter()
    most: Counter[str] = Counter()
    three = asyncio.Barrier(3)

    async def occupy(context: JobContext) -> None:
        lane = context.payload["lane"]
        busy[lane] += 1
        most[lane] = max(most[lane], busy[lane])
        if lane == "wide":
            await three.wait()
        busy[lane] -= 1

    for lane in ("wide", "narrow", "elsewhere"):
        work.kind(f"test.{lane}", occupy, lane=lane)
    ids = [
        await work.enqueue(f"test.{lane}", {"lane": lane}) for lane in ("wide", "narrow") for _ in range(6)
    ]
    foreign = await work.enqueue("test.elsewhere", {"lane": "elsewhere"})
    async with work.running({"wide": 3, "narrow": 1}):
        for job_id in ids:
            await work.wait_for(job_id)
    assert most == {"wide": 3, "narrow": 1}
    assert (await work.job(foreign)).state == JobState.QUEUED


async def test_delayed_job_waits(work: Work) -> None:
    work.kind("test.nothing", do_nothing)
    async with work.running():
        job = await work.wait_for(await work.enqueue("test.nothing", delay_s=0.4))
    assert job.started_at is not None
    assert 0.39 <= (job.started_at - job.queued_at).total_seconds() < 2


# Joining


async def test_queued_job_with_same_key_is_joined(work: Work) -> None:
    work.kind("test.nothing", do_nothing)
    work.kind("test.other", do_nothing)
    first = await work.enqueue("test.nothing", {"from": "first"}, dedupe_key="k", delay_s=60)
    second = await work.enqueue("test.nothing", {"from": "second"}, dedupe_key="k", priority=7)
    third = await work.enqueue("test.nothing", {"from": "third"}, dedupe_key="k", priority=2)
    other = await work.enqueue("test.other", dedupe_key="k")
    assert first == second == third != other
    job = await work.job(first)
    assert (job.payload, job.priority) == ({"from": "first"}, 7)
    async with work.running():
        await work.wait_for(first, timeout_s=240)  # the second wish did not want to wait a minute


async def test_kind_that_joins_payloads_does_what_both_wished(work: Work) -> None:
    def join(queued: dict[str, Any], wish: dict[str, Any]) -> dict[str, Any]:
        return {"names": sorted({*queued["names"], *wish["names"]})}

    work.kind("test.nothing", do_nothing, join_payloads=join)
    ids = [await work.enqueue("test.nothing", {"names": [n]}, dedupe_key="k", delay_s=60) for n in "bab"]
    assert len(set(ids)) == 1
    assert (await work.job(ids[0])).payload == {"names": ["a", "b"]}


async def test_running_job_gets_exactly_one_follow_up_after_it(work: Work) -> None:
    gate = Gate()
    work.kind("test.gate", gate)
    async with work.running({"default": 4}):
        first = await work.enqueue("test.gate", {"run": 1}, dedupe_key="k")
        await gate.begun.wait()
        wished = {await work.enqueue("test.gate", {"run": n}, dedupe_key="k") for n in (2, 3, 4)}
        assert len(wished) == 1
        await asyncio.sleep(0.4)
        assert gate.payloads == [{"run": 1}]  # there are free places, but not for this key
        gate.open.set()
        await work.wait_for(first)
        await work.wait_for(wished.pop())
    assert gate.payloads == [{"run": 1}, {"run": 2}]


async def test_many_wishes_at_once_become_one_job(work: Work) -> None:
    work.kind("test.nothing", do_nothing)
    ids = await asyncio.gather(*(work.enqueue("test.nothing", dedupe_key="k") for _ in range(20)))
    assert len(set(ids)) == 1
    assert len(await work.jobs()) == 1


async def test_retried_job_and_its_follow_up_do_not_run_together(work: Work) -> None:
    busy = 0

    async def fail_once(context: JobContext) -> None:
        nonlocal busy
        busy += 1
        assert busy == 1
        await asyncio.sleep(0.1)
        busy -= 1
        if context.payload["run"] == 1 and context.attempt == 1:
            await work.enqueue("test.twice", {"run": 2}, dedupe_key="k")
            raise OSError("disk asleep")

    work.kind("test.twice", fail_once, retry_delay_s=0.01)
    async with work.running({"default": 4}):
        first = await work.enqueue("test.twice", {"run": 1}, dedupe_key="k")
        job = await work.wait_for(first)
        follow_up = next(job for job in await work.jobs() if job.id != first)
        assert (await work.wait_for(follow_up.id)).attempt == 1
    assert job.attempt == 2


# Cancelling


async def test_queued_job_is_cancelled_at_once(work: Work) -> None:
    ran = []

    async def note(context: JobContext) -> None:
        ran.append(context.job_id)

    work.kind("test.note", note)
    job_id = await work.enqueue("test.note")
    assert (await work.cancel(job_id)).state == JobState.CANCELLED
    assert (await work.cancel(job_id)).state == JobState.CANCELLED  # asking twice changes nothing
    async with work.running():
        await asyncio.sleep(0.3)
    assert ran == []


@pytest.mark.parametrize("from_elsewhere", [False, True])
async def test_running_job_hears_of_its_cancel(work: Work, from_elsewhere: bool) -> None:
    begun = asyncio.Event()

    async def go_on(context: JobContext) -> None:
        begun.set()
        while True:
            context.raise_if_cancelled()
            await asyncio.sleep(0.01)

    work.kind("test.go_on", go_on)
    async with work.running():
        job_id = await work.enqueue("test.go_on")
        await begun.wait()
        if from_elsewhere:  # another process has another bus, so only the database brings the wish
            other = Database(work.database.url, EventBus())
            async with other.write() as session:
                assert (await work.queue.cancel(session, job_id)).is_cancel_requested
            await other.close()
        else:
            await work.cancel(job_id)
        job = await work.wait_for(job_id, JobState.CANCELLED)
    assert job.attempt == 1
    assert job.error_message is None


async def test_handler_that_ignores_its_cancel_is_ended(work: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kino.core.jobs.running.CANCEL_GRACE_S", 0.1)
    gate = Gate()
    work.kind("test.gate", gate)
    async with work.running():
        job_id = await work.enqueue("test.gate")
        await gate.begun.wait()
        await work.cancel(job_id)
        await work.wait_for(job_id, JobState.CANCELLED)


# Failing


class DiskFull(KinoError):
    """A refusal with a sentence."""


def _raise(error: BaseException) -> Callable[[JobContext], Awaitable[None]]:
    async def handler(_context: JobContext) -> None:
        raise error

    return handler


async def test_failing_job_is_retried_then_failed_and_can_be_retried_by_hand(work: Work) -> None:
    attempts: list[int] = []
    is_mended = False

    async def fail(context: JobContext) -> None:
        attempts.append(context.attempt)
        if not is_mended:
            raise DiskFull("there is no room left on /films; free some")

    work.kind("test.fail", fail, max_attempts=3, retry_delay_s=0.02)
    async with work.running():
        job_id = await work.enqueue("test.fail", dedupe_key="k")
        job = await work.wait_for(job_id, JobState.FAILED)
        assert attempts == [1, 2, 3]
        assert job.error_code == "DiskFull"
        assert job.error_message == "there is no room left on /films; free some"
        assert job.error_trace is not None
        assert "in fail" in job.error_trace
        is_mended = True
        async with work.database.write() as session:
            assert (await work.queue.retry(session, job_id)).error_message is None
        assert (await work.wait_for(job_id)).attempt == 1
    async with work.database.write() as session:
        with pytest.raises(JobNotRetryable, match="is succeeded"):
            await work.queue.retry(session, job_id)


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (SystemExit(3), "SystemExit: 3"),
        (KeyboardInterrupt(), "KeyboardInterrupt"),
        (GeneratorExit(), "GeneratorExit"),
        (asyncio.CancelledError(), "cancelled from within"),
        (ValueError("name \udcff with \0 in it"), "ValueError: name ? with � in it"),
        (ValueError("long " * 10_000), "long long"),
        (BaseExceptionGroup("two", [KeyboardInterrupt(), OSError("x")]), "two"),
        (JobImpossible("the file is gone"), "the file is gone"),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, BaseException) else "",
)
async def test_handler_that_raises_anything_fails_alone(
    work: Work, error: BaseException, message: str
) -> None:
    work.kind("test.raise", _raise(error), max_attempts=1)
    work.kind("test.nothing", do_nothing)
    async with work.running():
        job = await work.wait_for(await work.enqueue("test.raise"), JobState.FAILED)
        await work.wait_for(await work.enqueue("test.nothing"))  # the runner lives on
    assert job.error_message is not None
    assert message in job.error_message
    assert len(job.error_message) <= 2_000


async def test_impossible_job_is_not_tried_again(work: Work) -> None:
    work.kind("test.raise", _raise(JobImpossible("the file is gone")), max_attempts=5)
    async with work.running():
        job = await work.wait_for(await work.enqueue("test.raise"), JobState.FAILED)
    assert (job.attempt, job.error_code) == (1, "JobImpossible")


@pytest.mark.parametrize("result", [["a list"], {"not": {1, 2}}, {"huge": "x" * PAYLOAD_LIMIT_BYTES}])
async def test_result_that_cannot_be_kept_fails_the_job(work: Work, result: Any) -> None:
    async def answer(_context: JobContext) -> Any:
        return result

    work.kind("test.answer", answer, max_attempts=1)
    async with work.running():
        job = await work.wait_for(await work.enqueue("test.answer"), JobState.FAILED)
    assert job.error_message is not None
    assert "the result of test.answer" in job.error_message


# Refusing


async def test_payload_is_refused_when_huge_or_not_json(work: Work) -> None:
    work.kind("test.nothing", do_nothing)
    frame = len('{"text": ""}')
    await work.enqueue("test.nothing", {"text": "x" * (PAYLOAD_LIMIT_BYTES - frame)})
    with pytest.raises(JobPayloadTooLarge, match="65537 bytes, more than 65536"):
        await work.enqueue("test.nothing", {"text": "x" * (PAYLOAD_LIMIT_BYTES - frame + 1)})
    for unusable in ({"path": Path("/films")}, {"rate": float("nan")}, ["list"]):
        with pytest.raises(JobPayloadInvalid, match=r"the payload of test\.nothing"):
            await work.enqueue("test.nothing", unusable)  # type: ignore[arg-type]
    assert len(await work.jobs()) == 1


async def test_unknown_kind_is_refused_by_enqueue_and_waits_when_it_is_there_already(work: Work) -> None:
    work.kind("test.of_tomorrow", do_nothing)
    job_id = await work.enqueue("test.of_tomorrow")
    work.registry = JobRegistry()  # an older version of the program
    work.kind("test.nothing", do_nothing)
    async with work.running():
        await work.wait_for(await work.enqueue("test.nothing"))
        job = await work.job(job_id)
        with pytest.raises(JobKindUnknown, match=r"'test\.of_tomorrow'; known: test\.nothing"):
            await work.enqueue("test.of_tomorrow")
    assert job.state == JobState.QUEUED
    assert (job.message_code, job.message_facts) == (KIND_UNKNOWN_CODE, {"kind": "test.of_tomorrow"})


async def test_absent_job_is_named(work: Work) -> None:
    absent = new_id()
    async with work.database.write() as session:
        for ask in (work.queue.get_job, work.queue.cancel, work.queue.retry):
            with pytest.raises(JobNotFound, match=str(absent)):
                await ask(session, absent)


# Telling


async def test_progress_is_told_often_saved_seldom_and_ends_exact(work: Work) -> None:
    took_s = 0.0
    is_seen = asyncio.Event()

    async def count(context: JobContext) -> None:
        nonlocal took_s
        started_s = time.monotonic()
        for done in range(1, 131):
            await context.report(done, 200, "scan.probed", library="Films")
            await asyncio.sleep(0.01)
        took_s = time.monotonic() - started_s
        await is_seen.wait()

    work.kind("test.count", count, title_code="scan.title", title_facts=lambda payload: {"n": payload["n"]})
    subscription = work.database.bus.listen(lambda _message: True)
    async with work.running():
        job_id = await work.enqueue("test.count", {"n": 3})
        midway = await work.wait_until(job_id, lambda job: job.progress_done == 130)
        assert midway.progress_total == 200
        assert midway.eta_s is not None
        told: list[dict[str, Any]] = []
        async with asyncio.timeout(240):
            # The last report before a pause arrives too.
            while not told or told[-1]["progress_done"] != 130:
                told += await drain(subscription)
        is_seen.set()
        await work.wait_for(job_id)
    told += await drain(subscription)
    states = [message["state"] for message in told]
    assert states[:2] == ["queued", "running"]
    assert states[-1] == "succeeded"
    reports = [message for message in told if message["message_code"] and message["state"] == "running"]
    assert 4 <= len(reports) <= took_s / LIVE_INTERVAL_S + 3  # and the first, the last, and one saved
    assert reports[-1]["progress_done"] == 130
    assert reports[0]["message_facts"] == {"library": "Films"}
    assert told[0]["title_code"] == "scan.title"
    assert told[0]["title_facts"] == {"n": 3}
    assert "payload" not in told[0]


async def test_finished_jobs_reach_subscribers_of_the_event(work: Work) -> None:
    heard: list[JobView] = []

    async def hear(event: JobFinished) -> None:
        heard.append(event.job)

    work.database.bus.subscribe(JobFinished, hear)
    work.kind("test.nothing", do_nothing)
    async with work.running():
        job_id = await work.enqueue("test.nothing")
        await work.wait_for(job_id)
        await asyncio.sleep(0.05)
    assert [(job.id, job.state) for job in heard] == [(job_id, JobState.SUCCEEDED)]


async def test_jobs_are_listed_in_pages_counted_and_forgotten(work: Work) -> None:
    work.kind("test.nothing", do_nothing)
    library_id = new_id()
    ids = [await work.enqueue("test.nothing", library_id=library_id if n < 2 else None) for n in range(7)]
    for job_id in ids[:3]:
        await work.cancel(job_id)
    async with work.database.write() as session:
        first = await work.queue.list_jobs(session, limit=4)
        second = await work.queue.list_jobs(session, limit=4, cursor=first.next_cursor)
        assert [job.id for job in (*first.jobs, *second.jobs)] == ids[::-1]
        assert second.next_cursor is None
        of_library = await work.queue.list_jobs(session, states=(JobState.CANCELLED,), library_id=library_id)
        assert [job.id for job in of_library.jobs] == ids[1::-1]
        assert (await work.queue.count_jobs(session))[JobState.CANCELLED] == 3
        states = tuple(JobState)  # whatever is asked for, jobs that have not finished stay
        assert await work.queue.delete_finished(session, older_than_s=60, states=states, limit=9) == 0
        assert await work.queue.delete_finished(session, older_than_s=-60, states=states, limit=2) == 2
        assert await work.queue.delete_finished(session, older_than_s=-60, states=states, limit=9) == 1
        assert (await work.queue.count_jobs(session)) == {**dict.fromkeys(JobState, 0), JobState.QUEUED: 4}


# Stopping and dying


async def test_stop_lets_running_jobs_end(work: Work) -> None:
    gate = Gate()
    work.kind("test.gate", gate)
    runner = work.runner()
    await runner.start()
    running, waiting = await work.enqueue("test.gate"), await work.enqueue("test.gate")
    await gate.begun.wait()
    stopping = asyncio.create_task(runner.stop(grace_s=5))
    await asyncio.sleep(0.1)
    gate.open.set()
    await stopping
    assert (await work.job(running)).state == JobState.SUCCEEDED
    assert (await work.job(waiting)).state == JobState.QUEUED


async def test_stop_queues_again_what_outlasts_the_grace(work: Work) -> None:
    gate = Gate()
    stubborn = asyncio.Event()

    async def ignore(_context: JobContext) -> None:
        try:
            await stubborn.wait()
        except asyncio.CancelledError:
            await stubborn.wait()

    work.kind("test.gate", gate, max_attempts=1)
    work.kind("test.ignore", ignore, max_attempts=1)
    runner = work.runner({"default": 2})
    await runner.start()
    jobs = [await work.enqueue("test.gate"), await work.enqueue("test.ignore")]
    await gate.begun.wait()
    for job_id in jobs:
        await work.wait_for(job_id, JobState.RUNNING)
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr("kino.core.jobs.runner.LAST_WORDS_S", 0.2)
        await runner.stop(grace_s=0.1)
    for job_id in jobs:
        job = await work.job(job_id)
        assert (job.state, job.attempt) == (JobState.QUEUED, 0)
    stubborn.set()
    gate.open.set()
    async with work.running({"default": 2}):
        for job_id in jobs:
            assert (await work.wait_for(job_id)).attempt == 1  # no attempt was lost to the stop


def start_runner_process(*arguments: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-m", "tests.core.job_runners", *arguments], cwd=REPOSITORY)


@pytest.mark.slow
@pytest.mark.parametrize("runner_name", RUNNERS)
async def test_kill_loses_nothing_and_repeats_at_most_the_running_job(
    runner_name: str, database_url: str, tmp_path: Path
) -> None:
    journal = tmp_path / "journal"
    async with open_work(database_url, RUNNERS[runner_name]) as work:
        work.registry = journal_registry(journal)
        ids = [await work.enqueue("test.note", {"number": number}) for number in range(200)]
        arguments = [runner_name, database_url, str(journal)]
        kills = 0
        for until in (50, 120):
            process = start_runner_process(*arguments)
            try:
                async with asyncio.timeout(120):
                    while not journal.exists() or len(journal.read_text().split()) < until:
                        assert process.poll() is None
                        await asyncio.sleep(0.01)
            finally:
                process.send_signal(signal.SIGKILL)
                process.wait()
            kills += 1
        assert (await work.jobs(states=(JobState.QUEUED,), limit=1)) != []
        async with work.running():
            for job_id in ids:
                await work.wait_for(job_id, timeout_s=240)
    starts = Counter(int(line) for line in journal.read_text().split())
    assert set(starts) == set(range(200))
    assert starts.total() <= 200 + kills


@pytest.mark.parametrize("runner_name", RUNNERS)
@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
async def test_two_runners_share_the_work_and_never_a_job(runner_name: str, database_url: str) -> None:
    starts: Counter[UUID] = Counter()
    runners: Counter[int] = Counter()
    busy_keys: set[str] = set()

    def registry_of(number: int) -> JobRegistry:
        async def note(context: JobContext) -> None:
            key = context.payload["key"]
            assert key not in busy_keys, "two jobs with one key ran at the same time"
            busy_keys.add(key)
            starts[context.job_id] += 1
            runners[number] += 1
            await asyncio.sleep(0.002)
            busy_keys.discard(key)

        registry = JobRegistry()
        registry.register(JobKind("test.note", note, max_attempts=1))
        return registry

    make = RUNNERS[runner_name]
    async with open_work(database_url, make) as one, open_work(database_url, make) as two:
        one.registry, two.registry = registry_of(1), registry_of(2)
        lanes = {"default": 4}
        async with one.running(lanes), two.running(lanes):
            ids = set()
            for number in range(300):
                key = f"key {number}" if number % 2 else f"key {number % 40}"
                dedupe_key = None if number % 2 else key
                ids.add(await one.enqueue("test.note", {"key": key}, dedupe_key=dedupe_key))
            for job_id in ids:
                await one.wait_for(job_id, timeout_s=240)
    assert set(starts) == ids
    assert set(starts.values()) == {1}
    assert min(runners[1], runners[2]) > 10
