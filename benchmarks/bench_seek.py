"""Time to the first byte after a seek, while 200 viewers stream at 8 Mb/s each.

A seek is a new connection, a request for a random range and the wait for the first byte of film;
then the connection is dropped, as a browser does. The viewers pace themselves in their own process;
one of them is starved when its picture has overtaken the bytes that came.
"""

import json
import random
import socket
import subprocess
import time

from benchmarks.byte_servers import stream_target
from benchmarks.harness import (
    GB,
    MIB,
    cpu_seconds,
    free_port,
    marked_file,
    median,
    percentile,
    print_result,
    print_table,
    python_module,
    runnable_wait_s,
    running_server,
)

FILE_BYTES = 1024 * MIB
VIEWERS = 200
VIEWERS_S = 32.0
# The viewers' first seconds, when all fill their buffers at once, are measured too.
SEEKS = 1000
SEEK_EVERY_S = 0.03


def measure_seek(port: int) -> float:
    """Seconds from opening a connection to the first byte of film, which is checked."""
    start = random.randrange((FILE_BYTES - 4 * MIB) // 8) * 8
    request = (
        f"GET {stream_target()} HTTP/1.1\r\nHost: bench\r\nRange: bytes={start}-{start + 4 * MIB - 1}\r\n\r\n"
    ).encode()
    began_s = time.perf_counter()
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall(request)
        answer = b""
        while len(film := answer.partition(b"\r\n\r\n")[2]) < 1:
            came = connection.recv(4096)
            if not came:
                raise SystemExit(f"no answer for the range at {start}: {answer!r}")
            answer += came
        took_s = time.perf_counter() - began_s
    if not answer.startswith(b"HTTP/1.1 206") or film[:1] != start.to_bytes(8, "big")[:1]:
        raise SystemExit(f"wrong answer for the range at {start}: {answer[:200]!r}")
    return took_s


def main() -> None:
    random.seed(2)
    with marked_file(FILE_BYTES) as film:
        port = free_port()
        argv = python_module("benchmarks.byte_servers", "kino", str(port), str(film))
        with running_server(argv, port, "kino") as pid:
            idle_ms = sorted(measure_seek(port) * 1000 for _ in range(200))
            load = subprocess.Popen(
                python_module(
                    "benchmarks.viewer_load",
                    *(str(port), str(FILE_BYTES), stream_target(), str(VIEWERS_S), str(VIEWERS)),
                ),
                stdout=subprocess.PIPE,
                text=True,
            )
            assert load.stdout is not None
            load.stdout.readline()
            before_s, waited_before_s = cpu_seconds(pid), runnable_wait_s(pid)
            busy_ms = []
            for _ in range(SEEKS):
                busy_ms.append(measure_seek(port) * 1000)
                time.sleep(SEEK_EVERY_S)
            spent_s, waited_s = cpu_seconds(pid) - before_s, runnable_wait_s(pid) - waited_before_s
            viewers = json.loads(load.communicate()[0])
    rows = [
        [
            name,
            *(
                f"{value:.2f}"
                for value in (median(each), percentile(each, 95), percentile(each, 99), max(each))
            ),
        ]
        for name, each in (("nobody else", idle_ms), (f"{VIEWERS} viewers", busy_ms))
    ]
    print_table(["first byte after a seek, ms", "median", "p95", "p99", "most"], rows)
    print(
        f"{viewers['taken_bytes'] / GB:.1f} GB taken by the viewers, {viewers['starved']} of them starved;"
        f" the server used {spent_s:.1f} s of CPU and waited {waited_s:.1f} s for a processor to be free"
    )
    print_result(
        ttfb_p50_ms=median(busy_ms),
        ttfb_p99_ms=percentile(busy_ms, 99),
        starved=viewers["starved"],
        viewers=VIEWERS,
        server_cpu_s=spent_s,
        server_waited_for_cpu_s=waited_s,
        taken_gb=viewers["taken_bytes"] / GB,
    )


if __name__ == "__main__":
    main()
