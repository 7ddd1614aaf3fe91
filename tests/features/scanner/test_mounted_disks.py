"""Disks that are plugged in and out, with mounts of their own for this test."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from tests.support.missing import refuse_or_skip
from tests.support.small_disk import CANNOT

CASES = Path(__file__).with_name("mount_cases.py")
SIZE_BYTES = 16 * 1024 * 1024


@pytest.mark.slow
def test_disks_that_come_and_go_lose_no_title() -> None:
    with tempfile.TemporaryDirectory(prefix="kino-mounts-") as folder:
        (mount := Path(folder) / "disk").mkdir()
        command = [sys.executable, "-m", "pytest", str(CASES), "-n0", "-q", "-p", "no:cacheprovider"]
        done = subprocess.run(
            [sys.executable, "-m", "tests.support.small_disk", str(mount), str(SIZE_BYTES), *command,
             f"--basetemp={folder}/tests"],
            cwd=CASES.parents[3], capture_output=True, text=True, timeout=560,
            env={name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")},
        )  # fmt: skip
        if done.returncode == CANNOT:
            refuse_or_skip(f"{done.stderr.strip()[-200:]}: neither root's rights nor a user namespace")
        assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
        assert "skipped" not in done.stdout
