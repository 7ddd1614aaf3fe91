"""Draws the minute that stands in for a film until it has been fetched, and says so on the picture.

Pillow draws the words (it brings its own font, so nothing depends on fonts or on ffmpeg's text filters);
ffmpeg moves the picture slowly beneath them, counts the time, and adds a soft chord.
"""

import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kino.media.ffmpeg import FfmpegTool, run_ffmpeg

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageFont import FreeTypeFont, ImageFont

STAND_IN_S = 60
# In the container's comment, which lies at the front of the file: how a stand-in is told from a film.
MARK = b"kino-stand-in"
MARK_WITHIN_BYTES = 256 * 1024
WIDTH_PX = 1280
HEIGHT_PX = 720
# Encoding costs by the frame, moving or not: 4 a second take 1.9 s of a core, 12 take 5.1 s.
FPS = 4
# How often the drifting picture is composed; it moves by two pixels every 0.6 s.
_STEPS_PER_S = 2
# The picture is this much larger than the frame; the difference is how far it drifts.
_DRIFT = 1.15
_INK = (19, 16, 16)
_BONE = (246, 239, 230)
_EMBER = (217, 56, 30)
# Measured at 2 s on one slow core; a machine that needs a minute is stuck.
_TIMEOUT_S = 120.0


@dataclass(frozen=True, slots=True)
class StandInPictures:
    """What ffmpeg is given: the drifting picture, the card over it, and a folder of 60 clock faces."""

    picture: Path
    card: Path
    clock_pattern: Path


async def draw_stand_in(tool: FfmpegTool, label: str, backdrop: Path, target: Path) -> Path:
    """Draws a stand-in into place: H.264 and AAC in mp4, 60 s, 1280×720 at 4 fps, at most 3 MB.

    label:    what is stood in for, as a person calls it.
    backdrop: any picture Pillow reads; cropped to 16:9.
    target:   replaced when it exists; its folder is made.

    Raises FfmpegFailed, FfmpegTimedOut, OSError.
    """
    from anyio import to_thread

    work_dir = Path(await to_thread.run_sync(lambda: tempfile.mkdtemp(prefix="kino-stand-in-")))
    try:
        pictures = await to_thread.run_sync(draw_pictures, label, backdrop, work_dir)
        drawn = work_dir / "stand-in.mp4"
        await run_ffmpeg(tool, build_arguments(pictures, label, drawn), timeout_s=_TIMEOUT_S)
        await to_thread.run_sync(move_whole, drawn, target)
    finally:
        await to_thread.run_sync(lambda: shutil.rmtree(work_dir, ignore_errors=True))
    return target


def build_arguments(pictures: StandInPictures, label: str, output: Path) -> list[str]:
    """What ffmpeg is told, after its global options."""
    drift_x, drift_y = (int(edge * (_DRIFT - 1)) for edge in (WIDTH_PX, HEIGHT_PX))
    graph = (
        # One decoded frame is repeated in memory: decoding the picture again and again is most of the time.
        f"[0:v]format=yuv420p,loop=loop=-1:size=1:start=0,setpts=N/{_STEPS_PER_S}/TB,"
        # Even positions only, or the colour planes would have to be resampled.
        f"crop={WIDTH_PX}:{HEIGHT_PX}:x='2*floor(t*{drift_x / STAND_IN_S / 2:.5f})'"
        f":y='2*floor(t*{drift_y / STAND_IN_S / 2:.5f})'[drift];"
        "[1:v]format=yuva420p[card];"
        "[drift][card]overlay=x=0:y=main_h-overlay_h:eof_action=repeat[marked];"
        "[2:v]format=yuv420p[clock];"
        "[marked][clock]overlay=x=main_w-overlay_w-48:y=44:eof_action=repeat,"
        # Repeated frames are passed on by reference, and the encoder skips them.
        f"fps={FPS}[out]"
    )
    # A low note that swells every ten seconds, at some -30 dB: enough to hear that there is sound.
    tone = f"sine=frequency=196:sample_rate=24000:duration={STAND_IN_S},volume=0.25,tremolo=f=0.1:d=0.5"
    return [
        *("-i", f"file:{pictures.picture}"),
        *("-i", f"file:{pictures.card}"),
        # One clock face a second.
        *("-framerate", "1", "-start_number", "0", "-i", f"file:{pictures.clock_pattern}"),
        *("-f", "lavfi", "-i", tone),
        *("-filter_complex_threads", "1", "-filter_complex", graph),
        *("-map", "[out]", "-map", "3:a"),
        # One thread: stand-ins are drawn while somebody already watches another film.
        *("-c:v", "libx264", "-preset", "ultrafast", "-crf", "33", "-threads", "1"),
        # Frames that nothing refers to need no filtering; two in three cost less and take less room.
        *("-bf", "2", "-x264-params", "b-adapt=0"),
        # A keyframe is a whole picture, and those are nearly all of the size: one every five seconds.
        *("-g", str(5 * FPS), "-pix_fmt", "yuv420p", "-r", str(FPS)),
        *("-c:a", "aac", "-aac_coder", "fast", "-b:a", "48k"),
        *("-t", str(STAND_IN_S), "-movflags", "+faststart"),
        *("-metadata", f"title=Stand-in for {label}", "-metadata", f"comment={MARK.decode()}"),
        *("-f", "mp4", f"file:{output}"),
    ]


def is_stand_in(path: Path) -> bool:
    """Whether the file is one that was drawn here. Blocks. Raises OSError."""
    with path.open("rb") as film:
        return MARK in film.read(MARK_WITHIN_BYTES)


def draw_pictures(label: str, backdrop: Path, folder: Path) -> StandInPictures:
    """Draws the card, the clock faces and the enlarged picture into the folder."""
    from PIL import Image, ImageOps

    pictures = StandInPictures(folder / "picture.png", folder / "card.png", folder / "clock-%02d.png")
    with Image.open(backdrop) as source:
        size = (int(WIDTH_PX * _DRIFT) // 2 * 2, int(HEIGHT_PX * _DRIFT) // 2 * 2)
        picture = ImageOps.fit(source.convert("RGB"), size, Image.Resampling.LANCZOS)
    # Unpacked files: packing them for one reading costs more than the disk.
    picture.save(pictures.picture, compress_level=0)
    _draw_card(label).save(pictures.card, compress_level=1)
    for second in range(STAND_IN_S):
        _draw_clock(second).save(folder / f"clock-{second:02}.png", compress_level=1)
    return pictures


def _draw_card(label: str) -> "Image":
    """A dark band that rises from the foot of the picture, with three lines of words."""
    from PIL import Image, ImageDraw

    height = 300
    card = Image.new("RGBA", (WIDTH_PX, height), (*_INK, 0))
    shade = Image.new("L", (1, height))
    shade.putdata([min(236, int(330 * (row / height) ** 0.9)) for row in range(height)])
    card.putalpha(shade.resize((WIDTH_PX, height)))
    draw = ImageDraw.Draw(card)
    draw.rectangle((64, 102, 70, 246), fill=(*_EMBER, 255))
    heading, font = _fit(f"Stand-in for {label}", 56, WIDTH_PX - 160)
    draw.text((96, 92), heading, font=font, fill=(*_BONE, 255))
    draw.text((96, 168), "The film itself is not here yet.", font=_font(30), fill=(*_BONE, 255))
    german = "Platzhalter: Der Film selbst ist noch nicht da."
    draw.text((96, 214), german, font=_font(24), fill=(*_BONE, 200))
    return card


def _draw_clock(second: int) -> "Image":
    from PIL import Image, ImageDraw

    clock = Image.new("RGB", (224, 56), _INK)
    draw = ImageDraw.Draw(clock)
    text = f"{second // 60}:{second % 60:02} / {STAND_IN_S // 60}:00"
    draw.text((112, 28), text, font=_font(30), fill=_BONE, anchor="mm")
    return clock


def _fit(text: str, size: int, width: int) -> tuple[str, "FreeTypeFont | ImageFont"]:
    """The text in the largest size that fits, cut with an ellipsis when even the smallest does not."""
    for points in range(size, 27, -4):
        font = _font(points)
        if font.getlength(text) <= width:
            return text, font
    font = _font(28)
    while len(text) > 1 and font.getlength(f"{text}…") > width:
        text = text[:-1]
    return f"{text}…", font


def _font(points: int) -> "FreeTypeFont | ImageFont":
    from PIL import ImageFont

    return ImageFont.load_default(points)


def move_whole(drawn: Path, target: Path) -> None:
    """Whole or not at all: copied beside the target under a hidden name, then renamed.

    Blocks. Raises OSError.
    """
    drawn.stat()  # no folder is made for what is not there any more
    target.parent.mkdir(parents=True, exist_ok=True)
    hidden = target.with_name(f".{target.name}.part")
    try:
        shutil.copyfile(drawn, hidden)
        with hidden.open("rb") as handle:
            os.fsync(handle.fileno())
        hidden.replace(target)
    finally:
        hidden.unlink(missing_ok=True)
    drawn.unlink(missing_ok=True)
