"""A tree of small but real films and episodes on disk: nine in ten have names by a convention.

Every file is an MP4 of its own with one of some dozen sizes, so that a prober has something to read and a
scanner cannot take one file for another. Times lie in the past, as those of a library do.
"""

import os
import random
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

from imageio_ffmpeg import get_ffmpeg_exe

CLIPS = 48
DAY_S = 86_400
WORDS = (
    "Amber", "Arrow", "Autumn", "Barrel", "Beacon", "Birch", "Bridge", "Candle", "Canyon", "Castle",
    "Cedar", "Cinder", "Clover", "Comet", "Copper", "Coral", "Crane", "Crown", "Dagger", "Delta",
    "Desert", "Dragon", "Echo", "Ember", "Falcon", "Feather", "Field", "Fjord", "Forest", "Fountain",
    "Garden", "Ghost", "Glacier", "Granite", "Harbor", "Hazel", "Heron", "Hollow", "Horizon", "Indigo",
    "Island", "Ivory", "Jasmine", "Juniper", "Lantern", "Ledger", "Linen", "Magnet", "Maple", "Marble",
    "Meadow", "Mercury", "Mirror", "Nectar", "Needle", "Oasis", "Onyx", "Orchard", "Otter", "Paper",
    "Pebble", "Pepper", "Pilot", "Prairie", "Quartz", "Quiver", "Raven", "Reed", "River", "Saffron",
    "Shadow", "Silver", "Sparrow", "Spruce", "Summit", "Temple", "Thistle", "Thunder", "Timber",
    "Tunnel", "Umber", "Valley", "Velvet", "Violet", "Walnut", "Willow", "Winter", "Wolf", "Yarrow",
    "Zephyr",
)  # fmt: skip


def draw_names(count: int, seed: int = 11) -> Iterator[str]:
    """So many relative paths: half films, half episodes; of each ten, one follows no convention."""
    rng = random.Random(seed)
    for number in range(count):
        year = 1930 + number % 90
        words = " ".join(rng.sample(WORDS, 2))
        if number % 10 == 9:
            yield f"Unsorted/{number // 500}/[grp] {words.lower().replace(' ', '_')}_{number} {{x}} take.mp4"
        elif number % 2:
            name = f"{words} {number} ({year})"
            dotted = name.replace(" ", ".").replace("(", "").replace(")", "")
            yield (f"Films/{name}/{name}.mp4", f"Films/{name}/{dotted}.1080p.BluRay.x264-GRP.mp4")[
                number // 2 % 2
            ]
        else:
            show, season, episode = number // 200, number // 20 % 10 + 1, number % 20 + 1
            first = WORDS[show % len(WORDS)]
            mark = f"S{season:02d}E{episode:02d}"
            series = f"{first} Chronicle {show}"
            yield f"Series/{series} (2005)/Season {season:02d}/{series} - {mark} - {words}.mp4"


def make_tree(root: Path, count: int) -> None:
    """Write the files below root, which exists."""
    clips = _draw_clips(root.parent / "clips")
    oldest_s = time.time() - 1000 * DAY_S
    folders = {root}
    for number, name in enumerate(draw_names(count)):
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        folders |= (
            {path.parent, path.parent.parent, path.parent.parent.parent}
            if path.is_relative_to(root)
            else set()
        )
        path.write_bytes(clips[number % len(clips)])
        os.utime(path, (oldest_s + number, oldest_s + number))
    for folder in folders:
        if folder.is_relative_to(root):
            os.utime(folder, (oldest_s, oldest_s))


def draw_clip(path: Path, seconds: float = 0.4) -> None:
    """A small film with moving colours."""
    drawing = f"testsrc2=size=64x36:rate=10:duration={seconds}"
    subprocess.run(
        [
            get_ffmpeg_exe(), "-v", "error", "-y", "-f", "lavfi", "-i", drawing,
            "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", str(path),
        ],
        check=True,
    )  # fmt: skip


def _draw_clips(folder: Path) -> list[bytes]:
    """Films of different sizes: one drawing, and behind it a `free` box of another length each."""
    folder.mkdir()
    draw_clip(folder / "clip.mp4")
    drawn = (folder / "clip.mp4").read_bytes()
    return [drawn + (8 + 16 * size).to_bytes(4, "big") + b"free" + bytes(16 * size) for size in range(CLIPS)]
