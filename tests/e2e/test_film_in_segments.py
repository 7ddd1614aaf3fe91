"""A film that the browser cannot take as a file, in a real Chromium: picture copied, sound converted."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.media.clips import draw
from tests.support.browser import (
    NOBODY_YET,
    PATIENCE_MS,
    sign_in,
    visit,
    wait_for_second,
    watch_frames,
)
from tests.support.kino_process import KinoProcess
from tests.support.small_house import add_library, signed_up

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(900),
              pytest.mark.usefixtures("h264_decoder")]  # fmt: skip

FILM_S = 240  # no machine is so slow that it ends meanwhile
HEARD_BYTES = "document.querySelector('video').webkitAudioDecodedByteCount"


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A recording: H.264 in a transport stream, its clock at an hour, with German AC-3 and English AAC."""
    path = tmp_path_factory.mktemp("recorded") / "films/Night Ferry (2020).ts"
    path.parent.mkdir()
    sounds = [f"sine=frequency={hertz}:duration={FILM_S}:sample_rate=48000" for hertz in (330, 660)]
    draw(path, "-f", "lavfi", "-i", f"testsrc2=size=320x180:rate=25:duration={FILM_S}",
         "-f", "lavfi", "-i", sounds[0], "-f", "lavfi", "-i", sounds[1],
         "-map", "0", "-map", "1", "-map", "2",
         "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-g", "50", "-bf", "2",
         "-c:a:0", "ac3", "-ac:a:0", "6", "-c:a:1", "aac", "-metadata:s:a:0", "language=ger",
         "-metadata:s:a:1", "language=eng", "-output_ts_offset", "3600")  # fmt: skip
    return path.parent


def test_film_in_segments_plays_seeks_changes_its_sound_and_goes_on(
    chromium: Browser, film: Path, tmp_path: Path
) -> None:
    with KinoProcess(tmp_path / "data", [film]) as server, signed_up(server) as admin:
        add_library(admin, "Films", film, 1)
        with visit(chromium) as (context, complaints):
            complaints.expect(*NOBODY_YET)
            page = context.new_page()
            sign_in(page, server.url)
            page.get_by_role("main").get_by_role("link", name="Play", exact=True).click()
            watch_frames(page)
            wait_for_sound(page, 0)
            page.keyboard.press("5")
            wait_for_second(page, FILM_S / 2 + 1)
            choose_sound(page, "English")
            # More than what was decoded of the other track before.
            wait_for_sound(page, page.evaluate(HEARD_BYTES) + 40_000)
            stopped_s = page.evaluate("document.querySelector('video').currentTime")
            page.close(run_before_unload=True)
            page = context.new_page()
            page.goto(server.url)
            resume = page.get_by_role("main").get_by_role("link", name=re.compile("^Resume")).first
            resume.click()
            page.locator("video").wait_for(state="attached")
            wait_for_second(page, stopped_s - 5)
            assert watch_frames(page)[0] >= stopped_s - 5


def wait_for_sound(page: Page, least_bytes: int) -> None:
    """Wait until the browser has decoded more sound than that."""
    page.wait_for_function(
        "(least) => document.querySelector('video').webkitAudioDecodedByteCount > least",
        arg=least_bytes,
        timeout=PATIENCE_MS,
    )


def choose_sound(page: Page, language: str) -> None:
    """Through the sheet, by keyboard."""
    page.keyboard.press("a")
    track = page.get_by_role("list", name="Sound tracks").get_by_role("button", name=re.compile(language))
    track.click()
    expect(track).to_have_attribute("aria-current", "true")
    page.keyboard.press("Escape")
