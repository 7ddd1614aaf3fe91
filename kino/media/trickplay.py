"""Small pictures of a whole film for its timeline, as sheets of tiles. Drawn in a sandboxed worker.

Only keyframes are decoded: each stands by itself, so that a tile costs one seek and one picture whatever lies
between. A sheet is made by itself too; what was made survives a crash, and the sheet that somebody looks at
comes first.
"""

import math
import os
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kino.core import clock
from kino.media.errors import NoStill, NoVideoTrack
from kino.media.info import MediaInfo
from kino.media.keyframes import decode_keyframes
from kino.media.open_media import demux, open_container, open_regular, read_errors
from kino.media.pictures import encode_webp
from kino.media.stills import draw_frame, find_rotation

if TYPE_CHECKING:
    from PIL import Image as PillowImage

    Image = PillowImage.Image

COLUMNS = ROWS = 10
_WIDTH_PX, _HEIGHT_PX = 320, 240
_QUALITY = 62
# Seconds between two tiles: films by the clock, short clips so that their timeline has something to show.
_INTERVALS_S = ((1200.0, 10.0), (300.0, 5.0), (0.0, 2.0))
# A length that lies may not fill the disk: 14 hours of tiles at 10 s, wider apart beyond.
_MAX_TILES = 5_000
# Packets until the first keyframe behind a seek; without an index one lands in the middle of a group.
_MAX_PACKETS = 1_500
# Without an index a place is found by decode time, which is earlier than a keyframe's presentation time.
_UNINDEXED = frozenset({"mpegts", "mpeg", "mpegvideo", "h264", "hevc", "m4v", "vc1", "obu"})
_LEAD_S = 0.8
# Where a part of the film is broken, or ends before it said: this much earlier, once.
_EARLIER_S = 5.0
_MICROSECONDS = 1_000_000


@dataclass(frozen=True, slots=True)
class TileLayout:
    """Where the picture of a second is found.

    interval_s:  seconds > 0 between two tiles; tile n shows a moment of [n, n + 1) × interval_s.
    tile_count:  ≥ 1, of the whole film; the last sheet is as full as it happens to be.
    """

    interval_s: float
    width_px: int
    height_px: int
    tile_count: int
    columns: int = COLUMNS
    rows: int = ROWS

    @property
    def sheet_count(self) -> int:
        """≥ 1."""
        return math.ceil(self.tile_count / (self.columns * self.rows))

    def tiles_of(self, sheet: int) -> range:
        """Numbers of the tiles on a sheet, row by row. Raises IndexError when there is no such sheet."""
        if not 0 <= sheet < self.sheet_count:
            raise IndexError(f"there is no sheet {sheet}; there are {self.sheet_count}")
        first = sheet * self.columns * self.rows
        return range(first, min(first + self.columns * self.rows, self.tile_count))

    def sheet_at(self, at_s: float) -> int:
        """The sheet that shows a second of the film; the nearest one for a second outside."""
        tile = min(max(int(at_s / self.interval_s), 0), self.tile_count - 1)
        return tile // (self.columns * self.rows)

    def size_px(self, sheet: int) -> tuple[int, int]:
        """Width and height of a sheet in pixels; one that is not full has fewer rows."""
        rows = math.ceil(len(self.tiles_of(sheet)) / self.columns)
        return self.columns * self.width_px, rows * self.height_px


def lay_out_tiles(info: MediaInfo) -> TileLayout | None:
    """How the film's tiles lie; None of what has no moving picture or no known length."""
    if not info.video or not info.duration_s or not math.isfinite(info.duration_s) or info.duration_s <= 0:
        return None
    picture = info.video[0]
    width_px, height_px = max(1, picture.display_width_px), max(1, picture.display_height_px)
    scale = min(_WIDTH_PX / width_px, _HEIGHT_PX / height_px)
    wished_s = next(interval_s for from_s, interval_s in _INTERVALS_S if info.duration_s >= from_s)
    interval_s = max(wished_s, info.duration_s / _MAX_TILES)
    tile_count = max(1, math.ceil(info.duration_s / interval_s))
    return TileLayout(
        interval_s=interval_s,
        width_px=_even(width_px * scale),
        height_px=_even(height_px * scale),
        tile_count=tile_count,
        columns=min(COLUMNS, tile_count),
    )


def _even(length_px: float) -> int:
    return max(2, round(length_px / 2) * 2)


def choose_moments(layout: TileLayout, sheet: int, keyframes_s: Sequence[float]) -> list[float]:
    """Seconds of the film at which the sheet's tiles are taken: keyframes where they are known.

    keyframes_s: ascending, on the film's clock (its first picture is 0); () when nobody knows them.
    """
    wanted_s = [(tile + 0.5) * layout.interval_s for tile in layout.tiles_of(sheet)]
    return [_nearest(keyframes_s, at_s) for at_s in wanted_s] if keyframes_s else wanted_s


def _nearest(ascending: Sequence[float], wanted: float) -> float:
    place = bisect_left(ascending, wanted)
    around = ascending[max(0, place - 1) : place + 1]
    return min(around, key=lambda one: abs(one - wanted))


@dataclass(frozen=True, slots=True)
class TileSheet:
    """A drawn sheet. drawn_count: tiles with a picture of their own moment; the others repeat a neighbour."""

    webp: bytes
    width_px: int
    height_px: int
    tile_count: int
    drawn_count: int


def draw_sheet(
    path: bytes | str | os.PathLike[str],
    layout: TileLayout,
    sheet: int,
    *,
    keyframes: bytes | None = None,
    start_s: float = 0.0,
    has_own_colors: bool = False,
    budget_s: float = 150.0,
) -> TileSheet:
    """One sheet of the film's tiles.

    keyframes:      as encode_keyframes made them; None takes whatever keyframe a seek leads to.
    start_s:        MediaInfo.start_s, what the container calls the film's beginning.
    has_own_colors: as in stills.extract_still.
    budget_s:       seconds > 0 after which the disk is too slow for this.

    A moment that cannot be decoded shows its neighbour. Raises NoStill when none can, or when the time is
    over; NoVideoTrack, BrokenKeyframeIndex and what opening raises.
    """
    from PIL import Image

    known_s = [at_s - start_s for at_s in decode_keyframes(keyframes).times_s] if keyframes else []
    moments_s = choose_moments(layout, sheet, known_s)
    tiles = _draw_tiles(path, layout, [at_s + start_s for at_s in moments_s], has_own_colors, budget_s)
    drawn_count = sum(tile is not None for tile in tiles)
    if not drawn_count:
        raise NoStill("No keyframe of this part of the film could be decoded.")
    canvas = Image.new("RGB", layout.size_px(sheet))
    for number, tile in enumerate(_fill_holes(tiles)):
        row, column = divmod(number, layout.columns)
        canvas.paste(tile, (column * layout.width_px, row * layout.height_px))
    picture = encode_webp(canvas, _QUALITY)
    return TileSheet(picture.webp, picture.width_px, picture.height_px, len(tiles), drawn_count)


def _fill_holes(tiles: Sequence["Image | None"]) -> list["Image"]:
    last = next(tile for tile in tiles if tile is not None)
    filled = []
    for tile in tiles:
        last = tile or last
        filled.append(last)
    return filled


def _draw_tiles(
    path: bytes | str | os.PathLike[str],
    layout: TileLayout,
    moments_s: Sequence[float],
    has_own_colors: bool,
    budget_s: float,
) -> list["Image | None"]:
    import av.stream

    deadline_s = clock.monotonic_s() + budget_s
    tiles: list[Image | None] = []
    with open_regular(path) as opened, open_container(opened) as container, read_errors(opened.name):
        cover = av.stream.Disposition.attached_pic
        stream = next((s for s in container.streams.video if not s.disposition & cover), None)
        if stream is None or stream.codec_context is None:
            raise NoVideoTrack(f"{opened.name} has no video track.")
        stream.thread_count = 1
        stream.codec_context.skip_frame = "NONKEY"
        shown = _Shown()
        before_s: float | None = None
        for at_s in moments_s:
            if clock.monotonic_s() > deadline_s:
                raise NoStill(f"{opened.name} is read too slowly: its disk took more than {budget_s:g} s.")
            # Long groups give several tiles the same keyframe, and a seek may lead to the one before.
            if at_s != before_s:
                shown = _look_for(container, stream, at_s, shown)
                if shown.frame is not None:
                    image = _draw_tile(shown.frame, layout, has_own_colors)
                    shown = _Shown(shown.pts, None, image)
            before_s = at_s
            tiles.append(shown.image)
    return tiles


@dataclass(frozen=True, slots=True)
class _Shown:
    """The keyframe of a moment. frame: None once it was drawn, or when there is none."""

    pts: int | None = None
    frame: Any = None
    image: "Image | None" = None


def _look_for(container: Any, stream: Any, at_s: float, before: _Shown) -> _Shown:
    import av.error

    for earlier_s in (0.0, _EARLIER_S):
        try:
            found = _decode_at(container, stream, at_s - earlier_s, before)
        except (av.error.FFmpegError, ValueError):
            continue
        if found is not None:
            return found
    return _Shown()


def _decode_at(container: Any, stream: Any, at_s: float, before: _Shown) -> _Shown | None:
    is_indexed = container.format.name not in _UNINDEXED
    # A millisecond later than the keyframe where there is an index, because what is stored was rounded.
    container.seek(max(0, round((at_s + (0.001 if is_indexed else -_LEAD_S)) * _MICROSECONDS)))
    for number, packet in enumerate(demux(container, stream)):
        if number > _MAX_PACKETS:
            break
        at = packet.pts if packet.pts is not None else packet.dts
        if not packet.is_keyframe or not packet.size:
            continue
        if not is_indexed and at is not None and float(at * packet.time_base) < at_s - 0.05:
            continue
        if at is not None and at == before.pts and before.image is not None:
            return before
        frame = _decode_alone(stream, packet)
        if frame is not None:
            return _Shown(at, frame)
    return None


def _decode_alone(stream: Any, packet: Any) -> Any:
    """The one picture of the packet, without waiting for those that a decoder likes to see behind it."""
    context = stream.codec_context
    try:
        frames = context.decode(packet) or context.decode(None)
    finally:
        # A drained decoder takes nothing more until it is told to begin anew.
        context.flush_buffers()
    return frames[0] if frames else None


def _draw_tile(frame: Any, layout: TileLayout, has_own_colors: bool) -> "Image":
    upright = (layout.width_px, layout.height_px)
    lying = find_rotation(frame) in (90, 270)
    size_px = upright[::-1] if lying else upright
    image = draw_frame(frame, size_px, has_own_colors=has_own_colors, scaling="AREA")
    return image if image.size == upright else image.resize(upright)
