"""The browser of the end-to-end tests."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.support.browser import plays_h264, running_chromium
from tests.support.house import require_part
from tests.support.missing import refuse_or_skip


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """A Chromium for the built web app."""
    require_part("kino/web_dist/index.html")
    with running_chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def h264_decoder(chromium: Browser) -> None:
    """Skips what plays films where this Chromium was built without their decoder."""
    if not plays_h264(chromium):
        refuse_or_skip("this browser does not decode H.264")
