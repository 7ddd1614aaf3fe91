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
    plays_as:        how this Kino plays it today; None when it cannot.
    compromises:     what is left out when it plays in another way than it should, n ≥ 1; else None.
    audio_index:     the track that the wishes choose; None for a silent film.
    direct_audio_index: the track that direct play has: the first.
    subtitle_index:  the track that the wishes choose, or None.
    offers_all_audio: every sound track can be had, the others than the first in segments.
    missing:         a sentence about what stands in the way or is left out today; None when nothing is.
    """

    delivery: Delivery
    plays_as: Delivery | None
    streams: tuple[StreamDecision, ...]
    reasons: tuple[Reason, ...]
    notes: tuple[Reason, ...]
    compromises: tuple[Reason, ...] | None
    audio_index: int | None
    direct_audio_index: int | None
    subtitle_index: int | None
    offers_all_audio: bool
    missing: str | None

    @property
    def is_playable_now(self) -> bool:
        """Whether this Kino can play it today, with or without a compromise."""
        return self.plays_as is not None

    def to_dict(self) -> dict[str, Any]:
        """JSON-able form."""
        return {
            "delivery": self.delivery.value,
            "plays_as": self.plays_as.value if self.plays_as else None,
            "streams": [stream.to_dict() for stream in self.streams],
            "reasons": [reason.to_dict() for reason in self.reasons],
            "notes": [note.to_dict() for note in self.notes],
            "compromises": None
            if self.compromises is None
            else [reason.to_dict() for reason in self.compromises],
            "audio_index": self.audio_index,
            "direct_audio_index": self.direct_audio_index,
            "subtitle_index": self.subtitle_index,
            "offers_all_audio": self.offers_all_audio,
            "is_playable_now": self.is_playable_now,
            "missing": self.missing,
        }
