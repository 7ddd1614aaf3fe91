"""Find a Chromium for the browser tests, and fetch one where there is none.

`python tools/chromium.py` prints its path. `--install` first tries the system's package manager and then
Playwright's own download, whichever this machine can reach. KINO_CHROMIUM names one to use instead.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome")
VARIABLE = "KINO_CHROMIUM"


def find_chromium() -> Path | None:
    """The program named by KINO_CHROMIUM, else the system's, else one that Playwright downloaded."""
    named = os.environ.get(VARIABLE)
    if named:
        return Path(named) if os.access(named, os.X_OK) else None
    for name in NAMES:
        found = shutil.which(name)
        if found is not None:
            return Path(found)
    return _playwright_chromium()


def _playwright_chromium() -> Path | None:
    folder = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or Path.home() / ".cache/ms-playwright")
    programs = sorted(folder.glob("chromium-*/chrome-linux*/chrome"))
    return programs[-1] if programs else None


def install_chromium() -> None:
    """Try each way to get a Chromium until one can be found; says what it runs."""
    for command in _install_commands():
        print("Chromium is missing:", " ".join(command), file=sys.stderr, flush=True)
        try:
            # Standard output is the answer of this script; what installers say goes beside it.
            subprocess.run(command, stdin=subprocess.DEVNULL, stdout=sys.stderr, check=False, timeout=900)
        except (OSError, subprocess.TimeoutExpired) as error:
            print(error, file=sys.stderr)
        if find_chromium() is not None:
            return


def _install_commands() -> list[list[str]]:
    commands: list[list[str]] = []
    root = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if shutil.which("apt-get") and (not root or shutil.which("sudo")):
        apt = [*root, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get"]
        install = [*apt, "install", "-y", "-q", "--no-install-recommends", "chromium"]
        # With the lists that are there first, since fetching them is most of the wait.
        commands += [install, [*apt, "update", "-q"], install]
    commands.append([sys.executable, "-m", "playwright", "install", "chromium"])
    return commands


def main(arguments: list[str]) -> int:
    """Print the path of a Chromium; 1 when there is none."""
    if "--install" in arguments and find_chromium() is None:
        install_chromium()
    found = find_chromium()
    if found is None:
        print(f"No Chromium: install one, or name one in {VARIABLE}.", file=sys.stderr)
        return 1
    print(found)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
