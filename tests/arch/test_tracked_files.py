"""Nothing of one machine or one mirror gets into the repository."""

import importlib.metadata
import json
import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.support.house import ROOT, list_tracked_files, require_part

LARGEST_BYTES = 1024 * 1024


@pytest.mark.parametrize("name", ["build", "node", "run", "dev"])
def test_requirement_lock_holds_hashes_and_no_address(name: str) -> None:
    text = (ROOT / f"requirements/{name}.txt").read_text()
    assert "://" not in text
    assert "--index" not in text
    blocks = text.replace("\\\n", " ").splitlines()
    assert all("--hash=sha256:" in block for block in blocks if "==" in block)


def test_locks_agree_on_every_version() -> None:
    pins: dict[str, str] = {}
    for name in ("dev", "build", "node", "run"):
        for line in (ROOT / f"requirements/{name}.txt").read_text().splitlines():
            package, found, rest = line.partition("==")
            if found:
                version = rest.split()[0]
                assert pins.setdefault(package, version) == version, package


def test_run_lock_holds_all_that_the_package_requires() -> None:
    """Walks the installed packages from pyproject.toml's dependencies, extras included."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    locked = {
        canonicalize_name(name)
        for name in re.findall(r"^([\w.-]+)==", (ROOT / "requirements/run.txt").read_text(), re.MULTILINE)
    }
    waiting = [Requirement(line) for line in project["dependencies"]]
    seen: set[str] = set()
    while waiting:
        wanted = waiting.pop()
        if str(wanted) in seen:
            continue
        seen.add(str(wanted))
        assert canonicalize_name(wanted.name) in locked, f"{wanted} is not in requirements/run.txt: make lock"
        for line in importlib.metadata.requires(wanted.name) or ():
            needed = Requirement(line)
            if any(_applies(needed, extra) for extra in ("", *wanted.extras)):
                waiting.append(needed)


def _applies(needed: Requirement, extra: str) -> bool:
    return needed.marker is None or needed.marker.evaluate({"extra": extra})


def test_package_lock_holds_integrity_and_no_address() -> None:
    lock = json.loads(require_part("web/package-lock.json").read_text())
    for name, package in lock["packages"].items():
        assert "resolved" not in package, name
        assert not name or package.get("link") or package.get("inBundle") or "integrity" in package, name


def test_no_tracked_file_is_large() -> None:
    large = [str(path) for path in list_tracked_files() if path.stat().st_size > LARGEST_BYTES]
    assert not large


def test_no_tracked_file_names_this_machine() -> None:
    own_places = [f"{place}/".encode() for place in {ROOT, Path.home()} if len(place.parts) > 1]
    named = [
        f"{path.relative_to(ROOT)}: {place.decode()}"
        for path in list_tracked_files()
        for place in own_places
        if place in path.read_bytes()
    ]
    assert not named, "\n".join(named)
