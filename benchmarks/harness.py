"""What the benchmarks share: servers in their own processes, CPU clocks, tables and the RESULT line."""

import json
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from array import array
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

GB = 1_000_000_000
MIB = 1024 * 1024


def free_port() -> int:
    """A TCP port of the loopback address that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def cpu_seconds(pid: int) -> float:
    """CPU seconds, user and system, that process pid and its threads have used; nanosecond steps.

    Source: clock_getcpuclockid(3), whose clock ids Linux builds as (~pid << 3) | 2.
    """
    return time.clock_gettime((~pid << 3) | 2)


def list_family(pid: int) -> list[int]:
    """Process pid and every process below it that runs now."""
    children: list[int] = []
    try:
        for task in Path(f"/proc/{pid}/task").iterdir():
            children += [int(one) for one in (task / "children").read_text().split()]
    except OSError:
        pass  # it has just ended
    return [pid, *(one for child in children for one in list_family(child))]


def family_cpu_seconds(pid: int) -> float:
    """CPU seconds that process pid and all that it started have used, those that have ended included.

    In steps of a clock tick, 10 ms.
    """
    ticks = 0
    for one in list_family(pid):
        try:
            told = Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue  # it has just ended, and its parent has its ticks
        # utime, stime, cutime, cstime: fields 14 to 17 of proc_pid_stat(5), the name being the second.
        ticks += sum(int(field) for field in told[11:15])
    return ticks / os.sysconf("SC_CLK_TCK")


def runnable_wait_s(pid: int) -> float:
    """Seconds that process pid's main thread could have run while other programs had the processors.

    What a latency benchmark measures of a busy machine rather than of Kino.
    """
    return int(Path(f"/proc/{pid}/schedstat").read_text().split()[1]) / 1e9


@contextmanager
def running_server(argv: Sequence[str], port: int, name: str) -> Iterator[int]:
    """The pid of a server that accepts connections on port, ended on leaving."""
    process = subprocess.Popen(argv, stdout=subprocess.DEVNULL)
    try:
        _wait_for_port(process, port, name)
        yield process.pid
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_for_port(process: subprocess.Popen[bytes], port: int, name: str) -> None:
    deadline_s = time.monotonic() + 20
    while time.monotonic() < deadline_s:
        if process.poll() is not None:
            raise SystemExit(f"{name} ended at once with status {process.returncode}")
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise SystemExit(f"{name} does not listen on port {port} after 20 s")


@contextmanager
def marked_file(size_bytes: int) -> Iterator[Path]:
    """A file in the page cache in which every 8 bytes, big-endian, are their own offset.

    Lies in KINO_BENCH_DIR, else in the temporary directory: choose one on a real disk, since tmpfs
    takes another path through every server.
    """
    folder = Path(tempfile.mkdtemp(prefix="kino-bench-", dir=os.environ.get("KINO_BENCH_DIR")))
    try:
        # nginx's worker may run as nobody.
        folder.chmod(0o755)
        path = folder / "film.mp4"
        # Unbuffered, in pieces as large as cp's: the kernel keeps small writes in small pages.
        with path.open("wb", buffering=0) as file:
            for start in range(0, size_bytes, MIB):
                marks = array("Q", range(start, start + MIB, 8))
                if sys.byteorder == "little":
                    marks.byteswap()
                file.write(marks.tobytes())
        path.read_bytes()
        yield path
    finally:
        shutil.rmtree(folder)


def python_module(module: str, *arguments: str) -> list[str]:
    """The argv that runs a module of this repository with this interpreter."""
    return [sys.executable, "-m", module, *arguments]


def print_table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """A table in plain text, the first column left-aligned, the others right-aligned."""
    widths = [max(len(row[column]) for row in [head, *rows]) for column in range(len(head))]
    for row in [head, ["-" * width for width in widths], *rows]:
        cells = [
            row[0].ljust(widths[0]),
            *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True)),
        ]
        print("  ".join(cells))


def _stolen_and_all_ticks() -> tuple[int, int]:
    """Clock ticks that the host took from this virtual machine since it started, and all ticks."""
    try:
        ticks = [int(one) for one in Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:9]]
    except (OSError, ValueError):
        return 0, 1
    return ticks[7], sum(ticks)


_AT_START = _stolen_and_all_ticks()


def _print_machine() -> None:
    """Say what else had the processors meanwhile: a figure is worth something only when that is little."""
    stolen, everything = (now - then for now, then in zip(_stolen_and_all_ticks(), _AT_START, strict=True))
    load = " ".join(f"{one:.1f}" for one in os.getloadavg())
    print(
        f"Load in the last 1, 5 and 15 minutes: {load} on {os.cpu_count()} processors, of whose time the "
        f"host took {stolen / max(1, everything):.0%} away meanwhile."
    )


def print_result(**figures: float) -> None:
    """What the machine did meanwhile, and the last line of a benchmark, for machines to read."""
    _print_machine()
    print("RESULT " + json.dumps({key: round(value, 4) for key, value in figures.items()}), flush=True)


def percentile(samples: Sequence[float], percent: float) -> float:
    """The smallest sample that at least percent of all samples do not exceed; n ≥ 1."""
    ordered = sorted(samples)
    rank = max(0, -(-len(ordered) * percent // 100) - 1)
    return ordered[int(rank)]


def median(samples: Sequence[float]) -> float:
    """The middle of n ≥ 1 samples."""
    return statistics.median(samples)
