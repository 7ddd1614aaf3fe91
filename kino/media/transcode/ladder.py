"""The qualities that a picture is converted to. Pure."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from kino.media.info import VideoStream

# Lines of a 16:9 picture, and bits a second at which H.264 of a quick preset looks clean at up to 30 frames
# a second (Apple's HLS authoring specification, table 1.1, raised for the preset).
_LADDER = (
    (2160, 18_000_000),
    (1440, 10_000_000),
    (1080, 6_000_000),
    (720, 3_200_000),
    (480, 1_500_000),
    (360, 800_000),
)
# ISO/IEC 14496-10, table A-1: the level times ten, macroblocks a second, macroblocks of a picture, and bits
# that High profile may hold back. Below 3.0 nothing is gained, and beyond 5.2 hardly any screen goes.
_LEVELS = (
    (30, 40_500, 1_620, 12_500_000),
    (31, 108_000, 3_600, 17_500_000),
    (32, 216_000, 5_120, 25_000_000),
    (40, 245_760, 8_192, 31_250_000),
    (42, 522_240, 8_704, 78_125_000),
    (50, 589_824, 22_080, 168_750_000),
    (51, 983_040, 36_864, 300_000_000),
    (52, 2_073_600, 36_864, 300_000_000),
)
_MACROBLOCK_PX = 16
# More frames a second cost more bits, though not twice as many: they resemble each other.
_HIGH_RATE_FPS, _HIGH_RATE_COST = 32.0, 1.5
# How many seconds at its bound the encoder may save up for a busy one.
BUFFER_S = 2
_HIGH_PROFILE = "6400"


@dataclass(frozen=True, slots=True)
class Rung:
    """One quality of the ladder.

    lines:               of the 16:9 box that the picture fits into, its name ("720p").
    width_px, height_px: of the picture itself, both even; pixels are square.
    bitrate_bps:         that no second exceeds for long.
    level:               of H.264, times ten: the least one that holds the picture.
    """

    lines: int
    width_px: int
    height_px: int
    bitrate_bps: int
    level: int

    @property
    def name(self) -> str:
        """As it stands in addresses and menus."""
        return f"{self.lines}p"

    @property
    def codec_string(self) -> str:
        """RFC 6381: High profile."""
        return f"avc1.{_HIGH_PROFILE}{self.level:02x}"


def list_rungs(video: VideoStream, most_lines: int | None = None) -> list[Rung]:
    """The qualities of this picture from the best down, n ≥ 1; none is larger than the picture itself.

    most_lines: the best one that is wanted.
    """
    long_px = max(video.display_width_px, video.display_height_px)
    short_px = min(video.display_width_px, video.display_height_px)
    fps = video.frame_rate_fps or 25.0
    # The smallest box that holds the whole picture is its best quality; scope films are less high than it.
    holding = [row[0] for row in _LADDER if long_px <= _long_side(row[0]) and short_px <= row[0]]
    own = min(holding, default=_LADDER[0][0])
    wanted = [row for row in _LADDER if row[0] <= min(own, most_lines or own)] or [_LADDER[-1]]
    return [_rung(video, row, fps) for row in wanted]


def best_lines(cores: int) -> int:
    """The best quality that a processor of so many cores makes faster than it is watched, without a GPU.

    Cautious: x264's "veryfast" at two cores makes 720 lines at some three times the speed of play.
    """
    steps: Sequence[tuple[int, int]] = ((12, 2160), (8, 1440), (3, 1080))
    return next((lines for least, lines in steps if cores >= least), 720)


def _long_side(lines: int) -> float:
    return lines * 16 / 9


def _rung(video: VideoStream, row: tuple[int, int], fps: float) -> Rung:
    lines, usual_bps = row
    bitrate_bps = int(usual_bps * _HIGH_RATE_COST) if fps > _HIGH_RATE_FPS else usual_bps
    width, height = video.display_width_px, video.display_height_px
    box = (_long_side(lines), lines) if width >= height else (lines, _long_side(lines))
    scale = min(1.0, box[0] / width, box[1] / height)
    width_px, height_px = _even(width * scale), _even(height * scale)
    return Rung(lines, width_px, height_px, bitrate_bps, _least_level(width_px, height_px, fps, bitrate_bps))


def _least_level(width_px: int, height_px: int, fps: float, bitrate_bps: int) -> int:
    across, down = (math.ceil(side_px / _MACROBLOCK_PX) for side_px in (width_px, height_px))
    for level, most_a_second, most, most_held_bits in _LEVELS:
        # Averages of measured times are a little off: 29.97 and 30.01 are both 30.
        is_quick_enough = across * down * round(fps) <= most_a_second
        # A.3.1: no side is longer than the root of eight times the picture.
        is_large_enough = across * down <= most and max(across, down) ** 2 <= 8 * most
        if is_quick_enough and is_large_enough and bitrate_bps * BUFFER_S <= most_held_bits:
            return level
    return _LEVELS[-1][0]


def _even(size_px: float) -> int:
    return max(2, round(size_px / 2) * 2)
