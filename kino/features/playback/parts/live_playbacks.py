"""The playbacks that are under way, in memory: a stream asks here, and never the database, who may read.

A playback lives for LIFETIME_S after its last report. After a restart nothing is live: the player asks for
a new plan and goes on at the same second.
"""

import hmac
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from kino.core.clock import monotonic_s, now
from kino.core.file_delivery import DeliveredFile
from kino.features.playback.errors import MediaLinkInvalid, PlaybackEnded
from kino.features.playback.parts.hls_film import HlsFilm

LIFETIME_S = 120.0  # twelve reports may get lost; background tabs report once a minute
REPORT_INTERVAL_S = 10.0
MOST_PER_SESSION = 8  # tabs of one browser; who opens more has left some of them
SIGNATURE_HEX_DIGITS = 32


@dataclass(slots=True)
class LivePlayback:
    """One playing of an item by a profile on a device.

    files, films: what may be read of it: whole files, or segments of them.
    watched_s: really played, as far as it was told.
    is_stand_in, is_extra: what plays is not the film itself; an extra says nothing of how far one came.
    """

    id: UUID
    account_id: UUID
    profile_id: UUID
    session_id: UUID
    library_id: UUID
    item_id: UUID
    files: dict[UUID, DeliveredFile]
    method: Literal["direct", "hls", "none"]
    duration_s: float | None
    started_at: datetime
    films: dict[UUID, HlsFilm] = field(default_factory=dict)
    is_stand_in: bool = False
    is_extra: bool = False
    state: str = "starting"
    position_s: float = 0.0
    watched_s: float = 0.0
    heard_s: float = field(default_factory=monotonic_s)

    @property
    def file_ids(self) -> frozenset[UUID]:
        """The files that it plays."""
        return frozenset((*self.files, *self.films))

    @property
    def is_alive(self) -> bool:
        """Whether it has been heard of lately."""
        return monotonic_s() - self.heard_s < LIFETIME_S


class LivePlaybacks:
    """Playbacks by id, and the key that signs their addresses."""

    def __init__(self) -> None:
        self._playbacks: dict[UUID, LivePlayback] = {}
        self._stopped_s: dict[UUID, float] = {}
        self._key = b""

    def set_key(self, key: bytes) -> None:
        """The house's key for media addresses; set once at start."""
        self._key = key

    def add(self, playback: LivePlayback) -> list[LivePlayback]:
        """A playback begins; those that have not been heard of for long are forgotten.

        What the session has beyond MOST_PER_SESSION is ended and returned: the least lately heard of.
        """
        for stale in [one for one in self._playbacks.values() if not one.is_alive]:
            del self._playbacks[stale.id]
        self._playbacks[playback.id] = playback
        own = [one for one in self._playbacks.values() if one.session_id == playback.session_id]
        own.sort(key=lambda one: (one.heard_s, one.id))
        return [self._playbacks.pop(one.id) for one in own[:-MOST_PER_SESSION]]

    def find(self, playback_id: UUID) -> LivePlayback | None:
        """The playback if it is alive."""
        playback = self._playbacks.get(playback_id)
        return playback if playback is not None and playback.is_alive else None

    def renew(self, playback: LivePlayback, state: str, position_s: float) -> datetime:
        """The playback was heard of; until when its addresses are good."""
        playback.heard_s = monotonic_s()
        playback.state, playback.position_s = state, position_s
        return self.expires_at(playback)

    def expires_at(self, playback: LivePlayback) -> datetime:
        """Until when the playback's addresses are good without another report."""
        return now() + timedelta(seconds=LIFETIME_S - (monotonic_s() - playback.heard_s))

    def end(self, playback_id: UUID) -> LivePlayback | None:
        """The playback is over; its addresses stop working at once."""
        return self._playbacks.pop(playback_id, None)

    def stop(self, playback_id: UUID) -> LivePlayback | None:
        """End it by an admin's hand; was_stopped knows of it until its player has surely asked."""
        playback = self.end(playback_id)
        if playback is not None:
            oldest_s = monotonic_s() - LIFETIME_S
            self._stopped_s = {one: at_s for one, at_s in self._stopped_s.items() if at_s > oldest_s}
            self._stopped_s[playback_id] = monotonic_s()
        return playback

    def was_stopped(self, playback_id: UUID) -> bool:
        """Whether an admin stopped it a short while ago."""
        return playback_id in self._stopped_s

    def end_where(self, matches: Callable[[LivePlayback], bool]) -> None:
        """End every playback that matches."""
        for playback in [one for one in self._playbacks.values() if matches(one)]:
            del self._playbacks[playback.id]

    def list_alive(self) -> Iterable[LivePlayback]:
        """Playbacks that are alive, the latest first."""
        return sorted(
            (one for one in self._playbacks.values() if one.is_alive), key=lambda one: one.id, reverse=True
        )

    def authorise(self, playback_id: str, file_id: str, signature: str) -> tuple[LivePlayback, UUID]:
        """The playback and file of a signed address. Raises MediaLinkInvalid and PlaybackEnded."""
        try:
            playback_key, file_key = UUID(playback_id), UUID(file_id)
        except ValueError as error:
            raise MediaLinkInvalid("This is not the address of a stream.") from error
        playback = self.find(playback_key)
        if playback is None:
            raise PlaybackEnded("This playback is over. The player asks for a new plan and goes on.")
        if not self.is_signed(playback, file_key, signature):
            raise MediaLinkInvalid("The address of this stream was altered.")
        return playback, file_key

    def sign(self, playback: LivePlayback, file_id: UUID) -> str:
        """The signature of a file's address within a playback; hexadecimal."""
        text = b"%b.%b.%b" % (playback.id.bytes, file_id.bytes, playback.profile_id.bytes)
        return hmac.digest(self._key, text, "sha256").hex()[:SIGNATURE_HEX_DIGITS]

    def is_signed(self, playback: LivePlayback, file_id: UUID, signature: str) -> bool:
        """Whether the signature is ours; takes the same time for every wrong one."""
        return hmac.compare_digest(
            self.sign(playback, file_id).encode(), signature.encode("utf-8", "replace")
        )
