"""Packets of some tracks from a stretch of a film, and how far the film was read. Runs in a sandboxed worker.

A film is never read to its end for its subtitles: a stretch costs what playing it costs, the one that is
watched can come first, and all stretches together are one pass over the file.
"""

import math
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from kino.core import clock
from kino.media.open_media import demux

if TYPE_CHECKING:
    from av.container import InputContainer

_BUDGET_S = 60.0
_MICROSECONDS = 1_000_000


def read_stretch(
    container: "InputContainer", tracks: Sequence[Any], from_s: float, until_s: float, start_s: float
) -> Iterator[tuple[Any, float]]:
    """Packets of the tracks with their second of the film, in [from_s, until_s), in the file's order.

    from_s:  ≥ 0; from 0 on, packets from before the film count too.
    start_s: MediaInfo.start_s, what the container calls the film's beginning.
    It ends after a minute of work, whatever the file does.
    """
    if from_s > 0:
        container.seek(math.floor((from_s + start_s) * _MICROSECONDS))
    # The picture tells how far the file was read: a track may be silent for long.
    pictures = [stream for stream in container.streams.video if not _is_cover(stream)][:1]
    ends_s = clock.monotonic_s() + _BUDGET_S
    for packet in demux(container, *pictures, *tracks):
        time = packet.dts if packet.stream.type == "video" else packet.pts
        if time is None or packet.time_base is None:
            continue
        at_s = float(time * packet.time_base) - start_s
        if at_s >= until_s or clock.monotonic_s() > ends_s:
            return
        if packet.stream.type != "video" and (from_s <= 0 or at_s >= from_s):
            yield packet, at_s


def _is_cover(stream: Any) -> bool:
    from av.stream import Disposition

    return bool(stream.disposition & Disposition.attached_pic)
