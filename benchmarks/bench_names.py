"""How long one name takes: Kino's own reading of conventional names against guessit on the same names.

The ratio is guessit's time a name divided by Kino's; the share is of a 20,000-file tree of which nine in
ten names follow a convention and the tenth does not. CPU time of one process, best of three runs.
"""

import json
import time
from collections.abc import Callable, Sequence

from guessit import guessit

from kino.features.scanner.parts.name_reading import NameReading
from kino.features.scanner.parts.read_names import read_names

FILES = 20_000


def draw_tree(files: int) -> tuple[list[bytes], list[bytes], list[bytes]]:
    """Conventional film paths, conventional episode paths, and paths of no convention."""
    films: list[bytes] = []
    episodes: list[bytes] = []
    odd: list[bytes] = []
    for number in range(files):
        year = 1920 + number % 100
        if number % 10 == 9:
            odd.append(f"Odd{number}/[Odd] odd_{number} {{x}} [AB12CD{number % 100:02d}] thing.avi".encode())
        elif number % 2:
            name = f"Film Number {number} ({year})"
            shapes = (f"{name}/{name} - 1080p.mkv", f"Film.Number.{number}.{year}.1080p.BluRay.x264-GRP.mkv")
            films.append(shapes[number // 2 % 2].encode())
        else:
            show, season, episode = number // 200, number // 20 % 10 + 1, number % 20 + 1
            mark = f"S{season:02d}E{episode:02d}"
            shapes = (
                f"Show {show} (2005)/Season {season:02d}/Show {show} - {mark} - Some Title.mkv",
                f"Show {show} (2005)/Season {season:02d}/Show.{show}.{mark}.German.DL.1080p.WEB.h264-GRP.mkv",
            )
            episodes.append(shapes[number // 2 % 2].encode())
    return films, episodes, odd


def best_us(run: Callable[[], object], names: int) -> float:
    """The shortest of three runs, in microseconds of CPU a name."""
    times = []
    for _ in range(3):
        started = time.process_time()
        run()
        times.append(time.process_time() - started)
    return min(times) / names * 1e6


def share_of(readings: Sequence[NameReading]) -> float:
    return sum(reading.reading_method == "conventional" for reading in readings) / len(readings)


def main() -> None:
    films, episodes, odd = draw_tree(FILES)
    films_us = best_us(lambda: read_names(films, "movies"), len(films))
    episodes_us = best_us(lambda: read_names(episodes, "series"), len(episodes))
    sample = [path.decode() for path in (*films[:100], *episodes[:100])]
    guessit_us = best_us(lambda: [guessit(path) for path in sample], len(sample))
    readings = (
        read_names(films, "movies")
        + read_names(episodes, "series")
        + read_names(odd[:200], "movies") * (len(odd) // 200)
    )
    conventional_us = (films_us * len(films) + episodes_us * len(episodes)) / (len(films) + len(episodes))
    result = {
        "films_us": round(films_us, 1),
        "episodes_us": round(episodes_us, 1),
        "guessit_us": round(guessit_us, 1),
        "ratio_guessit": round(guessit_us / conventional_us, 1),
        "conventional_share": round(share_of(readings), 3),
    }
    print(f"film {films_us:.1f} µs, episode {episodes_us:.1f} µs, guessit {guessit_us:.0f} µs a name")
    print(f"read without guessit: {result['conventional_share']:.1%} of {len(readings)} files")
    print("RESULT " + json.dumps(result))


if __name__ == "__main__":
    main()
