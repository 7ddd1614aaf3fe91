"""What a walk found beside what the catalogue knows: new, changed, kept and gone files."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from kino.features.scanner.parts.walk import FoundFile, WalkedDirectory
from kino.features.scanner.queries import KnownFile


@dataclass(slots=True)
class ComparedBatch:
    """Some directories of a walk.

    new:     files without a place. changed: known ones with other content, whose ids are in `known_ids`.
    kept:    known ones as they were. gone: known ones that are not there.
    listed:  the directories that were read. unreadable: those that could not be.
    moved:   ids of new files that are known ones at another place. unsettled: still being written.
    unfinished: directories that the next scan has to read again whatever their time says.
    last:    the directory that the walk has come to.
    """

    new: list[FoundFile] = field(default_factory=list)
    changed: list[FoundFile] = field(default_factory=list)
    kept: list[KnownFile] = field(default_factory=list)
    gone: list[KnownFile] = field(default_factory=list)
    listed: list[WalkedDirectory] = field(default_factory=list)
    unreadable: list[WalkedDirectory] = field(default_factory=list)
    known_ids: dict[bytes, UUID] = field(default_factory=dict)
    moved: dict[bytes, UUID] = field(default_factory=dict)
    unsettled: list[FoundFile] = field(default_factory=list)
    unfinished: set[bytes] = field(default_factory=set)
    last: bytes = b""


def compare_batch(walked: Sequence[WalkedDirectory], known: Sequence[KnownFile]) -> ComparedBatch:
    """Sort the files of the walked directories; known: what the catalogue has in those that were listed."""
    batch = ComparedBatch(last=walked[-1].path if walked else b"")
    at_path = {one.path: one for one in known}
    present: set[bytes] = set()
    for directory in walked:
        if directory.is_unreadable:
            batch.unreadable.append(directory)
        if directory.is_unreadable or directory.is_unchanged:
            continue
        batch.listed.append(directory)
        present |= directory.unknown
        if directory.unknown:
            batch.unfinished.add(directory.path)
        for file in directory.files:
            present.add(file.path)
            _sort_in(batch, directory, file, at_path.get(file.path))
    batch.gone = [one for one in known if one.path not in present and not one.is_gone]
    return batch


def _sort_in(
    batch: ComparedBatch, directory: WalkedDirectory, file: FoundFile, old: KnownFile | None
) -> None:
    if old is None or old.item_id is None:
        batch.new.append(file)
    elif (old.size_bytes, old.mtime_ns) != (file.size_bytes, file.mtime_ns):
        batch.changed.append(file)
        batch.known_ids[file.path] = old.id
    else:
        batch.kept.append(old)
    if not file.size_bytes:
        # It may be the beginning of a copy, and its growing does not show in the directory's time.
        batch.unfinished.add(directory.path)
