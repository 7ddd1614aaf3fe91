"""The qualities that a picture is converted to. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from kino.media.info import VideoStream

# Lines of a 16:9 picture, and bits a second at which H.264 of a quick preset looks clean at up to 30 frames
# a second (Apple's HLS authoring specification, table 1.1, raised for the preset). Levels of ISO/IEC
# 14496-10, table A-1, for up to 30 and up to 60 frames a second.
_LADDER = (
    (2160, 18_000_000, 51, 52),
    (1440, 10_000_000, 50, 51),
    (1080, 6_000_000, 40, 42),
    (720, 3_200_000, 31, 32),
    (480, 1_500_000, 30, 31),
    (360, 800_000, 21, 30),
)
# More frames a second cost more bits, though not twice as many: they resemble each other.
_HIGH_RATE_FPS, _HIGH_RATE_COST = 32.0, 1.5
_HIGH_PROFILE = "6400"


@dataclass(frozen=True, slots=True)
class Rung:
    """One quality of the ladder.

    lines:               of the 16:9 box that the picture fits into, its name ("720p").
    width_px, height_px: of the picture itself, both even; pixels are square.
    bitrate_bps:         that no second exceeds for long.
    level:               of H.264, times ten.
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


def _rung(video: VideoStream, row: tuple[int, int, int, int], fps: float) -> Rung:
    lines, bitrate_bps, level, high_rate_level = row
    is_high_rate = fps > _HIGH_RATE_FPS
    width, height = video.display_width_px, video.display_height_px
    box = (_long_side(lines), lines) if width >= height else (lines, _long_side(lines))
    scale = min(1.0, box[0] / width, box[1] / height)
    return Rung(
        lines,
        _even(width * scale),
        _even(height * scale),
        int(bitrate_bps * _HIGH_RATE_COST) if is_high_rate else bitrate_bps,
        high_rate_level if is_high_rate else level,
    )


def _even(size_px: float) -> int:
    return max(2, round(size_px / 2) * 2)
