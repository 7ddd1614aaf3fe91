"""The grid on which converted pictures are cut. Pure.

A piece is one group of pictures and begins at a whole second of the film: one second long right behind the
place where an encoder began, so that the first is there soon, and two seconds from then on. Segments are made
of whole pieces, so that films share them whichever second somebody began at.
"""

import math
from dataclasses import dataclass

from kino.media.packaging.timeline import Timeline

SHORT_PIECES = 4
PIECE_S = 2


@dataclass(frozen=True, slots=True)
class PieceGrid:
    """Where an encoder that begins at `first_s`, an even second, cuts. end_s: of the film."""

    first_s: int
    end_s: float

    def bounds_s(self, until_s: float) -> list[int]:
        """The seconds at which pieces begin, ascending, below until_s and the film's end."""
        last = math.ceil(min(until_s, self.end_s))
        early = range(self.first_s, self.first_s + SHORT_PIECES)
        late = range(self.first_s + SHORT_PIECES, last, PIECE_S)
        return [second for second in (*early, *late) if second < last]

    def cuts_at(self, second: int) -> bool:
        """Whether a piece begins at this second, or the film is over there."""
        behind = second - self.first_s
        if behind < 0:
            return False
        return behind <= SHORT_PIECES or behind % PIECE_S == 0 or second >= self.end_s

    def piece_at(self, time_s: float) -> int:
        """The second at which the piece with this moment begins."""
        behind = max(0, int(time_s) - self.first_s)
        return self.first_s + (behind if behind < SHORT_PIECES else behind // PIECE_S * PIECE_S)

    def next_after(self, second: int) -> int:
        """Where the piece behind the one at `second` begins."""
        return second + (1 if second - self.first_s < SHORT_PIECES else PIECE_S)


def cut_evenly(duration_s: float, position_s: float = 0.0) -> Timeline:
    """Segments of two seconds; the first ones from where somebody begins are half as long.

    duration_s: > 0. position_s: where play begins.
    """
    first = even_second(min(position_s, max(0.0, duration_s - 1)))
    grid = PieceGrid(first, duration_s)
    starts = [*range(0, first, PIECE_S), *grid.bounds_s(duration_s)]
    if len(starts) > 1 and duration_s - starts[-1] < 0.5 and starts[-1] > first + SHORT_PIECES:
        # The encoder cuts there, too; a segment may hold several pieces.
        starts.pop()
    return Timeline(tuple(float(start) for start in starts), round(duration_s, 6))


def even_second(time_s: float) -> int:
    """The last even second that is not behind the time."""
    return int(time_s) // PIECE_S * PIECE_S
