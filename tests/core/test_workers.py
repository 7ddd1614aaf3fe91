import asyncio
import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import AsyncIterator
from pathlib import Path

import psutil  # type: ignore[import-untyped]
import pytest

from kino.core.errors import KinoError
from kino.core.workers import (
    WorkerCrashed,
    WorkerFunctionFailed,
    WorkerPool,
    WorkerPoolClosed,
    WorkerTimedOut,
)
from tests.core import worker_functions as work


@pytest.fixture
async def pool() -> AsyncIterator[WorkerPool]:
    pool = WorkerPool(2)
    yield pool
    await pool.close()


async def _gone(pid: int, within_s: float = 60.0) -> bool:
    deadline_s = time.monotonic() + within_s
    while time.monotonic() < deadline_s:
        if not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE:
            return True
        await asyncio.sleep(0.02)
    return False


async def test_run_returns_the_value_from_another_process(pool: WorkerPool) -> None:
    assert await pool.run(work.double, 21, timeout_s=240) == 42
    assert await pool.run(work.pid_after, 0, timeout_s=240) != os.getpid()


async def test_no_process_starts_before_the_first_call(pool: WorkerPool) -> None:
    assert pool.worker_pids() == []
    await pool.run(work.double, 1, timeout_s=240)
    assert len(pool.worker_pids()) == 1


@pytest.mark.parametrize("code", [0, 1, 77])
async def test_a_worker_that_exits_fails_only_its_call(pool: WorkerPool, code: int) -> None:
    slow = asyncio.create_task(pool.run(work.pid_after, 0.5, timeout_s=240))
    with pytest.raises(WorkerCrashed):
        await pool.run(work.exit_with, code, timeout_s=240)
    assert await slow > 0
    assert await pool.run(work.double, 2, timeout_s=240) == 4


async def test_an_endless_loop_is_stopped_and_its_process_is_gone(pool: WorkerPool) -> None:
    await pool.run(work.double, 1, timeout_s=240)
    pid = pool.worker_pids()[0]
    with pytest.raises(WorkerTimedOut, match="spin_forever"):
        await pool.run(work.spin_forever, timeout_s=0.4)
    assert await _gone(pid)
    assert await pool.run(work.double, 3, timeout_s=240) == 6


async def test_a_memory_hog_meets_its_limit() -> None:
    pool = WorkerPool(1, initializer=work.limit_memory, initargs=(1 << 30,))
    try:
        with pytest.raises(WorkerCrashed, match="memory"):
            await pool.run(work.eat_memory, 2 << 30, timeout_s=240)
        assert await pool.run(work.eat_memory, 1000, timeout_s=240) == 1000
    finally:
        await pool.close()


async def test_a_failing_initializer_fails_the_call() -> None:
    pool = WorkerPool(1, initializer=work.refuse_to_start)
    try:
        with pytest.raises(WorkerCrashed):
            await pool.run(work.double, 1, timeout_s=240)
    finally:
        await pool.close()


async def test_the_first_process_tells_once_what_its_initializer_returned() -> None:
    told: list[int] = []
    pool = WorkerPool(2, initializer=work.report_pid, on_prepared=told.append)
    try:
        assert pool.prepared is None
        pids = await asyncio.gather(*(pool.run(work.pid_after, 0.2, timeout_s=240) for _ in range(4)))
        assert len(set(pids)) == 2
        assert told == [pool.prepared]
        assert pool.prepared in pids
    finally:
        await pool.close()


async def test_typed_errors_travel_with_status_and_facts(pool: WorkerPool) -> None:
    with pytest.raises(KinoError) as caught:
        await pool.run(work.raise_unlucky, timeout_s=240)
    assert (caught.value.message, caught.value.status, caught.value.facts) == (
        "thirteen",
        418,
        {"number": 13},
    )


async def test_errors_that_cannot_travel_keep_their_text(pool: WorkerPool) -> None:
    with pytest.raises(WorkerFunctionFailed, match="Demanding: a"):
        await pool.run(work.raise_demanding, timeout_s=240)
    with pytest.raises(TimeoutError, match="own"):
        await pool.run(work.raise_timeout, timeout_s=240)


async def test_a_taken_over_worker_cannot_run_code_in_the_server(pool: WorkerPool, tmp_path: Path) -> None:
    trace = tmp_path / "the-worker-was-here"
    with pytest.raises(WorkerCrashed):
        await pool.run(work.send_evil, str(trace), timeout_s=240)
    assert not trace.exists()
    with pytest.raises(WorkerCrashed):
        await pool.run(work.send_lock, timeout_s=240)
    assert await pool.run(work.double, 4, timeout_s=240) == 8


async def test_large_answers_arrive_whole(pool: WorkerPool) -> None:
    assert len(await pool.run(work.big_answer, 5_000_000, timeout_s=240)) == 5_000_000


async def test_concurrency_is_bounded() -> None:
    pool = WorkerPool(2)
    try:
        pids = await asyncio.gather(*(pool.run(work.pid_after, 0.05, timeout_s=240) for _ in range(8)))
        assert len(set(pids)) == 2
    finally:
        await pool.close()


async def test_lower_priority_numbers_run_first(tmp_path: Path) -> None:
    pool = WorkerPool(1)
    path = str(tmp_path / "order")
    try:
        first = asyncio.create_task(pool.run(work.pid_after, 0.3, timeout_s=240))
        await asyncio.sleep(0.05)
        later = [
            asyncio.create_task(pool.run(work.note_order, path, mark, timeout_s=240, priority=priority))
            for mark, priority in (("c", 5), ("b", 1), ("d", 5), ("a", -1))
        ]
        await asyncio.gather(first, *later)
        assert Path(path).read_text() == "abcd"  # noqa: ASYNC240
    finally:
        await pool.close()


async def test_a_cancelled_call_ends_its_process(pool: WorkerPool) -> None:
    await pool.run(work.double, 1, timeout_s=240)
    pid = pool.worker_pids()[0]
    task = asyncio.create_task(pool.run(work.spin_forever, timeout_s=60))
    await asyncio.sleep(0.2)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await _gone(pid)


async def test_idle_processes_end() -> None:
    pool = WorkerPool(1, idle_s=0.2)
    try:
        await pool.run(work.double, 1, timeout_s=240)
        pid = pool.worker_pids()[0]
        assert await _gone(pid)
        assert pool.worker_pids() == []
        assert await pool.run(work.double, 5, timeout_s=240) == 10
    finally:
        await pool.close()


async def test_close_refuses_those_who_wait() -> None:
    pool = WorkerPool(1)
    running = asyncio.create_task(pool.run(work.pid_after, 0.3, timeout_s=240))
    await asyncio.sleep(0.05)
    waiting = asyncio.create_task(pool.run(work.double, 1, timeout_s=240))
    await asyncio.sleep(0)
    await pool.close()
    with pytest.raises(WorkerPoolClosed):
        await waiting
    assert await running > 0
    with pytest.raises(WorkerPoolClosed):
        await pool.run(work.double, 1, timeout_s=240)


async def test_a_batch_fails_only_where_an_item_fails(pool: WorkerPool) -> None:
    outcomes = await pool.run_batch(work.double_or_die, list(range(20)), chunk=6, timeout_s=240)
    assert [o.value for o in outcomes] == [None if n in (13, 14) else n * 2 for n in range(20)]
    assert isinstance(outcomes[13].error, WorkerCrashed)
    assert isinstance(outcomes[14].error, KinoError)


async def test_workers_die_with_a_killed_server() -> None:
    script = """
        import asyncio
        from kino.core.workers import WorkerPool
        from tests.core import worker_functions as work
        async def main():
            pool = WorkerPool(1)
            print(await pool.run(work.pid_after, 0, timeout_s=240), flush=True)
            await pool.run(work.spin_forever, timeout_s=60)
        if __name__ == "__main__":
            asyncio.run(main())
    """
    with subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(script)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as server:
        assert server.stdout is not None
        pid = int(await asyncio.to_thread(server.stdout.readline))
        server.send_signal(signal.SIGKILL)
    assert await _gone(pid)


async def test_a_call_goes_to_the_process_that_knows_what_it_is_about(pool: WorkerPool) -> None:
    async def ask(affinity: str) -> int:
        return await pool.run(work.pid_after, 0.2, timeout_s=240, affinity=affinity)

    first, second = await asyncio.gather(ask("film one"), ask("film two"))
    assert first != second
    # The last one put back would be taken otherwise, whatever it knows.
    for affinity, pid in (
        ("film one", first),
        ("film two", second),
        ("film two", second),
        ("film one", first),
    ):
        assert await ask(affinity) == pid


async def test_a_process_that_is_busy_is_not_waited_for(pool: WorkerPool) -> None:
    pids = await asyncio.gather(
        *(pool.run(work.pid_after, 0.3, timeout_s=240, affinity="one film") for _ in range(2))
    )
    assert len(set(pids)) == 2
