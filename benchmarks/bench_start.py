"""How soon Kino answers after it is started, and how much memory it holds while nothing happens.

With 100,000 titles in its database.
start_s:     from the start of the process to the first answers of /api/health and of / (the shell of the web
             app), median of several starts; files are in the page cache and modules are compiled, as when an
             installed service is restarted. start_cpu_s: the CPU seconds it used until then.
idle_mb:     proportional set size (PSS) of all Kino processes, in MB of 1,000,000 bytes, after ten seconds
             without a request.
browsed_mb:  the same after some hundred requests and ten more seconds; what it is more are mostly the page
             caches of the database connections, which have a limit each.

    python -m benchmarks.bench_start [--titles 100000] [--starts 5] [--houses a folder that keeps it]
"""

import argparse
import http.client
import os
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

from benchmarks.harness import cpu_seconds, free_port, list_family, median, print_result, print_table
from benchmarks.kept_houses import open_house
from benchmarks.synthetic_house import SyntheticHouse, Visitor

IDLE_S = 10.0
ANSWERS_WITHIN_S = 60.0
RETRY_S = 0.005
MB = 1_000_000


class StartedServer:
    """A server process, and when it gave its first answers."""

    def __init__(self, house: SyntheticHouse, bytecode_dir: Path) -> None:
        self.port = free_port()
        argv = [sys.executable, "-c", "from kino.cli import main; main()", "serve"]
        argv += ["--data", str(house.data_dir), "--host", "127.0.0.1", "--port", str(self.port)]
        # Modules of an installed package are compiled; where these are is nobody's business but ours.
        settings = {"PYTHONPYCACHEPREFIX": str(bytecode_dir), "PYTHONDONTWRITEBYTECODE": ""}
        began_s = time.perf_counter()
        self.process = subprocess.Popen(
            argv, env=os.environ | settings, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        self._await_answer("/api/health")
        self.health_s = time.perf_counter() - began_s
        self._await_answer("/")
        self.shell_s = time.perf_counter() - began_s
        self.cpu_s = cpu_seconds(self.process.pid)

    def _await_answer(self, path: str) -> None:
        deadline_s = time.monotonic() + ANSWERS_WITHIN_S
        while time.monotonic() < deadline_s:
            try:
                connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=ANSWERS_WITHIN_S)
                connection.request("GET", path)
                answer = connection.getresponse()
                answer.read()
                connection.close()
            except OSError:
                time.sleep(RETRY_S)
                continue
            # 404: a clone whose web app has not been built.
            if answer.status in (200, 404):
                return
        raise SystemExit(f"{path} was not answered within {ANSWERS_WITHIN_S:g} s")

    def pss_bytes(self) -> int:
        """Memory of the server and of every process below it."""
        return sum(_pss_bytes(pid) for pid in list_family(self.process.pid))

    def end(self) -> None:
        """Stop it and wait until it is gone."""
        self.process.terminate()
        self.process.wait(30)


def _pss_bytes(pid: int) -> int:
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        name, _, value = line.partition(":")
        if name == "Pss":
            return int(value.split()[0]) * 1024
    return 0


def _browse(port: int, house: SyntheticHouse) -> None:
    with closing(Visitor(port)) as visitor:
        for title_id in house.library.sample_title_ids[:100]:
            visitor.get(f"/api/titles/{title_id}")
        for title in house.library.sample_titles[:100]:
            visitor.get(f"/api/search?q={title.split()[0][:5]}")
        for _ in range(20):
            visitor.get("/api/home")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--titles", type=int, default=100_000)
    parser.add_argument("--starts", type=int, default=5)
    parser.add_argument("--houses", type=Path, help="folder that keeps the filled database")
    chosen = parser.parse_args()
    os.environ.pop("KINO_DATABASE_URL", None)
    with (
        tempfile.TemporaryDirectory(prefix="kino-bench-") as folder,
        open_house("sqlite", chosen.titles, chosen.houses) as house,
    ):
        bytecode_dir = Path(folder) / "bytecode"
        StartedServer(house, bytecode_dir).end()  # compiles
        health: list[float] = []
        shell: list[float] = []
        cpu: list[float] = []
        for _ in range(chosen.starts):
            server = StartedServer(house, bytecode_dir)
            health.append(server.health_s)
            shell.append(server.shell_s)
            cpu.append(server.cpu_s)
            server.end()
        server = StartedServer(house, bytecode_dir)
        time.sleep(IDLE_S)
        idle_mb = server.pss_bytes() / MB
        _browse(server.port, house)
        time.sleep(IDLE_S)
        browsed_mb = server.pss_bytes() / MB
        server.end()
    print_table(
        ["with " + f"{chosen.titles:,} titles", "figure", "bar"],
        [
            ["first answer of /api/health, s", f"{median(health):.2f}", ""],
            ["first answer of both, s", f"{median(shell):.2f} ({min(shell):.2f}–{max(shell):.2f})", "≤ 2"],
            ["CPU seconds until then", f"{median(cpu):.2f}", ""],
            ["idle, MB PSS", f"{idle_mb:.0f}", "≤ 160"],
            ["idle after browsing, MB PSS", f"{browsed_mb:.0f}", ""],
        ],
    )
    print_result(start_s=median(shell), health_s=median(health), idle_mb=idle_mb, browsed_mb=browsed_mb)


if __name__ == "__main__":
    main()
