"""Asks disks without waiting for ever: a few threads for each mount, and an end to patience."""

import asyncio
import os
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from kino.core.disk_reads import DiskReads, find_mount_point, list_mount_points
from kino.core.text import readable_text
from kino.features.libraries.errors import DiskSilent
from kino.features.libraries.parts.folder_browser import measure_space

P = ParamSpec("P")
T = TypeVar("T")

BROWSE_WITHIN_S = 8.0
MEASURE_WITHIN_S = 2.0


class Disks:
    """Runs what may block in the threads of the mount that it concerns."""

    def __init__(self, reads: DiskReads) -> None:
        self._reads = reads

    async def ask(self, path: str, question: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """What `question` answers about path. Raises DiskSilent, and what the question raises."""
        try:
            async with asyncio.timeout(BROWSE_WITHIN_S):
                return await self.wait_for(os.fsencode(path), question, *args, **kwargs)
        except TimeoutError as error:
            raise DiskSilent(
                f"The disk of {readable_text(path)} has not answered for {BROWSE_WITHIN_S:.0f} seconds. "
                "If it is a network share, see whether its server is on."
            ) from error

    async def wait_for(self, path: bytes, question: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """What `question` answers about path, however long it takes; whoever asks brings the patience.

        A caller that gives up leaves one thread of that mount behind at most. Raises what the question does.
        """
        return await self._reads.start(_mount_of(path), question, *args, **kwargs)

    async def find_space(self, path: bytes) -> tuple[int, int] | None:
        """Free and total bytes of the folder's disk; None when it is away or silent."""
        try:
            async with asyncio.timeout(MEASURE_WITHIN_S):
                return await self.wait_for(path, measure_space, path)
        except (OSError, TimeoutError):
            return None


def _mount_of(path: bytes) -> bytes:
    return find_mount_point(path, list_mount_points())
