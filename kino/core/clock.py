"""The one place that reads the time, so that tests can set it."""

import time
from datetime import UTC, datetime


def now() -> datetime:
    """The present instant, timezone-aware, UTC."""
    return datetime.now(UTC)


def monotonic_s() -> float:
    """Seconds of a clock that never goes back; only differences mean something."""
    return time.monotonic()
