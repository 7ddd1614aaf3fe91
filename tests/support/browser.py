"""A real Chromium for tests: its start, what it must not complain about, what its screen shows."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    Response,
    expect,
    sync_playwright,
)

from tests.support.house import ROOT
from tests.support.missing import refuse_or_skip
from tests.support.small_house import ADMIN, PASSWORD
from tools.chromium import find_chromium

# A busy machine draws a page slowly; a test that passes never waits so long.
PATIENCE_MS = 180_000
AXE = ROOT / "web/node_modules/axe-core/axe.min.js"
# Pages ask who is here, and for the first screen beside it, before anyone has signed in.
NOBODY_YET = (r"/api/me: 401$", r"/api/home: 401$")
DESKTOP = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}
_ARGUMENTS = (
    "--no-sandbox",  # CI runs as root, which Chromium refuses otherwise
    "--autoplay-policy=no-user-gesture-required",
    "--disable-background-networking",
    "--disable-component-update",
    "--mute-audio",
)
# A picture or stream that a left page no longer wants is ended by the browser; that is no failure.
_LEFT = "net::ERR_ABORTED"


@contextmanager
def running_chromium() -> Iterator[Browser]:
    """A Chromium without a window, from tools/chromium.py; its absence is refused or skipped.

    Playwright's loop lives in this thread until the end, so no async test may run inside: never wider than a
    module.
    """
    program = find_chromium()
    if program is None:
        refuse_or_skip("there is no Chromium: python tools/chromium.py --install")
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=_ARGUMENTS)
        try:
            yield browser
        finally:
            browser.close()


@dataclass  # without slots: Playwright keeps its wrappers on the object whose methods it calls
class Complaints:
    """What the pages of one context said went wrong: console errors, uncaught errors, failed requests."""

    expected: list[re.Pattern[str]] = field(default_factory=list)
    heard: list[str] = field(default_factory=list)

    def expect(self, *patterns: str) -> None:
        """Lines that match one of these regular expressions are no complaint."""
        self.expected += [re.compile(pattern) for pattern in patterns]

    def listen_to(self, context: BrowserContext) -> None:
        """Note everything that any page of this context says from now on."""
        context.on("console", self._on_console)
        context.on("weberror", lambda error: self.heard.append(f"uncaught: {error.error}"))
        context.on("requestfailed", self._on_failed)
        context.on("response", self._on_response)

    def _on_console(self, message: ConsoleMessage) -> None:
        # Failed requests are noted by themselves, with their method.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.heard.append(f"console: {message.text}")

    def _on_failed(self, request: Request) -> None:
        if request.failure != _LEFT:
            self.heard.append(f"{request.method} {request.url}: {request.failure}")

    def _on_response(self, response: Response) -> None:
        if response.status >= 400:
            self.heard.append(f"{response.request.method} {response.url}: {response.status}")

    def assert_none(self) -> None:
        """Fail with every line that was not expected."""
        wrong = [line for line in self.heard if not any(one.search(line) for one in self.expected)]
        assert not wrong, "the browser complained:\n" + "\n".join(wrong)


@contextmanager
def visit(browser: Browser, **options: Any) -> Iterator[tuple[BrowserContext, Complaints]]:
    """A visitor with no cookies, who must end without complaints. options: of Browser.new_context."""
    options.setdefault("viewport", DESKTOP)
    options.setdefault("locale", "en-GB")
    context = browser.new_context(**options)
    context.set_default_timeout(PATIENCE_MS)
    complaints = Complaints()
    complaints.listen_to(context)
    try:
        yield context, complaints
        complaints.assert_none()
    except BaseException as error:
        for page in context.pages:
            error.add_note(describe_page(page))
        error.add_note("heard so far: " + ("; ".join(complaints.heard) or "nothing"))
        raise
    finally:
        context.close()


def describe_page(page: Page) -> str:
    """What stood on the screen, for whoever reads why a test failed."""
    return f"{page.url} showed:\n{page.locator('body').aria_snapshot()[:6000]}"


def plays_h264(browser: Browser) -> bool:
    """Whether this Chromium was built with H.264 and AAC; Playwright's own was not."""
    page = browser.new_page()
    try:
        answer = page.evaluate(
            """document.createElement('video').canPlayType('video/mp4; codecs="avc1.42C00D, mp4a.40.2"')"""
        )
    finally:
        page.close()
    return bool(answer)


_SHOWN_FRAMES = """
async (count) => {
  const video = document.querySelector('video')
  const canvas = new OffscreenCanvas(32, 18)
  const pen = canvas.getContext('2d', { willReadFrequently: true })
  const frames = []
  for (let index = 0; index < count; index += 1) {
    const facts = await new Promise((resolve) =>
      video.requestVideoFrameCallback((_, facts) => resolve(facts)))
    pen.drawImage(video, 0, 0, 32, 18)
    const pixels = pen.getImageData(0, 0, 32, 18).data
    const sum = pixels.reduce((sum, value, place) => (sum * 31 + value * (place + 1)) % 1e9, 7)
    frames.push([facts.mediaTime, sum])
  }
  return frames
}
"""


def watch_frames(page: Page, count: int = 4) -> list[float]:
    """Media times in seconds of the next pictures that the browser composed; each differs from the others.

    Fails when time stands still or the picture does not change.
    """
    page.locator("video").wait_for(state="attached")
    frames = page.evaluate(_SHOWN_FRAMES, count)
    times_s = [time_s for time_s, _ in frames]
    assert times_s == sorted(set(times_s)), f"the film does not move on: {times_s}"
    assert len({picture for _, picture in frames}) == count, f"the picture does not change at {times_s}"
    quality = page.evaluate("document.querySelector('video').getVideoPlaybackQuality().totalVideoFrames")
    assert quality > 0
    return times_s


def wait_for_second(page: Page, least_s: float) -> None:
    """Wait until the film has come to this second and does not seek any more."""
    # A function: an expression that is asked again and again would need eval, which the house forbids.
    page.wait_for_function(
        """(least) => {
          // Before there is data, the time is where the film was told to begin, not where it is.
          const { currentTime, readyState, seeking } = document.querySelector('video')
          return currentTime >= least && !seeking && readyState >= HTMLMediaElement.HAVE_CURRENT_DATA
        }""",
        arg=least_s,
    )


def pause_film(page: Page) -> None:
    """Press the key and wait until the film stands, with the controls on the screen: they go with time only
    while it plays."""
    page.keyboard.press("k")
    page.wait_for_function("document.querySelector('video').paused")


def find_overflow(page: Page) -> Sequence[str]:
    """Elements that stick out of the page sideways, so that it would scroll; empty when none does."""
    found: list[str] = page.evaluate(
        """() => {
          const width = document.documentElement.clientWidth
          if (document.documentElement.scrollWidth <= width) return []
          const isCut = (each) => each.parentElement !== null && each.parentElement !== document.body
            && (getComputedStyle(each.parentElement).overflowX !== 'visible' || isCut(each.parentElement))
          return [...document.querySelectorAll('body *')]
            .filter((each) => {
              const box = each.getBoundingClientRect()
              return box.width > 0 && (box.right > width + 1 || box.left < -1) && !isCut(each)
            })
            .slice(0, 8)
            .map((each) => `${each.tagName}.${each.className}`.slice(0, 120))
        }"""
    )
    return found


def settle(page: Page) -> None:
    """Wait until the page shows what it is for: its heading, no skeletons, nothing fading in."""
    # Not by its role: an open dialog takes it from the page around.
    page.locator("h1").first.wait_for(state="attached")
    page.wait_for_function(
        """() => document.fonts.status === 'loaded'
          && !document.querySelector('main .skeleton')
          && !document.getAnimations().some((each) =>
               each.playState === 'running' && each.effect?.getComputedTiming().endTime !== Infinity)"""
    )


def find_axe_violations(page: Page) -> list[str]:
    """One line a rule of axe that the page breaks: its name, what it says, and up to three places."""
    page.evaluate(AXE.read_text())
    found: list[str] = page.evaluate(_AXE_LINES)
    return found


_AXE_LINES = """
async () => {
  const { violations } = await axe.run(document, { resultTypes: ['violations'] })
  const place = (node) => `${node.html.slice(0, 160)} (${node.any[0]?.message ?? ''})`
  const lines = (nodes) => nodes.slice(0, 3).map(place).join(' | ')
  return violations.map(({ id, help, nodes }) => `${id}: ${help} at ${lines(nodes)}`)
}
"""


def sign_in(page: Page, url: str) -> None:
    """Ada, through the page as a person does."""
    page.goto(url)
    page.get_by_label("Name").fill(ADMIN)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
