"""Segments of films that are copied into another container: 20 viewers, each asking for one every 6 s.

Measured through HTTP, with the authorisation and the worker processes of the real route, for an mkv and an
mp4 of the same film; beside it, in the same run, what starting ffmpeg for the same segment costs.
"""

import http.client
import random
import subprocess
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from benchmarks.harness import (
    free_port,
    median,
    percentile,
    print_result,
    print_table,
    python_module,
    running_server,
)
from benchmarks.segment_server import film_id, lay_out_film, live_playbacks
from kino.features.playback.parts.hls import PREFIX
from kino.features.playback.parts.hls_film import HlsFilm
from kino.media.ffmpeg import find_ffmpeg

FILM_S = 300
VIEWERS = 20
SEGMENT_EVERY_S = 6.0
ROUNDS = 6


def draw_film(ffmpeg: str, folder: Path) -> dict[str, Path]:
    """Five minutes of 720p with sound, some 4 Mb/s, as mp4 and as mkv."""
    mp4, mkv = folder / "film.mp4", folder / "film.mkv"
    picture = f"testsrc2=size=1280x720:rate=24:duration={FILM_S}"
    drawing = [
        ffmpeg, "-nostdin", "-v", "error", "-f", "lavfi", "-i", picture,
        "-f", "lavfi", "-i", f"sine=frequency=440:duration={FILM_S}:sample_rate=48000",
        "-c:v", "libx264", "-preset", "ultrafast", "-b:v", "4M", "-g", "48", "-bf", "2",
        "-pix_fmt", "yuv420p", "-c:a", "aac", "-b:a", "192k", "-ac", "2",
    ]  # fmt: skip
    subprocess.run([*drawing, str(mp4)], check=True)
    subprocess.run([ffmpeg, "-nostdin", "-v", "error", "-i", str(mp4), "-c", "copy", str(mkv)], check=True)
    return {"mkv": mkv, "mp4": mp4}


class Viewer:
    """Asks for a picture's segment in each round of 6 s, at a random moment of it, wherever in the film."""

    def __init__(self, port: int, base: str, film: HlsFilm, seed: int) -> None:
        self.took_ms: list[float] = []
        self._base, self._film = base, film
        self._random = random.Random(seed)
        self._connection = http.client.HTTPConnection("127.0.0.1", port)

    def watch_round(self) -> None:
        """One segment. Raises SystemExit at a wrong answer."""
        time.sleep(self._random.random() * SEGMENT_EVERY_S)
        number = self._random.randrange(len(self._film.timeline))
        asked_s = time.perf_counter()
        self._connection.request("GET", f"{self._base}/v0/copy/{number}.m4s")
        answer = self._connection.getresponse()
        body = answer.read()
        if answer.status != 200 or body[4:8] != b"moof":
            raise SystemExit(f"wrong answer for segment {number}: {answer.status} {body[:200]!r}")
        self.took_ms.append((time.perf_counter() - asked_s) * 1000)


def measure(ffmpeg: str, film: HlsFilm, path: Path, seed: int) -> tuple[list[float], list[float]]:
    """Milliseconds of each segment, by Kino and by ffmpeg.

    They take turns, since a shared machine is seldom equally quick for minutes.
    """
    playbacks, playback = live_playbacks({film_id(0): film})
    base = f"{PREFIX}{playback.id}/{film_id(0)}/{playbacks.sign(playback, film_id(0))}"
    port = free_port()
    argv = python_module("benchmarks.segment_server", str(port), str(path))
    ffmpeg_ms: list[float] = []
    with running_server(argv, port, "segments"), ThreadPoolExecutor(VIEWERS) as threads:
        viewers = [Viewer(port, base, film, seed=100 * seed + each) for each in range(VIEWERS)]
        for number in range(ROUNDS + 1):
            for done in [threads.submit(viewer.watch_round) for viewer in viewers]:
                done.result()
            if number == 0:
                # The first viewers of the evening start the processes and open the film.
                for viewer in viewers:
                    viewer.took_ms.clear()
            else:
                ffmpeg_ms += measure_ffmpeg(ffmpeg, film, path, seed=number)
    return [took for viewer in viewers for took in viewer.took_ms], ffmpeg_ms


def measure_ffmpeg(ffmpeg: str, film: HlsFilm, path: Path, seed: int) -> list[float]:
    """Milliseconds to start ffmpeg, which Kino itself runs, for one segment and read what it writes."""
    took_ms = []
    for number in random.Random(seed).sample(range(len(film.timeline)), 5):
        start_s, end_s = film.timeline.span_s(number)
        argv = [
            ffmpeg, "-nostdin", "-v", "error", "-ss", f"{start_s:.6f}", "-i", str(path), "-t",
            f"{end_s - start_s:.6f}", "-map", "0:v:0", "-c", "copy", "-copyts", "-f", "mp4",
            "-movflags", "frag_keyframe+empty_moov+default_base_moof", "pipe:1",
        ]  # fmt: skip
        began_s = time.perf_counter()
        done = subprocess.run(argv, check=True, capture_output=True)
        took_ms.append((time.perf_counter() - began_s) * 1000)
        if not done.stdout:
            raise SystemExit(f"ffmpeg wrote nothing for segment {number}")
    return took_ms


def main() -> None:
    figures: dict[str, float] = {}
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        ffmpeg = str(find_ffmpeg(None, Path(folder)).path)
        for number, (name, path) in enumerate(draw_film(ffmpeg, Path(folder)).items()):
            film = lay_out_film(path)
            kino_ms, ffmpeg_ms = measure(ffmpeg, film, path, number)
            rows += [
                [f"{name}, {who}", *(f"{value:.1f}" for value in (median(ms), percentile(ms, 95), max(ms)))]
                for who, ms in ((f"Kino, {VIEWERS} viewers", kino_ms), ("ffmpeg, alone", ffmpeg_ms))
            ]
            figures[f"{name}_p50_ms"] = median(kino_ms)
            figures[f"{name}_p95_ms"] = percentile(kino_ms, 95)
            figures[f"{name}_ratio_ffmpeg"] = median(ffmpeg_ms) / median(kino_ms)
    print_table(["one segment, ms", "median", "p95", "most"], rows)
    print(
        "ratio_ffmpeg divides ffmpeg's median by Kino's, of the same segments, the smaller of the two films"
    )
    figures["ratio_ffmpeg"] = min(figures.pop("mkv_ratio_ffmpeg"), figures.pop("mp4_ratio_ffmpeg"))
    print_result(**figures)


if __name__ == "__main__":
    main()
