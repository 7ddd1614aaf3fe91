"""What the documentation names exists, and what exists is documented."""

import re
from dataclasses import fields
from itertools import pairwise
from pathlib import Path

import pytest

from kino.core.settings import Settings
from tests.support.house import ROOT, list_features, list_tracked_files, require_part

# Read by the tests and the benchmarks, not by the server.
DEVELOPMENT_VARIABLES = {"KINO_REQUIRE_ALL", "KINO_TEST_FOOTAGE", "KINO_CHROMIUM", "KINO_DEV_API"}
RECORD_LINES = 40


@pytest.mark.parametrize("name", list_features())
def test_feature_has_its_page(name: str) -> None:
    page = require_part(f"docs/features/{name}.md")
    assert page.read_text().startswith("# "), f"{page} has no heading"


def test_settings_and_their_page_are_the_same() -> None:
    settings = {f"KINO_{field.name.upper()}" for field in fields(Settings)}
    page = (ROOT / "docs/configuration.md").read_text()
    named = set(re.findall(r"\bKINO_[A-Z_]+[A-Z]\b", page))
    assert named - DEVELOPMENT_VARIABLES == settings


def test_links_between_documents_lead_somewhere() -> None:
    broken = [
        f"{page.relative_to(ROOT)}: {target}"
        for page in list_tracked_files()
        if page.suffix == ".md"
        for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text())
        if "://" not in target and not target.startswith("mailto:") and not (page.parent / target).exists()
    ]
    assert not broken, "\n".join(broken)


def test_make_targets_named_in_documents_exist() -> None:
    makefile = (ROOT / "Makefile").read_text()
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
    benchmarks = re.search(r"^BENCHMARKS := (.*)$", makefile, re.MULTILINE)
    assert benchmarks is not None
    targets |= {f"bench-{name}" for name in benchmarks[1].split()}
    for page in (path for path in list_tracked_files() if path.suffix == ".md"):
        named = set(re.findall(r"`make ([a-z-]+)`", page.read_text()))
        assert named <= targets, f"{page}: {named - targets}"


def test_decision_records_are_short_and_numbered_in_a_row() -> None:
    records = sorted((ROOT / "docs/decisions").glob("*.md"))
    numbers = sorted(int(record.name[:4]) for record in records)
    assert numbers[0] == 1
    assert all(after == before + 1 for before, after in pairwise(numbers)), numbers
    assert len({record.name[:4] for record in records}) == len(records), "two records share a number"
    for record in records:
        _check_record(record)


def _check_record(record: Path) -> None:
    lines = record.read_text().splitlines()
    assert len(lines) <= RECORD_LINES, f"{record.name} has {len(lines)} lines, {RECORD_LINES} is the most"
    headings = [line.removeprefix("## ") for line in lines if line.startswith("## ")]
    assert headings == ["Context", "Decision", "Consequences", "Alternatives"], record.name
