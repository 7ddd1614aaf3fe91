"""The disk below a folder that is scanned, asked in the threads of its mount and with an end to patience.

A network share whose server is gone answers nothing at all, not even an error. Its question stays in a
thread of that mount for ever; the scan goes on without it, and so do the event loop and everyone else.
"""

import asyncio
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import ParamSpec, TypeVar
from uuid import UUID

from kino.features.libraries.parts.disks import Disks
from kino.features.scanner.parts.walk import FolderAway

P = ParamSpec("P")
T = TypeVar("T")

# One step lists a directory or looks at some hundred files; a sleeping disk needs ten seconds to wake up.
SILENT_AFTER_S = 120.0
# A scan of one folder does not wait that long for the disk of another.
OTHERS_ANSWER_WITHIN_S = 10.0


class FolderDisk:
    """Asks the disk of one library folder. root: its absolute path."""

    def __init__(self, disks: Disks, root: bytes) -> None:
        self._disks = disks
        self._root = root

    async def ask(self, question: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """What the question answers. Raises FolderAway when nothing comes, and what the question raises."""
        try:
            async with asyncio.timeout(SILENT_AFTER_S):
                return await self._disks.wait_for(self._root, question, *args, **kwargs)
        except TimeoutError as error:
            raise FolderAway("its disk does not answer") from error


async def list_gone(
    disks: Disks, roots: Mapping[UUID, bytes], places: Iterable[tuple[UUID, bytes]]
) -> set[tuple[UUID, bytes]]:
    """Which files, by folder and relative path, are not at their place any more.

    roots: absolute paths of folders; those of other folders are left out. A disk that does not answer has
    lost nothing.
    """
    by_folder: dict[UUID, list[bytes]] = {}
    for folder_id, path in places:
        if folder_id in roots:
            by_folder.setdefault(folder_id, []).append(path)

    async def ask(folder_id: UUID, paths: Sequence[bytes]) -> list[tuple[UUID, bytes]]:
        try:
            async with asyncio.timeout(OTHERS_ANSWER_WITHIN_S):
                gone = await disks.wait_for(roots[folder_id], _list_gone, roots[folder_id], paths)
        except TimeoutError:
            return []
        return [(folder_id, path) for path in gone]

    answers = await asyncio.gather(*(ask(folder_id, paths) for folder_id, paths in by_folder.items()))
    return {place for answer in answers for place in answer}


def _list_gone(root: bytes, paths: Sequence[bytes]) -> list[bytes]:
    return [path for path in paths if not os.path.lexists(os.path.join(root, path))]
