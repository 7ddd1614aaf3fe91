"""The timeline in a real Chromium: the small picture, the chapter and the time of where one points."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.media.clips import draw
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

FILM_S = 120
CHAPTERS = ";FFMETADATA1\n" + "".join(
    f"[CHAPTER]\nTIMEBASE=1/1\nSTART={start_s}\nEND={start_s + 60}\ntitle={name}\n"
    for start_s, name in ((0, "The ferry leaves"), (60, "The fog"))
)


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two minutes with two chapters and a keyframe every two seconds."""
    folder = tmp_path_factory.mktemp("timeline") / "films"
    folder.mkdir()
    (folder.parent / "chapters.txt").write_text(CHAPTERS)
    draw(folder / "Night Ferry (2020).mp4",
         "-f", "lavfi", "-i", f"testsrc2=size=320x180:rate=25:duration={FILM_S}",
         "-i", str(folder.parent / "chapters.txt"), "-map", "0:v", "-map_chapters", "1",
         "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-g", "50",
         "-movflags", "+faststart")  # fmt: skip
    return folder


def test_timeline_shows_picture_chapter_and_time_of_where_one_points(
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
            wait_for_second(page, 1)
            pause_film(page)
            line = page.get_by_role("slider", name="Position")
            box = line.bounding_box()
            assert box is not None
            line.hover(position={"x": box["width"] * 0.75, "y": box["height"] / 2})
            card = page.locator(".scrubber-card")
            expect(card).to_contain_text("The fog")
            expect(card).to_contain_text("1:30")
            tile = page.locator(".scrubber-tile")
            expect(tile).to_be_visible(timeout=PATIENCE_MS)
            later = tile.evaluate("one => one.style.backgroundPosition")
            line.hover(position={"x": box["width"] * 0.25, "y": box["height"] / 2})
            expect(card).to_contain_text("The ferry leaves")
            assert tile.evaluate("one => one.style.backgroundPosition") != later
            sheet = tile.evaluate("one => one.style.backgroundImage").split('"')[1]
            assert page.evaluate("async url => (await fetch(url)).status", sheet) == 200
            # Keys move through the film as well.
            page.mouse.move(5, 300)
            page.keyboard.press("PageDown")
            expect(card).to_contain_text("The fog")
            expect(card).to_have_css("opacity", "1")
