"""What can have happened to playbacks."""

from dataclasses import dataclass
from uuid import UUID

from kino.core.events import Event, LiveMessage


@dataclass(frozen=True, slots=True)
class PlaybackChanged(Event):
    """Somebody began, paused, went on or ended."""

    playback_id: UUID

    def live(self) -> LiveMessage:
        return LiveMessage("playback.changed", {"playback_id": str(self.playback_id)}, admins_only=True)


@dataclass(frozen=True, slots=True)
class PlaybackStopped(Event):
    """An admin stopped a playback; its player is told why."""

    playback_id: UUID
    profile_id: UUID

    def live(self) -> LiveMessage:
        facts = {"playback_id": str(self.playback_id)}
        return LiveMessage("playback.stopped", facts, profile_id=self.profile_id)
