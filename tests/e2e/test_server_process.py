"""The server as a process: what an operator meets from outside."""

import json
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

import httpx2
import psutil  # type: ignore[import-untyped]
import pytest

from tests.media.clips import draw, picture, tone
from tests.support.kino_process import KinoProcess

PASSWORD = "a lantern by the sea"
CAPABILITIES = {
    "containers": ["mp4"],
    "answers": {'video/mp4; codecs="avc1.640028"': True, 'audio/mp4; codecs="mp4a.40.2"': True},
}


def set_up(server: KinoProcess, folder: Path) -> httpx2.Client:
    """Go through the set-up with a library of this folder; a client that is signed in."""
    assert server.setup_link is not None
    client = httpx2.Client(base_url=server.url, headers={"Origin": server.url}, timeout=120)
    wish = {
        "token": server.setup_link.rpartition("/")[2],
        "name": "Ada",
        "password": PASSWORD,
        "house_name": "Test house",
        "language": "en",
    }
    assert client.post("/api/setup", json=wish).status_code == 200
    library = {"name": "Films", "kind": "movies", "language": "en", "folders": [str(folder)]}
    assert client.post("/api/admin/libraries", json=library).status_code == 201
    return client


def wait_for_titles(client: httpx2.Client, count: int) -> list[dict[str, Any]]:
    """The titles, once there are so many."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        items: list[dict[str, Any]] = client.get("/api/titles").json()["items"]
        if len(items) >= count:
            return items
        time.sleep(0.1)
    raise AssertionError(f"fewer than {count} titles after 30 s")


@pytest.fixture
def films(tmp_path: Path) -> Path:
    """A folder with one film of 20 seconds."""
    folder = tmp_path / "films"
    folder.mkdir()
    arguments = [*picture(20), *tone(440, 20), "-c:v", "libx264", "-preset", "ultrafast", "-c:a", "aac"]
    draw(folder / "The Long Shot (2001).mp4", *arguments, "-pix_fmt", "yuv420p", "-shortest")
    return folder


def run_kino(*arguments: str) -> "subprocess.CompletedProcess[str]":
    """`kino` with these arguments."""
    argv = [sys.executable, "-c", "from kino.cli import main; main()", *arguments]
    return subprocess.run(argv, capture_output=True, text=True, timeout=180)


def test_second_server_on_the_same_data_is_refused(tmp_path: Path) -> None:
    with KinoProcess(tmp_path / "data") as first:
        second = run_kino("serve", "--data", str(tmp_path / "data"), "--port", "0")
        assert second.returncode == 1
        assert f"process {first.pid}" in second.stderr
        assert "--data" in second.stderr
        assert "Traceback" not in second.stderr
        assert httpx2.get(f"{first.url}/api/health").status_code == 200


def test_taken_port_is_said_plainly(tmp_path: Path) -> None:
    with KinoProcess(tmp_path / "one") as first:
        second = run_kino("serve", "--data", str(tmp_path / "two"), "--port", str(first.port))
    assert second.returncode == 1
    assert str(first.port) in second.stderr
    assert "Traceback" not in second.stderr


def test_admin_can_be_made_from_a_secret_file(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text(f"Ada\n{PASSWORD}\n")
    data = tmp_path / "data"
    made = run_kino("admin", "create", "--secret-file", str(secret), "--data", str(data))
    assert made.returncode == 0, made.stderr
    assert PASSWORD not in made.stdout + made.stderr
    with KinoProcess(data) as server:
        assert server.setup_link is None
        wish = {"name": "ada", "password": PASSWORD}
        answer = httpx2.post(f"{server.url}/api/login", json=wish, headers={"Origin": server.url})
        assert answer.status_code == 200


def test_set_up_link_works_once(tmp_path: Path, films: Path) -> None:
    with KinoProcess(tmp_path / "data", [tmp_path]) as server:
        link = server.setup_link
        set_up(server, films).close()
        assert link is not None
        token = link.rpartition("/")[2]
        wish = {"token": token, "name": "Eve", "password": PASSWORD, "house_name": "x", "language": "en"}
        again = httpx2.post(f"{server.url}/api/setup", json=wish, headers={"Origin": server.url})
        assert again.status_code in (403, 404, 409, 410)
        server.stop()
        server.setup_link = None
        server.start()
        assert server.setup_link is None


def test_killed_while_progress_is_written_loses_at_most_the_last_report(tmp_path: Path, films: Path) -> None:
    with ExitStack() as stack:
        server = stack.enter_context(KinoProcess(tmp_path / "data", [tmp_path]))
        client = set_up(server, films)
        stack.callback(client.close)
        (film,) = wait_for_titles(client, 1)
        wish = {"capabilities": CAPABILITIES}
        plan = client.post(f"/api/playback/{film['id']}", json=wish).json()
        assert plan["is_playable"], plan
        acknowledged: list[float] = []

        def report_on_and_on() -> None:
            position_s = 0.0
            while True:
                position_s = (position_s + 0.25) % 15
                body = {"position_s": position_s, "duration_s": 20, "watched_s": 0.25, "state": "playing"}
                try:
                    answer = client.post(f"/api/playback/{plan['playback_id']}/progress", json=body)
                except httpx2.HTTPError:
                    return
                if answer.status_code == 200:
                    acknowledged.append(position_s)

        reporter = threading.Thread(target=report_on_and_on)
        reporter.start()
        while len(acknowledged) < 20:
            time.sleep(0.01)
        server.kill()
        reporter.join()
        server.start()
        kept = client.post(f"/api/playback/{film['id']}", json=wish).json()["position_s"]
        # The last one acknowledged, or the one after it that was written but not answered any more.
        assert kept in (acknowledged[-1], (acknowledged[-1] + 0.25) % 15)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_stop_closes_everything_in_order(tmp_path: Path, films: Path, number: signal.Signals) -> None:
    data = tmp_path / "data"
    with KinoProcess(data, [tmp_path]) as server:
        with closing(set_up(server, films)) as client:
            wait_for_titles(client, 1)
        assert server.stop(number) == 0, server.said
    with sqlite3.connect(data / "kino.db") as database:
        (state,) = database.execute(
            "SELECT value FROM house_setting WHERE key = 'search.index_state'"
        ).fetchone()
    assert json.loads(state)["is_clean"]
    # A worker process was there; what it shared with the server is given back too.
    assert not [line for line in server.said if "leaked" in line]


def _wait_for_workers(pid: int) -> list[psutil.Process]:
    """The processes that look into files: the first begins some time after the first title is seen."""
    server = psutil.Process(pid)
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        # Between fork and exec a child is still its parent's image.
        workers = [one for one in server.children(recursive=True) if one.cmdline() != server.cmdline()]
        if workers:
            return workers
        time.sleep(0.02)
    raise AssertionError("no worker process was started")


def test_processes_of_the_server_inherit_no_setting(tmp_path: Path, films: Path) -> None:
    address = f"sqlite+aiosqlite:///{tmp_path / 'apart.db'}"
    with KinoProcess(tmp_path / "data", [tmp_path], KINO_DATABASE_URL=address, APART="kept") as server:
        with closing(set_up(server, films)) as client:
            wait_for_titles(client, 1)
        assert (tmp_path / "apart.db").exists()
        workers = _wait_for_workers(server.pid)
        for worker in workers:
            environment = Path(f"/proc/{worker.pid}/environ").read_bytes().split(b"\0")
            assert b"APART=kept" in environment
            assert not [line for line in environment if line.startswith(b"KINO_")]


def test_media_goes_on_after_a_restart_with_a_new_plan(tmp_path: Path, films: Path) -> None:
    with ExitStack() as stack:
        server = stack.enter_context(KinoProcess(tmp_path / "data", [tmp_path]))
        client = set_up(server, films)
        stack.callback(client.close)
        (film,) = wait_for_titles(client, 1)
        plan = client.post(f"/api/playback/{film['id']}", json={"capabilities": CAPABILITIES}).json()
        url = plan["parts"][0]["url"]
        report = {"position_s": 7.5, "duration_s": 20, "watched_s": 7.5, "state": "playing"}
        client.post(f"/api/playback/{plan['playback_id']}/progress", json=report)
        server.stop()
        server.start()
        assert client.get(url).status_code == 410
        again = client.post(f"/api/playback/{film['id']}", json={"capabilities": CAPABILITIES}).json()
        assert again["position_s"] == 7.5
        assert client.get(again["parts"][0]["url"], headers={"Range": "bytes=0-0"}).status_code == 206


def test_api_documentation_works_without_a_third_party(tmp_path: Path) -> None:
    with KinoProcess(tmp_path / "data") as server:
        page = httpx2.get(f"{server.url}/api/docs")
        assert page.status_code == 200
        assert "http" not in page.text.replace("http-equiv", "")
        assert httpx2.get(f"{server.url}/api/docs/swagger-ui-bundle.js").status_code == 200
        document = json.loads(httpx2.get(f"{server.url}/api/openapi.json").text)
        assert "/api/home" in document["paths"]
