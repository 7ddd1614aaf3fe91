"""One job in the hands of a runner: what its handler sees, and what became of it."""

import asyncio
import traceback
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from kino.core import clock
from kino.core.errors import KinoError
from kino.core.events import EventBus
from kino.core.jobs.errors import JobCancelled, JobImpossible
from kino.core.jobs.events import live_message
from kino.core.jobs.interface import JobHandler, JobState, JobView, JsonObject
from kino.core.jobs.progress import LIVE_INTERVAL_S, Progress
from kino.core.jobs.queue import check_json_object

CANCEL_GRACE_S = 10.0  # for a handler to notice by itself; then its task is cancelled
TRACE_LINES = 30
TRACE_CHARS = 8_000
MESSAGE_CHARS = 2_000


@dataclass(frozen=True, slots=True)
class Failure:
    """Why an attempt failed. is_final: another one cannot help."""

    code: str
    message: str
    trace: str
    is_final: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """How an attempt ended; state QUEUED means that it was cut short by the runner's stop."""

    state: JobState
    result: JsonObject | None = None
    failure: Failure | None = field(default=None)


class RunningJob:
    """A claimed job and its handler's task; also the JobContext that the handler is given."""

    def __init__(self, job: JobView, claim_id: UUID, bus: EventBus) -> None:
        self.job = job
        self.claim_id = claim_id
        self.progress = Progress()
        self._bus = bus
        self._attempt: asyncio.Task[Outcome] | None = None
        self._is_cancelled = False
        self._is_cut_short = False
        self._told_at_s = float("-inf")
        self._timers: dict[str, asyncio.TimerHandle] = {}

    @property
    def job_id(self) -> UUID:
        return self.job.id

    @property
    def payload(self) -> JsonObject:
        return self.job.payload

    @property
    def attempt(self) -> int:
        return self.job.attempt

    @property
    def library_id(self) -> UUID | None:
        return self.job.library_id

    @property
    def is_cancelled(self) -> bool:
        return self._is_cancelled

    def raise_if_cancelled(self) -> None:
        """See JobContext."""
        if self._is_cancelled:
            raise JobCancelled(f"job {self.job.id} was cancelled")

    async def report(self, done: int, total: int | None, message_code: str, **facts: Any) -> None:
        """See JobContext."""
        self.progress.update(done, total, message_code, check_json_object(facts, "a report's facts"))
        wait_s = self._told_at_s + LIVE_INTERVAL_S - clock.monotonic_s()
        if wait_s <= 0:
            self._tell()
        elif "tell" not in self._timers:
            # The last report before a pause must arrive too.
            self._timers["tell"] = asyncio.get_running_loop().call_later(wait_s, self._tell)
        await asyncio.sleep(0)  # a handler that only counts and reports must not hold the event loop

    def _tell(self) -> None:
        self._cancel_timer("tell")
        self._told_at_s = clock.monotonic_s()
        self.job = replace(self.job, **self.progress.values())
        self._bus.tell(live_message(self.job))

    async def run(self, handler: JobHandler) -> Outcome:
        """Run the handler to its end, whatever that is; never raises what the handler raised."""
        self._attempt = asyncio.create_task(self._try(handler), name=f"job {self.job.kind} {self.job.id}")
        try:
            await asyncio.wait({self._attempt})
            # A task that was cancelled before its first step has never entered _try.
            return Outcome(JobState.QUEUED) if self._attempt.cancelled() else self._attempt.result()
        finally:
            for name in tuple(self._timers):
                self._cancel_timer(name)

    def request_cancel(self) -> None:
        """Ask the handler to end, and end it if it does not listen."""
        if not self._is_cancelled:
            self._is_cancelled = True
            loop = asyncio.get_running_loop()
            self._timers["cancel"] = loop.call_later(CANCEL_GRACE_S, self._cancel_attempt)

    def cut_short(self) -> None:
        """End the handler now because the runner stops or has lost its claim; the job will be run again."""
        self._is_cut_short = True
        self._cancel_attempt()

    def _cancel_attempt(self) -> None:
        if self._attempt is not None:
            self._attempt.cancel()

    def _cancel_timer(self, name: str) -> None:
        timer = self._timers.pop(name, None)
        if timer is not None:
            timer.cancel()

    async def _try(self, handler: JobHandler) -> Outcome:
        try:
            result = await handler(self)
            if result is not None:
                check_json_object(result, f"the result of {self.job.kind}")
        except JobCancelled:
            return Outcome(JobState.CANCELLED)
        except BaseException as error:  # noqa: BLE001 - the runner's edge; a handler's SystemExit ends its job, not Kino
            if self._is_cut_short:
                return Outcome(JobState.QUEUED)
            if self._is_cancelled:
                return Outcome(JobState.CANCELLED)
            return Outcome(JobState.FAILED, failure=_describe(error))
        return Outcome(JobState.SUCCEEDED, result=result)


def _describe(error: BaseException) -> Failure:
    if isinstance(error, KinoError):
        code, message = error.code, error.message
    elif isinstance(error, asyncio.CancelledError):
        code, message = (
            "CancelledError",
            "the handler was cancelled from within, though nobody cancelled the job",
        )
    else:
        code = type(error).__name__
        message = f"{code}: {error}" if str(error) else code
    lines = "".join(traceback.format_exception(error)).splitlines()
    trace = "\n".join(lines[-TRACE_LINES:])[-TRACE_CHARS:]
    return Failure(
        code, _storable(message)[:MESSAGE_CHARS], _storable(trace), isinstance(error, JobImpossible)
    )


def _storable(text: str) -> str:
    """The text as both databases take it: without the lone surrogates of file names, and without NUL."""
    return text.encode("utf-8", "replace").decode().replace("\0", "�")
