"""The small pictures of a film's timeline: Kino's way against ffmpeg, which decodes every picture for them.

Both write the same sheets: the same measures, the same tiles, one every ten seconds. Kino reads the keyframe
index that a scan has stored, seeks, and decodes one picture a tile in one process; ffmpeg takes every core.
"""

import math
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.harness import median, print_result, print_table
from kino.media.ffmpeg import find_ffmpeg
from kino.media.keyframes import encode_keyframes, read_keyframes
from kino.media.probe import probe_file
from kino.media.trickplay import TileLayout, draw_sheet, lay_out_tiles

FILM_S = 600
ROUNDS = 2


def draw_film(ffmpeg: str, target: Path) -> None:
    """Ten minutes of 720p at 24 pictures a second, a keyframe every 4 s, as a film has them."""
    picture = f"testsrc2=size=1280x720:rate=24:duration={FILM_S}"
    subprocess.run(
        [
            ffmpeg, "-nostdin", "-v", "error", "-f", "lavfi", "-i", picture, "-c:v", "libx264",
            "-preset", "ultrafast", "-b:v", "3M", "-g", "96", "-bf", "2", "-pix_fmt", "yuv420p", str(target),
        ],
        check=True,
    )  # fmt: skip


def draw_with_kino(path: Path, layout: TileLayout, keyframes: bytes) -> float:
    """Seconds of wall for all sheets."""
    began_s = time.perf_counter()
    for sheet in range(layout.sheet_count):
        drawn = draw_sheet(path, layout, sheet, keyframes=keyframes)
        if drawn.drawn_count != drawn.tile_count:
            raise SystemExit(f"sheet {sheet} lacks {drawn.tile_count - drawn.drawn_count} tiles")
    return time.perf_counter() - began_s


def draw_with_ffmpeg(ffmpeg: str, path: Path, layout: TileLayout, folder: Path) -> float:
    """The same for ffmpeg's own filters."""
    tiles = (
        f"fps=1/{layout.interval_s:g},scale={layout.width_px}:{layout.height_px},"
        f"tile={layout.columns}x{layout.rows}"
    )
    began_s = time.perf_counter()
    subprocess.run(
        [
            ffmpeg, "-nostdin", "-v", "error", "-y", "-i", str(path), "-an", "-vf", tiles,
            "-c:v", "mjpeg", "-q:v", "4", str(folder / "%03d.jpg"),
        ],
        check=True,
    )  # fmt: skip
    took_s = time.perf_counter() - began_s
    if len(list(folder.glob("*.jpg"))) < math.floor(layout.tile_count / 100):
        raise SystemExit("ffmpeg wrote fewer sheets than asked")
    return took_s


def main(paths: list[str]) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        ffmpeg = str(find_ffmpeg(None, folder).path)
        film = Path(paths[0]) if paths else folder / "film.mp4"
        if not paths:
            draw_film(ffmpeg, film)
        info = probe_file(film)
        layout = lay_out_tiles(info)
        if layout is None or info.duration_s is None:
            raise SystemExit(f"{film} has no length")
        keyframes = encode_keyframes(read_keyframes(film))
        kino_s, ffmpeg_s = [], []
        for _ in range(ROUNDS):  # in turns, so that a busy neighbour disturbs both
            kino_s.append(draw_with_kino(film, layout, keyframes))
            ffmpeg_s.append(draw_with_ffmpeg(ffmpeg, film, layout, folder))
        hours = info.duration_s / 3600
        rows = [
            [who, *(f"{value / hours:.1f}" for value in (min(took), median(took), max(took)))]
            for who, took in (("Kino", kino_s), (f"ffmpeg, {os.cpu_count()} cores", ffmpeg_s))
        ]
        print_table([f"s per hour of film, {layout.tile_count} tiles", "least", "median", "most"], rows)
        print("trickplay_ratio divides ffmpeg's median by Kino's")
        print_result(
            trickplay_ratio=median(ffmpeg_s) / median(kino_s), kino_s_per_hour=median(kino_s) / hours
        )


if __name__ == "__main__":
    main(sys.argv[1:])
