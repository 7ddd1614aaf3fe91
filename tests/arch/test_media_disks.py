"""Disks of media are asked in threads of their own mount, never in those that sign-in and pictures share."""

import ast

import pytest

from tests.support.house import ROOT

# Features that look at folders of films, and the modules of theirs whose other work may take any thread.
ASKING = ("admin", "libraries", "metadata", "playback", "scanner")
OTHER_WORK = {
    "kino/features/admin/routes.py": "reads Kino's own log",
    "kino/features/playback/parts/piece_cache.py": "reads and writes pieces below the data folder",
    "kino/features/playback/parts/transcoder.py": "asks ffmpeg for its version",
    "kino/features/scanner/parts/name_files.py": "reads names, which need no disk",
    "kino/features/scanner/parts/watch.py": "waits for a listener's end, two seconds at most",
}


@pytest.mark.parametrize("feature", ASKING)
def test_media_disks_never_use_the_threads_of_everyone(feature: str) -> None:
    found = set()
    for path in (ROOT / "kino/features" / feature).rglob("*.py"):
        nodes = ast.walk(ast.parse(path.read_text()))
        names = {node.attr for node in nodes if isinstance(node, ast.Attribute)}
        if names & {"to_thread", "run_in_executor", "run_sync"}:
            found.add(str(path.relative_to(ROOT)))
    assert found <= OTHER_WORK.keys(), "ask Disks.wait_for, which has threads for each mount"
