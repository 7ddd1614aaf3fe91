import os
from pathlib import Path

import pytest

from tests.media.clips import Clips


@pytest.fixture(scope="session")
def clips(tmp_path_factory: pytest.TempPathFactory) -> Clips:
    cache = os.environ.get("KINO_TEST_CACHE")
    base = tmp_path_factory.getbasetemp()
    # Each xdist worker has its own folder below the one of the whole run.
    shared = base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base
    return Clips(Path(cache) if cache else shared / "kino-clips")
