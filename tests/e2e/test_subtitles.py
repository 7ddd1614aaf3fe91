"""Subtitles in a real Chromium: begun by the profile's rule, changed by keys and menu: text and pictures."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.media.clips import draw
from tests.media.subtitles.blu_ray import Plate, write_sup
from tests.support.browser import (
    NOBODY_YET,
    PATIENCE_MS,
    pause_film,
    sign_in,
    visit,
    wait_for_second,
    watch_frames,
)
from tests.support.kino_process import KinoProcess
from tests.support.small_house import add_library, signed_up

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(900),
              pytest.mark.usefixtures("h264_decoder")]  # fmt: skip

FILM_S = 240


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """German sound; French pictures and German text in the film, English text beside it."""
    folder = tmp_path_factory.mktemp("subtitled")
    path = folder / "films/Night Ferry (2020).mkv"
    path.parent.mkdir()
    german, plates = folder / "german.srt", folder / "plates.sup"
    german.write_text(_srt("Gute Nacht"))
    plates.write_bytes(
        write_sup([Plate(at_s, at_s + 10, 640, 900, 640, 100) for at_s in range(0, FILM_S, 10)])
    )
    draw(path, "-f", "lavfi", "-i", f"testsrc2=size=320x180:rate=25:duration={FILM_S}",
         "-f", "lavfi", "-i", f"sine=frequency=330:duration={FILM_S}:sample_rate=48000",
         "-i", str(german), "-i", str(plates), "-map", "0", "-map", "1", "-map", "2", "-map", "3",
         "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-g", "50",
         "-c:a", "aac", "-c:s:0", "srt", "-c:s:1", "copy", "-metadata:s:a:0", "language=ger",
         "-metadata:s:s:0", "language=ger", "-metadata:s:s:1", "language=fre")  # fmt: skip
    path.with_suffix(".en.srt").write_text(_srt("Good night, 2 < 3 &amp; <i>so on</i>"))
    return path.parent


def _srt(text: str) -> str:
    return f"1\n00:00:00,200 --> 00:03:50,000\n{text}\n"


def test_subtitles_begin_by_the_rule_and_change_by_keys_and_menu(
    chromium: Browser, film: Path, tmp_path: Path
) -> None:
    with KinoProcess(tmp_path / "data", [film]) as server, signed_up(server) as admin:
        add_library(admin, "Films", film, 1)
        with visit(chromium) as (context, complaints):
            complaints.expect(*NOBODY_YET)
            page = context.new_page()
            page.set_default_timeout(PATIENCE_MS)
            sign_in(page, server.url)
            page.get_by_role("main").get_by_role("link", name="Play", exact=True).click()
            watch_frames(page)
            wait_for_second(page, 1)  # the lines begin at 0.2
            pause_film(page)
            lines = page.locator(".player-lines")
            # The sound is German, the profile reads English.
            expect(lines).to_have_text("Good night, 2 < 3 & so on", timeout=PATIENCE_MS)
            page.keyboard.press("c")
            expect(lines).to_have_count(0)
            page.keyboard.press("c")
            expect(lines).to_have_text("Good night, 2 < 3 & so on", timeout=PATIENCE_MS)
            page.get_by_role("button", name="Subtitles").click()
            tracks = page.get_by_role("list", name="Subtitles")
            tracks.get_by_role("button", name=re.compile("German")).click()
            expect(lines).to_have_text("Gute Nacht", timeout=PATIENCE_MS)
            page.get_by_label("Size").select_option("huge")
            expect(lines).to_have_attribute("data-size", "huge")
            tracks.get_by_role("button", name=re.compile("French")).click()
            expect(page.locator(".player-canvas img")).to_be_visible(timeout=PATIENCE_MS)
            page.reload()
            watch_frames(page)
            pause_film(page)
            # What was chosen by hand is kept for the film, and how lines look for the profile.
            expect(page.locator(".player-canvas img")).to_be_visible(timeout=PATIENCE_MS)
            page.get_by_role("button", name="Subtitles").click()
            tracks.get_by_role("button", name=re.compile("German")).click()
            expect(lines).to_have_attribute("data-size", "huge", timeout=PATIENCE_MS)
