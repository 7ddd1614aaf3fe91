"""The answer of `decide.plan_playback`: what happens to each stream, and why."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Delivery(StrEnum):
    """How a file reaches the client, from cheapest to dearest."""

    DIRECT = "direct"
    REMUX = "remux"
    TRANSCODE = "transcode"


class Action(StrEnum):
    """What happens to one stream. REMUX copies it into another container; DROP leaves it out."""

    DIRECT = "direct"
    REMUX = "remux"
    TRANSCODE = "transcode"
    BURN_IN = "burn_in"
    DROP = "drop"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something is not direct, or a note.

    code:     stable; the UI translates by it, with params.
    sentence: plain English, the fallback.
    """

    code: str
    sentence: str
    params: Mapping[str, str | int] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        return {"code": self.code, "sentence": self.sentence, "params": dict(self.params)}


@dataclass(frozen=True, slots=True)
class StreamDecision:
    """One stream's fate. kind: video, audio or subtitle; index: the stream's number in the file."""

    kind: str
    index: int
    action: Action
    reasons: tuple[Reason, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        return {
            "kind": self.kind,
            "index": self.index,
            "action": self.action.value,
            "reasons": [reason.to_dict() for reason in self.reasons],
        }


@dataclass(frozen=True, slots=True)
class Plan:
    """How to play one file on one client.

    delivery:        what the client's abilities and the viewer's wishes need.
    streams:         a decision for every stream of the file, in the file's order of kinds.
    reasons:         why it is not DIRECT; n ≥ 1 then, empty for DIRECT.
    notes:           worth telling, changing nothing ("this file is incomplete").
    compromises:     None when direct play is impossible or is the plan; else what direct play leaves out, n ≥
                     1.
    audio_index:     the track that the wishes choose; None for a silent film.
    direct_audio_index: the track that direct play has: the first.
    subtitle_index:  the track that the wishes choose, or None.
    is_playable_now: the delivery, or its direct compromise, is one that this Kino can do today.
    missing:         a sentence about what stands in the way or is left out today; None when nothing is.
    """

    delivery: Delivery
    streams: tuple[StreamDecision, ...]
    reasons: tuple[Reason, ...]
    notes: tuple[Reason, ...]
    compromises: tuple[Reason, ...] | None
    audio_index: int | None
    direct_audio_index: int | None
    subtitle_index: int | None
    is_playable_now: bool
    missing: str | None

    def to_dict(self) -> dict[str, Any]:
        """JSON-able form."""
        return {
            "delivery": self.delivery.value,
            "streams": [stream.to_dict() for stream in self.streams],
            "reasons": [reason.to_dict() for reason in self.reasons],
            "notes": [note.to_dict() for note in self.notes],
            "compromises": None
            if self.compromises is None
            else [reason.to_dict() for reason in self.compromises],
            "audio_index": self.audio_index,
            "direct_audio_index": self.direct_audio_index,
            "subtitle_index": self.subtitle_index,
            "is_playable_now": self.is_playable_now,
            "missing": self.missing,
        }
