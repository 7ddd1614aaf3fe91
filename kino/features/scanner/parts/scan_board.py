"""How far the scans of all libraries are: what the admin page and the wizard show live."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from kino.core.clock import monotonic_s, now
from kino.core.events import EventBus, LiveMessage
from kino.features.libraries.schemas import ScanPhase, ScanPhaseName, ScanState

PHASES: tuple[ScanPhaseName, ...] = ("walk", "match", "names", "probe", "artwork")
# Carried on by jobs of their own, which may run while another scan begins.
_LATER: tuple[ScanPhaseName, ...] = ("probe", "artwork")
TELL_EVERY_S = 0.25


@dataclass(slots=True)
class _Phase:
    done: int = 0
    total: int | None = None
    state: str = "waiting"
    started_s: float = 0.0
    done_at_start: int = 0


@dataclass(slots=True)
class _Scan:
    job_id: UUID
    started_at: datetime
    phases: dict[ScanPhaseName, _Phase] = field(default_factory=lambda: {name: _Phase() for name in PHASES})
    is_cancelled: bool = False
    told_s: float = 0.0

    @property
    def current(self) -> ScanPhaseName:
        """The first phase that runs, else the first that is still to come, else `done`."""
        for state in ("running", "waiting"):
            for name, entry in self.phases.items():
                if entry.state == state and not (self.is_cancelled and state == "waiting"):
                    return name
        return "done"


class ScanBoard:
    """Counts of each phase of each library's latest scan; tells admins at most four times a second."""

    def __init__(self, bus: EventBus) -> None:
        self._bus = bus
        self._scans: dict[UUID, _Scan] = {}

    def begin(self, library_id: UUID, job_id: UUID) -> None:
        """A scan starts; phases of a former one are forgotten, apart from those that still run."""
        before = self._scans.get(library_id)
        scan = self._scans[library_id] = _Scan(job_id, now())
        for name in _LATER:
            if before is not None and before.phases[name].state == "running":
                scan.phases[name] = before.phases[name]
        self._tell(library_id, is_last=True)

    def advance(
        self,
        library_id: UUID,
        phase: ScanPhaseName,
        *,
        done: int,
        total: int | None,
        job_id: UUID | None = None,
    ) -> None:
        """The phase has come so far; counts are of files, of directories in `walk`.

        job_id: of a job that may run without a scan before it; the phases before it count as done then.
        """
        scan = self._scans.get(library_id)
        if scan is None:
            if job_id is None:
                return
            scan = self._scans[library_id] = _Scan(job_id, now())
            for name in PHASES[: PHASES.index(phase)]:
                scan.phases[name].state = "done"
        entry = scan.phases[phase]
        if entry.state != "running":
            entry.state, entry.started_s, entry.done_at_start = "running", monotonic_s(), done
        entry.done, entry.total = done, total
        self._tell(library_id)

    def finish(self, library_id: UUID, *phases: ScanPhaseName) -> None:
        """These phases are through; a later job may take one of them up again."""
        scan = self._scans.get(library_id)
        if scan is None:
            return
        for name in phases:
            entry = scan.phases[name]
            entry.state = "done"
            entry.total = entry.done
        self._tell(library_id, is_last=True)

    def end_probe(self, library_id: UUID) -> None:
        """Nothing waits for its probe; artwork is through too unless its own job runs or starts later."""
        scan = self._scans.get(library_id)
        if scan is not None:
            is_drawing = scan.phases["artwork"].state == "running"
            self.finish(library_id, "probe", *(() if is_drawing else ("artwork",)))

    def stop(self, library_id: UUID, *phases: ScanPhaseName, is_cancelled: bool) -> None:
        """The job of these phases ended early, by an admin's wish or by a failure; what it found stays."""
        scan = self._scans.get(library_id)
        if scan is None:
            return
        for name in phases:
            if scan.phases[name].state == "running":
                scan.phases[name].state = "waiting"
        scan.is_cancelled = is_cancelled
        self._tell(library_id, is_last=True)

    def forget(self, library_id: UUID) -> None:
        """The library is gone."""
        self._scans.pop(library_id, None)

    def states(self) -> Mapping[UUID, ScanState]:
        """The latest scan of every library."""
        return {library_id: self._state(library_id, scan) for library_id, scan in self._scans.items()}

    def _state(self, library_id: UUID, scan: _Scan) -> ScanState:
        phases = [
            ScanPhase.model_validate(
                {"phase": name, "done": one.done, "total": one.total, "state": one.state}
            )
            for name, one in scan.phases.items()
        ]
        current = scan.phases.get(scan.current)
        return ScanState(
            job_id=scan.job_id,
            library_id=library_id,
            phase=scan.current,
            phases=phases,
            done=current.done if current else 0,
            total=current.total if current else None,
            eta_s=_eta_s(current) if current else None,
            started_at=scan.started_at,
            is_cancelled=scan.is_cancelled,
        )

    def _tell(self, library_id: UUID, *, is_last: bool = False) -> None:
        scan = self._scans[library_id]
        if not is_last and monotonic_s() - scan.told_s < TELL_EVERY_S:
            return
        scan.told_s = monotonic_s()
        state = self._state(library_id, scan)
        self._bus.tell(LiveMessage("scan.progressed", state.model_dump(mode="json"), admins_only=True))


def _eta_s(phase: _Phase) -> float | None:
    gained = phase.done - phase.done_at_start
    if phase.total is None or gained <= 0 or phase.state != "running":
        return None
    return (phase.total - phase.done) * (monotonic_s() - phase.started_s) / gained
