"""What happens to jobs; admins hear of each event live as `job.changed`, with the job as it now is."""

from dataclasses import dataclass

from kino.core.events import Event, LiveMessage
from kino.core.jobs.interface import JobView

LIVE_TOPIC = "job.changed"


def live_message(job: JobView) -> LiveMessage:
    """What admins are told of a job, for its events and for its progress."""
    return LiveMessage(LIVE_TOPIC, job.to_json(), admins_only=True)


@dataclass(frozen=True, slots=True)
class _JobEvent(Event):
    job: JobView

    def live(self) -> LiveMessage | None:
        return live_message(self.job)


@dataclass(frozen=True, slots=True)
class JobQueued(_JobEvent):
    """A job waits: enqueued, joined by another wish, raised in priority, or to be tried again."""


@dataclass(frozen=True, slots=True)
class JobStarted(_JobEvent):
    """A runner has claimed a job."""


@dataclass(frozen=True, slots=True)
class JobFinished(_JobEvent):
    """A job has succeeded, failed for good or been cancelled."""


@dataclass(frozen=True, slots=True)
class JobCancelRequested(_JobEvent):
    """A running job is to end; its runner listens for this."""
