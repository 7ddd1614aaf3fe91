"""How far a job is: counts, a sentence, an estimate, and when to tell whom."""

from collections import deque
from typing import Any

from kino.core import clock

LIVE_INTERVAL_S = 0.25  # 4 messages a second are as smooth as a progress bar gets
ETA_WINDOW_S = 20.0  # long enough to smooth a slow file, short enough to follow a change of pace
ETA_MIN_S = 1.0


class Progress:
    """The latest report of one job, with the rate of the recent ones."""

    def __init__(self) -> None:
        self.done = 0
        self.total: int | None = None
        self.message_code: str | None = None
        self.message_facts: dict[str, Any] = {}
        self.eta_s: float | None = None
        self.is_saved = True
        self._samples: deque[tuple[float, int]] = deque()

    def update(self, done: int, total: int | None, message_code: str, facts: dict[str, Any]) -> None:
        """Take a report in; a new message begins a new estimate, since its units may differ."""
        now_s = clock.monotonic_s()
        if message_code != self.message_code or done < self.done:
            self._samples.clear()
        self.done, self.total = done, total
        self.message_code, self.message_facts = message_code, facts
        self.is_saved = False
        self._sample(now_s)
        self.eta_s = self._estimate()

    def _sample(self, now_s: float) -> None:
        if not self._samples or now_s - self._samples[-1][0] >= LIVE_INTERVAL_S:
            self._samples.append((now_s, self.done))
        while now_s - self._samples[0][0] > ETA_WINDOW_S and len(self._samples) > 2:
            self._samples.popleft()

    def _estimate(self) -> float | None:
        (first_s, first), (last_s, last) = self._samples[0], self._samples[-1]
        if self.total is None or last <= first or last_s - first_s < ETA_MIN_S:
            return None
        rate = (last - first) / (last_s - first_s)
        return round(max(0.0, (self.total - self.done) / rate), 1)

    def values(self) -> dict[str, Any]:
        """The report as columns of the table, which are also fields of JobView."""
        return {
            "progress_done": self.done,
            "progress_total": self.total,
            "eta_s": self.eta_s,
            "message_code": self.message_code,
            "message_facts": self.message_facts,
        }
