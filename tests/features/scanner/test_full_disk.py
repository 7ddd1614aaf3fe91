"""A full disk, a real one: every case runs where a disk of some megabytes is all that there is."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.support.missing import refuse_or_skip
from tests.support.small_disk import CANNOT

# All cases run within the first test that asks for one.
pytestmark = pytest.mark.timeout(900)

CASES = Path(__file__).with_name("full_disk_cases.py")
SIZE_BYTES = 192 * 1024 * 1024  # PostgreSQL alone begins with some 60 MB
NAMES = [
    line.partition("(")[0].split()[-1]
    for line in CASES.read_text().splitlines()
    if line.startswith(("def test_", "async def test_"))
]


@pytest.fixture(scope="module")
def outcomes() -> Iterator[dict[str, list[str]]]:
    """What is wrong with each case, by its name: nothing, most often."""
    with tempfile.TemporaryDirectory(prefix="kino-disk-") as folder:
        Path(folder).chmod(0o755)  # PostgreSQL runs as somebody else where this runs as root
        (mount := Path(folder) / "disk").mkdir()
        report = Path(folder) / "report.xml"
        command = [sys.executable, "-m", "pytest", str(CASES), "-n0", "-q", "-p", "no:cacheprovider"]
        done = subprocess.run(
            [sys.executable, "-m", "tests.support.small_disk", str(mount), str(SIZE_BYTES), *command,
             f"--junitxml={report}", f"--basetemp={folder}/tests"],
            cwd=CASES.parents[3], capture_output=True, text=True, timeout=840,
            env={name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")},
        )  # fmt: skip
        if done.returncode == CANNOT and not report.exists():
            # Asked of the kernel each time, so wherever it can be done it is done.
            refuse_or_skip(f"{done.stderr.strip()[-200:]}: neither root's rights nor a user namespace")
        assert report.exists(), done.stdout[-4000:] + done.stderr[-4000:]
        found: dict[str, list[str]] = {}
        for case in ElementTree.parse(report).iter("testcase"):
            wrong = found.setdefault(case.get("name", "").partition("[")[0], [])
            wrong += [
                f"{case.get('name')}\n{one.text}"
                for one in case
                if one.tag in ("failure", "error", "skipped")
            ]
        yield found


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_full_disk(name: str, outcomes: dict[str, list[str]]) -> None:
    assert name in outcomes, f"{name} did not run"
    assert not outcomes[name], "\n\n".join(outcomes[name])
