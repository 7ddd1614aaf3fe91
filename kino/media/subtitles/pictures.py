"""Subtitles that are pictures (Blu-ray, DVD) as PNG. Runs in a sandboxed worker."""

import io
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from kino.media.open_media import open_container, open_regular, read_errors
from kino.media.subtitles.palettes import RGBA, BluRayColours, read_dvd_palette
from kino.media.subtitles.stretch import read_stretch

# Broadcasts (dvb_subtitle) keep their colours where the decoder alone finds them, and it does not tell.
PICTURE_CODECS = frozenset({"hdmv_pgs_subtitle", "dvd_subtitle"})
# A picture stands until the next one, or an empty one; nobody reads longer than this.
_LONGEST_S = 12.0
_MOST_PICTURES = 300
_MOST_BYTES = 24 * 1024 * 1024
_MOST_SIDE_PX = 8192
_NEVER_MS = 0xFFFF_FFFF
_VOBSUB_SIZE = re.compile(rb"size:\s*(\d{2,4})x(\d{2,4})")
_DVD_PX = (720, 576)


@dataclass(frozen=True, slots=True)
class PictureCue:
    """A picture over the film: seconds of the film, place and size as shares of a canvas, 0 to 1.

    canvas_ratio: its width by its height; None when it is the film's frame.
    """

    start_s: float
    end_s: float
    png: bytes
    left_ratio: float
    top_ratio: float
    width_ratio: float
    height_ratio: float
    canvas_ratio: float | None


def extract_pictures(
    path: bytes | str | os.PathLike[str], index: int, from_s: float, until_s: float, *, start_s: float = 0.0
) -> list[PictureCue]:
    """Pictures of one track that begin in [from_s, until_s), ascending.

    index: the stream's number in the file. start_s: MediaInfo.start_s.
    A file without such a track gives none. Raises UnreadableFile, NotAMediaFile.
    """
    with open_regular(path) as opened, open_container(opened) as container, read_errors(opened.name):
        tracks = [stream for stream in container.streams if stream.index == index]
        if not tracks or tracks[0].type != "subtitle" or _codec_of(tracks[0]) is None:
            return []
        packets = read_stretch(container, tracks, from_s, until_s + _LONGEST_S, start_s)
        return _end_by_the_next(_read_sets(tracks[0], packets), until_s)


def _codec_of(stream: Any) -> Any:
    codec = getattr(stream, "codec_context", None)
    if codec is None or codec.codec.canonical_name not in PICTURE_CODECS:
        return None
    return codec


def _end_by_the_next(sets: Iterator[tuple[float, list[PictureCue]]], until_s: float) -> list[PictureCue]:
    found: list[PictureCue] = []
    shown: list[PictureCue] = []
    size_bytes = 0
    for at_s, pictures in sets:
        found += [replace(one, end_s=min(one.end_s, at_s)) for one in shown]
        shown = []
        if at_s >= until_s or len(found) >= _MOST_PICTURES or size_bytes > _MOST_BYTES:
            break
        shown = pictures
        size_bytes += sum(len(one.png) for one in pictures)
    return [one for one in (*found, *shown) if one.end_s > one.start_s]


def _read_sets(stream: Any, packets: Iterator[tuple[Any, float]]) -> Iterator[tuple[float, list[PictureCue]]]:
    """What is shown from a second on; nothing, where the screen is cleared."""
    import av.error

    look = _Look(stream)
    for packet, packet_s in packets:
        look.read(bytes(packet))
        try:
            subtitles = stream.codec_context.decode2(packet)
        except av.error.FFmpegError:
            continue  # One broken picture is left out; those behind it can be shown.
        if subtitles is None:
            continue
        at_s = packet_s + subtitles.start_display_time / 1000
        lasts_ms = subtitles.end_display_time - subtitles.start_display_time
        is_open = subtitles.end_display_time in (0, _NEVER_MS) or lasts_ms <= 0
        end_s = at_s + (_LONGEST_S if is_open else min(lasts_ms / 1000, _LONGEST_S))
        yield at_s, [_draw(one, at_s, end_s, look) for one in subtitles.rects if _is_drawable(one)]


class _Look:
    """The colours of a track's pictures and the size of what they are placed on, as its packets say."""

    def __init__(self, stream: Any) -> None:
        self._extradata = bytes(stream.codec_context.extradata or b"")
        self._blu_ray = (
            BluRayColours() if stream.codec_context.codec.canonical_name != "dvd_subtitle" else None
        )
        self._packet = b""
        pictures = [one for one in stream.container.streams.video if one.width and one.height]
        self._film_px = (pictures[0].width, pictures[0].height) if pictures else _DVD_PX

    def read(self, packet: bytes) -> None:
        self._packet = packet
        if self._blu_ray:
            self._blu_ray.read(packet)

    @property
    def is_of_the_frame(self) -> bool:
        """A DVD's pixels are stretched with those of its film."""
        return self._blu_ray is None

    @property
    def palette(self) -> list[RGBA]:
        if self._blu_ray:
            return self._blu_ray.palette
        return read_dvd_palette(self._extradata, self._packet)

    @property
    def canvas_px(self) -> tuple[int, int]:
        """Blu-ray pictures say it themselves, and it is larger than a film whose bars were cut away."""
        if self._blu_ray:
            return self._blu_ray.canvas_px or self._film_px
        size = _VOBSUB_SIZE.search(self._extradata)
        return (max(1, int(size[1])), max(1, int(size[2]))) if size else self._film_px


def _is_drawable(rect: Any) -> bool:
    if not getattr(rect, "planes", None):
        return False
    return bool(0 < rect.width <= _MOST_SIDE_PX and 0 < rect.height <= _MOST_SIDE_PX)


def _draw(rect: Any, start_s: float, end_s: float, look: _Look) -> PictureCue:
    from PIL import Image

    picture = Image.frombytes("P", (rect.width, rect.height), bytes(rect.planes[0]))
    picture.putpalette(bytes(value for colour in look.palette for value in colour), "RGBA")
    written = io.BytesIO()
    picture.convert("RGBA").save(written, "PNG", compress_level=6)
    width_px, height_px = look.canvas_px
    return PictureCue(
        start_s,
        end_s,
        written.getvalue(),
        rect.x / width_px,
        rect.y / height_px,
        rect.width / width_px,
        rect.height / height_px,
        None if look.is_of_the_frame else width_px / height_px,
    )
