"""Functions for worker processes: a spawned process imports them by name."""

import errno
import os
import resource
import socket
import threading
import time
from pathlib import Path

from kino.core.errors import KinoError
from kino.media import sandbox


class Demanding(Exception):
    """Cannot be rebuilt from its own arguments."""

    def __init__(self, first: str, second: str) -> None:
        super().__init__(first)


class Evil:
    """Unpickled in the ordinary way, it would make a folder."""

    def __init__(self, trace: str) -> None:
        self._trace = trace

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.mkdir, (self._trace,)


def double(number: int) -> int:
    return number * 2


def pid_after(delay_s: float) -> int:
    time.sleep(delay_s)
    return os.getpid()


def exit_with(code: int) -> None:
    os._exit(code)


def spin_forever() -> None:
    while True:
        pass


def raise_unlucky() -> None:
    raise KinoError("thirteen", 418, number=13)


def raise_demanding() -> None:
    raise Demanding("a", "b")


def raise_timeout() -> None:
    raise TimeoutError("the function's own")


def send_evil(trace: str) -> Evil:
    return Evil(trace)


def send_lock() -> object:
    return threading.Lock()


def limit_memory(limit_bytes: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (limit_bytes, limit_bytes))


def refuse_to_start() -> None:
    raise RuntimeError("no sandbox here")


def eat_memory(size_bytes: int) -> int:
    return len(bytearray(size_bytes))


def big_answer(size_bytes: int) -> bytes:
    return b"x" * size_bytes


def double_or_die(number: int) -> int:
    if number == 13:
        os._exit(3)
    if number == 14:
        raise KinoError("fourteen")
    return number * 2


def note_order(path: str, mark: str) -> None:
    with Path(path).open("a") as file:
        file.write(mark)


def can_reach_loopback(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def sandbox_without_namespaces() -> sandbox.SandboxReport:
    sandbox._unshare = lambda flags: errno.EPERM  # as in a container that forbids them
    return sandbox.apply_sandbox()


def report_nothing() -> None:
    return None


def report_pid() -> int:
    return os.getpid()
