"""A real `kino serve` in a process of its own, for tests and benchmarks that come from outside."""

import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Self

START_WITHIN_S = 180.0
STOP_WITHIN_S = 60.0
_ADDRESS = re.compile(r"is at (http://\S+)")
_LINK = re.compile(r"(http://\S+/setup/\S+)")


class KinoDidNotStart(AssertionError):
    """The process ended or said nothing; the message holds what it said."""


class KinoProcess:
    """One server on a free port of loopback; a context manager.

    data:        its data folder. media_roots: where libraries may lie.
    url:         its address, without a slash at the end. setup_link: None once an admin exists.
    """

    def __init__(
        self,
        data: Path,
        media_roots: Sequence[Path] = (),
        *,
        command: Sequence[str] = ("serve",),
        port: int = 0,
        **environment: str,
    ) -> None:
        self._data = data
        self._command = command
        self._port = port
        self._environment = {
            **os.environ,
            "KINO_MEDIA_ROOTS": os.pathsep.join(map(str, media_roots)),
            **environment,
        }
        self.url = ""
        self.setup_link: str | None = None
        self.said: list[str] = []
        self._process: subprocess.Popen[str] | None = None
        self._listener: threading.Thread | None = None

    @property
    def pid(self) -> int:
        """Of the server process."""
        assert self._process is not None, "the server was not started"
        return self._process.pid

    @property
    def port(self) -> int:
        """That it listens on; the same after a restart."""
        return self._port

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_exception: object) -> None:
        self.stop()

    def start(self) -> None:
        """Start, and wait until it has told its address. Raises KinoDidNotStart."""
        argv = [sys.executable, "-c", "from kino.cli import main; main()", *self._command]
        self._process = subprocess.Popen(
            [*argv, "--data", str(self._data), "--host", "127.0.0.1", "--port", str(self._port)],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env=self._environment,
            start_new_session=True,
        )
        ready = threading.Event()
        self._listener = threading.Thread(target=self._listen, args=(self._process, ready), daemon=True)
        self._listener.start()
        if not ready.wait(START_WITHIN_S) or not self.url:
            self.kill()
            raise KinoDidNotStart("kino serve did not start:\n" + "\n".join(self.said[-40:]))

    def _listen(self, process: "subprocess.Popen[str]", ready: threading.Event) -> None:
        assert process.stdout is not None
        with process.stdout:
            self._read(process.stdout, ready)
        ready.set()

    def _read(self, lines: Iterable[str], ready: threading.Event) -> None:
        for line in lines:
            self.said.append(line.rstrip())
            address, link = _ADDRESS.search(line), _LINK.search(line)
            if address:
                self.url = address[1]
                self._port = int(self.url.rpartition(":")[2])
            if link:
                self.setup_link = link[1]
            if "Started server process" in line:
                ready.set()

    def stop(self, number: signal.Signals = signal.SIGTERM) -> int | None:
        """End it as an operator does, by a signal; its exit code, None when it did not run."""
        if self._process is None:
            return None
        self._process.send_signal(number)
        try:
            code = self._process.wait(STOP_WITHIN_S)
        except subprocess.TimeoutExpired:
            self.kill()
            raise
        self._forget()
        return code

    def _forget(self) -> None:
        self._process = None
        if self._listener is not None:
            self._listener.join(STOP_WITHIN_S)

    def kill(self) -> None:
        """End it without a word, by SIGKILL to it and its workers."""
        if self._process is not None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait(STOP_WITHIN_S)
            self._forget()
