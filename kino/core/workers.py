"""Worker processes for work that may crash, hang or eat memory: hostile media files, slow name parsers.

One call that goes wrong fails alone. Each worker is a pebble pool of one process, because several workers on
one pebble pool share one pipe: a process killed in the middle of its answer would then take the answers of
the others with it.

Processes are spawned, not forked: a fork of a server with threads, an event loop and open databases inherits
all of them, and a fork server would hold its own 15 MB while nothing happens. A spawned worker costs about
0.2 s at its first call and nothing once it has been idle for `idle_s`.
"""

import asyncio
import contextlib
import ctypes
import heapq
import itertools
import os
import pickle
import signal
from collections import deque
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Generic, TypeVar

from kino.core import clock
from kino.core.errors import KinoError

R = TypeVar("R")
T = TypeVar("T")

_PR_SET_PDEATHSIG = 1
# How long an answer that was sent just before its worker ended may need to travel through pebble's threads.
_LAST_WORDS_S = 0.5
# Of so many things a process is remembered to have worked on them.
_RECENT = 6


class WorkerError(KinoError):
    """A call into a worker process did not come back."""

    status = HTTPStatus.INTERNAL_SERVER_ERROR


class WorkerCrashed(WorkerError):
    """The worker process ended, ran out of memory or answered with something that is not plain data."""


class WorkerTimedOut(WorkerError):
    """The call took longer than it was given; its process was killed."""


class WorkerFunctionFailed(WorkerError):
    """The function raised an error that cannot travel between processes; the message keeps its text."""


class WorkerPoolClosed(WorkerError):
    """The pool was closed before the call could start."""


@dataclass(frozen=True, slots=True)
class Outcome(Generic[R]):
    """What became of one item of a batch: a value, or the error that this item alone met."""

    value: R | None = None
    error: Exception | None = None


@dataclass(frozen=True, slots=True)
class _Answer:
    value: Any = None
    error: BaseException | None = None


class WorkerPool:
    """At most `size` worker processes, started when needed and ended after `idle_s` seconds without work.

    size:        ≥ 1; the number of CPUs when None.
    initializer: importable function called once in each new process (a sandbox, say); when it raises, the
                 call that started the process fails with WorkerCrashed.
    on_prepared: called once, with what the initializer returned in the first process, before that process
                 gets any work; the same is then kept as `prepared`, None until then.
    idle_s:      seconds > 0 after which an unused process is ended.

    Belongs to the event loop that it is first used on.
    """

    def __init__(
        self,
        size: int | None = None,
        *,
        initializer: Callable[..., object] | None = None,
        initargs: Iterable[Any] = (),
        on_prepared: Callable[[Any], None] | None = None,
        idle_s: float = 30.0,
    ) -> None:
        self.prepared: Any = None
        self.size = size or os.cpu_count() or 1
        self._gate = _PriorityGate(self.size)
        self._initializer = initializer
        self._initargs = tuple(initargs)
        self._on_prepared = on_prepared
        self._idle_s = idle_s
        self._idle: list[_Slot] = []
        self._endings: set[asyncio.Task[None]] = set()
        self._reaper: asyncio.TimerHandle | None = None
        self._is_closed = False

    async def run(
        self,
        function: Callable[..., R],
        *args: Any,
        timeout_s: float,
        priority: int = 0,
        affinity: Hashable = None,
    ) -> R:
        """What `function(*args)` returns in a worker process.

        function:  importable by name (not a lambda or a method of a local class).
        timeout_s: seconds > 0 from the moment the call is handed to a process.
        priority:  lower runs first; equal ones in order of arrival.
        affinity:  what the call is about, when a process that lately worked on the same is quicker at it: it
                   gets the call if it is free.

        Raises WorkerCrashed, WorkerTimedOut, WorkerPoolClosed, or what the function itself raised. A
        cancelled caller ends the process too, so that nobody works for an answer that nobody awaits.
        """
        await self._gate.enter(priority)
        try:
            if self._is_closed:
                raise WorkerPoolClosed("The worker pool is closed; the server is shutting down.")
            slot = self._take_idle(affinity) or _Slot(self._initializer, self._initargs)
            slot.note(affinity)
            try:
                await self._ask_prepared(slot, timeout_s)
                value: R = await slot.call(function, args, timeout_s)
                return value
            finally:
                self._put_back(slot)
        finally:
            self._gate.leave()

    async def run_batch(
        self,
        function: Callable[[T], R],
        items: Sequence[T],
        *,
        chunk: int = 64,
        timeout_s: float,
        priority: int = 0,
    ) -> list[Outcome[R]]:
        """One Outcome for each item, in order; chunks run side by side on the pool's processes.

        chunk:     items sent at once, ≥ 1. A chunk whose process dies or is too slow is repeated item by
                   item, so that only the item at fault carries the error; the function must not mind being
                   repeated.
        timeout_s: seconds for one chunk, and again for each item of a chunk that is repeated.
        """
        chunks = [items[start : start + chunk] for start in range(0, len(items), chunk)]
        parts = await asyncio.gather(
            *(self._run_chunk(function, part, timeout_s=timeout_s, priority=priority) for part in chunks)
        )
        return list(itertools.chain.from_iterable(parts))

    async def _run_chunk(
        self, function: Callable[[T], R], items: Sequence[T], *, timeout_s: float, priority: int
    ) -> list[Outcome[R]]:
        try:
            return await self.run(_call_each, function, list(items), timeout_s=timeout_s, priority=priority)
        except (WorkerCrashed, WorkerTimedOut) as error:
            if len(items) == 1:
                return [Outcome(error=error)]
        outcomes: list[Outcome[R]] = []
        for item in items:
            outcomes += await self._run_chunk(function, [item], timeout_s=timeout_s, priority=priority)
        return outcomes

    def worker_pids(self) -> list[int]:
        """Process ids of the workers that wait for work right now."""
        return [slot.pid for slot in self._idle if slot.pid is not None]

    async def close(self) -> None:
        """Every process has ended; calls that wait in line fail with WorkerPoolClosed."""
        self._is_closed = True
        if self._reaper is not None:
            self._reaper.cancel()
        self._gate.refuse(WorkerPoolClosed("The worker pool is closed; the server is shutting down."))
        while self._idle:
            self._end(self._idle.pop())
        while self._endings:
            await asyncio.gather(*self._endings)

    def _take_idle(self, affinity: Hashable) -> "_Slot | None":
        known = next((slot for slot in self._idle if slot.knows(affinity)), None)
        if known is not None:
            self._idle.remove(known)
            return known
        return self._idle.pop() if self._idle else None

    async def _ask_prepared(self, slot: "_Slot", timeout_s: float) -> None:
        if self._initializer is None or self.prepared is not None:
            return
        prepared = await slot.call(_read_prepared, (), timeout_s)
        if self.prepared is None and prepared is not None:
            self.prepared = prepared
            if self._on_prepared is not None:
                self._on_prepared(prepared)

    def _put_back(self, slot: "_Slot") -> None:
        if slot.is_usable and not self._is_closed:
            self._idle.append(slot)
            self._plan_reaping()
        else:
            self._end(slot)

    def _plan_reaping(self) -> None:
        if self._reaper is None and self._idle:
            due_s = min(slot.idle_since_s for slot in self._idle) + self._idle_s
            delay_s = max(0.05, due_s - clock.monotonic_s())
            self._reaper = asyncio.get_running_loop().call_later(delay_s, self._reap)

    def _reap(self) -> None:
        self._reaper = None
        deadline_s = clock.monotonic_s() - self._idle_s
        for slot in [slot for slot in self._idle if slot.idle_since_s <= deadline_s]:
            self._idle.remove(slot)
            self._end(slot)
        self._plan_reaping()

    def _end(self, slot: "_Slot") -> None:
        task = asyncio.get_running_loop().create_task(asyncio.to_thread(slot.end))
        self._endings.add(task)
        task.add_done_callback(self._endings.discard)


class _PriorityGate:
    """Lets `size` callers in at a time; the others wait by (priority, arrival)."""

    def __init__(self, size: int) -> None:
        self._free = size
        self._arrivals = itertools.count()
        self._waiting: list[tuple[int, int, asyncio.Future[None]]] = []

    async def enter(self, priority: int) -> None:
        if self._free > 0:
            self._free -= 1
            return
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._waiting, (priority, next(self._arrivals), turn))
        try:
            await turn
        except asyncio.CancelledError:
            # The turn may have been given in the same tick in which the caller was cancelled: pass it on.
            if turn.done() and not turn.cancelled() and turn.exception() is None:
                self.leave()
            raise

    def leave(self) -> None:
        while self._waiting:
            _, _, turn = heapq.heappop(self._waiting)
            if not turn.done():
                turn.set_result(None)
                return
        self._free += 1

    def refuse(self, error: Exception) -> None:
        for _, _, turn in self._waiting:
            if not turn.done():
                turn.set_exception(error)
        self._waiting.clear()


class _Slot:
    """One worker process and the pebble pool that runs it."""

    def __init__(self, initializer: Callable[..., object] | None, initargs: tuple[Any, ...]) -> None:
        from pebble import ProcessPool

        from kino.core.worker_channel import WorkerContext

        self._context = WorkerContext()
        self._pool = ProcessPool(
            max_workers=1,
            initializer=_prepare_process,
            initargs=(os.getpid(), initializer, initargs),
            context=self._context,
        )
        self.is_usable = True
        self.idle_since_s = clock.monotonic_s()
        self._recent: deque[Hashable] = deque(maxlen=_RECENT)

    def knows(self, affinity: Hashable) -> bool:
        """Whether the process lately worked on this."""
        return affinity is not None and affinity in self._recent

    def note(self, affinity: Hashable) -> None:
        """The process works on this now."""
        if affinity is not None:
            with contextlib.suppress(ValueError):
                self._recent.remove(affinity)
            self._recent.append(affinity)

    @property
    def pid(self) -> int | None:
        process = self._context.process
        return process.pid if process is not None else None

    async def call(self, function: Callable[..., Any], args: tuple[Any, ...], timeout_s: float) -> Any:
        self.is_usable = False
        # Scheduled on the loop's own thread: PR_SET_PDEATHSIG fires when the thread that started the process
        # ends, and threads of an executor come and go.
        future: asyncio.Future[_Answer] = asyncio.wrap_future(
            self._pool.schedule(_answer, args=(function, args))
        )
        future.add_done_callback(_take_exception)
        death = self._watch_death()
        try:
            async with asyncio.timeout(timeout_s):
                watched: list[asyncio.Future[Any]] = [future, death]
                await asyncio.wait(watched, return_when=asyncio.FIRST_COMPLETED)
                if not future.done():
                    await asyncio.wait({future}, timeout=_LAST_WORDS_S)
        except TimeoutError:
            self._kill()
            name = getattr(function, "__qualname__", str(function))
            raise WorkerTimedOut(f"{name} took longer than {timeout_s:g} s and was stopped.") from None
        except asyncio.CancelledError:
            self._kill()
            raise
        finally:
            death.cancel()
        return self._read(future)

    def _read(self, future: "asyncio.Future[_Answer]") -> Any:
        if not future.done():
            raise WorkerCrashed(f"The worker process ended by itself ({self._exit_text()}).")
        error = future.exception()
        if error is not None:
            raise WorkerCrashed(
                f"The worker process ended by itself ({self._exit_text()}): {error}"
            ) from error
        answer = future.result()
        if isinstance(answer.error, MemoryError):
            # A process that met its memory limit once has a fragmented heap: the next call gets a fresh one.
            raise WorkerCrashed("The worker ran out of the memory that it may use.") from answer.error
        self.is_usable = True
        self.idle_since_s = clock.monotonic_s()
        if answer.error is not None:
            raise answer.error
        return answer.value

    def end(self) -> None:
        """The process has ended. Blocks for some tenths of a second: call it in a thread."""
        self._kill()
        self._pool.stop()  # type: ignore[no-untyped-call]
        # A pool whose threads met a broken pipe has nothing left to join.
        with contextlib.suppress(RuntimeError, OSError):
            self._pool.join()

    def _watch_death(self) -> "asyncio.Future[None]":
        loop = asyncio.get_running_loop()
        death: asyncio.Future[None] = loop.create_future()
        process = self._context.process
        if process is None:
            return death
        sentinel = os.dup(process.sentinel)  # pebble closes the original as soon as it sees the death

        def ended() -> None:
            if not death.done():
                death.set_result(None)

        def forget(_: object) -> None:
            loop.remove_reader(sentinel)
            os.close(sentinel)

        loop.add_reader(sentinel, ended)
        death.add_done_callback(forget)
        return death

    def _kill(self) -> None:
        # SIGKILL: code stuck inside a decoder never returns to the interpreter, which is where SIGTERM is
        # handled.
        process = self._context.process
        if process is not None:
            with contextlib.suppress(ValueError, OSError, AttributeError):
                process.kill()

    def _exit_text(self) -> str:
        process = self._context.process
        code = process.exitcode if process is not None else None
        if code is None:
            return "for an unknown reason"
        return f"signal {-code}" if code < 0 else f"exit code {code}"


def _take_exception(future: "asyncio.Future[Any]") -> None:
    """An abandoned call must not be reported as an exception that nobody retrieved."""
    if not future.cancelled():
        future.exception()


def _prepare_process(
    parent_pid: int, initializer: Callable[..., object] | None, initargs: tuple[Any, ...]
) -> None:
    """Runs first in each worker: it dies with the server, and at once when it is told to."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    with contextlib.suppress(OSError, AttributeError):  # not Linux: the closed pipe ends the worker instead
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent_pid:  # the server ended before the line above took hold
        os._exit(1)
    if initializer is not None:
        _prepared.append(initializer(*initargs))


# In a worker: what its initializer returned.
_prepared: list[object] = []


def _read_prepared() -> object:
    return _prepared[0]


def _answer(function: Callable[..., Any], args: tuple[Any, ...]) -> _Answer:
    try:
        return _Answer(value=function(*args))
    except Exception as error:  # noqa: BLE001 - the edge of the process: whatever it was, the caller gets it
        return _Answer(error=_travelling(error))


def _travelling(error: Exception) -> Exception:
    """The error itself if it survives pickling and is of a kind that the server accepts, else its text."""
    from kino.core.worker_channel import loads

    try:
        copy = loads(pickle.dumps(error))
    except Exception:  # noqa: BLE001 - pickling runs the error's own code, which may raise anything
        copy = None
    if type(copy) is type(error):
        return error
    return WorkerFunctionFailed(f"{type(error).__name__}: {str(error)[:500]}")


def _call_each(function: Callable[[T], R], items: list[T]) -> list[Outcome[R]]:
    outcomes: list[Outcome[R]] = []
    for item in items:
        answer = _answer(function, (item,))
        if isinstance(answer.error, MemoryError):
            raise answer.error
        error = answer.error if isinstance(answer.error, Exception) else None
        outcomes.append(Outcome(value=answer.value, error=error))
    return outcomes
