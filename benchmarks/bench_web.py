"""What a browser has to carry: JavaScript of the first Browse, a wall of 2,000 cards, Lighthouse, axe.

Needs the built web app and a Chromium. Timings are of this machine; what else it did is printed.
"""

import gzip
import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser

from benchmarks.bench_web_wall import ROW_CARDS, ROW_COUNT, Scroll, draw_posters, make_wall, scroll_wall
from benchmarks.harness import median, print_result, print_table
from kino.app import WEB_DIST
from tests.support.browser import DESKTOP, PHONE, find_axe_violations, running_chromium, settle, visit
from tests.support.small_house import DRAWN_TITLES, SmallHouse, draw_library, small_house
from tools.chromium import find_chromium

SCROLL_RUNS = 3
LIGHTHOUSE_RUNS = 5
POSTER_COUNT = 48
KB = 1000
HERE = Path(__file__).parent


def main() -> None:
    if not (WEB_DIST / "index.html").is_file():
        raise SystemExit("the web app is not built: npm --prefix web run build")
    folder = Path(tempfile.mkdtemp(prefix="kino-bench-web-"))
    try:
        films = draw_library(folder / "disk")
        draw_posters(films, POSTER_COUNT)
        with small_house(folder / "data", films, DRAWN_TITLES + POSTER_COUNT) as house:
            wait_for_pictures(house)
            # What feels a slow machine most comes first: hosts take processors away from who uses them long.
            lights = run_lighthouse(house)
            with running_chromium() as browser:
                scripts = measure_scripts(browser, house)
                wall = make_wall(house.client.get("/api/home").json(), list_cards(house))
                fast, slow = (
                    [scroll_wall(browser, house, wall, times) for _ in range(SCROLL_RUNS)] for times in (1, 4)
                )
                broken = count_violations(browser, house)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    report(scripts, fast, slow, lights, broken)


def list_cards(house: SmallHouse) -> list[dict[str, Any]]:
    """Cards that have a poster and a backdrop."""
    found = house.client.get("/api/titles", params={"limit": 120}).json()["items"]
    return [one for one in found if one["poster"] and one["backdrop"]]


def wait_for_pictures(house: SmallHouse) -> None:
    """Return when no job works on pictures any more: it would measure the server beside the browser."""
    deadline_s = time.monotonic() + 300
    while time.monotonic() < deadline_s:
        running = house.client.get("/api/admin/overview").json()["jobs"]
        if not running and len(list_cards(house)) >= POSTER_COUNT:
            return
        time.sleep(0.5)
    raise SystemExit(f"only {len(list_cards(house))} of {POSTER_COUNT} titles got their pictures")


def measure_scripts(browser: Browser, house: SmallHouse) -> dict[str, int]:
    """Bytes, packed by gzip, of each script that the home asks for, from an empty cache until it is still."""
    with visit(browser, service_workers="block") as (context, _):
        context.add_cookies([house.session_cookie])
        page = context.new_page()
        asked: set[str] = set()
        page.on("request", lambda one: asked.add(urlsplit(one.url).path))
        page.goto(house.server.url)
        settle(page)
        page.get_by_role("button", name="Ada, account menu").wait_for()
        # Modules that are fetched ahead in idle time belong to the first screen too.
        page.wait_for_timeout(2_000)
        preloaded: list[str] = page.evaluate(
            "performance.getEntriesByType('resource').map((each) => new URL(each.name).pathname)"
        )
    scripts = {path for path in (*asked, *preloaded) if path.endswith(".js")}
    return {path: len(gzip.compress((WEB_DIST / path.lstrip("/")).read_bytes(), 9)) for path in scripts}


def count_violations(browser: Browser, house: SmallHouse) -> list[str]:
    """What axe finds on all screens, for a desk and for a phone."""
    broken: list[str] = []
    for size in (DESKTOP, PHONE):
        with visit(browser, viewport=size, reduced_motion="reduce") as (context, complaints):
            complaints.expect(".")
            page = context.new_page()
            for name, path in [*house.open_pages.items(), *house.pages.items()]:
                if name == next(iter(house.pages)):
                    context.add_cookies([house.session_cookie])
                page.goto(house.server.url + path)
                settle(page)
                broken += [f"{name} at {size['width']} px: {line}" for line in find_axe_violations(page)]
    return broken


@dataclass(frozen=True, slots=True)
class ScoreCard:
    """One run of Lighthouse. performance, accessibility: 0 to 100. lcp_ms: largest contentful paint."""

    performance: float
    accessibility: float
    lcp_ms: float


def run_lighthouse(house: SmallHouse) -> list[ScoreCard]:
    """Every run on the home, desktop preset."""
    chromium = find_chromium()
    node = [sys.executable, str(HERE.parent / "tools/node.py"), "node"]
    cookie = f"{house.session_cookie['name']}={house.session_cookie['value']}"
    argv = [*node, str(HERE / "bench_web_lighthouse.mjs"), house.server.url + "/", cookie, str(chromium)]
    done = subprocess.run([*argv, str(LIGHTHOUSE_RUNS)], capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"Lighthouse failed:\n{done.stderr[-2000:]}")
    return [ScoreCard(**json.loads(line)) for line in done.stdout.splitlines() if line.startswith("{")]


def report(
    scripts: dict[str, int],
    fast: Sequence[Scroll],
    slow: Sequence[Scroll],
    lights: Sequence[ScoreCard],
    broken: Sequence[str],
) -> None:
    """The table, what axe found in full, and the RESULT line."""
    js_kb = sum(scripts.values()) / KB
    scrolls = [*fast, *slow]
    nodes = max(run.most_nodes for run in scrolls)
    fps_1x, fps_4x = (median([run.fps for run in runs]) for runs in (fast, slow))
    worst_ms = median([run.worst_ms for run in slow])
    lit, a11y, lcp_ms = (
        median([getattr(one, key) for one in lights]) for key in ("performance", "accessibility", "lcp_ms")
    )
    print(
        f"Home of {ROW_COUNT} rows × {ROW_CARDS} cards: real shell, real pictures ({POSTER_COUNT} posters and"
    )
    print("backdrops in turn), /api/home and /api/rows answered inside the page.\n")
    print_table(
        ("what", "figure", "bar", "single runs"),
        [
            ("JavaScript of the first Browse, gzip", f"{js_kb:.1f} KB", "≤ 170", f"{len(scripts)} files"),
            ("most DOM nodes during the scroll", f"{nodes}", "≤ 2500", _runs(scrolls, "most_nodes")),
            ("frames a second at 3000 px/s", f"{fps_1x:.1f}", "≥ 45", _runs(fast, "fps")),
            ("the same, CPU four times slower", f"{fps_4x:.1f}", "≥ 30", _runs(slow, "fps")),
            ("longest frame, CPU four times slower", f"{worst_ms:.0f} ms", "", _runs(slow, "worst_ms")),
            ("Lighthouse performance, desktop", f"{lit:.0f}", "≥ 98", _runs(lights, "performance")),
            ("Lighthouse accessibility", f"{a11y:.0f}", "100", _runs(lights, "accessibility")),
            ("largest contentful paint", f"{lcp_ms:.0f} ms", "", _runs(lights, "lcp_ms")),
            ("axe violations on all screens", f"{len(broken)}", "0", ""),
        ],
    )
    for path, size_bytes in sorted(scripts.items(), key=lambda each: -each[1]):
        print(f"script: {size_bytes / KB:6.1f} KB {path}")
    for line in broken:
        print("axe:", line)
    print_result(
        js_kb=js_kb,
        dom_nodes=nodes,
        fps_1x=fps_1x,
        fps_4x=fps_4x,
        lighthouse_desktop=lit,
        lighthouse_a11y=a11y,
        axe_violations=len(broken),
    )


def _runs(measured: Sequence[object], name: str) -> str:
    return " ".join(f"{getattr(one, name):.0f}" for one in measured)


if __name__ == "__main__":
    main()
