"""The wheel is the whole product: installed alone, without Node and without the clone, it answers."""

import http.client
import importlib.metadata
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.support.house import ROOT, require_part

START_WITHIN_S = 180.0


@pytest.mark.slow
def test_wheel_alone_serves_the_web_app(tmp_path: Path) -> None:
    for part in ("kino/cli.py", "kino/app.py", "kino/web_dist/index.html"):
        require_part(part)
    wheel = _build_wheel(tmp_path / "dist")
    kino = _install(wheel, tmp_path / "venv")
    with _serving(kino, tmp_path) as port:
        assert _get(port, "/api/health")[0] == 200
        status, page = _get(port, "/")
    assert status == 200
    assert b'<div id="root"' in page


@pytest.mark.slow
def test_wheel_holds_what_the_server_reads(tmp_path: Path) -> None:
    for part in ("kino/web_dist/index.html", "kino/migrations/env.py"):
        require_part(part)
    with ZipFile(_build_wheel(tmp_path)) as wheel:
        names = set(wheel.namelist())
    needed = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "kino").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert not needed - names
    assert not [name for name in names if "node_modules" in name or name.startswith("tests/")]


def _build_wheel(folder: Path) -> Path:
    built = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", folder],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert built.returncode == 0, built.stdout + built.stderr
    (wheel,) = folder.glob("kino-*.whl")
    return wheel


def _install(wheel: Path, venv: Path) -> Path:
    """A new virtual environment with the wheel and what requirements/run.txt names, and nothing else.

    Those packages are linked from the environment that runs the tests, so that no index is asked; what only
    development needs is absent all the same.
    """
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", venv], check=True)
    (packages,) = venv.glob("lib/python*/site-packages")
    for name in re.findall(r"^([\w.-]+)==", (ROOT / "requirements/run.txt").read_text(), re.MULTILINE):
        _link_package(name, packages)
    installed = subprocess.run(
        [sys.executable, "-m", "pip", "--python", venv, "install", "--no-deps", "--no-index", wheel],
        capture_output=True,
        text=True,
    )
    assert installed.returncode == 0, installed.stderr
    return venv / "bin/kino"


def _link_package(name: str, packages: Path) -> None:
    try:
        distribution = importlib.metadata.distribution(name)
    except importlib.metadata.PackageNotFoundError:
        return  # for another platform or Python: the lock holds those too
    for top in {path.parts[0] for path in distribution.files or () if path.parts[0] != ".."} - {
        "__pycache__"
    }:
        target = packages / top
        if not target.is_symlink():
            target.symlink_to(Path(str(distribution.locate_file(top))))


@contextmanager
def _serving(kino: Path, folder: Path) -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
    # Nothing of the clone or of Node can be found from here.
    environment = {"PATH": str(kino.parent), "HOME": str(folder), "LANG": "C.UTF-8"}
    log = folder / "server.log"
    with log.open("wb") as output:
        server = subprocess.Popen(
            [kino, "serve", "--host", "127.0.0.1", "--port", str(port), "--data", folder / "data"],
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        deadline = time.monotonic() + START_WITHIN_S
        while not _accepts(port):
            assert server.poll() is None, log.read_text()
            assert time.monotonic() < deadline, log.read_text()
            time.sleep(0.05)
        yield port
    finally:
        server.terminate()
        try:
            server.wait(20)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def _accepts(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _get(port: int, path: str) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=90)
    try:
        connection.request("GET", path, headers={"Accept": "text/html, application/json"})
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()
