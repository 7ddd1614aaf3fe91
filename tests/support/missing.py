"""What to do about a test whose database, browser or program is not on this machine."""

import os
from typing import NoReturn

import pytest

# CI must not turn green because something failed to install; a developer may leave a part out.
REQUIRE_ALL_VARIABLES = ("CI", "KINO_REQUIRE_ALL")


def everything_is_required() -> bool:
    """Whether a missing part fails the run instead of skipping its tests."""
    return any(
        os.environ.get(name, "").lower() not in {"", "0", "false", "no"} for name in REQUIRE_ALL_VARIABLES
    )


def refuse_or_skip(reason: str) -> NoReturn:
    """Skip the test with the reason, or fail it where everything is required."""
    if everything_is_required():
        pytest.fail(f"{reason} (and KINO_REQUIRE_ALL or CI asks for everything)", pytrace=False)
    pytest.skip(reason)
