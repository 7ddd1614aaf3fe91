"""What the budget of the first Browse counts is what a browser fetches for it, at the page's own request."""

import json
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from kino.app import WEB_DIST
from tests.support.browser import running_chromium, settle, visit
from tests.support.house import ROOT, require_part
from tests.support.small_house import draw_library, small_house

# What waits until the page is at rest (the service worker, the library of messages) waits four seconds, in
# which a slow machine may not have drawn the first screen.
NO_REST = """
const start = window.setTimeout
window.setTimeout = (run, delay_ms, ...rest) => (delay_ms >= 4000 ? 0 : start(run, delay_ms, ...rest))
"""

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(900)]


def list_budgeted() -> set[str]:
    """Names of the files that the first budget of web/.size-limit.json adds up."""
    budgets = json.loads((ROOT / "web/.size-limit.json").read_text())
    patterns = [Path(one).name for one in budgets[0]["path"]]
    return {file.name for pattern in patterns for file in (WEB_DIST / "assets").glob(pattern)}


def test_first_browse_fetches_the_scripts_of_its_budget(tmp_path: Path) -> None:
    require_part("kino/web_dist/index.html")
    with (
        small_house(tmp_path / "data", draw_library(tmp_path / "disk")) as house,
        running_chromium() as browser,
        visit(browser, service_workers="block") as (context, _),
    ):
        context.add_cookies([house.session_cookie])
        page = context.new_page()
        page.add_init_script(NO_REST)
        # News fetch what they are about when they come: an admin hears of the house's jobs.
        page.route("**/api/events", lambda _: None)
        asked: set[str] = set()
        page.on("request", lambda one: asked.add(urlsplit(one.url).path))
        answer = page.goto(house.server.url)
        assert answer is not None
        shell = answer.text()
        page.get_by_role("link", name="Play").or_(page.get_by_role("link", name="Resume")).first.wait_for()
        page.get_by_role("button", name="Ada, account menu").wait_for()
        settle(page)
        # What is fetched ahead in idle time counts as well.
        page.wait_for_timeout(2_000)
    scripts = {Path(path).name for path in asked if path.endswith(".js")}
    assert scripts == list_budgeted()
    assert {name for name in scripts if f"/assets/{name}" not in shell} == set()
