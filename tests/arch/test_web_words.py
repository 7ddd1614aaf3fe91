"""What the server says by a code, the web app says in words: each side knows all that the other knows."""

import re
from pathlib import Path
from typing import get_args

from kino.app import create_app
from kino.core.jobs.interface import JobRegistry
from kino.core.settings import Settings
from kino.features.playback.errors import NothingReason
from kino.features.scanner import queries
from kino.features.scanner.parts.name_files import _SILENT
from kino.features.scanner.parts.name_reading import REASONS
from kino.features.scanner.parts.take_in import EMPTY_FILE
from kino.features.scanner.parts.walk_problems import WALK_CODES
from tests.support.house import require_part

PROBLEM_CODES = (
    # A sample that is large enough for a film is listed all the same.
    (set(REASONS) - (_SILENT - {"sample"}))
    | WALK_CODES
    | queries.PROBE_CODES
    | {EMPTY_FILE, queries.SIDECAR_UNUSABLE, queries.SUBTITLE_ALONE, queries.FOLDER_AWAY}
)


def test_every_problem_of_a_scan_has_words() -> None:
    page = require_part("web/src/features/admin/problems/reasons.ts").read_text()
    assert set(re.findall(r"^  ([a-z0-9_]+): \{", page, re.MULTILINE)) == PROBLEM_CODES


def test_every_kind_of_job_has_words(tmp_path: Path) -> None:
    context = create_app(Settings(data_dir=tmp_path)).state.context
    page = require_part("web/src/features/admin/jobs/use-job-words.ts").read_text()
    kinds = set(re.findall(r"^      '([a-z]+\.[a-z_]+)': ", page, re.MULTILINE))
    assert kinds == set(context.part(JobRegistry).kind_names)


def test_every_refusal_to_play_has_words() -> None:
    page = require_part("web/src/features/player/refusal-text.ts").read_text()
    assert set(re.findall(r"^  ([a-z_]+): msg`", page, re.MULTILINE)) == set(get_args(NothingReason))
