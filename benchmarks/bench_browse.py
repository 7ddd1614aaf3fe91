"""How long the screens take, as one profile with 5,000 history rows, while the library grows.

A real server in a process of its own, asked over loopback HTTP by one client, one request after another, when
its own work after the start is done. The kinds of request take turns, so that a busy moment of the machine is
shared by all. Figures are the 95th percentile in milliseconds from the request to the last byte of the
answer, and the server's CPU milliseconds a request over all kinds. growth: the medians of home, grid, title,
resume row and search together at the largest library, divided by the same at the smallest.

    python -m benchmarks.bench_browse [--sizes 1000,10000,100000] [--rounds 150] [--databases sqlite,postgres]
        [--houses a folder that keeps the filled databases for the next run]
"""

import argparse
import json
import random
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from benchmarks.harness import cpu_seconds, median, percentile, print_result, print_table
from benchmarks.kept_houses import open_house
from benchmarks.synthetic_house import Visitor, serving
from benchmarks.synthetic_library import SyntheticLibrary

WARM_UP_ROUNDS = 15
CALM_WITHIN_S = 60
CALM_CPU_S = 0.1  # of a second
BARS_MS = {"home": 25, "grid": 25, "title": 25, "resume": 25, "search": 15}
SORTS = ("added", "title", "year", "duration", "rating")
Ask = Callable[[], str]


class _Asker:
    """The requests of a person who browses, drawn at random; each returns the path to ask for."""

    def __init__(self, library: SyntheticLibrary, rng: random.Random) -> None:
        self._library = library
        self._rng = rng
        self._keystrokes = self._type()
        self._cursors: dict[str, str] = {}
        self._page = ""

    def kinds(self) -> dict[str, Ask]:
        """The kinds of request by name."""
        return {
            "home": lambda: "/api/home",
            "grid": self._grid,
            "title": lambda: f"/api/titles/{self._rng.choice(self._library.sample_title_ids)}",
            "resume": lambda: "/api/continue",
            "search": lambda: "/api/search?" + urlencode({"q": next(self._keystrokes)}),
        }

    def _grid(self) -> str:
        """Sixty cards: the first, or those behind the page that was asked for last in this order."""
        self._page = f"sort={self._rng.choice(SORTS)}" + self._rng.choice(("", "", "&genre=drama"))
        cursor = self._cursors.pop(self._page, "")
        return f"/api/titles?{self._page}&limit=60" + (f"&cursor={cursor}" if cursor else "")

    def take_answer(self, kind: str, answer: Any) -> None:
        """Remember where the following page begins."""
        if kind == "grid" and answer["next_cursor"]:
            self._cursors[self._page] = answer["next_cursor"]

    def _type(self) -> Iterator[str]:
        """One keystroke after another of titles and people, a third of them with a typo."""
        while True:
            wanted = self._rng.choice((*self._library.sample_titles, *self._library.sample_people))
            if self._rng.random() < 0.34 and len(wanted) > 5:
                at = self._rng.randrange(1, len(wanted) - 1)
                typo = self._rng.choice(("", wanted[at] * 2, self._rng.choice("aeinrst")))
                wanted = wanted[:at] + typo + wanted[at + 1 :]
            for length in range(1, len(wanted) + 1):
                yield wanted[:length]


def await_calm(pid: int) -> None:
    """Return when the server does nothing by itself any more: after a start it counts and checks."""
    calm_s = 0
    for _ in range(CALM_WITHIN_S):
        before_s = cpu_seconds(pid)
        time.sleep(1)
        calm_s = calm_s + 1 if cpu_seconds(pid) - before_s < CALM_CPU_S else 0
        if calm_s == 2:  # in a row
            return


def measure(library: SyntheticLibrary, pid: int, port: int, rounds: int) -> dict[str, list[float]]:
    """Milliseconds by kind of request, and the CPU milliseconds of the server a request under "cpu"."""
    asker = _Asker(library, random.Random(11))
    times: dict[str, list[float]] = {kind: [] for kind in asker.kinds()}
    cpu_s = 0.0
    with closing(Visitor(port)) as visitor:
        for number in range(rounds + WARM_UP_ROUNDS):
            if number == WARM_UP_ROUNDS:
                cpu_s = cpu_seconds(pid)
            for kind, ask in asker.kinds().items():
                path = ask()
                began_s = time.perf_counter()
                answer = visitor.get(path)
                took_ms = (time.perf_counter() - began_s) * 1000
                asker.take_answer(kind, json.loads(answer))
                if number >= WARM_UP_ROUNDS:
                    times[kind].append(took_ms)
    cpu_ms = (cpu_seconds(pid) - cpu_s) * 1000 / (rounds * len(times))
    return {**times, "cpu": [cpu_ms]}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--sizes", default="1000,10000,100000", help="titles, from small to large")
    parser.add_argument("--rounds", type=int, default=150, help="requests of each kind")
    parser.add_argument("--databases", default="sqlite,postgres")
    parser.add_argument("--houses", type=Path, help="folder that keeps the filled databases")
    chosen = parser.parse_args()
    sizes = [int(size) for size in chosen.sizes.split(",")]
    rows: list[list[str]] = []
    figures: dict[str, float] = {}
    for database in chosen.databases.split(","):
        sums: list[float] = []
        for size in sizes:
            with open_house(database, size, chosen.houses) as house, serving(house) as (pid, port):
                await_calm(pid)
                times = measure(house.library, pid, port, chosen.rounds)
            p95 = {kind: percentile(times[kind], 95) for kind in BARS_MS}
            middle = {kind: median(times[kind]) for kind in BARS_MS}
            cells = [f"{middle[kind]:.1f} / {p95[kind]:.1f}" for kind in BARS_MS]
            rows.append([database, f"{size:,}", *cells, f"{times['cpu'][0]:.1f}"])
            print(*rows[-1], sep="  ", file=sys.stderr, flush=True)
            sums.append(sum(middle.values()))
            figures.update({f"{database}_{kind}_p95_ms": value for kind, value in p95.items()})
            figures[f"{database}_cpu_ms"] = times["cpu"][0]
        figures[f"{database}_growth"] = sums[-1] / sums[0]
    bars = [f"p95 ≤ {BARS_MS[kind]}" for kind in BARS_MS]
    print_table(
        ["database", "titles", *(f"{kind} p50/p95" for kind in BARS_MS), "CPU ms"],
        [*rows, ["bar", "", *bars, ""]],
    )
    print_result(**figures)


if __name__ == "__main__":
    main()
