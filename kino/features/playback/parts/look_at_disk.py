"""What has become of a film's files since the last scan: a plan is made for what lies on disk now."""

import asyncio
import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import ParamSpec, TypeVar

from kino.features.libraries.parts.disks import Disks
from kino.features.playback.errors import NothingToPlay
from kino.features.playback.parts.choose_version import OnDisk, PlayedFile

P = ParamSpec("P")
T = TypeVar("T")

# A disk that sleeps needs some seconds to wake up; one that hangs should not keep a viewer waiting for ever.
ANSWERS_WITHIN_S = 12.0


async def look_at_disk(disks: Disks, files: Sequence[PlayedFile]) -> list[PlayedFile]:
    """The files with what is true of them now.

    A disk that does not answer counts as away. Sizes and times of changed files are those found now.
    """
    return await asyncio.gather(*(_look_patiently(disks, file) for file in files))


async def ask_disk(
    disks: Disks, file: PlayedFile, question: Callable[P, T], *args: P.args, **kwargs: P.kwargs
) -> T:
    """What the question answers about the file.

    Raises NothingToPlay when nothing comes, and what the question raises.
    """
    try:
        async with asyncio.timeout(ANSWERS_WITHIN_S):
            return await disks.wait_for(file.folder, question, *args, **kwargs)
    except TimeoutError as error:
        raise NothingToPlay(
            "The disk of this title does not answer. Try again soon.", reason="disk_silent"
        ) from error


async def _look_patiently(disks: Disks, file: PlayedFile) -> PlayedFile:
    try:
        return await ask_disk(disks, file, _look_at, file)
    except NothingToPlay:
        return replace(file, on_disk=OnDisk.AWAY)


def _look_at(file: PlayedFile) -> PlayedFile:
    try:
        facts = os.stat(file.path)  # noqa: PTH116 - names on disk are bytes
    except OSError:
        return replace(file, on_disk=OnDisk.GONE if _is_there(file.folder) else OnDisk.AWAY)
    is_same = (facts.st_size, facts.st_mtime_ns) == (file.row.size_bytes, file.row.mtime_ns)
    return replace(
        file,
        on_disk=OnDisk.AS_KNOWN if is_same else OnDisk.CHANGED,
        found=(facts.st_size, facts.st_mtime_ns),
    )


def _is_there(folder: bytes) -> bool:
    """Whether the library's folder has anything in it; the place of a disk that is away is empty."""
    try:
        with os.scandir(folder) as entries:
            return next(entries, None) is not None
    except OSError:
        return False
