"""Phase match: new files that are known ones at another place keep their row, and with it everything.

A moved file has the size of a known one that is no longer where it was, and the same modification time or
the same content.
"""

import os
from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from kino.core.db import Database
from kino.features.libraries.parts.disks import Disks
from kino.features.scanner import queries
from kino.features.scanner.parts.fingerprint import read_fingerprint
from kino.features.scanner.parts.folder_disk import FolderDisk, list_gone
from kino.features.scanner.parts.walk import FoundFile
from kino.features.scanner.queries import MoveCandidate


async def match_moved_files(
    database: Database,
    disks: Disks,
    library_id: UUID,
    roots: Mapping[UUID, bytes],
    root: bytes,
    new: Sequence[FoundFile],
    taken: Collection[UUID],
) -> dict[bytes, UUID]:
    """File ids by the new path of what was moved there.

    roots: paths of the library's folders by id; root: of the folder that the new files lie in.
    taken: files that were matched before in this scan, whose rows may still carry the old path.
    Each known file is matched once at most; of several copies the first in order of path takes it.
    Raises FolderAway when the disk of root does not answer.
    """
    async with database.read() as session:
        known = await queries.list_same_size(session, library_id, {file.size_bytes for file in new})
    free = [one for one in known if one.id not in taken]
    gone = await list_gone(disks, roots, [(one.folder_id, one.path) for one in free])
    left = [one for one in free if (one.folder_id, one.path) in gone]
    return await FolderDisk(disks, root).ask(_match, root, new, left) if left else {}


def _match(root: bytes, new: Sequence[FoundFile], left: Sequence[MoveCandidate]) -> dict[bytes, UUID]:
    gone: dict[int, list[MoveCandidate]] = {}
    for candidate in left:
        gone.setdefault(candidate.size_bytes, []).append(candidate)
    moved: dict[bytes, UUID] = {}
    for file in new:
        candidates = gone.get(file.size_bytes, [])
        match = _choose(root, file, candidates)
        if match is not None:
            moved[file.path] = match.id
            candidates.remove(match)
    return moved


def _choose(root: bytes, file: FoundFile, candidates: Sequence[MoveCandidate]) -> MoveCandidate | None:
    same_time = [one for one in candidates if one.mtime_ns == file.mtime_ns]
    if same_time:
        # Copies share size and time; the one that kept its name is the likelier.
        name = file.path.rpartition(b"/")[2]
        return next((one for one in same_time if one.path.rpartition(b"/")[2] == name), same_time[0])
    known_content = [one for one in candidates if one.fingerprint is not None]
    if not known_content:
        return None
    try:
        fingerprint = read_fingerprint(os.path.join(root, file.path))
    except OSError:
        return None
    return next((one for one in known_content if one.fingerprint == fingerprint), None)
