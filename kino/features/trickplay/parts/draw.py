"""What runs in worker processes: a hostile film in, one sheet of tiles out."""

import os

from kino.core.contained_files import locate_contained
from kino.media.errors import UnreadableFile
from kino.media.sandbox import SandboxReport, apply_sandbox
from kino.media.trickplay import TileLayout, TileSheet, draw_sheet

# Below everything that somebody waits for: scans, playing, converting.
_NICENESS = 15


def prepare_worker() -> SandboxReport:
    """The process may reach nothing, and gives way to every other one."""
    os.nice(_NICENESS)
    return apply_sandbox()


def draw_contained_sheet(
    root: bytes,
    relative: bytes,
    facts: tuple[int, int],
    layout: TileLayout,
    sheet: int,
    keyframes: bytes | None,
    start_s: float,
    has_own_colors: bool,
) -> TileSheet:
    """A sheet of a film below a library folder. facts: its size in bytes and time in ns as Kino knows it.

    Raises UnreadableFile when it is another file by now, ContainedFileRefused and what draw_sheet raises.
    """
    path = locate_contained(root, relative)
    try:
        found = os.stat(path)  # noqa: PTH116 - names on disk are bytes
    except OSError as error:
        raise UnreadableFile(f"The film cannot be read: {error.strerror}.") from error
    if (found.st_size, found.st_mtime_ns) != facts:
        raise UnreadableFile("The file is another one than at the last scan.")
    return draw_sheet(
        path, layout, sheet, keyframes=keyframes, start_s=start_s, has_own_colors=has_own_colors
    )
