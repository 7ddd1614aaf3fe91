"""Cues of all text tracks of a film in one pass over a stretch of it. Runs in a sandboxed worker."""

import os
from typing import Any

from kino.media.open_media import open_container, open_regular, read_errors
from kino.media.subtitles.cues import Cue, order_cues, read_ass_text
from kino.media.subtitles.stretch import read_stretch

TEXT_CODECS = frozenset(
    {"subrip", "srt", "ass", "ssa", "mov_text", "webvtt", "text", "ttml", "sami", "subviewer", "microdvd"}
)
# A line may lie this much behind the picture that it belongs to.
_LATE_S = 2.0
# A line without a length, as some MP4 and TS files have them, is shown for so long.
_USUAL_S = 4.0
_MOST_CUES = 2_000


def extract_cues(
    path: bytes | str | os.PathLike[str], from_s: float, until_s: float, *, start_s: float = 0.0
) -> dict[int, list[Cue]]:
    """Cues that begin in [from_s, until_s), by the number of their stream in the file, ascending.

    from_s, until_s: seconds of the film, ≥ 0; from 0 on, lines that begin before the film count too.
    start_s:         MediaInfo.start_s, what the container calls the film's beginning.
    Every text track has an entry, an empty one if nobody says anything. Raises UnreadableFile, NotAMediaFile.
    """
    with open_regular(path) as opened, open_container(opened) as container, read_errors(opened.name):
        tracks = [stream for stream in container.streams if _is_text(stream)]
        if not tracks:
            return {}
        found: dict[int, list[Cue]] = {stream.index: [] for stream in tracks}
        for packet, at_s in read_stretch(container, tracks, from_s, until_s + _LATE_S, start_s):
            cues = found[packet.stream.index]
            if at_s < until_s and len(cues) < _MOST_CUES:
                length_s = float((packet.duration or 0) * packet.time_base) or _USUAL_S
                cues += [Cue(at_s, at_s + length_s, text) for text in _decode(packet)]
    return {index: order_cues(cues) for index, cues in found.items()}


def _is_text(stream: Any) -> bool:
    if stream.type != "subtitle" or getattr(stream, "codec_context", None) is None:
        return False
    return stream.codec_context.name in TEXT_CODECS


def _decode(packet: Any) -> list[str]:
    import av.error

    try:
        rects = list(packet.decode())
    except av.error.FFmpegError:
        return []  # One broken line is left out; those behind it can be read.
    events = (bytes(rect.ass) for rect in rects if hasattr(rect, "ass"))
    return [read_ass_text(event.decode("utf-8", "replace")) for event in events]
