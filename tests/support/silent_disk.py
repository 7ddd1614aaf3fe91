"""A disk that gives no answer, as a network share does whose server is gone.

Whoever asks for something below its folder waits until the test lets it answer. `order` keeps what happened
one after the other: "asked" and "answered" by whichever thread did, "loop" once the event loop had its turn
after a question. A question on the event loop's own thread is known by "loop" coming only after "answered".
"""

import asyncio
import os
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

# A test whose event loop is stuck fails by the order of things, rather than never ending.
GIVES_UP_AFTER_S = 20.0
ASKING = ("stat", "lstat", "scandir", "statvfs", "open", "readlink")


class SilentDisk:
    """Everything below root hangs, from now until `answer()`. Belongs to a running event loop."""

    def __init__(self, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.order: list[str] = []
        self.asked = asyncio.Event()
        self._root = bytes(root)
        self._loop = asyncio.get_running_loop()
        self._may_answer = threading.Event()
        for name in ASKING:
            monkeypatch.setattr(os, name, self._slow(getattr(os, name)))

    def answer(self) -> None:
        """Answer everything that was asked and will be asked."""
        self._may_answer.set()

    def be_silent(self) -> None:
        """Give no more answers."""
        self._may_answer.clear()
        self.asked.clear()
        self.order.clear()

    def _slow(self, real: Callable[..., Any]) -> Callable[..., Any]:
        def ask(path: Any = ".", *args: Any, **kwargs: Any) -> Any:
            if not self._may_answer.is_set() and self._is_below(path):
                self.order.append("asked")
                self._loop.call_soon_threadsafe(self._turn)
                self._may_answer.wait(GIVES_UP_AFTER_S)
                self.order.append("answered")
            return real(path, *args, **kwargs)

        return ask

    def _turn(self) -> None:
        self.order.append("loop")
        self.asked.set()

    def _is_below(self, path: Any) -> bool:
        if isinstance(path, int):
            return False
        raw = os.fsencode(path)
        return raw == self._root or raw.startswith(self._root + b"/")
