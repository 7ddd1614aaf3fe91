"""How soon a film is on the screen in a real Chromium: after the click on Play, and after the key of a seek.

Three films of five minutes in 1080p, one for each way to play: the file itself (H.264 and AAC in mp4), the
picture copied into segments (H.264 and AC-3 in mkv), the picture converted (HEVC, which Chromium cannot
decode).

direct_ms, remux_ms, transcode_ms:  from the click on Play to the first picture that the browser has composed.
seek_buffer_ms:                     from the key that goes 10 s on, to where the film is buffered already; the
                                    worst of the three ways.
seek_direct_ms, seek_remux_ms,      from the key that goes to another tenth of the film, far from what is
seek_transcode_ms:                  buffered.

Each is the time between the event's own stamp and the first requestVideoFrameCallback with a picture of where
the film was to go; a median of rounds. Every round begins with an empty browser that has only loaded the
title's page, and with a server that has made nothing for half a minute: its worker processes have ended and
no segment is kept, as when somebody sits down in the evening. The browser decodes without a graphics card
here.

    python -m benchmarks.bench_start_play [--rounds 5] [--idle-s 35] [--films a folder that keeps them]
"""

import argparse
import shutil
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, Response

from benchmarks.film_house import FilmHouse, film_house
from benchmarks.harness import median, percentile, print_result, print_table
from benchmarks.kept_films import KeptFilms, open_films
from kino.app import WEB_DIST
from tests.support.browser import plays_h264, running_chromium, settle, visit

FILM_S = 300
BUFFERED_STEP_S = 10
# What a page fetches ahead in idle time has come when somebody has looked at it for so long.
READ_PAGE_MS = 2_000
# Tenths of the film, in turns: each is far from the beginning, where every round starts.
FAR_TENTHS = (5, 7, 3, 8, 4, 6)
WAYS = ("direct", "remux", "transcode")
NAMES = {"direct": "Salt and Iron", "remux": "Night Ferry", "transcode": "Glass Harbour"}
BARS_MS = {
    "direct": 600, "remux": 700, "transcode": 2000,
    "seek_buffer": 150, "seek_remux": 400, "seek_transcode": 1500,
}  # fmt: skip
# A picture belongs to a target within a second of it: the one that stands at an instant begins before it.
_WATCH = """
globalThis.kinoWatch = (() => {
  const WITHIN_MS = 180_000
  const followed = new WeakSet()
  let goal = null
  const holds = ({ buffered }, at_s) => {
    for (let range = 0; range < buffered.length; range += 1)
      if (buffered.start(range) <= at_s && at_s < buffered.end(range)) return true
    return false
  }
  const note = (event) => {
    if (!goal || goal.asked_ms !== undefined) return
    const video = document.querySelector('video')
    goal.asked_ms = event.timeStamp
    goal.at_s ??= video.currentTime + goal.step_s
    goal.was_buffered = video !== null && holds(video, goal.at_s)
  }
  const follow = (video) =>
    video.requestVideoFrameCallback((_, { mediaTime }) => {
      const now_ms = performance.now()
      const isThere = goal?.asked_ms !== undefined && Math.abs(mediaTime - goal.at_s) < 1
      if (isThere) goal.settle({ took_ms: now_ms - goal.asked_ms, was_buffered: goal.was_buffered })
      follow(video)
    })
  addEventListener('click', note, true)
  addEventListener('keydown', note, true)
  new MutationObserver(() => {
    const video = document.querySelector('video')
    if (!video || followed.has(video)) return
    followed.add(video)
    follow(video)
  }).observe(document, { childList: true, subtree: true })
  return {
    /** The next click or key leads to a second of the film, or so many seconds on. */
    expect: ({ at_s, step_s }) => {
      const given = Promise.withResolvers()
      const settle = (found) => { goal = null; given.resolve(found) }
      goal = { at_s, step_s, settle }
      setTimeout(() => given.reject(new Error(`no picture of ${JSON.stringify(goal)}`)), WITHIN_MS)
      globalThis.kinoWatch.found = given.promise
    },
  }
})()
"""


@dataclass(frozen=True, slots=True)
class Evening:
    """What is the same in every round."""

    house: FilmHouse
    browser: Browser
    idle_s: float


@dataclass
class Plans:
    """The plans that a page was answered; read when nothing is measured."""

    answers: list[Response] = field(default_factory=list)

    def listen_to(self, page: Page) -> None:
        page.on("response", self._on_response)

    def _on_response(self, response: Response) -> None:
        if "/api/playback/" in response.url and response.url.count("/") == 5 and response.status == 200:
            self.answers.append(response)

    def check(self, way: str) -> None:
        """Raises SystemExit when the film did not play in this way.

        What a page asked before, with less known of its browser, does not count.
        """
        plans = [one.json() for one in self.answers if one.request.method == "POST"]
        last = plans[-1]
        found = (
            "transcode" if last["converted_to_px"] else {"hls": "remux"}.get(last["method"], last["method"])
        )
        if found != way:
            raise SystemExit(f"the film for {way} was played as {found}: {last['reasons']}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--idle-s", type=float, default=35.0, help="rest of the server before each start")
    parser.add_argument("--films", type=Path, help="folder that keeps the drawn films")
    chosen = parser.parse_args()
    if not (WEB_DIST / "index.html").is_file():
        raise SystemExit("the web app is not built: npm --prefix web run build")
    with (
        open_films(chosen.films) as films,
        film_house(draw_films(films)) as house,
        running_chromium() as browser,
    ):
        if not plays_h264(browser):
            raise SystemExit("this Chromium was built without H.264; name another one in KINO_CHROMIUM")
        took_ms = measure(Evening(house, browser, chosen.idle_s), chosen.rounds)
    report(took_ms)


def draw_films(films: KeptFilms) -> dict[str, Path]:
    """The film of each way, by its name."""
    return {
        NAMES["direct"]: films.film("h264", "aac", ".mp4", FILM_S),
        NAMES["remux"]: films.film("h264", "ac3", ".mkv", FILM_S),
        NAMES["transcode"]: films.film("hevc", "aac", ".mkv", FILM_S),
    }


def measure(evening: Evening, rounds: int) -> dict[str, list[float]]:
    """Milliseconds by what was measured; the ways take turns."""
    took_ms: dict[str, list[float]] = {}
    for turn in range(rounds + 1):
        for way in WAYS:
            # The first round is not counted: nothing of this browser and server has run before it.
            # The file itself needs no worker process and nothing that is kept.
            rest_s = evening.idle_s if turn and way != "direct" else 0.0
            found = watch_once(evening, way, FAR_TENTHS[turn % len(FAR_TENTHS)], rest_s)
            for name, ms in found.items() if turn else ():
                took_ms.setdefault(name, []).append(ms)
    return took_ms


def watch_once(evening: Evening, way: str, far_tenth: int, rest_s: float) -> dict[str, float]:
    """A visit to one film: Play, ten seconds on, to another tenth, and back to the title's page."""
    house, title_id = evening.house, evening.house.title_ids[NAMES[way]]
    forget(house, title_id)
    time.sleep(rest_s)
    plans = Plans()
    with visit(evening.browser) as (context, _):
        context.add_cookies([house.session_cookie])
        context.add_init_script(_WATCH)
        page = context.new_page()
        plans.listen_to(page)
        page.goto(f"{house.server.url}/title/{title_id}")
        settle(page)
        play = page.get_by_role("main").get_by_role("link", name="Play", exact=True)
        play.hover()
        page.wait_for_timeout(READ_PAGE_MS)
        with expect_picture(page, at_s=0) as start:
            play.click()
        wait_for_buffer(page)
        with expect_picture(page, step_s=BUFFERED_STEP_S) as near:
            page.keyboard.press("l")
        with expect_picture(page, at_s=whole_length_s(page) * far_tenth / 10) as far:
            page.keyboard.press(str(far_tenth))
        plans.check(way)
        page.keyboard.press("Escape")
        play.or_(page.get_by_role("link", name="Resume")).first.wait_for()
        house.wait_until_quiet()
    if not near["was_buffered"] or far["was_buffered"]:
        raise SystemExit(f"{way}: the near seek must be buffered and the far one not: {near} {far}")
    return {
        way: start["took_ms"],
        f"seek_buffer {way}": near["took_ms"],
        f"seek_{way}": far["took_ms"],
    }


def forget(house: FilmHouse, title_id: str) -> None:
    """The film begins at its start again, and no piece of its converted picture is kept."""
    answer = house.client.post(f"/api/items/{title_id}/start-over")
    if answer.status_code != 200:
        raise SystemExit(f"the film cannot be started over: {answer.text}")
    # The server finds them gone when it reads them, and makes them anew.
    shutil.rmtree(house.data / "cache/pieces", ignore_errors=True)


@contextmanager
def expect_picture(page: Page, **goal: float) -> Iterator[dict[str, Any]]:
    """The click or key inside leads to a second of the film (at_s), or some seconds on (step_s).

    Afterwards what it gives holds took_ms, and was_buffered of that second when it was asked for.
    """
    page.evaluate("goal => kinoWatch.expect(goal)", goal)
    found: dict[str, Any] = {}
    yield found
    found |= page.evaluate("() => kinoWatch.found")


def wait_for_buffer(page: Page) -> None:
    """Return when the film has played for a second and is there for some more than the near seek."""
    page.wait_for_function(
        """(ahead_s) => {
          const { currentTime, buffered } = document.querySelector('video')
          for (let range = 0; range < buffered.length; range += 1)
            if (buffered.start(range) <= currentTime && currentTime + ahead_s < buffered.end(range))
              return currentTime > 1
          return false
        }""",
        arg=BUFFERED_STEP_S + 5,
    )


def whole_length_s(page: Page) -> float:
    """Seconds that the film lasts, as the browser knows it."""
    return float(page.evaluate("() => document.querySelector('video').duration"))


def report(took_ms: Mapping[str, Sequence[float]]) -> None:
    """The table and the RESULT line."""
    figures = {name: median(ms) for name, ms in took_ms.items()}
    figures["seek_buffer"] = max(figures.pop(f"seek_buffer {way}") for way in WAYS)
    rows = []
    for name, ms in sorted(took_ms.items(), key=lambda one: ("seek" in one[0], "buffer" not in one[0])):
        bar_ms = BARS_MS.get(name.split()[0])
        rows.append(
            [
                describe(name),
                *(f"{value:.0f}" for value in (median(ms), percentile(ms, 95))),
                f"≤ {bar_ms}" if bar_ms else "",
                " ".join(f"{one:.0f}" for one in ms),
            ]
        )
    print_table(["to the first picture, ms", "median", "p95", "bar (median)", "single rounds"], rows)
    print("seek_buffer_ms is the worst of the three medians")
    print_result(**{f"{name}_ms": value for name, value in figures.items()})


def describe(name: str) -> str:
    """What a row of the table is of."""
    way = next(way for way in WAYS if name.endswith(way))
    what = {"direct": "the file itself", "remux": "picture copied", "transcode": "picture converted"}[way]
    if name.startswith("seek_buffer"):
        return f"{BUFFERED_STEP_S} s on, buffered: {what}"
    return f"far seek: {what}" if name.startswith("seek") else f"Play: {what}"


if __name__ == "__main__":
    main()
