"""Decoded sound without a gap, and where it belongs on the film's timeline, to the sample."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise
from math import floor, gcd
from typing import TYPE_CHECKING

from kino.media.packaging.downmix import Format

if TYPE_CHECKING:
    from av.audio.frame import AudioFrame

# Packets that are farther than 20 ms from where the sound before them ended begin anew.
_GAPS_A_S = 50
# How far off its grid sound with careless times may be and still be put onto it: nobody sees that.
_GRID_REACH_S = Fraction(8, 1000)


@dataclass(slots=True)
class Run:
    """Sound without a gap, in one format.

    per_tick: its samples in a tick of the stream.
    ticks:    when each frame is presented, in ticks from the film's beginning; None where the file is silent.
    behind:   samples of the run that lie before each frame.
    """

    format: Format
    per_tick: Fraction
    ticks: list[int | None] = field(default_factory=list)
    behind: list[int] = field(default_factory=list)
    planes: list[list[memoryview]] = field(default_factory=list)
    samples: int = 0

    def add(self, frame: "AudioFrame", tick: int | None) -> None:
        channels = frame.layout.nb_channels
        is_planar = frame.format.is_planar
        size = frame.samples * frame.format.bytes * (1 if is_planar else channels)
        if not self.planes:
            self.planes = [[] for _ in range(channels if is_planar else 1)]
        for parts, plane in zip(self.planes, frame.planes, strict=False):
            parts.append(memoryview(plane)[:size])
        self.ticks.append(tick)
        self.behind.append(self.samples)
        self.samples += frame.samples

    def join_planes(self) -> list[bytes]:
        return [b"".join(parts) for parts in self.planes]

    def continues(self, tick: int | None) -> bool:
        """Whether a frame presented at `tick` follows upon the last one."""
        first = self.ticks[0]
        if tick is None or first is None:
            return True
        # In 1/denominator samples, here and below, since fractions are slow.
        off = (tick - first) * self.per_tick.numerator - self.samples * self.per_tick.denominator
        return abs(off) * _GAPS_A_S <= self.format.rate * self.per_tick.denominator

    @property
    def grain(self) -> int:
        """What the sizes of its frames have in common, in samples.

        Leaves out the first frame, which may be short of samples that the file says to skip, and the last one
        of all, which ends where the film ends.
        """
        return gcd(*(after - before for before, after in pairwise(self.behind[1:]))) or self.samples

    @property
    def skipped(self) -> int:
        """How many samples its first frame is short of."""
        return max(0, self.grain - self.behind[1]) if len(self.behind) > 1 else 0

    def place(self, origins: Sequence[Fraction]) -> Fraction:
        """Where the run begins, in its own samples from the film's beginning.

        origins: where the stream may begin, likewise.

        Times are rounded to ticks, in Matroska to milliseconds. All of them together say more than each; and
        where frames have a size in common, their true place is a multiple of it from where the stream begins.
        """
        leading = min(1, len(self.ticks) - 1)
        scale, unit = self.per_tick.numerator, self.per_tick.denominator
        said = [
            tick * scale - before * unit
            for tick, before in zip(self.ticks[leading:], self.behind[leading:], strict=True)
            if tick is not None
        ]
        if not said:
            return (self.ticks[0] or 0) * self.per_tick
        low, high = min(said), max(said)
        # The true place is within half a tick of each: in the middle of what all allow.
        is_exact = high - low <= scale + 2 * unit
        place = Fraction(low + high if is_exact else 2 * statistics.median_low(said), 2 * unit)
        grain = self.grain
        if not is_exact:
            reach = _GRID_REACH_S * self.format.rate
        elif grain > self.per_tick + 4:
            # The origin was rounded, too.
            reach = self.per_tick / 2 + 2
        else:
            # On so fine a grid, a rounded origin means several places; no more than the times leave open.
            reach = Fraction(scale - (high - low), 2 * unit) + 1
        for origin in origins:
            first = place + self.behind[leading] - origin
            off = nearest(first / grain) * grain - first
            if abs(off) <= reach:
                return place + off
        return place


def nearest(value: Fraction) -> int:
    """The nearest integer; of two, the greater."""
    # Not round(): it rounds halves to even, and the same sound would lie elsewhere in another window.
    return floor(value + Fraction(1, 2))
