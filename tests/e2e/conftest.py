"""The browser of the end-to-end tests."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.support.browser import running_chromium
from tests.support.house import require_part


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """A Chromium for the built web app."""
    require_part("kino/web_dist/index.html")
    with running_chromium() as browser:
        yield browser
