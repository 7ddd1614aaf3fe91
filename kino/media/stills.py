"""One good still from a film, and the cover inside a file. Runs in a sandboxed worker."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from kino.core import clock
from kino.media.errors import NoStill
from kino.media.open_media import demux, open_container, open_regular, read_errors
from kino.media.pictures import EncodedPicture, encode_webp, open_picture

if TYPE_CHECKING:
    from PIL import Image as PillowImage

    Image = PillowImage.Image

_MICROSECONDS = 1_000_000
# Steps around the wished place, in fractions of the film's length.
_STEPS = (0.0, 0.03, 0.07, -0.03, 0.12, -0.07, 0.2, 0.3)
# Standard deviation of brightness (0–255) from which a picture shows something; black and titles stay below.
_GOOD_DEVIATION = 32.0
_MAX_PACKETS = 600
# Reference white of HDR video in cd/m² (ITU-R BT.2408).
_HDR_WHITE_NITS = 203.0
_HDR_PEAK = 1000 / _HDR_WHITE_NITS


@dataclass(frozen=True, slots=True)
class Still:
    """A frame of the film, upright, with square pixels.

    at_s:              presentation time of the frame.
    brightness_deviation: 0–128; how much there is to see.
    is_tone_mapped:    True when an HDR picture was brought to SDR by a plain curve without gamut mapping:
                       good enough to recognise the scene, not to judge its colours.
    is_grey:           True for Dolby Vision without a usable base layer, whose colours only its own decoder
                       knows.
    """

    picture: EncodedPicture
    at_s: float
    brightness_deviation: float
    is_tone_mapped: bool
    is_grey: bool


def extract_still(
    path: bytes | str | os.PathLike[str],
    *,
    fraction: float = 0.2,
    max_width_px: int = 1280,
    has_own_colors: bool = False,
    budget_s: float = 15.0,
) -> Still:
    """The best of up to eight keyframes around `fraction` of the film's length.

    fraction:       0–1.
    has_own_colors: True for Dolby Vision profile 5 (compatibility id 0): the still becomes grey.
    budget_s:       seconds > 0 after which the best frame so far is taken.

    Stops at the first frame that shows enough; black and flat ones lose. Raises NoStill when nothing can be
    decoded, and what opening raises.
    """
    deadline_s = clock.monotonic_s() + budget_s
    best: tuple[float, Any] | None = None
    with open_regular(path) as opened, open_container(opened) as container:
        with read_errors(opened.name):
            for frame in _iter_keyframes(container, fraction):
                deviation = _brightness_deviation(frame)
                if best is None or deviation > best[0]:
                    best = (deviation, frame)
                if deviation >= _GOOD_DEVIATION or clock.monotonic_s() > deadline_s:
                    break
        if best is None:
            raise NoStill(f"No picture of {opened.name} could be decoded.")
        stream = container.streams.video[0]
        aspect = float(stream.sample_aspect_ratio or 1) or 1.0
    deviation, frame = best
    shown_width_px = max(2, round(frame.width * aspect))
    scale = min(1.0, max_width_px / shown_width_px)
    size_px = (max(2, round(shown_width_px * scale)), max(2, round(frame.height * scale)))
    image = draw_frame(frame, size_px, has_own_colors=has_own_colors)
    return Still(
        encode_webp(image),
        float(frame.time or 0.0),
        deviation,
        _is_pq(frame) and not has_own_colors,
        has_own_colors,
    )


def _iter_keyframes(container: Any, fraction: float) -> Iterator[Any]:
    import av.error
    import av.stream

    cover = av.stream.Disposition.attached_pic
    stream = next((s for s in container.streams.video if not s.disposition & cover), None)
    if stream is None or stream.codec_context is None:
        return
    stream.thread_count = 1
    stream.codec_context.skip_frame = "NONKEY"
    start = container.start_time or 0
    length = container.duration or 0
    seen: set[int] = set()
    for step in _STEPS:
        place = min(max(fraction + step, 0.0), 0.98)
        try:
            container.seek(start + int(length * place))
            frame = _decode_next(container, stream)
        except (av.error.FFmpegError, ValueError):
            continue
        if frame is not None and frame.pts not in seen:
            seen.add(frame.pts)
            yield frame


def _decode_next(container: Any, stream: Any) -> Any:
    for number, packet in enumerate(demux(container, stream)):
        for frame in packet.decode():
            return frame
        if number > _MAX_PACKETS:
            return None
    return None


def _brightness_deviation(frame: Any) -> float:
    from PIL import ImageStat

    # 160 × 90 grey pixels tell as much as the whole frame; plain bilinear scaling is FFmpeg's fastest.
    grey = frame.reformat(width=160, height=90, format="gray", interpolation="BILINEAR").to_image()
    return float(ImageStat.Stat(grey.convert("L")).stddev[0])


def draw_frame(
    frame: Any, size_px: tuple[int, int], *, has_own_colors: bool, scaling: str = "LANCZOS"
) -> "Image":
    """A decoded frame as an upright RGB picture that any screen shows right.

    size_px:        width and height before the frame is turned upright, with square pixels; each > 0.
    has_own_colors: as in extract_still.
    scaling:        of FFmpeg's ways, the finest; "AREA" takes a third of the time and shows on nothing small.
    HDR10 is brought to SDR by a plain curve; HLG needs none, it is made to look right without one.
    """
    from PIL import Image

    if frame.interlaced_frame:
        # One field alone, because two of them show every movement as a comb.
        image: Image.Image = frame.to_image().resize(
            (frame.width, max(1, frame.height // 2)), Image.Resampling.NEAREST
        )
        image = image.resize(size_px, Image.Resampling.LANCZOS)
    else:
        # One thread: on a busy machine several of them wait for each other.
        image = frame.reformat(
            width=size_px[0], height=size_px[1], format="rgb24", interpolation=scaling, threads=1
        ).to_image()
    if has_own_colors:
        image = image.convert("L").convert("RGB")
    elif _is_pq(frame):
        image = image.point(_pq_curve() * 3)
    rotation = find_rotation(frame)
    # FFmpeg's angle is counter-clockwise, and so is Pillow's.
    return image.rotate(rotation, expand=True) if rotation else image


def find_rotation(frame: Any) -> int:
    """Degrees counter-clockwise that turn the frame upright: 0, 90, 180 or 270."""
    return int(round(frame.rotation / 90) * 90 % 360)


def _is_pq(frame: Any) -> bool:
    return bool(frame.color_trc == 16)


@cache
def _pq_curve() -> list[int]:
    """256 sRGB values for PQ-coded ones (SMPTE ST 2084, then Reinhard around reference white)."""
    values = []
    for code in range(256):
        power = (code / 255) ** (1 / 78.84375)
        nits = 10_000 * (max(power - 0.8359375, 0) / (18.8515625 - 18.6875 * power)) ** (1 / 0.1593017578125)
        light = nits / _HDR_WHITE_NITS
        # Extended Reinhard: 1,000 nits become full white, reference white 0.75 of the signal, shadows stay.
        mapped = min(1.0, light * (1 + light / _HDR_PEAK**2) / (1 + light))
        srgb = 12.92 * mapped if mapped <= 0.0031308 else 1.055 * mapped ** (1 / 2.4) - 0.055
        values.append(round(255 * srgb))
    return values


def extract_cover(path: bytes | str | os.PathLike[str]) -> EncodedPicture | None:
    """The largest picture attached to the file, at most 1,920 px wide, as WebP; None when it has none.

    Raises NotAPicture when the attached bytes are no picture of an allowed format.
    """
    import av.stream

    with open_regular(path) as opened, open_container(opened) as container:
        covers = [s for s in container.streams.video if s.disposition & av.stream.Disposition.attached_pic]
        best = b""
        with read_errors(opened.name):
            for number, packet in enumerate(demux(container, *covers) if covers else ()):
                best = max(best, bytes(packet), key=len)
                if number + 1 >= len(covers):
                    break
    if not best:
        return None
    image = open_picture(best, wanted_width_px=1920)
    image.thumbnail((1920, 1920), reducing_gap=2.0)
    return encode_webp(image)
