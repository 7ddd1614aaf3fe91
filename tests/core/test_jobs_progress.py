"""How long a job still takes, at the pace of its recent reports."""

import pytest

from kino.core import clock
from kino.core.jobs.progress import Progress


def test_estimate_follows_the_pace_of_the_last_reports(monkeypatch: pytest.MonkeyPatch) -> None:
    at_s = 1000.0
    monkeypatch.setattr(clock, "monotonic_s", lambda: at_s)
    progress = Progress()
    for done in range(101):
        progress.update(done, 500, "scan.probed", {})
        assert progress.eta_s is None or at_s > 1000.9
        at_s += 0.1
    assert progress.eta_s == pytest.approx(400 / 10, rel=0.05)

    # A slower pace shows once the quick reports are older than what is looked at.
    for done in range(101, 131):
        at_s += 0.9
        progress.update(done, 500, "scan.probed", {})
        at_s += 0.1
    assert progress.eta_s == pytest.approx(370 / 1, rel=0.05)


def test_another_message_begins_another_estimate(monkeypatch: pytest.MonkeyPatch) -> None:
    at_s = 1000.0
    monkeypatch.setattr(clock, "monotonic_s", lambda: at_s)
    progress = Progress()
    for done in range(21):
        progress.update(done, 40, "scan.walked", {})
        at_s += 0.1
    assert progress.eta_s is not None
    progress.update(1, 40, "scan.probed", {})
    assert progress.eta_s is None
