"""The one interface of background work: what features register, enqueue and are handed.

A runner on another machine, or another queue, takes these same types; features never see which one it is.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from kino.core.jobs.errors import JobKindTwice, JobKindUnknown
from kino.core.jobs.schedules import Schedule

JsonObject = dict[str, Any]

PAYLOAD_LIMIT_BYTES = 64 * 1024  # a job carries ids and options; content belongs into a table or a file
DEFAULT_LANE = "default"
KIND_UNKNOWN_CODE = "job.kind_unknown"  # why a job waits whose kind this version of Kino does not know


class JobState(StrEnum):
    """Where a job stands. The last three are final unless someone asks for a retry."""

    QUEUED = "queued"
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"


FINISHED_STATES = (JobState.SUCCEEDED, JobState.FAILED, JobState.CANCELLED)


class JobContext(Protocol):
    """What a handler is given: its job, a way to tell how far it is, and whether to go on."""

    @property
    def job_id(self) -> UUID: ...

    @property
    def payload(self) -> JsonObject: ...

    @property
    def attempt(self) -> int:
        """1 for the first attempt; runs cut short by a stop or a crash are not counted."""
        ...

    @property
    def library_id(self) -> UUID | None: ...

    @property
    def is_cancelled(self) -> bool:
        """Whether someone asked the job to end; true within a second of the wish. May be read in threads."""
        ...

    def raise_if_cancelled(self) -> None:
        """Raise JobCancelled once the job is asked to end. Call it between units of work.

        A handler that goes on regardless is cancelled like any task (asyncio.CancelledError) after a while.
        """
        ...

    async def report(self, done: int, total: int | None, message_code: str, **facts: Any) -> None:
        """Say how far the job is; cheap enough to call for every unit of work.

        done, total:  counts of whatever the job counts; total None when it is not known yet.
        message_code: a sentence of the language files, filled with `facts` (JSON-able).
        Browsers hear at most 4 reports a second, the database keeps at most one; the last one always arrives.
        """
        ...


JobHandler = Callable[[JobContext], Awaitable[JsonObject | None]]


def _no_facts(_payload: JsonObject) -> JsonObject:
    return {}


def _keep_payload(queued: JsonObject, _wish: JsonObject) -> JsonObject:
    return queued


@dataclass(frozen=True, slots=True)
class JobKind:
    """A sort of job, registered once at start.

    name:          `feature.verb`; it stays in the database, so it does not change between versions.
    handler:       idempotent: after a crash it is run again from the beginning. Its result is kept.
    lane:          jobs of one lane share its places; a runner says how many places each lane has.
    max_attempts:  ≥ 1; an exception in the last one makes the job fail.
    retry_delay_s: before the second attempt; doubled for each further one, ± 50 % at random, ≤ 1 h.
    title_code:    sentence of the language files that names the job in the UI; default `job.<name>`.
    title_facts:   what fills that sentence, taken from the payload; payloads of earlier
                   versions included, so it does not raise.
    join_payloads: what a queued job is to do once a wish has joined it, out of its payload and the wish's;
                   default: what it was to do before.
    """

    name: str
    handler: JobHandler
    lane: str = DEFAULT_LANE
    max_attempts: int = 3
    retry_delay_s: float = 10.0
    title_code: str = ""
    title_facts: Callable[[JsonObject], JsonObject] = _no_facts
    join_payloads: Callable[[JsonObject, JsonObject], JsonObject] = _keep_payload


class JobRegistry:
    """The kinds and schedules of this program; filled at start, then only read."""

    def __init__(self) -> None:
        self._kinds: dict[str, JobKind] = {}
        self._schedules: dict[str, Schedule] = {}

    def register(self, kind: JobKind) -> None:
        """Raises JobKindTwice when the name is taken."""
        if kind.name in self._kinds:
            raise JobKindTwice(f"two job kinds are called {kind.name!r}")
        self._kinds[kind.name] = kind

    def register_schedule(self, schedule: Schedule) -> None:
        """Raises JobKindTwice when the name is taken, JobKindUnknown when its kind is not registered yet."""
        self.get_kind(schedule.kind_name)
        if schedule.name in self._schedules:
            raise JobKindTwice(f"two schedules are called {schedule.name!r}")
        self._schedules[schedule.name] = schedule

    def get_kind(self, name: str) -> JobKind:
        """Raises JobKindUnknown."""
        kind = self._kinds.get(name)
        if kind is None:
            raise JobKindUnknown(f"no job kind is called {name!r}; known: {', '.join(sorted(self._kinds))}")
        return kind

    def find_kind(self, name: str) -> JobKind | None:
        """The kind, or None when this version of Kino does not know it."""
        return self._kinds.get(name)

    @property
    def kind_names(self) -> Sequence[str]:
        """Every registered kind, in order of name."""
        return sorted(self._kinds)

    @property
    def schedules(self) -> Mapping[str, Schedule]:
        """Every registered schedule by its name."""
        return self._schedules


@dataclass(frozen=True, slots=True)
class JobView:
    """A job as others see it.

    priority:     higher runs first.
    run_at:       not before; in the future while a retry waits.
    message_code: the latest report, or why a queued job cannot run here.
    error_*:      of the latest failed attempt: class, sentence, last lines of the traceback.
    """

    id: UUID
    kind: str
    title_code: str
    title_facts: JsonObject
    lane: str
    state: JobState
    priority: int
    dedupe_key: str | None
    library_id: UUID | None
    payload: JsonObject
    result: JsonObject | None
    attempt: int
    max_attempts: int
    is_cancel_requested: bool
    progress_done: int
    progress_total: int | None
    eta_s: float | None
    message_code: str | None
    message_facts: JsonObject
    error_code: str | None
    error_message: str | None
    error_trace: str | None
    queued_at: datetime
    run_at: datetime
    started_at: datetime | None
    finished_at: datetime | None

    @property
    def is_finished(self) -> bool:
        """Whether the job has reached a final state."""
        return self.state in FINISHED_STATES

    def to_json(self) -> JsonObject:
        """The view for a browser; payload, result and traceback stay on the server."""
        shown = asdict(self)
        for name in ("payload", "result", "error_trace"):
            del shown[name]
        return {name: _plain(value) for name, value in shown.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value) if isinstance(value, UUID | JobState) else value


@dataclass(frozen=True, slots=True)
class JobPage:
    """Some jobs, newest first; next_cursor asks for the following page, None at the end."""

    jobs: Sequence[JobView]
    next_cursor: UUID | None


@dataclass(frozen=True, slots=True)
class ScheduleView:
    """A schedule as others see it. rule: `every 3600 s` or `daily at 03:00`."""

    name: str
    kind: str
    rule: str
    next_run_at: datetime
    last_queued_at: datetime | None
    last_job_id: UUID | None


class JobQueue(Protocol):
    """Asking for work and looking after it. Every method works in the caller's transaction."""

    async def enqueue(
        self,
        session: AsyncSession,
        kind_name: str,
        payload: JsonObject | None = None,
        *,
        priority: int = 0,
        dedupe_key: str | None = None,
        delay_s: float = 0.0,
        library_id: UUID | None = None,
    ) -> UUID:
        """The id of a job that will start after this transaction has been committed.

        priority:   higher first; among equals the older first.
        dedupe_key: a queued job of this kind with this key is joined instead: it keeps its payload, unless
                    the kind joins payloads, and takes the higher priority and the earlier time of both.
                    While one is running, one follow-up waits for its end.
        delay_s:    ≥ 0, not before then.
        Raises JobKindUnknown, JobPayloadInvalid, JobPayloadTooLarge.
        """
        ...

    async def cancel(self, session: AsyncSession, job_id: UUID) -> JobView:
        """End a job: a queued one at once, a running one as soon as its handler notices; finished ones stay.

        Raises JobNotFound.
        """
        ...

    async def raise_priority(self, session: AsyncSession, job_id: UUID, priority: int) -> JobView:
        """Let a queued job run earlier; never later. No change for others. Raises JobNotFound."""
        ...

    async def raise_priority_of_key(
        self, session: AsyncSession, kind_name: str, dedupe_key: str, priority: int
    ) -> bool:
        """The same for the queued job with this key; False when there is none."""
        ...

    async def retry(self, session: AsyncSession, job_id: UUID) -> JobView:
        """Queue a failed or cancelled job again with all its attempts.

        Raises JobNotFound, JobNotRetryable.
        """
        ...

    async def get_job(self, session: AsyncSession, job_id: UUID) -> JobView:
        """Raises JobNotFound."""
        ...

    async def list_jobs(
        self,
        session: AsyncSession,
        *,
        states: Sequence[JobState] = (),
        kind_name: str | None = None,
        library_id: UUID | None = None,
        limit: int = 50,
        cursor: UUID | None = None,
    ) -> JobPage:
        """Jobs in any of these states (none means all), newest first; limit 1–200."""
        ...

    async def count_jobs(self, session: AsyncSession) -> dict[JobState, int]:
        """How many jobs there are in each state, zeros included."""
        ...

    async def delete_finished(
        self, session: AsyncSession, *, older_than_s: float, states: Sequence[JobState], limit: int
    ) -> int:
        """Forget at most `limit` jobs that reached one of these final states so long ago; the count."""
        ...

    async def list_schedules(self, session: AsyncSession) -> Sequence[ScheduleView]:
        """The registered schedules that a runner has seen, by name."""
        ...

    async def run_schedule_now(self, session: AsyncSession, name: str) -> UUID:
        """Enqueue what the schedule would; its next time stays. Raises ScheduleNotFound."""
        ...


class JobRunner(Protocol):
    """Carries the work out. A database may have several; they never run the same job at the same time."""

    async def start(self) -> None:
        """Take back what a dead runner left, and begin. Schedules that came due meanwhile run once."""
        ...

    async def stop(self, grace_s: float = 5.0) -> None:
        """Begin nothing more; give running jobs grace_s to end, then queue them again for the next start."""
        ...
