"""A picture that is converted while it is watched: 1080 to 720 lines, as a far seek asks for it.

What Kino's way costs beside the same ffmpeg that writes a file, and how soon the first segment is there. The
other method, in the same run, is what its description says: ffmpeg's HLS muxer writes segments of three
seconds into a folder, one is ready when the next one exists, and somebody looks every 100 ms.
"""

import asyncio
import contextlib
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from benchmarks.harness import median, print_result, print_table
from kino.media.ffmpeg import FfmpegTool, ffmpeg_argv, find_ffmpeg
from kino.media.probe import probe_file
from kino.media.transcode.arguments import EncodeJob, encode_arguments
from kino.media.transcode.encoding import Piece, encode
from kino.media.transcode.ladder import list_rungs
from kino.media.transcode.pieces import PieceGrid, even_second

FILM_S = 120
LINES = 720
ROUNDS = 3
SEEKS = 10
OTHERS_SEGMENT_S = 3
OTHERS_POLL_S = 0.1


def draw_film(ffmpeg: str, target: Path) -> None:
    """Two minutes of 1080p at 24 pictures a second with some noise, so that it is as hard as a film."""
    picture = f"testsrc2=size=1920x1080:rate=24:duration={FILM_S},noise=alls=12:allf=t"
    subprocess.run(
        [
            ffmpeg, "-nostdin", "-v", "error", "-f", "lavfi", "-i", picture, "-c:v", "libx264",
            "-preset", "ultrafast", "-b:v", "8M", "-g", "96", "-bf", "2", "-pix_fmt", "yuv420p", str(target),
        ],
        check=True,
    )  # fmt: skip


def job_at(path: Path, first_s: int, until_s: float | None = None) -> EncodeJob:
    """What Kino would have encoded for somebody who begins at a second."""
    info = probe_file(path)
    if info.duration_s is None:
        raise SystemExit(f"{path} has no length")
    video = info.video[0]
    grid = PieceGrid(even_second(first_s), until_s or info.duration_s)
    return EncodeJob(
        os.fsencode(path), info.container, info.start_s, video, list_rungs(video, LINES)[0], grid
    )


def spent_s() -> float:
    """Seconds of processor that this process and its ended children have used."""
    both = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in both)


async def take_all(tool: FfmpegTool, job: EncodeJob) -> None:
    async with contextlib.aclosing(encode(tool, job)) as output:
        async for _ in output:
            pass


def bare_argv(tool: FfmpegTool, job: EncodeJob, target: Path) -> list[str]:
    """The same ffmpeg, the same picture, into a file."""
    return [*ffmpeg_argv(tool, encode_arguments(job, tool.filters))[:-1], str(target)]


def measure_cost(tool: FfmpegTool, path: Path, folder: Path) -> dict[str, list[tuple[float, float]]]:
    """Wall and processor seconds of the whole film, in turns."""
    job = job_at(path, 0)
    took: dict[str, list[tuple[float, float]]] = {"Kino": [], "bare ffmpeg": []}
    for _ in range(ROUNDS):
        for who, spent in took.items():
            wall_s, cpu_s = time.perf_counter(), spent_s()
            if who == "Kino":
                asyncio.run(take_all(tool, job))
            else:
                subprocess.run(bare_argv(tool, job, folder / "bare.mp4"), check=True)
            spent.append((time.perf_counter() - wall_s, spent_s() - cpu_s))
    return took


async def first_piece_s(tool: FfmpegTool, job: EncodeJob) -> float:
    began_s = time.perf_counter()
    async with contextlib.aclosing(encode(tool, job)) as output:
        async for made in output:
            if isinstance(made, Piece) and made.data:
                return time.perf_counter() - began_s
    raise SystemExit("no piece came")


async def first_file_s(tool: FfmpegTool, job: EncodeJob, folder: Path) -> float:
    """The other method's first segment: it is there when the second one is."""
    rung, at_s = job.rung, job.grid.first_s
    argv = [
        tool.path, "-nostdin", "-v", "error", "-ss", str(at_s), "-i", os.fsdecode(job.path), "-map", "0:v:0",
        "-vf", f"scale={rung.width_px}:{rung.height_px}", "-c:v", "libx264", "-preset", "veryfast",
        "-crf", "23", "-maxrate", str(rung.bitrate_bps), "-bufsize", str(rung.bitrate_bps * 2),
        "-profile:v", "high", "-pix_fmt", "yuv420p",
        "-force_key_frames", f"expr:gte(t,n_forced*{OTHERS_SEGMENT_S})", "-f", "hls",
        "-hls_time", str(OTHERS_SEGMENT_S), "-hls_segment_type", "fmp4", "-hls_list_size", "0",
        "-hls_segment_filename", str(folder / "%d.m4s"), str(folder / "index.m3u8"),
    ]  # fmt: skip
    began_s = time.perf_counter()
    process = await asyncio.create_subprocess_exec(*argv, stdin=asyncio.subprocess.DEVNULL)
    try:
        while not (folder / "1.m4s").exists():  # noqa: ASYNC110 - that is the method
            await asyncio.sleep(OTHERS_POLL_S)
        return time.perf_counter() - began_s
    finally:
        process.kill()
        await process.wait()


def measure_first(tool: FfmpegTool, path: Path, folder: Path) -> dict[str, list[float]]:
    """Milliseconds from a far seek to the first segment, in turns."""
    took: dict[str, list[float]] = {"Kino": [], "segments in a folder": []}
    chance = random.Random(11)
    whole = job_at(path, 0)
    for turn in range(SEEKS):
        grid = PieceGrid(even_second(chance.uniform(2, whole.grid.end_s - 20)), whole.grid.end_s)
        job = replace(whole, grid=grid)
        took["Kino"].append(asyncio.run(first_piece_s(tool, job)) * 1000)
        segments = folder / f"segments-{turn}"
        segments.mkdir()
        took["segments in a folder"].append(asyncio.run(first_file_s(tool, job, segments)) * 1000)
    return took


def main(paths: list[str]) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        tool = find_ffmpeg(None, folder)
        film = Path(paths[0]) if paths else folder / "film.mp4"
        if not paths:
            draw_film(tool.path, film)
        cost = measure_cost(tool, film, folder)
        first = measure_first(tool, film, folder)
    wall = {who: median([one[0] for one in took]) for who, took in cost.items()}
    cpu = {who: median([one[1] for one in took]) for who, took in cost.items()}
    print_table(
        [f"{LINES} lines, whole film", "wall, s", "processor, s"],
        [[who, f"{wall[who]:.1f}", f"{cpu[who]:.1f}"] for who in cost],
    )
    print_table(
        ["first segment after a seek, ms", "least", "median", "most"],
        [[who, *(f"{one:.0f}" for one in (min(ms), median(ms), max(ms)))] for who, ms in first.items()],
    )
    print(
        "cpu_ratio: Kino's processor time by bare ffmpeg's; first_segment_ratio: the other's wait by Kino's"
    )
    print_result(
        cpu_ratio=cpu["Kino"] / cpu["bare ffmpeg"],
        wall_ratio=wall["Kino"] / wall["bare ffmpeg"],
        first_segment_ratio=median(first["segments in a folder"]) / median(first["Kino"]),
        first_segment_ms=median(first["Kino"]),
    )


if __name__ == "__main__":
    main(sys.argv[1:])
