import asyncio
import socket
import subprocess
import sys

import pytest

from kino.core.workers import WorkerPool
from kino.media.probe import probe_file
from kino.media.sandbox import SandboxLimits, SandboxReport, apply_sandbox, describe_sandbox, sandboxed_argv
from tests.core.worker_functions import can_reach_loopback
from tests.media.clips import Clips


async def test_a_sandboxed_worker_says_what_holds() -> None:
    pool = WorkerPool(1, initializer=apply_sandbox)
    try:
        report: SandboxReport = await pool.run(describe_sandbox, timeout_s=240)
    finally:
        await pool.close()
    assert report.has_no_new_privileges
    assert report.memory_bytes == 2 * 1024**3
    assert report.file_size_bytes == 0
    assert not report.writes_core_files
    # Where the kernel refuses the network namespace, the report says so.
    assert report.has_own_network is not ("network" in {each.wall for each in report.missing})


async def test_a_sandboxed_worker_reads_films_but_not_the_network(clips: Clips) -> None:
    pool = WorkerPool(1, initializer=apply_sandbox)
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        try:
            info = await pool.run(probe_file, str(clips.get("h264.mp4")), timeout_s=240)
            report: SandboxReport = await pool.run(describe_sandbox, timeout_s=240)
            reached = await pool.run(can_reach_loopback, port, timeout_s=240)
        finally:
            await pool.close()
    assert info.video[0].codec == "h264"
    assert reached is not report.has_own_network


def test_the_server_itself_is_not_sandboxed() -> None:
    assert describe_sandbox().file_size_bytes != 0


def test_a_program_runs_behind_the_walls() -> None:
    script = "import resource; print(resource.getrlimit(resource.RLIMIT_CPU)[0])"
    argv = sandboxed_argv([sys.executable, "-c", script], SandboxLimits(cpu_s=7))
    done = subprocess.run(argv, capture_output=True, text=True)
    assert done.stdout.strip() == "7"


@pytest.mark.parametrize("argument", ["--cpu_s=1", "-x", "--", "a b'\"$(id)", "%d"])
def test_arguments_reach_the_program_unchanged(argument: str) -> None:
    argv = sandboxed_argv(["/usr/bin/printf", "%s", argument], SandboxLimits())
    done = subprocess.run(argv, capture_output=True, text=True)
    assert done.stdout == argument


async def test_an_unknown_program_is_named() -> None:
    argv = sandboxed_argv(["/no/such/program"], SandboxLimits())
    process = await asyncio.create_subprocess_exec(*argv, stderr=asyncio.subprocess.PIPE)
    _, stderr = await process.communicate()
    assert process.returncode == 127
    assert b"/no/such/program" in stderr
