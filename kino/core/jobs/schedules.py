"""When scheduled work is due: every so many seconds, or once a day at a local time."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta, tzinfo
from typing import Any

from kino.core.jobs.errors import ScheduleInvalid


@dataclass(frozen=True, slots=True)
class Schedule:
    """Work that comes back by itself; exactly one of every_s and daily_at is given.

    every_s:  seconds between two runs, > 0; the first comes one interval after the schedule is first seen.
    daily_at: "HH:MM" in local time.
    zone:     whose local time; None is the machine's.
    A run that was missed while nothing was running happens once at the next start.
    Raises ScheduleInvalid.
    """

    name: str
    kind_name: str
    payload: dict[str, Any] = field(default_factory=dict)
    every_s: float | None = None
    daily_at: str | None = None
    priority: int = 0
    zone: tzinfo | None = None

    def __post_init__(self) -> None:
        if (self.every_s is None) == (self.daily_at is None):
            raise ScheduleInvalid(f"schedule {self.name!r} needs either every_s or daily_at")
        if self.every_s is not None and self.every_s <= 0:
            raise ScheduleInvalid(f"schedule {self.name!r}: every_s is {self.every_s}, but must be > 0")
        if self.daily_at is not None:
            _time_of_day(self.daily_at)

    @property
    def rule(self) -> str:
        """The rule in words; a changed one starts the schedule afresh."""
        return f"daily at {self.daily_at}" if self.daily_at else f"every {self.every_s:g} s"

    def find_next(self, now: datetime, planned_at: datetime | None = None) -> datetime:
        """The first instant after `now` at which the schedule is due, UTC.

        planned_at: the run that is due now; intervals are counted from it, so that they do not drift.
        """
        if self.daily_at is not None:
            return _next_daily(_time_of_day(self.daily_at), now, self.zone)
        interval = timedelta(seconds=self.every_s or 0.0)
        upcoming = (planned_at or now) + interval
        return upcoming if upcoming > now else now + interval


def _time_of_day(raw: str) -> time:
    try:
        return datetime.strptime(raw, "%H:%M").time()  # noqa: DTZ007 - a time of day has no zone of its own
    except ValueError as error:
        raise ScheduleInvalid(f"daily_at is {raw!r}: write it as HH:MM, for example 03:00") from error


def _next_daily(wall_time: time, now: datetime, zone: tzinfo | None) -> datetime:
    today = now.astimezone(zone).date()
    for days in range(3):
        # Combined day by day, because a day across a change of clocks has 23 or 25 hours.
        wall = datetime.combine(today + timedelta(days=days), wall_time, tzinfo=zone)
        instant = wall.astimezone(UTC)  # without a zone Python takes the machine's
        if instant > now:
            return instant
    raise ScheduleInvalid(f"no {wall_time} within two days after {now}")
