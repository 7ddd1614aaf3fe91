"""How long the screens take, as one profile with 5,000 history rows, while the library grows.

A real server in a process of its own, asked over loopback HTTP by one client, one request after another; the
kinds of request take turns, so that a busy moment of the machine is shared by all. Figures are the 95th
percentile in milliseconds from the request to the last byte of the answer, and the server's CPU milliseconds
a request over all kinds. growth: the medians of home, grid, title, resume row and search together at the
largest library, divided by the same at the smallest.

    python -m benchmarks.bench_browse [--sizes 1000,10000,100000] [--rounds 150] [--databases sqlite,postgres]
"""

import argparse
import json
import random
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from benchmarks.harness import cpu_seconds, median, percentile, print_result, print_table
from benchmarks.synthetic_house import Visitor, make_house, serving
from benchmarks.synthetic_library import SyntheticLibrary
from tests.support.postgres import running_postgres

WARM_UP_ROUNDS = 15
BARS_MS = {"home": 25, "grid": 25, "title": 25, "resume": 25, "search": 15}
# As a server is run: what a crash may lose matters to nobody here, what fits in memory does.
POSTGRES_OPTIONS = ("fsync=off", "shared_buffers=256MB", "max_wal_size=4GB", "random_page_cost=1.1")
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
    chosen = parser.parse_args()
    sizes = [int(size) for size in chosen.sizes.split(",")]
    rows: list[list[str]] = []
    figures: dict[str, float] = {}
    for database in chosen.databases.split(","):
        sums: list[float] = []
        for size in sizes:
            times = _measure_house(database, size, chosen.rounds)
            p95 = {kind: percentile(times[kind], 95) for kind in BARS_MS}
            middle = {kind: median(times[kind]) for kind in BARS_MS}
            cells = [f"{middle[kind]:.1f} / {p95[kind]:.1f}" for kind in BARS_MS]
            rows.append([database, f"{size:,}", *cells, f"{times['cpu'][0]:.1f}"])
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


def _measure_house(database: str, size: int, rounds: int) -> dict[str, list[float]]:
    with tempfile.TemporaryDirectory(prefix="kino-bench-") as folder:
        if database == "sqlite":
            house = make_house(Path(folder) / "data", "", size)
            with serving(house) as (pid, port):
                return measure(house.library, pid, port, rounds)
        with running_postgres(POSTGRES_OPTIONS) as server:
            house = make_house(Path(folder) / "data", server.url(server.create_database()), size)
            with serving(house) as (pid, port):
                return measure(house.library, pid, port, rounds)


if __name__ == "__main__":
    main()
