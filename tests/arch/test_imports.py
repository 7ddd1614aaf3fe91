"""The floors and the order of features hold."""

import subprocess
import sys
import tomllib

from tests.support.house import ROOT, list_features, require_part


def test_import_contracts_are_kept() -> None:
    for part in ("kino/cli.py", "kino/app.py"):
        require_part(part)
    kept = subprocess.run(
        [
            sys.executable,
            "-c",
            "from importlinter.cli import lint_imports_command as run; run()",
            "--no-cache",
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert kept.returncode == 0, kept.stdout + kept.stderr


def test_every_feature_says_where_it_stands() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    layers = next(contract["layers"] for contract in contracts if "containers" in contract)
    placed = {name.strip() for layer in layers for name in layer.split("|")}
    assert placed == set(list_features())


def test_every_feature_promises_something() -> None:
    """A feature's `__init__` says in its docstring what it promises, its tables and its events."""
    for name in list_features():
        text = (ROOT / f"kino/features/{name}/__init__.py").read_text()
        assert text.startswith('"""'), f"kino/features/{name}/__init__.py has no docstring"


def test_server_starts_without_what_only_some_work_needs() -> None:
    """A start has a budget of two seconds; these are imported where they are used."""
    heavy = {"PIL", "alembic", "av", "guessit", "httpx2", "numpy", "rich.console"}
    code = (
        "import sys; from kino.core.quick_start import import_plain_structlog; import_plain_structlog();"
        "import kino.cli, kino.serve, kino.app; print(*sys.modules)"
    )
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert heavy & set(loaded.stdout.split()) == set()
