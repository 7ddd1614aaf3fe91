"""Many viewers of one film: 50 of a picture that is converted, then 200 of one that is copied into segments.

The film has 8 Mb/s. Viewers are those of hls_load, in a process of their own, each with a playback of a real
server and its reports; they come within some seconds of each other. Those of the converted picture (1080 to
720 lines) all begin at its beginning, as a circle of friends does; those of the copied one are scattered over
the film, so that hardly a segment serves two of them.

encoders:        ffmpeg processes that the server started for the 50; wanted: 1.
starved:         viewers of either kind whose next segment was not there when their buffer ran dry; wanted: 0.
*_cpu_ms:        CPU of the server and all its processes, by the seconds of film that reached viewers: what
                 one viewer costs in each second. The first seconds, in which everybody fills a buffer of
                 30 s, are in it on both sides.
*_start_p95_ms:  from asking for the first playlist to a second of picture and sound.
load_cores:      processors that the viewers themselves kept busy, the most of both kinds; the server went
                 without them.

    python -m benchmarks.bench_fanout [--seconds 25] [--films a folder that keeps the film]
"""

import argparse
import subprocess
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

import httpx2

from benchmarks.film_house import FilmHouse, film_house
from benchmarks.harness import (
    GB,
    cpu_seconds,
    family_cpu_seconds,
    median,
    percentile,
    print_result,
    print_table,
    python_module,
    runnable_wait_s,
)
from benchmarks.hls_load import FULL_BUFFER_S, LoadOutcome, LoadWish, ViewerWish
from benchmarks.kept_films import open_films
from kino.features.playback.parts.live_playbacks import MOST_PER_SESSION
from tests.support.small_house import ADMIN, PASSWORD

FILM = "Night Ferry"
FILM_S = 300
CONVERTED_VIEWERS, COPIED_VIEWERS = 50, 200
CONVERTED_LINES = 720
JOIN_S = 5.0
LOOK_EVERY_S = 0.2
# A browser that takes the film's picture and sound, and not its container.
CAPABILITIES = {
    "containers": ["mp4"],
    "answers": {'video/mp4; codecs="avc1.4D4028"': True, 'audio/mp4; codecs="mp4a.40.2"': True},
}


@dataclass
class EncoderWatch:
    """Every ffmpeg that the server was seen to run, with its CPU seconds as they were last seen."""

    cpu_s: dict[int, float] = field(default_factory=dict)

    @contextmanager
    def watching(self, house: FilmHouse) -> Iterator[None]:
        """Looks again and again until the end of the block."""
        over = threading.Event()

        def look() -> None:
            while not over.wait(LOOK_EVERY_S):
                for pid in house.list_encoders():
                    try:
                        self.cpu_s[pid] = cpu_seconds(pid)
                    except OSError:
                        continue  # it has just ended

        thread = threading.Thread(target=look)
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.join()


@dataclass(frozen=True, slots=True)
class Crowd:
    """What many viewers of one kind did to the server.

    cpu_s:    of the server and all its processes.
    waited_s: while the server's own thread could have run and others had the processors.
    """

    name: str
    seen: LoadOutcome
    cpu_s: float
    waited_s: float
    encoders_cpu_s: dict[int, float]

    @property
    def cpu_ms(self) -> float:
        """For each second of film that reached a viewer."""
        return self.cpu_s * 1000 / self.seen.film_s

    def row(self) -> Sequence[str]:
        """Of the table."""
        seen = self.seen
        return (
            self.name,
            str(len(self.encoders_cpu_s)),
            f"{self.cpu_ms:.2f}",
            f"{(self.cpu_s - sum(self.encoders_cpu_s.values())) * 1000 / seen.film_s:.2f}",
            str(len(seen.starved_after_s)),
            f"{median(seen.start_ms):.0f}",
            f"{percentile(seen.start_ms, 95):.0f}",
            f"{seen.taken_bytes / GB:.1f}",
            f"{self.cpu_s / seen.wall_s:.2f}",
            f"{seen.cpu_s / seen.wall_s:.2f}",
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--seconds", type=float, default=25.0, help="how long each kind of viewers stays")
    parser.add_argument("--films", type=Path, help="folder that keeps the drawn film")
    chosen = parser.parse_args()
    with open_films(chosen.films) as films:
        film = films.film("h264", "aac", ".mkv", FILM_S)
        with film_house({FILM: film}) as house:
            chance = Random(3)
            latest_s = FILM_S - FULL_BUFFER_S - chosen.seconds - 10
            converted = measure(house, "converted", [0.0] * CONVERTED_VIEWERS, chosen.seconds)
            places_s = [chance.uniform(0, latest_s) for _ in range(COPIED_VIEWERS)]
            copied = measure(house, "copied", places_s, chosen.seconds)
    report(converted, copied)


def measure(house: FilmHouse, kind: str, places_s: Sequence[float], seconds: float) -> Crowd:
    """Viewers who begin at these seconds. kind: "converted" or "copied"."""
    with signed_in(house, len(places_s)) as clients:
        plans = [
            open_playback(house, clients[number // MOST_PER_SESSION], kind, position_s)
            for number, position_s in enumerate(places_s)
        ]
        viewers = [
            ViewerWish(
                plan["parts"][0]["url"],
                f"/api/playback/{plan['playback_id']}/progress",
                f"kino_session={clients[number // MOST_PER_SESSION].cookies['kino_session']}",
                places_s[number],
            )
            for number, plan in enumerate(plans)
        ]
        watch = EncoderWatch()
        with watch.watching(house):
            before_s, waited_s = family_cpu_seconds(house.server.pid), runnable_wait_s(house.server.pid)
            seen = send_viewers(LoadWish(house.server.port, seconds, JOIN_S, viewers))
            spent_s = family_cpu_seconds(house.server.pid) - before_s
            waited_s = runnable_wait_s(house.server.pid) - waited_s
        for number, plan in enumerate(plans):
            clients[number // MOST_PER_SESSION].delete(f"/api/playback/{plan['playback_id']}")
    house.wait_until_quiet()
    return Crowd(f"{len(places_s)} viewers, picture {kind}", seen, spent_s, waited_s, watch.cpu_s)


@contextmanager
def signed_in(house: FilmHouse, viewers: int) -> Iterator[list[httpx2.Client]]:
    """As many browsers as the viewers need, which share each as a browser shares its tabs."""
    clients = []
    for _ in range(-(-viewers // MOST_PER_SESSION)):
        client = httpx2.Client(base_url=house.server.url, headers={"Origin": house.server.url}, timeout=120)
        me = client.post("/api/login", json={"name": ADMIN, "password": PASSWORD}).raise_for_status().json()
        if not me["profile"]:
            client.post(f"/api/profiles/{me['profiles'][0]['id']}/select").raise_for_status()
        clients.append(client)
    try:
        yield clients
    finally:
        for client in clients:
            client.close()


def open_playback(house: FilmHouse, client: httpx2.Client, kind: str, position_s: float) -> dict[str, Any]:
    """A plan of this kind. Raises SystemExit for one of another kind."""
    most_lines = CONVERTED_LINES if kind == "converted" else None
    wish = {"capabilities": CAPABILITIES, "start_s": position_s, "max_height_px": most_lines}
    plan = house.plan(FILM, wish, client)
    if plan["method"] != "hls" or (plan["converted_to_px"] is not None) != (kind == "converted"):
        raise SystemExit(f"the film is not {kind}: {plan['method']} {plan['converted_to_px']}")
    return plan


def send_viewers(wish: LoadWish) -> LoadOutcome:
    """What the viewers saw, once all have left. Raises SystemExit when one of them was refused."""
    argv = python_module("benchmarks.hls_load")
    done = subprocess.run(argv, input=wish.to_json(), stdout=subprocess.PIPE, text=True)
    if done.returncode:
        raise SystemExit(f"the viewers ended with status {done.returncode}")
    return LoadOutcome.from_json(done.stdout.splitlines()[-1])


def report(converted: Crowd, copied: Crowd) -> None:
    """The table and the RESULT line."""
    head = (
        "one film of 8 Mb/s", "encoders", "CPU ms", "without encoder", "starved", "start, ms", "p95", "GB",
        "server, cores", "viewers, cores",
    )  # fmt: skip
    print_table(head, [converted.row(), copied.row()])
    print("CPU ms: of the server and its processes, for each second of film that reached a viewer")
    for one in (converted, copied):
        after_s = one.seen.starved_after_s
        if after_s:
            when = (
                f"after {min(after_s):.1f} to {max(after_s):.1f} s of watching, median {median(after_s):.1f}"
            )
            print(f"{one.name}: {len(after_s)} starved, first {when}")
        print(f"{one.name}: the server waited {one.waited_s:.1f} s for a processor to be free")
    print_result(
        encoders=len(converted.encoders_cpu_s),
        starved=sum(len(one.seen.starved_after_s) for one in (converted, copied)),
        converted_cpu_ms=converted.cpu_ms,
        copied_cpu_ms=copied.cpu_ms,
        converted_start_p95_ms=percentile(converted.seen.start_ms, 95),
        copied_start_p95_ms=percentile(copied.seen.start_ms, 95),
        load_cores=max(one.seen.cpu_s / one.seen.wall_s for one in (converted, copied)),
    )


if __name__ == "__main__":
    main()
