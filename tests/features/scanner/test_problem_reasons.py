"""Whatever is listed says what it is and what to do about it."""

import os
from uuid import UUID

import pytest

from kino.core.errors import KinoError
from kino.features.scanner.parts import keep_probes, name_files
from kino.features.scanner.parts.name_reading import REASONS
from kino.features.scanner.parts.walk import WalkProblem
from kino.features.scanner.parts.walk_problems import WALK_CODES, explain_walk
from kino.features.scanner.queries import PROBE_CODES, UnprobedFile
from tests.features.scanner.scan_desk import ScanDesk


@pytest.mark.parametrize("code", sorted(set(REASONS) - name_files._SILENT))
def test_every_doubt_about_a_name_has_a_way_to_fix_it(code: str) -> None:
    assert REASONS[code].sentence.endswith(".")
    assert REASONS[code].hint.endswith((".", "”."))


@pytest.mark.parametrize("code", sorted(WALK_CODES))
def test_everything_a_walk_leaves_out_has_a_way_to_fix_it(code: str) -> None:
    (problem,) = explain_walk([WalkProblem(b"x", code)])
    assert problem.detail.endswith(".")
    assert problem.hint.endswith(".")


@pytest.mark.parametrize(
    "error", ["TruncatedFile", "NotAMediaFile", "NoVideoTrack", "UnreadableFile", "Other"]
)
def test_every_file_that_cannot_be_read_has_a_way_to_fix_it(error: str) -> None:
    refusal = type(error, (KinoError,), {})("It cannot be read.")
    outcome = keep_probes.ProbeOutcome(_file(), error=refusal)
    problem = keep_probes._find_problem(outcome)
    assert problem is not None
    assert problem.hint.endswith(".")
    assert problem.code in PROBE_CODES


def _file() -> UnprobedFile:
    some = UUID(int=1)
    return UnprobedFile(some, some, some, b"/films", b"Alpha (2001).mkv", 1, 1, some)


async def test_sample_as_large_as_a_film_is_listed(films: ScanDesk) -> None:
    """A film called “Sample” would be left out without a word."""
    films.put("Alpha (2001)/Alpha (2001).mkv", "Alpha (2001)/sample.mkv", "Beta/beta-sample.mkv")
    os.truncate(films.root / "Beta/beta-sample.mkv", 700_000_000)
    os.utime(films.root / "Beta/beta-sample.mkv", (1e9, 1e9))
    await films.scan()
    assert set(await films.titles()) == {"Alpha"}
    assert await films.problems() == {"Beta/beta-sample.mkv": "sample"}
