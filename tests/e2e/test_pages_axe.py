"""Every screen: nothing that axe finds, nothing that sticks out, everything within reach of keys."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.support.browser import (
    DESKTOP,
    PHONE,
    find_axe_violations,
    find_overflow,
    settle,
    visit,
)
from tests.support.house import require_part
from tests.support.kino_process import KinoProcess
from tests.support.small_house import SmallHouse, draw_library, small_house

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(900)]

SIZES = {"desktop": DESKTOP, "phone": PHONE}
# Its accents are on labels too, but not on the drawn name of the house.
OF_THE_TEST_LANGUAGE = ("label-content-name-mismatch",)
STOPS_BEFORE_PLAY = 2  # the quality of a film stands above its Play
# What these pages are about: asking for something that is not there, or before one has signed in.
EXPECTED = (r"/api/me: 401$", r"/api/home: 401$", r"/nowhere")


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SmallHouse]:
    require_part("web/node_modules/axe-core/axe.min.js")
    folder = tmp_path_factory.mktemp("house")
    with small_house(folder / "data", draw_library(folder / "disk")) as house:
        yield house


@pytest.fixture(scope="module")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the screenshots of this run lie."""
    return tmp_path_factory.mktemp("screens")


def signed_in(context: BrowserContext, house: SmallHouse) -> Page:
    context.add_cookies([house.session_cookie])
    return context.new_page()


@pytest.mark.parametrize("size", SIZES)
def test_every_page_is_accessible_and_fits(
    size: str, chromium: Browser, house: SmallHouse, pictures: Path
) -> None:
    wrong: list[str] = []
    options = {"viewport": SIZES[size], "has_touch": size == "phone", "reduced_motion": "reduce"}
    with visit(chromium, **options) as (context, complaints):
        complaints.expect(*EXPECTED)
        guest = context.new_page()
        for name, path in house.open_pages.items():
            guest.goto(house.server.url + path)
            wrong += inspect(guest, f"{name}-{size}", pictures)
        page = signed_in(context, house)
        for name, path in house.pages.items():
            page.goto(house.server.url + path)
            wrong += inspect(page, f"{name}-{size}", pictures)
    assert not wrong, "\n".join(wrong)


def inspect(page: Page, name: str, pictures: Path, *but: str) -> list[str]:
    """What is wrong with the page as it stands now; also takes its picture. but: rules of axe left out."""
    settle(page)
    page.screenshot(path=pictures / f"{name}.png")
    wrong = [f"{name}: {line}" for line in find_axe_violations(page) if not line.startswith(but)]
    wrong += [f"{name}: sticks out: {line}" for line in find_overflow(page)]
    if page.locator("h1").count() != 1:
        wrong.append(f"{name}: not exactly one heading of the first level")
    return wrong


def open_account_menu(page: Page) -> None:
    page.get_by_role("button", name="Ada, account menu").click()
    expect(page.get_by_role("menu")).to_be_visible()


def open_clear_history(page: Page) -> None:
    page.get_by_role("button", name="Clear history").click()
    expect(page.get_by_role("dialog").or_(page.get_by_role("alertdialog"))).to_be_visible()


def open_keys(page: Page) -> None:
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="Keys", exact=True)).to_be_visible()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()


def open_episodes(page: Page) -> None:
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="Episodes", exact=True)).to_be_visible()
    page.keyboard.press("e")
    expect(page.get_by_role("dialog")).to_be_visible()


def pause(page: Page) -> None:
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="Play", exact=True).first).to_be_visible()


OPENINGS: dict[str, tuple[str, Callable[[Page], None]]] = {
    "account-menu": ("home", open_account_menu),
    "clear-history": ("history", open_clear_history),
    "player-keys": ("player", open_keys),
    "player-episodes": ("player", open_episodes),
    "player-paused": ("player", pause),
}


@pytest.mark.parametrize("size", SIZES)
def test_open_menus_and_dialogs_are_accessible(
    size: str, chromium: Browser, house: SmallHouse, pictures: Path
) -> None:
    wrong: list[str] = []
    with visit(chromium, viewport=SIZES[size], reduced_motion="reduce") as (context, _):
        page = signed_in(context, house)
        for name, (screen, open_it) in OPENINGS.items():
            page.goto(house.server.url + house.pages[screen])
            settle(page)
            open_it(page)
            wrong += inspect(page, f"{name}-{size}", pictures)
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("size", SIZES)
def test_mirrored_language_turns_the_page_and_still_fits(
    size: str, chromium: Browser, house: SmallHouse, pictures: Path
) -> None:
    wrong: list[str] = []
    with visit(chromium, viewport=SIZES[size], reduced_motion="reduce") as (context, _):
        page = signed_in(context, house)
        for name in ("home", "film", "series-title", "search-found", "settings", "admin", "player"):
            path = house.pages[name]
            page.goto(f"{house.server.url}{path}{'&' if '?' in path else '?'}lang=ar-XB")
            expect(page.locator("html")).to_have_attribute("dir", "rtl")
            wrong += inspect(page, f"{name}-{size}-mirrored", pictures, *OF_THE_TEST_LANGUAGE)
            if name == "home":
                mark = page.get_by_role("banner").get_by_role("link").first.bounding_box()
                assert mark is not None
                assert mark["x"] > SIZES[size]["width"] / 2, "the name of the house stays on the left"
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("screen", ["home", "film", "series-title"])
def test_keyboard_alone_reaches_play(screen: str, chromium: Browser, house: SmallHouse) -> None:
    with visit(chromium) as (context, _):
        page = signed_in(context, house)
        page.goto(house.server.url + house.pages[screen])
        settle(page)
        page.keyboard.press("Tab")
        skip = page.get_by_role("link", name="Skip to the page")
        expect(skip).to_be_focused()
        expect(skip).to_be_in_viewport()
        page.keyboard.press("Enter")
        focus = page.locator(":focus")
        for _ in range(STOPS_BEFORE_PLAY):
            page.keyboard.press("Tab")
            if "/play/" in (focus.get_attribute("href") or ""):
                break
        else:
            raise AssertionError("Play is not among the first stops of the page")
        expect(focus).to_be_in_viewport()
        assert focus.evaluate("each => each.matches(':focus-visible')")
        page.keyboard.press("Enter")
        page.wait_for_url("**/play/**")
        expect(page.get_by_role("main", name="Player")).to_be_visible()


def test_wizard_is_accessible_at_each_step(chromium: Browser, tmp_path: Path) -> None:
    wrong: list[str] = []
    with (
        KinoProcess(tmp_path / "data", [tmp_path]) as server,
        visit(chromium, viewport=PHONE, reduced_motion="reduce") as (context, complaints),
    ):
        complaints.expect(*EXPECTED)
        page = context.new_page()
        page.goto(str(server.setup_link))
        wrong += inspect(page, "wizard-language", tmp_path)
        page.get_by_role("button", name="Continue").click()
        page.get_by_role("button", name="Continue").click()
        expect(page.get_by_text("Say who you are.")).to_be_visible()
        wrong += inspect(page, "wizard-account-refused", tmp_path)
        page.get_by_label("Name").fill("Ada")
        page.get_by_label("Password", exact=True).fill("a lantern by the sea")
        page.get_by_role("button", name="Continue").click()
        page.get_by_label("Name of the house").fill("Lantern House")
        wrong += inspect(page, "wizard-house", tmp_path)
        page.get_by_role("button", name="Continue").click()
        expect(page.get_by_role("list", name="Folders in")).to_be_visible()
        wrong += inspect(page, "wizard-library", tmp_path)
    assert not wrong, "\n".join(wrong)
