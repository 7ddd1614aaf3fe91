"""Where the parts of the repository are, for tests about the code itself."""

import subprocess
from pathlib import Path

from tests.support.missing import refuse_or_skip

ROOT = Path(__file__).parents[2]


def require_part(name: str) -> Path:
    """The path of a part of the repository; its absence fails where everything is required, else skips."""
    path = ROOT / name
    if not path.exists():
        refuse_or_skip(f"{name} does not exist")
    return path


def list_features() -> list[str]:
    """Names of the packages below kino/features, in alphabetical order."""
    return sorted(path.parent.name for path in (ROOT / "kino/features").glob("*/__init__.py"))


def list_tracked_files() -> list[Path]:
    """Every file that git holds; skips where this is no git checkout (an unpacked archive)."""
    listed = subprocess.run(["git", "-C", ROOT, "ls-files", "-z"], capture_output=True)
    if listed.returncode:
        refuse_or_skip(f"no git checkout: {listed.stderr.decode(errors='replace').strip()}")
    paths = [ROOT / name.decode() for name in listed.stdout.split(b"\0") if name]
    return [path for path in paths if path.is_file()]
