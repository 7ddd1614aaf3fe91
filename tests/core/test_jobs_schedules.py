"""Scheduled work: when it is due, and that each due run happens once."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from kino.core import clock
from kino.core.jobs import schedule_queries
from kino.core.jobs.errors import JobKindTwice, JobKindUnknown, ScheduleInvalid, ScheduleNotFound
from kino.core.jobs.housekeeping import KIND_NAME, register_housekeeping
from kino.core.jobs.interface import JobContext, JobRegistry, JobState, ScheduleView
from kino.core.jobs.schedules import Schedule
from tests.core.job_runners import RUNNERS, Work, do_nothing, open_work

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.fixture(params=RUNNERS)
async def work(request: pytest.FixtureRequest, database_url: str) -> AsyncIterator[Work]:
    async with open_work(database_url, RUNNERS[request.param]) as opened:
        yield opened


async def read_schedule(work: Work) -> ScheduleView:
    async with work.database.read() as session:
        (view,) = await work.queue.list_schedules(session)
    return view


def set_clock(monkeypatch: pytest.MonkeyPatch, ahead: timedelta) -> None:
    monkeypatch.setattr(clock, "now", lambda: datetime.now(UTC) + ahead)


@pytest.mark.parametrize(
    ("now", "next_run"),
    [
        ("2026-06-10T00:59:59+00:00", "2026-06-10T01:00:00+00:00"),  # 03:00 in summer is 01:00 UTC
        ("2026-06-10T01:00:00+00:00", "2026-06-11T01:00:00+00:00"),  # due now has run; the next is tomorrow's
        ("2026-01-10T12:00:00+00:00", "2026-01-11T02:00:00+00:00"),
        ("2026-03-28T12:00:00+00:00", "2026-03-29T01:00:00+00:00"),  # the night of 23 hours
        ("2026-10-24T12:00:00+00:00", "2026-10-25T02:00:00+00:00"),  # the night of 25 hours
        ("2026-12-31T23:30:00+00:00", "2027-01-01T02:00:00+00:00"),
    ],
)
def test_daily_schedule_follows_the_local_clock(now: str, next_run: str) -> None:
    schedule = Schedule("s", "k", daily_at="03:00", zone=BERLIN)
    assert schedule.find_next(datetime.fromisoformat(now)) == datetime.fromisoformat(next_run)


def test_daily_schedule_runs_once_in_nights_when_its_time_is_missing_or_twice() -> None:
    schedule = Schedule("s", "k", daily_at="02:30", zone=BERLIN)
    for night in (datetime(2026, 3, 27, 12, tzinfo=UTC), datetime(2026, 10, 23, 12, tzinfo=UTC)):
        runs = [night]
        for _ in range(4):
            runs.append(schedule.find_next(runs[-1]))
        days = [run.astimezone(BERLIN).date() for run in runs[1:]]
        assert days == [days[0] + timedelta(days=n) for n in range(4)]


def test_interval_does_not_drift_and_skips_what_was_missed() -> None:
    schedule = Schedule("s", "k", every_s=60)
    planned = datetime(2026, 1, 1, tzinfo=UTC)
    late = planned + timedelta(seconds=4)
    assert schedule.find_next(late) == late + timedelta(seconds=60)
    assert schedule.find_next(late, planned) == planned + timedelta(seconds=60)
    much_later = planned + timedelta(hours=5)
    assert schedule.find_next(much_later, planned) == much_later + timedelta(seconds=60)


@pytest.mark.parametrize(
    "rule",
    [{}, {"every_s": 5, "daily_at": "03:00"}, {"every_s": 0}, {"daily_at": "25:00"}, {"daily_at": "3 pm"}],
)
def test_unusable_rule_is_refused(rule: dict[str, object]) -> None:
    with pytest.raises(ScheduleInvalid):
        Schedule("s", "k", **rule)  # type: ignore[arg-type]


async def test_registry_refuses_unknown_kinds_and_names_taken_twice(work: Work) -> None:
    with pytest.raises(JobKindUnknown):
        work.registry.register_schedule(Schedule("s", "test.nothing", every_s=1))
    work.kind("test.nothing", do_nothing)
    work.registry.register_schedule(Schedule("s", "test.nothing", every_s=1))
    with pytest.raises(JobKindTwice):
        work.registry.register_schedule(Schedule("s", "test.nothing", every_s=2))
    with pytest.raises(JobKindTwice):
        work.kind("test.nothing", do_nothing)


async def test_schedule_runs_again_and_again(work: Work) -> None:
    payloads = []

    async def note(context: JobContext) -> None:
        payloads.append(context.payload)

    work.kind("test.note", note)
    work.registry.register_schedule(Schedule("often", "test.note", {"from": "schedule"}, every_s=0.2))
    async with work.running():
        async with asyncio.timeout(120):
            while len(payloads) < 3:  # noqa: ASYNC110 - the work comes by itself
                await asyncio.sleep(0.01)
        view = await read_schedule(work)
    assert payloads[0] == {"from": "schedule"}
    assert (view.name, view.kind, view.rule) == ("often", "test.note", "every 0.2 s")
    assert view.last_job_id is not None
    assert view.last_queued_at is not None


async def test_missed_runs_happen_once_at_start_even_with_two_runners(
    work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    work.kind("test.nothing", do_nothing)
    work.registry.register_schedule(Schedule("hourly", "test.nothing", every_s=3600))
    async with work.running():
        await asyncio.sleep(0.2)
    assert await work.jobs() == []  # the first run comes after the first hour
    planned = (await read_schedule(work)).next_run_at

    set_clock(monkeypatch, timedelta(hours=7))
    for _ in range(2):  # the second start finds nothing missed
        async with work.running(), work.running():
            await asyncio.sleep(0.4)
    (job,) = await work.jobs()
    assert job.state == JobState.SUCCEEDED
    view = await read_schedule(work)
    assert view.last_job_id == job.id
    assert view.next_run_at >= planned + timedelta(hours=7)


async def test_due_run_is_taken_by_one_runner_only(work: Work) -> None:
    planned, now = datetime(2026, 1, 1, 3, tzinfo=UTC), datetime(2026, 1, 1, 3, 5, tzinfo=UTC)
    upcoming = planned + timedelta(days=1)

    async def take() -> bool:
        async with work.database.write() as session:
            return await schedule_queries.take_due_run(session, "s", planned, upcoming, now)

    async with work.database.write() as session:
        await schedule_queries.save_rule(session, "s", "daily at 03:00", planned)
    assert sorted(await asyncio.gather(take(), take(), take())) == [False, False, True]


async def test_changed_rule_starts_afresh_and_an_unchanged_one_stays(work: Work) -> None:
    async def start_with(every_s: float) -> datetime:
        work.registry = JobRegistry()
        work.kind("test.nothing", do_nothing)
        work.registry.register_schedule(Schedule("s", "test.nothing", every_s=every_s))
        async with work.running():
            return (await read_schedule(work)).next_run_at

    first = await start_with(3600)
    assert await start_with(3600) == first
    assert await start_with(60) < first


async def test_schedule_can_be_run_now(work: Work) -> None:
    work.kind("test.nothing", do_nothing)
    work.registry.register_schedule(Schedule("s", "test.nothing", every_s=3600, priority=4))
    async with work.database.write() as session:
        job_id = await work.queue.run_schedule_now(session, "s")
        assert await work.queue.run_schedule_now(session, "s") == job_id  # it waits already
        with pytest.raises(ScheduleNotFound, match="'absent'"):
            await work.queue.run_schedule_now(session, "absent")
    async with work.running():
        assert (await work.wait_for(job_id)).priority == 4


async def test_housekeeping_forgets_successes_before_failures(
    work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(_context: JobContext) -> None:
        raise OSError("no disk")

    work.kind("test.nothing", do_nothing)
    work.kind("test.fail", fail, max_attempts=1)
    register_housekeeping(work.registry, work.database, work.queue)
    async with work.running():
        succeeded = [await work.enqueue("test.nothing") for _ in range(3)]
        failed = await work.enqueue("test.fail")
        await work.wait_for(failed, JobState.FAILED)
        assert [(await work.job(job_id)).state for job_id in succeeded] == [JobState.SUCCEEDED] * 3
        set_clock(monkeypatch, timedelta(days=4))
        done = await work.wait_for(await work.enqueue(KIND_NAME))
        assert done.result == {"deleted_count": 3}
        assert (await work.job(failed)).state == JobState.FAILED
