"""Films of 1080 lines that ffmpeg draws for benchmarks, for one run or kept in a folder for the next ones.

Half a minute is drawn and repeated, so that minutes of film cost seconds of work. With KINO_TEST_FOOTAGE the
picture is that of the largest film in its folder, without it a test picture with noise, as hard as a film.
"""

import hashlib
import os
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from kino.media.ffmpeg import find_ffmpeg
from kino.media.probe import probe_file

CLIP_S = 30
FPS = 24
_SUFFIXES = {".mp4", ".mkv", ".webm", ".mov", ".ts"}
# Bars keep the shape of real footage, and every film is of the same size.
_FITTED = f"scale=1920:1080:force_original_aspect_ratio=decrease,pad=1920:1080:-1:-1,fps={FPS}"
_H264 = (
    "-c:v", "libx264", "-preset", "ultrafast", "-b:v", "8M", "-maxrate", "8M", "-bufsize", "16M", "-bf", "2",
)  # fmt: skip
_HEVC = (
    "-c:v", "libx265", "-preset", "ultrafast", "-b:v", "5M", "-x265-params", "log-level=none:open-gop=0",
)  # fmt: skip
_PICTURES = {"h264": _H264, "hevc": _HEVC}
_SOUNDS = {
    "aac": ("-c:a", "aac", "-b:a", "192k", "-ac", "2"),
    "ac3": ("-c:a", "ac3", "-b:a", "384k", "-ac", "6"),
}


class KeptFilms:
    """Draws films into a folder, each once; a name there holds what it was made with."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self.ffmpeg = find_ffmpeg(None, folder).path

    def film(self, picture: str, sound: str, suffix: str, seconds: int) -> Path:
        """A film of 1080p at 24 pictures a second, a keyframe every two seconds.

        picture: h264 (8 Mb/s) or hevc (5 Mb/s). sound: aac (stereo) or ac3 (5.1). suffix: of the container.
        """
        clip = self.draw(
            f"clip-{picture}-{sound}",
            ".mkv",
            (
                *_picture_input(),
                "-f", "lavfi", "-i", f"sine=frequency=440:duration={CLIP_S}:sample_rate=48000",
                "-map", "0:v:0", "-map", "1:a:0", "-vf", _FITTED, *_PICTURES[picture], "-g", str(2 * FPS),
                "-pix_fmt", "yuv420p", *_SOUNDS[sound], "-t", str(CLIP_S),
            ),
        )  # fmt: skip
        repeated = ("-stream_loop", "-1", "-i", str(clip), "-t", str(seconds), "-c", "copy")
        return self.draw(f"{picture}-{sound}-{seconds}", suffix, repeated)

    def write(self, name: str, content: bytes) -> Path:
        """A file that a film is drawn with; another content has another path."""
        path = self.folder / f"{hashlib.sha256(content).hexdigest()[:10]}-{name}"
        path.write_bytes(content)
        return path

    def draw(self, name: str, suffix: str, arguments: Sequence[str]) -> Path:
        """What ffmpeg makes with these arguments, made now or earlier."""
        digest = hashlib.sha256("\0".join(arguments).encode()).hexdigest()[:10]
        path = self.folder / f"{name}-{digest}{suffix}"
        if not path.exists():
            partial = path.with_name(f"partial-{path.name}")
            argv = [self.ffmpeg, "-nostdin", "-v", "error", "-y", *arguments, str(partial)]
            subprocess.run(argv, check=True)
            partial.rename(path)  # last: what was left half made has another name
        return path


@contextmanager
def open_films(kept_in: Path | None = None) -> Iterator[KeptFilms]:
    """Where films are drawn. kept_in: None keeps nothing."""
    if kept_in is not None:
        yield KeptFilms(kept_in)
        return
    with tempfile.TemporaryDirectory(prefix="kino-bench-", dir=os.environ.get("KINO_BENCH_DIR")) as folder:
        yield KeptFilms(Path(folder))


def _picture_input() -> Sequence[str]:
    footage = os.environ.get("KINO_TEST_FOOTAGE")
    if not footage:
        return (
            "-f", "lavfi", "-i",
            f"testsrc2=size=1920x1080:rate={FPS}:duration={CLIP_S},noise=alls=12:allf=t",
        )  # fmt: skip
    found = [one for one in Path(footage).iterdir() if one.suffix in _SUFFIXES]
    if not found:
        raise SystemExit(f"KINO_TEST_FOOTAGE is {footage}, where no film lies")
    film = max(found, key=lambda one: one.stat().st_size)
    # Past the titles, and never so late that it ends before the clip.
    begin_s = max(0.0, min((probe_file(film).duration_s or 0.0) / 4, 600.0))
    return "-ss", f"{begin_s:.3f}", "-stream_loop", "-1", "-i", str(film)
