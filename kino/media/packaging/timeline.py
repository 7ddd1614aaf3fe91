"""Where a film is cut into segments. Pure."""

import bisect
from collections.abc import Sequence
from dataclasses import dataclass

from kino.media.errors import UncuttableFilm
from kino.media.keyframes import KeyframeIndex

# Long enough that few requests are made, short enough that a change of quality is soon seen.
TARGET_S = 6.0
# A last segment shorter than this joins the one before it.
_LEAST_TAIL_S = 0.5
# In targets: what is left of the film and no longer than this is its last segment.
_LONGEST_TAIL = 1.25


@dataclass(frozen=True, slots=True)
class Timeline:
    """The cuts of a film in seconds of presentation time, from 0.

    starts_s: ascending, n ≥ 1; the first is 0. Rounded to whole microseconds.
    end_s:    where the last segment ends, > starts_s[-1].
    """

    starts_s: tuple[float, ...]
    end_s: float

    def __len__(self) -> int:
        return len(self.starts_s)

    def span_s(self, number: int) -> tuple[float, float]:
        """Start and end of segment `number`. Raises IndexError when there is none."""
        if not 0 <= number < len(self.starts_s):
            raise IndexError(number)
        following = number + 1
        return self.starts_s[number], self.starts_s[following] if following < len(self) else self.end_s

    def number_at(self, time_s: float) -> int:
        """The segment that holds `time_s`; the nearest one for a time outside the film."""
        return max(0, bisect.bisect_right(self.starts_s, time_s) - 1)

    @property
    def longest_s(self) -> float:
        """The length of the longest segment, for EXT-X-TARGETDURATION."""
        ends = (*self.starts_s[1:], self.end_s)
        return max(end - start for start, end in zip(self.starts_s, ends, strict=True))


def cut_at_keyframes(
    index: KeyframeIndex, *, start_s: float, duration_s: float, target_s: float = TARGET_S
) -> Timeline:
    """Segments that begin at sync samples and are as near to `target_s` as those allow.

    start_s:    presentation time in the file that becomes 0: MediaInfo.start_s.
    duration_s: length of the film from there, > 0.

    Only sync samples are cut at: a segment that opens at another keyframe cannot show its leading frames
    after a seek. Raises UncuttableFilm when the index names no keyframe within the film.
    """
    if duration_s <= 0:
        raise UncuttableFilm(f"The film's length is {duration_s:g} s: scan the file again.")
    end_s = round(duration_s, 6)
    keyframes_s = [round(time_s - start_s, 6) for time_s in index.sync_times_s or index.times_s]
    keyframes_s = [time_s for time_s in keyframes_s if time_s < end_s - _LEAST_TAIL_S] or keyframes_s[:1]
    if not keyframes_s:
        raise UncuttableFilm("The file's index names no keyframe: scan the file again.")
    return Timeline(tuple(_choose_cuts(keyframes_s, target_s, end_s)), end_s)


def _choose_cuts(keyframes_s: Sequence[float], target_s: float, end_s: float) -> list[float]:
    # The first segment takes what comes before the first keyframe: sound may begin earlier than the picture.
    cuts = [0.0]
    at = bisect.bisect_right(keyframes_s, 0.0)
    while at < len(keyframes_s) and end_s - cuts[-1] > _LONGEST_TAIL * target_s:
        wished_s = cuts[-1] + target_s
        after = bisect.bisect_left(keyframes_s, wished_s, lo=at)
        # The keyframe nearest to the wish, in front of it or behind it.
        chosen = min(after, len(keyframes_s) - 1)
        if chosen > at and abs(keyframes_s[chosen - 1] - wished_s) <= abs(keyframes_s[chosen] - wished_s):
            chosen -= 1
        cuts.append(keyframes_s[chosen])
        at = chosen + 1
    return cuts
