"""How soon the first subtitles of a film are there, asked for over HTTP when nobody has read the film yet.

A film of ten minutes with 8 Mb/s in mkv, and four tracks: SRT, ASS and pictures of a Blu-ray in the film, and
an SRT in Cyrillic letters of Windows beside it. For each figure the server has just been started and come to
rest, and the pages of the film have left the memory: its worker process starts and the disk is read.

first_cue_ms:  from asking to the whole answer with the first cues, of whichever minute of the film is asked
               for; the worst of the four tracks, each a median of rounds.
ratio_ffmpeg:  ffmpeg that extracts the same track from the whole film, its pages gone as well, by Kino; the
               smallest of the three tracks in the film.
running_ms:    as first_cue_ms, for another minute and again without its pages, by the worker process that
               runs by then.

    python -m benchmarks.bench_subtitles [--rounds 5] [--films a folder that keeps the film]
"""

import argparse
import os
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.film_house import FilmHouse, film_house
from benchmarks.harness import median, percentile, print_result, print_table
from benchmarks.kept_films import KeptFilms, open_films
from kino.core.page_cache import open_page_cache_view
from tests.media.subtitles.blu_ray import Plate, write_sup

FILM = "Night Ferry"
FILM_S = 600
CUE_EVERY_S = 4
PIECE_S = 60
BAR_MS = 500
# Minutes of the film that are asked for, in turns, each with the one after next behind it.
MINUTES = (0, 5, 2, 7, 4)
TRACKS = ("srt", "ass", "pictures", "beside")
LINES = {"srt": "Gute Nacht", "ass": "Bonne nuit", "beside": "Спокойной ночи"}
CAPABILITIES = {"containers": ["mp4"], "answers": {'video/mp4; codecs="avc1.4D4028"': True}}


@dataclass
class Took:
    """Milliseconds of every round."""

    cold_ms: list[float] = field(default_factory=list)
    running_ms: list[float] = field(default_factory=list)
    ffmpeg_ms: list[float] = field(default_factory=list)

    @property
    def ratio_ffmpeg(self) -> float:
        """Of medians."""
        return median(self.ffmpeg_ms) / median(self.cold_ms)


@dataclass(frozen=True, slots=True)
class Source:
    """A track. address: of its minutes, with "{minute}" in it. arguments: with which ffmpeg extracts it."""

    track_id: str
    address: str
    path: Path
    arguments: Sequence[str]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--films", type=Path, help="folder that keeps the drawn film")
    chosen = parser.parse_args()
    with open_films(chosen.films) as films:
        beside = {f"{FILM} (2020).ru.srt": write_srt(LINES["beside"]).encode("cp1251")}
        with film_house({FILM: draw_film(films)}, beside) as house:
            took = measure(house, find_sources(house), films.ffmpeg, chosen.rounds)
    report(took)


def draw_film(films: KeptFilms) -> Path:
    """The film with its three tracks; a cue every four seconds, each two seconds long."""
    film = films.film("h264", "aac", ".mkv", FILM_S)
    german = films.write("german.srt", write_srt(LINES["srt"]).encode())
    french = films.write("french.srt", write_srt(LINES["ass"]).encode())
    starts = range(1, FILM_S, CUE_EVERY_S)
    english = films.write(
        "english.sup", write_sup([Plate(second, second + 2, 640, 900, 640, 100) for second in starts])
    )
    return films.draw(
        "subtitled",
        ".mkv",
        (
            "-i", str(film), "-i", str(german), "-i", str(french), "-i", str(english),
            "-map", "0", "-map", "1", "-map", "2", "-map", "3",
            # ffmpeg would move the pictures so that the first of them begins with the film.
            "-copyts", "-c", "copy", "-c:s:0", "srt", "-c:s:1", "ass",
            "-metadata:s:s:0", "language=ger", "-metadata:s:s:1", "language=fre",
            "-metadata:s:s:2", "language=eng",
        ),
    )  # fmt: skip


def write_srt(line: str) -> str:
    """The line again and again, with the second at which it comes."""
    return "\n".join(
        f"{number}\n{_clock(second)},000 --> {_clock(second + 2)},000\n{line} {second}\n"
        for number, second in enumerate(range(1, FILM_S, CUE_EVERY_S), 1)
    )


def _clock(second: int) -> str:
    return f"00:{second // 60:02}:{second % 60:02}"


def find_sources(house: FilmHouse) -> dict[str, Source]:
    """Where each track is, as a plan tells it."""
    plan = house.plan(FILM, {"capabilities": CAPABILITIES, "start_s": 0})
    house.client.delete(f"/api/playback/{plan['playback_id']}")
    base = f"/api/subtitles/{plan['file_id']}"
    names = {"subrip": "srt", "ass": "ass", "hdmv_pgs_subtitle": "pictures", "srt": "beside"}
    ids = {names.get(one["codec"], one["codec"]): one["id"] for one in plan["subtitle_tracks"]}
    if set(ids) != set(TRACKS):
        raise SystemExit(f"the film has other subtitles than were drawn: {plan['subtitle_tracks']}")
    film, beside = (next(house.library.glob(pattern)) for pattern in ("*.mkv", "*.srt"))
    lines, pictures = f"{base}/pieces/{{minute}}", f"{base}/pictures/{ids['pictures']}/{{minute}}"
    return {
        "srt": Source(ids["srt"], lines, film, ("-map", "0:s:0", "-f", "srt")),
        "ass": Source(ids["ass"], lines, film, ("-map", "0:s:1", "-f", "ass")),
        "pictures": Source(ids["pictures"], pictures, film, ("-map", "0:s:2", "-c", "copy", "-f", "sup")),
        "beside": Source(
            ids["beside"], f"{base}/beside/{ids['beside']}", beside, ("-map", "0:s:0", "-f", "webvtt")
        ),
    }


def measure(house: FilmHouse, sources: Mapping[str, Source], ffmpeg: str, rounds: int) -> dict[str, Took]:
    """By track; tracks and programs take turns."""
    took = {name: Took() for name in sources}
    for turn in range(rounds):
        minute = MINUTES[turn % len(MINUTES)]
        for name, source in sources.items():
            house.server.stop()
            house.server.start()
            house.wait_until_quiet()
            took[name].cold_ms.append(ask_kino(house, name, source, minute))
            took[name].running_ms.append(ask_kino(house, name, source, minute + 2))
            took[name].ffmpeg_ms.append(ask_ffmpeg(ffmpeg, name, source))
    return took


def ask_kino(house: FilmHouse, name: str, source: Source, minute: int) -> float:
    """Milliseconds to the first cues of a minute. Raises SystemExit when they are not what was drawn."""
    forget_pages(source.path)
    began_s = time.perf_counter()
    answer = house.client.get(source.address.format(minute=minute))
    took_ms = (time.perf_counter() - began_s) * 1000
    if answer.status_code != 200:
        raise SystemExit(f"{name} was refused: {answer.text[:1000]}")
    told = answer.json()
    first_s = 1 if name == "beside" else minute * PIECE_S + 1
    if name == "pictures":
        first = told["pictures"][0]
        is_right = first["image"].startswith("data:image/png;base64,")
    else:
        lines = {one["track_id"]: one["lines"] for one in told["tracks"]}
        first = lines[source.track_id][0]
        is_right = first["text"] == f"{LINES[name]} {first_s}"
    if not is_right or abs(first["start_s"] - first_s) > 0.1:
        raise SystemExit(f"the first cue of {name} in minute {minute} is wrong: {str(first)[:500]}")
    return took_ms


def ask_ffmpeg(ffmpeg: str, name: str, source: Source) -> float:
    """Milliseconds until ffmpeg, which Kino itself runs, has the whole track."""
    forget_pages(source.path)
    charset = ("-sub_charenc", "CP1251") if name == "beside" else ()
    argv = [ffmpeg, "-nostdin", "-v", "error", *charset, "-i", str(source.path), *source.arguments, "pipe:1"]
    began_s = time.perf_counter()
    done = subprocess.run(argv, check=True, capture_output=True)
    took_ms = (time.perf_counter() - began_s) * 1000
    if not done.stdout:
        raise SystemExit(f"ffmpeg wrote nothing of {name}")
    return took_ms


def forget_pages(path: Path) -> None:
    """Nothing of the file is in memory. Raises SystemExit where it stays there."""
    with path.open("rb") as file:
        os.fsync(file.fileno())  # only what is on the disk is let go
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        facts = os.fstat(file.fileno())
        view = open_page_cache_view(file.fileno(), facts)
        if view is None:
            return
        places = range(0, facts.st_size, max(1, facts.st_size // 16))
        try:
            kept = [place for place in places if view.resident_until(place, place + 1) > place]
        finally:
            view.close()
    if kept:
        raise SystemExit(f"{path} stays in memory: name a folder on a real disk in KINO_BENCH_DIR")


def report(took: Mapping[str, Took]) -> None:
    """The table and the RESULT line."""
    what = {
        "srt": "SRT",
        "ass": "ASS",
        "pictures": "pictures of a Blu-ray",
        "beside": "SRT beside, Windows-1251",
    }
    rows = [
        [
            what[name],
            *(f"{value:.0f}" for value in (median(one.cold_ms), percentile(one.cold_ms, 95))),
            *(f"{median(ms):.0f}" for ms in (one.running_ms, one.ffmpeg_ms)),
            f"{one.ratio_ffmpeg:.1f}",
        ]
        for name, one in took.items()
    ]
    print_table(
        ["first cues, ms", "cold", "p95", "worker runs", "ffmpeg, whole track", "ffmpeg : cold"], rows
    )
    print(f"cold: wanted are at most {BAR_MS} ms, for the worst of the four medians")
    print_result(
        first_cue_ms=max(median(one.cold_ms) for one in took.values()),
        running_ms=max(median(one.running_ms) for one in took.values()),
        ratio_ffmpeg=min(one.ratio_ffmpeg for name, one in took.items() if name != "beside"),
    )


if __name__ == "__main__":
    main()
