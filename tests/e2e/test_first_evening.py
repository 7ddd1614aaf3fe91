"""From an empty data folder to the end of an evening, as a household lives it, in a real Chromium."""

import re
import time
from pathlib import Path
from typing import NamedTuple

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.media.clips import draw, has_encoder
from tests.support.browser import (
    NOBODY_YET,
    PATIENCE_MS,
    plays_h264,
    sign_in,
    visit,
    wait_for_second,
    watch_frames,
)
from tests.support.kino_process import KinoProcess
from tests.support.missing import refuse_or_skip
from tests.support.small_house import PASSWORD, add_library, signed_up

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(900)]

# Long enough for the slowest machine to press the next key before the film has ended.
FILM_S = 300
EPISODE_S = 60
FOREIGN_S = 60
SCAN_WITHIN_MS = 240_000


class Codec(NamedTuple):
    """How films are drawn so that this browser plays them."""

    suffix: str
    arguments: tuple[str, ...]


H264 = Codec(".mp4", ("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-g", "20",
                      "-c:a", "aac", "-b:a", "32k"))  # fmt: skip
VP9 = Codec(".webm", ("-c:v", "libvpx-vp9", "-deadline", "realtime", "-cpu-used", "8", "-g", "20",
                      "-c:a", "libopus", "-b:a", "32k"))  # fmt: skip


@pytest.fixture(scope="module")
def house(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of films as a household has it: two films and a series with two episodes."""
    root = tmp_path_factory.mktemp("disk")
    codec = H264 if plays_h264(chromium) else VP9
    draw_film(root / "films/The Paper Lantern (2019)/The Paper Lantern (2019)", FILM_S, codec)
    draw_film(root / "films/Salt and Iron (2021)", FILM_S, codec)
    for number, name in ((1, "First Light"), (2, "The Pilot Boat")):
        episode = f"Harbour Town/Season 01/Harbour Town S01E0{number} {name}"
        draw_film(root / "films" / episode, EPISODE_S, codec)
    return root


def draw_film(path: Path, seconds: int, codec: Codec) -> None:
    """A moving test picture with sound, 320×180 at 10 frames a second."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draw(path.with_name(path.name + codec.suffix),
         "-f", "lavfi", "-i", f"testsrc2=size=320x180:rate=10:duration={seconds}",
         "-f", "lavfi", "-i", f"sine=frequency=330:duration={seconds}:sample_rate=48000",
         *codec.arguments)  # fmt: skip


def test_first_evening_from_an_empty_folder_to_the_next_one(
    chromium: Browser, house: Path, tmp_path: Path
) -> None:
    with KinoProcess(tmp_path / "data", [house]) as server, visit(chromium) as (context, complaints):
        assert server.setup_link is not None
        complaints.expect(*NOBODY_YET)
        page = context.new_page()
        page.goto(server.setup_link)
        go_through_wizard(page)
        see_scan_end(page)
        open_card(page, "The Paper Lantern")
        stopped = watch_and_close(page)
        page = context.new_page()
        resume_where_it_stopped(page, server.url, stopped)
        start_over_and_take_it_back(page, stopped)
        watch_on_into_next_episode(page)
        keep_and_drop(page)
        find_with_a_typo(page)
        see_history(page)
        sign_out_and_in(page, server.url)


def go_through_wizard(page: Page) -> None:
    expect(page.get_by_role("heading", name="Welcome.")).to_be_visible()
    page.get_by_role("radio", name="Deutsch").click()
    expect(page.locator("html")).to_have_attribute("lang", "de")
    page.get_by_role("radio", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    press(page, "Continue")
    page.get_by_label("Name").fill("Ada")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    press(page, "Continue")
    page.get_by_label("Name of the house").fill("Lantern House")
    press(page, "Continue")
    folders = page.get_by_role("list", name="Folders in")
    folders.get_by_role("button", name=re.compile("^films")).click()
    expect(folders.get_by_role("button", name=re.compile("^Harbour Town"))).to_be_visible()
    press(page, "Use this folder")


def see_scan_end(page: Page) -> None:
    """Titles appear without a reload, then the wizard says that all is read."""
    expect(page.get_by_role("list", name="Found so far").get_by_role("listitem")).to_have_count(
        3, timeout=SCAN_WITHIN_MS
    )
    expect(page.get_by_text("3 titles · 4 files")).to_be_visible()
    expect(page.get_by_role("heading", name="Ready when you are")).to_be_visible(timeout=SCAN_WITHIN_MS)
    page.get_by_role("link", name="Open the cinema").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def open_card(page: Page, title: str) -> None:
    """By its card; those of Continue watching play at once and are passed over."""
    cards = page.get_by_role("main").get_by_role("link", name=re.compile(f"^{title}, "))
    cards.and_(page.locator("[href^='/title/']")).first.click()
    expect(page.get_by_role("heading", name=title, level=1)).to_be_visible()


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


class Stopped(NamedTuple):
    """Seconds of the film between which the tab was closed."""

    least_s: float
    most_s: float


def watch_and_close(page: Page) -> Stopped:
    """Play, see pictures, jump to the middle, close the tab in mid-film; the second it was at."""
    clicked_s = time.monotonic()
    page.get_by_role("main").get_by_role("link", name="Play", exact=True).click()
    assert watch_frames(page)[0] <= time.monotonic() - clicked_s
    pressed_s = time.monotonic()
    page.keyboard.press("5")
    wait_for_second(page, FILM_S / 2)
    at_s = watch_frames(page)[-1]
    assert FILM_S / 2 <= at_s <= FILM_S / 2 + time.monotonic() - pressed_s
    asked_s = time.monotonic()
    least_s: float = page.evaluate("document.querySelector('video').currentTime")
    page.close()
    return Stopped(least_s, least_s + time.monotonic() - asked_s)


def resume_where_it_stopped(page: Page, url: str, stopped: Stopped) -> None:
    page.goto(url)
    open_card(page, "The Paper Lantern")
    resume = page.get_by_role("main").get_by_role("link", name=re.compile(r"^Resume \d+:\d\d$"))
    expect(resume).to_be_visible()
    minutes, seconds = map(int, resume.inner_text().split()[-1].split(":"))
    assert stopped.least_s - 1 <= minutes * 60 + seconds <= stopped.most_s + 1
    clicked_s = time.monotonic()
    resume.click()
    page.locator("video").wait_for(state="attached")
    # Chromium can compose the first picture of a file before it goes where it was told to begin.
    wait_for_second(page, stopped.least_s - 1)
    begun_s = watch_frames(page)[0]
    assert stopped.least_s - 1 <= begun_s <= stopped.most_s + time.monotonic() - clicked_s
    # Less than five seconds would be a glance, which history does not note.
    wait_for_second(page, stopped.most_s + 6)
    page.keyboard.press("Escape")
    expect(page.get_by_role("heading", name="The Paper Lantern", level=1)).to_be_visible()


def start_over_and_take_it_back(page: Page, stopped: Stopped) -> None:
    """The press that forgets the place is no harm: the running film jumps back to it."""
    press(page, "Start over")
    # Under the mouse a message stays for as long as the machine takes.
    page.get_by_role("button", name="Undo").hover()
    page.locator("video").wait_for(state="attached")
    assert watch_frames(page)[-1] < stopped.least_s / 2
    press(page, "Undo")
    wait_for_second(page, stopped.least_s)
    page.keyboard.press("Escape")
    expect(page.get_by_role("heading", name="The Paper Lantern", level=1)).to_be_visible()


def watch_on_into_next_episode(page: Page) -> None:
    """The first episode runs to its end and the second begins by itself."""
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Series").click()
    open_card(page, "Harbour Town")
    page.get_by_role("main").get_by_role("link", name=re.compile("First Light")).click()
    watch_frames(page)
    first = page.url
    page.keyboard.press("9")
    expect(page.get_by_role("heading", name="The Pilot Boat")).to_be_visible()
    page.wait_for_url(lambda now: "/play/" in now and now != first, timeout=PATIENCE_MS)
    expect(page.get_by_role("heading", name=re.compile("The Pilot Boat"), level=1)).to_be_attached()
    assert watch_frames(page)[0] < EPISODE_S / 2
    page.keyboard.press("Escape")
    expect(
        page.get_by_role("link", name="Resume S1 E2").or_(page.get_by_role("link", name="Play S1 E2"))
    ).to_be_visible()


def keep_and_drop(page: Page) -> None:
    """My List takes a title and lets it go again."""
    bar = page.get_by_role("navigation", name="Main")
    page.get_by_role("main").get_by_role("button", name="Add to My List").first.click()
    bar.get_by_role("link", name="My List").click()
    open_card(page, "Harbour Town")
    press(page, "Remove from My List")
    bar.get_by_role("link", name="My List").click()
    expect(page.get_by_role("heading", name="Nothing put aside yet")).to_be_visible()


def find_with_a_typo(page: Page) -> None:
    page.get_by_role("link", name="Search").click()
    page.get_by_role("searchbox").fill("paper lantren")
    open_card(page, "The Paper Lantern")


def see_history(page: Page) -> None:
    page.get_by_role("button", name="Ada, account menu").click()
    page.get_by_role("menuitem", name="History").click()
    history = page.get_by_role("list", name="History")
    expect(history.get_by_role("link", name="The Paper Lantern").first).to_be_visible()
    expect(history.get_by_text("S1 E1, First Light")).to_be_visible()


def sign_out_and_in(page: Page, url: str) -> None:
    page.get_by_role("button", name="Ada, account menu").click()
    page.get_by_role("menuitem", name="Sign out").click()
    page.wait_for_url(f"{url}/login")
    page.get_by_label("Name").fill("Ada")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    press(page, "Sign in")
    expect(page.get_by_role("heading", name="Continue watching")).to_be_visible()


def test_invited_member_sees_only_the_libraries_granted(
    chromium: Browser, house: Path, tmp_path: Path
) -> None:
    with KinoProcess(tmp_path / "data", [house]) as server, signed_up(server) as admin:
        shown = add_library(admin, "Series", house / "films/Harbour Town", 1)
        add_library(admin, "Films", house / "films/The Paper Lantern (2019)", 1)
        titles = admin.get("/api/titles").json()["items"]
        hidden_id = next(one["id"] for one in titles if one["title"] == "The Paper Lantern")
        wish = {"note": "For Grace", "sees_all_libraries": False, "library_ids": [shown]}
        invitation = admin.post("/api/admin/invitations", json=wish).json()
        with visit(chromium) as (context, complaints):
            complaints.expect(*NOBODY_YET, rf"/api/titles/{hidden_id}: 404$", "There is no film or series")
            page = context.new_page()
            page.goto(invitation["url"])
            register(page, "Grace")
            expect(page.get_by_role("heading", name="Harbour Town", level=1)).to_be_visible()
            expect(page.get_by_text("The Paper Lantern")).to_have_count(0)
            see_nothing_hidden(page, server.url, hidden_id)
            # The link works once.
            again = context.new_page()
            again.goto(invitation["url"])
            expect(again.get_by_role("heading", name="This invitation has ended")).to_be_visible()


def register(page: Page, name: str) -> None:
    expect(page.get_by_text("You are invited to Lantern House.")).to_be_visible()
    expect(page.get_by_text("For Grace")).to_be_visible()
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    press(page, "Create account")


def see_nothing_hidden(page: Page, url: str, hidden_id: str) -> None:
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Films").click()
    expect(page.get_by_role("heading", name="Films", level=1)).to_be_visible()
    expect(page.get_by_text("The Paper Lantern")).to_have_count(0)
    page.get_by_role("link", name="Search").click()
    page.get_by_role("searchbox").fill("paper lantern")
    expect(page.get_by_role("heading", name=re.compile("^Nothing found"))).to_be_visible()
    page.goto(f"{url}/title/{hidden_id}")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_text("The Paper Lantern")).to_have_count(0)
    page.get_by_role("button", name="Grace, account menu").click()
    expect(page.get_by_role("menuitem", name="Settings")).to_be_visible()
    expect(page.get_by_role("menuitem", name="Admin")).to_have_count(0)


@pytest.fixture(scope="module")
def foreign_film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a film in HEVC and AC-3, which Chromium on Linux does not decode."""
    if not has_encoder("libx265"):
        refuse_or_skip("this ffmpeg draws no HEVC")
    path = tmp_path_factory.mktemp("foreign") / "films/Glass Harbour (2020).mkv"
    codec = Codec(".mkv", ("-c:v", "libx265", "-preset", "ultrafast", "-pix_fmt", "yuv420p",
                           "-x265-params", "log-level=none", "-c:a", "ac3"))  # fmt: skip
    draw_film(path.with_suffix(""), FOREIGN_S, codec)
    return path.parent


@pytest.mark.usefixtures("h264_decoder")
def test_film_that_the_browser_cannot_decode_is_converted_while_it_plays(
    chromium: Browser, foreign_film: Path, tmp_path: Path
) -> None:
    with KinoProcess(tmp_path / "data", [foreign_film]) as server, signed_up(server) as admin:
        add_library(admin, "Films", foreign_film, 1)
        with visit(chromium) as (context, complaints):
            complaints.expect(*NOBODY_YET)
            page = context.new_page()
            sign_in(page, server.url)
            page.get_by_role("main").get_by_role("link", name="Play", exact=True).click()
            watch_frames(page)
            page.wait_for_function("document.querySelector('video').webkitAudioDecodedByteCount > 0")
            page.keyboard.press("5")
            wait_for_second(page, FOREIGN_S / 2)
            watch_frames(page)
            page.keyboard.press("i")
            reasons = page.get_by_role("dialog", name="What plays, and why so")
            expect(reasons).to_contain_text(re.compile("HEVC|H.265"))
