"""A home of 50 rows × 40 cards, and how many frames a second a scroll through all of it has.

The shell and the pictures come from the running server. Only two answers are put in the page's own hands:
what stands in index.html for /api/home, and /api/rows, because no house has 50 rows and Playwright's
routing would switch the browser's cache off. Cards lead to ids that nobody has; their pictures are real.
"""

import copy
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page

from tests.support.browser import settle, visit
from tests.support.small_house import SmallHouse

ROW_COUNT = 50
ROW_CARDS = 40
FIRST_CARDS = 12  # of a row come with the page, as from the real server
SCROLL_PX_PER_S = 3_000  # a hard flick of a wheel: the speed of experience.md's measurement
_LANDSCAPE_EVERY = 4
Wall = tuple[dict[str, Any], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Scroll:
    """One scroll from the top to the end. worst_ms: the longest time between two frames."""

    fps: float
    worst_ms: float
    most_nodes: int


def draw_posters(films: Path, count: int) -> None:
    """Lay films beside those in the folder, each with a poster and a backdrop of its own."""
    from PIL import Image, ImageDraw

    clip = next(films.glob("*/*.mp4")).read_bytes()
    rng = random.Random(7)
    for number in range(count):
        name = f"Reel {number} ({1950 + number})"
        folder = films / name
        folder.mkdir()
        (folder / f"{name}.mp4").write_bytes(clip + (12).to_bytes(4) + b"free" + (1000 + number).to_bytes(4))
        for file, size in (("poster.jpg", (1000, 1500)), ("fanart.jpg", (1920, 1080))):
            light, dark = (tuple(rng.randrange(limit) for _ in "rgb") for limit in (256, 90))
            art = Image.radial_gradient("L").resize(size)
            art = Image.composite(Image.new("RGB", size, dark), Image.new("RGB", size, light), art)
            pen = ImageDraw.Draw(art)
            for _ in range(40):
                x, y, width = rng.randrange(size[0]), rng.randrange(size[1]), rng.randrange(4, 160)
                shade = tuple(rng.randrange(256) for _ in "rgb")
                pen.ellipse((x, y, x + width, y + width * rng.uniform(0.3, 3)), fill=shade)
            art.save(folder / file, quality=88)


def make_wall(home: dict[str, Any], cards: list[dict[str, Any]]) -> Wall:
    """The body of /api/home and, by row id, the one page of /api/rows behind its first cards.

    cards: real ones, whose pictures are used in turn.
    """
    drawn = _cards(cards)
    rows: list[dict[str, Any]] = []
    rest: dict[str, Any] = {}
    for number in range(ROW_COUNT):
        items = [next(drawn) for _ in range(ROW_CARDS)]
        row_id = f"wall-{number}"
        rows.append(
            {
                "id": row_id,
                "kind": "landscape" if number % _LANDSCAPE_EVERY == 2 else "posters",
                "title_code": "row.unknown",
                "title_params": {},
                "title": f"Row {number + 1}",
                "reason": None,
                "items": items[:FIRST_CARDS],
                "continue_items": [],
                "next_cursor": "rest",
            }
        )
        rest[row_id] = {"items": items[FIRST_CARDS:], "next_cursor": None}
    return {**home, "rows": rows, "is_empty": False}, rest


def _cards(real: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for number, card in enumerate(cycle(real)):
        drawn = copy.copy(card)
        drawn["id"] = f"00000000-0000-7000-8000-{number:012d}"
        drawn["title"] = f"{card['title']} {number}"
        yield drawn


# A script of type module runs after "interactive", so the app reads what was put in.
_PUT_IN = """
(() => {
  const home = %s, rest = %s
  document.addEventListener('readystatechange', () => {
    const script = document.getElementById('kino-bootstrap')
    if (document.readyState !== 'interactive' || !script) return
    const facts = JSON.parse(script.textContent)
    facts.responses['/api/home'] = home
    script.textContent = JSON.stringify(facts)
  })
  const ask = window.fetch
  const answer = (body) =>
    new Response(JSON.stringify(body), { headers: { 'content-type': 'application/json' } })
  window.fetch = async (input, init) => {
    const path = new URL(input instanceof Request ? input.url : input, location.href).pathname
    if (path === '/api/home') return answer(home)
    const row = /^\\/api\\/rows\\/(wall-\\d+)$/.exec(path)
    return row ? answer(rest[row[1]]) : ask(input, init)
  }
})()
"""

_SCROLL = """
async (speed) => {
  const gaps = []
  let most = 0
  const end = document.documentElement.scrollHeight - innerHeight
  const start = await new Promise(requestAnimationFrame)
  let last = start
  for (let y = 0; y < end; ) {
    const now = await new Promise(requestAnimationFrame)
    gaps.push(now - last)
    last = now
    y = Math.min(end, ((now - start) / 1000) * speed)
    scrollTo({ top: y, behavior: 'instant' })
    if (gaps.length %% 10 === 0) most = Math.max(most, document.getElementsByTagName('*').length)
  }
  return { frames: gaps.length, elapsed: last - start, worst: Math.max(...gaps), most, end }
}
""".replace("%%", "%")


def scroll_wall(browser: Browser, house: SmallHouse, wall: Wall, slowdown: int) -> Scroll:
    """Open the home with the wall in a new visitor's browser and scroll it once.

    slowdown: how many times slower the page's CPU is made (DevTools' throttling).
    """
    with visit(browser, service_workers="block") as (context, complaints):
        complaints.expect(".")  # of the made-up titles nothing is asked, and pages are tested elsewhere
        context.add_cookies([house.session_cookie])
        context.add_init_script(_PUT_IN % tuple(json.dumps(part) for part in wall))
        page = context.new_page()
        page.goto(house.server.url)
        _see_wall(page)
        if slowdown > 1:
            session = context.new_cdp_session(page)
            session.send("Emulation.setCPUThrottlingRate", {"rate": slowdown})
        found = page.evaluate(_SCROLL, SCROLL_PX_PER_S)
        least_px = ROW_COUNT * 200
        if found["end"] < least_px:
            raise SystemExit(f"the wall is only {found['end']} px high")
        return Scroll(found["frames"] / found["elapsed"] * 1000, found["worst"], found["most"])


def _see_wall(page: Page) -> None:
    page.get_by_role("heading", name="Row 1", exact=True).wait_for()
    settle(page)
    page.wait_for_function(
        "() => [...document.images].every((each) => each.loading === 'lazy' || each.complete)"
    )
