"""A library of 20,000 files: how soon the first and the last title can be seen, a rescan, a new file.

A real server with a library that is added over HTTP; everything is seen through HTTP, too. Probing and
pictures, which follow what is visible, go on in the background during the rescan and the new file, as they
do at home. minidlna, which reads each file before it shows it, scans the same tree afterwards.

first_visible_s, all_visible_s: from the request that adds the library. rescan_s: from the request to the
end of a scan that finds nothing changed. new_file_visible_s: from the end of a copy.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx2

from benchmarks.harness import free_port, print_result, print_table, python_module, running_server
from benchmarks.media_tree import draw_clip, make_tree

FILES = int(os.environ.get("KINO_BENCH_FILES", "20000"))
LONGEST_S = 600.0
POLL_S = 0.05
SLOW_POLL_S = 0.25
COPY_S = 1.5
MINIDLNA = "/usr/sbin/minidlnad"
PASSWORD = "a lantern by the sea"


class Visitor:
    """An admin who looks at the server."""

    def __init__(self, port: int) -> None:
        address = f"http://127.0.0.1:{port}"
        self._client = httpx2.Client(base_url=address, headers={"Origin": address}, timeout=60)
        self._send("POST", "/api/login", {"name": "Ada", "password": PASSWORD})
        profile = self.get("/api/profiles")[0]
        self._send("POST", f"/api/profiles/{profile['id']}/select")

    def get(self, path: str, **query: Any) -> Any:
        answer = self._client.get(path, params=query)
        answer.raise_for_status()
        return answer.json()

    def _send(self, method: str, path: str, body: Any = None) -> Any:
        answer = self._client.request(method, path, json=body)
        answer.raise_for_status()
        return answer.json() if answer.content else None

    def add_library(self, folder: Path) -> str:
        body = {"name": "All", "kind": "mixed", "language": "en", "folders": [str(folder)]}
        return str(self._send("POST", "/api/admin/libraries", body)["id"])

    def start_scan(self, library_id: str) -> None:
        self._send("POST", f"/api/admin/libraries/{library_id}/scan", {})

    def library(self) -> dict[str, Any]:
        found: dict[str, Any] = self.get("/api/admin/libraries")[0]
        return found

    def newest_titles(self) -> list[str]:
        return [one["title"] for one in self.get("/api/titles", limit=5)["items"]]


def wait_until(is_so: Callable[[], bool], poll_s: float, started_s: float, what: str) -> float:
    """Seconds from started_s until it is so."""
    while time.monotonic() - started_s < LONGEST_S:
        if is_so():
            return time.monotonic() - started_s
        time.sleep(poll_s)
    raise SystemExit(f"after {LONGEST_S:.0f} s still not: {what}")


def is_all_visible(visitor: Visitor, files: int) -> bool:
    library = visitor.library()
    names = next(one for one in library["scan"]["phases"] if one["phase"] == "names")
    return bool(names["state"] == "done" and library["file_count"] == files)


def copy_slowly(source: Path, target: Path) -> float:
    """Copy in steps, as over a network; when the copy ended (monotonic)."""
    target.parent.mkdir(parents=True)
    content = source.read_bytes()
    step = len(content) // 10 + 1
    with target.open("wb") as file:
        for start in range(0, len(content), step):
            file.write(content[start : start + step])
            file.flush()
            time.sleep(COPY_S / 10)
    return time.monotonic()


def measure_kino(folder: Path, tree: Path, files: int) -> dict[str, float]:
    secret = folder / "secret"
    secret.write_text(f"Ada\n{PASSWORD}\n")
    data = ["--data", str(folder / "data")]
    admin = python_module("kino.cli", "admin", "create", "--secret-file", str(secret), *data)
    subprocess.run([sys.executable, "-c", "from kino.cli import main; main()", *admin[3:]], check=True)
    port = free_port()
    serve = [sys.executable, "-c", "from kino.cli import main; main()", "serve", *data, "--port", str(port)]
    with running_server(serve, port, "Kino"):
        visitor = Visitor(port)
        started_s = time.monotonic()
        library_id = visitor.add_library(tree)
        first_s = wait_until(lambda: bool(visitor.newest_titles()), POLL_S, started_s, "a first title")
        all_s = wait_until(
            lambda: is_all_visible(visitor, files), SLOW_POLL_S, started_s, "all files visible"
        )
        visible = visitor.library()
        before = visible["scanned_at"]
        started_s = time.monotonic()
        visitor.start_scan(library_id)
        rescan_s = wait_until(
            lambda: bool(visitor.library()["scanned_at"] != before), POLL_S, started_s, "the rescan's end"
        )
        draw_clip(folder / "new.mp4", 5)
        ended_s = copy_slowly(
            folder / "new.mp4", tree / "Films/Brand New Film (2024)/Brand New Film (2024).mp4"
        )
        new_s = wait_until(
            lambda: "Brand New Film" in visitor.newest_titles(), POLL_S, ended_s, "the new film"
        )
    print(
        f"{visible['file_count']} files, {visible['title_count']} titles, {visible['problem_count']} problems"
    )
    return {
        "first_visible_s": first_s,
        "all_visible_s": all_s,
        "rescan_s": rescan_s,
        "new_file_visible_s": new_s,
    }


@contextmanager
def running_minidlna(folder: Path, tree: Path) -> Iterator[Path]:
    """The log of a minidlna that scans the tree."""
    home = folder / "minidlna"
    home.mkdir()
    (home / "conf").write_text(
        f"port={free_port()}\nmedia_dir=V,{tree}\ndb_dir={home}\nlog_dir={home}\nlog_level=general,scanner=info\n"
        "inotify=no\nfriendly_name=bench\n"
    )
    argv = [MINIDLNA, "-S", "-R", "-f", str(home / "conf"), "-P", str(home / "pid")]
    process = subprocess.Popen(argv, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield home / "minidlna.log"
    finally:
        process.terminate()
        process.wait(20)


def measure_minidlna(folder: Path, tree: Path) -> float | None:
    """Seconds until minidlna has scanned the tree; None where there is no minidlna."""
    if not Path(MINIDLNA).exists():
        print(f"minidlna is left out: there is no {MINIDLNA} (package minidlna)")
        return None
    started_s = time.monotonic()
    with running_minidlna(folder, tree) as log:

        def is_through() -> bool:
            return log.exists() and "finished (" in log.read_text(errors="replace")

        return wait_until(is_through, SLOW_POLL_S, started_s, "minidlna's scan")


def main() -> None:
    folder = Path(tempfile.mkdtemp(prefix="kino-bench-scan-", dir=os.environ.get("KINO_BENCH_DIR")))
    try:
        tree = folder / "tree"
        tree.mkdir()
        make_tree(tree, FILES)
        os.environ["KINO_MEDIA_ROOTS"] = str(folder)
        figures = measure_kino(folder, tree, FILES)
        minidlna_s = measure_minidlna(folder, tree)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    bars = {"first_visible_s": 2, "all_visible_s": 30, "rescan_s": 2, "new_file_visible_s": 3}
    rows = [[name, f"{value:.2f}", f"≤ {bars[name]}"] for name, value in figures.items()]
    if minidlna_s is not None:
        figures["minidlna_s"] = minidlna_s
        figures["ratio_minidlna"] = minidlna_s / figures["all_visible_s"]
        rows.append(["minidlna, all visible", f"{minidlna_s:.2f}", ""])
        rows.append(["minidlna's time : Kino's, all visible", f"{figures['ratio_minidlna']:.1f}", ""])
    print(f"{FILES} files")
    print_table(["", "seconds", "at least"], rows)
    print_result(files=FILES, **figures)


if __name__ == "__main__":
    main()
