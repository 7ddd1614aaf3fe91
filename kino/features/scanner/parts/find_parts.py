"""Films in several files: their parts get their places together, whenever and wherever they were found."""

from typing import TYPE_CHECKING

from kino.core.db import Database
from kino.core.workers import WorkerPool
from kino.features.scanner import queries
from kino.features.scanner.parts.name_files import read_file_names
from kino.features.scanner.parts.walk import FoundFile

if TYPE_CHECKING:
    from kino.features.scanner.parts.scan_folder import ScanTarget
    from kino.features.scanner.parts.take_in import Slice


def split_open_parts(part: "Slice") -> tuple["Slice", "Slice"]:
    """The slice without the parts of a film at its end, whose other parts may come next; and those parts.

    Directories stay with what comes last, since they are complete only then.
    """
    last = part.readings[-1].part_group if part.readings else None
    if last is None:
        return part, type(part)([], {})
    count = 0
    while count < len(part.readings) and part.readings[-1 - count].part_group == last:
        count += 1
    keep = len(part.readings) - count
    return (
        type(part)(part.files[:keep], part.moved, part.readings[:keep]),
        type(part)(part.files[keep:], part.moved, part.readings[keep:], part.batches),
    )


async def find_known_parts(
    database: Database, workers: WorkerPool, target: "ScanTarget", part: "Slice"
) -> None:
    """Add the parts of the slice's films that have their places already, so that all are joined anew."""
    groups = {one.part_group: one for one in part.readings if one.part_group is not None}
    if target.is_first or not groups:
        return
    places = {one.title_folder or one.path.rpartition(b"/")[0] for one in groups.values()}
    here = {file.path for file in part.files}
    async with database.read() as session:
        known = [
            one
            for place in sorted(places)
            for one in await queries.list_videos_below(session, target.folder_id, place)
            if one.path not in here and one.id not in part.moved.values()
        ]
    readings = await read_file_names(workers, target.kind, [one.path for one in known])
    for one, reading in zip(known, readings, strict=True):
        if reading.part_group in groups:
            part.files.append(FoundFile(one.path, one.size_bytes, one.mtime_ns))
            part.readings.append(reading)
