"""What a scan has read takes its place in the catalogue, slice by slice; at the end, what is gone leaves it.

Things that need more than their own directory wait: extras for the title beside them, pictures of a series
for its episodes, files that are gone for the moved ones that they may turn out to be. Their directories
count as seen only then, so a scan that is cut short looks at them again.
"""

import os
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from kino.core.clock import now
from kino.core.db import Database, record_event
from kino.core.workers import WorkerPool
from kino.features.artwork import service as artwork
from kino.features.catalog.events import SidecarsFound, TitlesChanged
from kino.features.catalog.parts.place_files import place_files
from kino.features.libraries.parts.disks import Disks
from kino.features.scanner import queries
from kino.features.scanner.parts.compare_files import ComparedBatch
from kino.features.scanner.parts.find_parts import find_known_parts, split_open_parts
from kino.features.scanner.parts.folder_disk import FolderDisk
from kino.features.scanner.parts.list_titles import relist_items
from kino.features.scanner.parts.name_files import NamedFiles, needs_name, place_readings
from kino.features.scanner.parts.name_reading import NameReading
from kino.features.scanner.parts.rename_titles import find_left_titles, record_merges, rename_moved_titles
from kino.features.scanner.parts.seen_notes import SeenNotes
from kino.features.scanner.parts.sidecar_rows import (
    SIDECAR_FOLDERS,
    DirectorySidecars,
    collect_sidecars,
    find_title_directory,
)
from kino.features.scanner.parts.walk import FoundFile, Walk, WalkedDirectory, list_title_directory
from kino.features.scanner.parts.walk_problems import WALK_CODES, explain_walk
from kino.features.scanner.queries import FOLDER_AWAY, PROBE_CODES, SIDECAR_UNUSABLE, FoundProblem, KnownFile

if TYPE_CHECKING:
    from kino.features.scanner.parts.scan_folder import ScanTarget

BATCH = 500  # rows of one transaction
SIDECAR_BATCH = 50  # directories of one transaction
EMPTY_FILE = "empty_file"


@dataclass(slots=True)
class Slice:
    """Files that get their places in one transaction. batch: what else ends with them, when all is read."""

    files: list[FoundFile]
    moved: dict[bytes, UUID]
    readings: list[NameReading] = field(default_factory=list)
    batches: list[ComparedBatch] = field(default_factory=list)


class TakeIn:
    """What one scan of a folder knows and has still to do.

    known:    directories as last seen. mount_points: those of them that were such then.
    suspect_directories: of files that could not be read; they are looked at again, since a file that is
              repaired in place leaves its directory's time as it was.
    """

    def __init__(
        self,
        database: Database,
        workers: WorkerPool,
        disks: Disks,
        target: "ScanTarget",
        known: Mapping[bytes, int],
        mount_points: frozenset[bytes],
        problems: Sequence[tuple[bytes, str]],
        sidecar_directories: Collection[bytes],
    ) -> None:
        self.known = known
        self.mount_points = mount_points
        self.suspect_directories = frozenset(
            path.rpartition(b"/")[0] for path, code in problems if code in PROBE_CODES
        )
        self._database = database
        self._workers = workers
        self._disks = disks
        self._target = target
        self._away_before = {path for path, code in problems if path and code == FOLDER_AWAY}
        self._away: list[bytes] = []
        self._problem_paths: dict[bytes, set[bytes]] = {}
        for path, code in problems:
            if code == FOLDER_AWAY:
                continue  # about a disk, not about what a directory holds
            self._problem_paths.setdefault(path.rpartition(b"/")[0], set()).add(path)
        self._sidecar_directories = sidecar_directories
        self._open_parts = Slice([], {})
        self._extras: list[tuple[FoundFile, NameReading]] = []
        self._gone: list[KnownFile] = []
        self._matched: set[UUID] = set()
        self._lost: list[WalkedDirectory] = []
        self._open_titles: dict[bytes, None] = {}
        self._seen = SeenNotes()

    def note(self, batch: ComparedBatch) -> None:
        """Keep what of the batch can only be done at the end."""
        self._gone += batch.gone
        self._matched |= set(batch.moved.values())
        if self._target.directories:
            self._lost += batch.listed
        for file in batch.new:
            # A new video may be what the pictures above it have waited for.
            if needs_name(file.path) and not (self._target.is_first and batch.listed):
                self._open_titles |= dict.fromkeys(_list_above(file.path))
        for directory in batch.listed:
            title = find_title_directory(directory.path)
            is_beside = directory.path != title or any(not needs_name(one.path) for one in directory.files)
            if is_beside or title in self._sidecar_directories:
                self._open_titles[title] = None

    async def write(self, part: Slice, *, is_last: bool = False) -> None:
        """Give the slice its places. Parts of a film that goes on in the next slice wait for it."""
        part = _join(self._open_parts, part)
        if not part.files and not part.batches:
            return
        self._open_parts = Slice([], {})
        if not is_last:
            part, self._open_parts = split_open_parts(part)
        if self._target.kind == "mixed":
            self._set_extras_aside(part)
        await find_known_parts(self._database, self._workers, self._target, part)
        named = place_readings(
            self._target.folder_id,
            part.files,
            part.readings,
            part.moved,
            uses_file_time=self._target.uses_file_time,
        )
        await self._write(part, named)
        if part.batches:
            await self._take_in_sidecars(self._list_complete(part.batches[-1]))

    def _set_extras_aside(self, part: Slice) -> None:
        """In a mixed library only the title beside an extra tells whether it is of a film or of a series."""
        files = {file.path: file for file in part.files}
        extras = [one for one in part.readings if one.kind == "extra" and one.title_folder is not None]
        if extras:
            self._extras += [(files.pop(one.path), one) for one in extras]
            part.files = list(files.values())
            part.readings = [one for one in part.readings if one not in extras]

    async def _write(self, part: Slice, named: NamedFiles) -> None:
        left = await find_left_titles(self._database, self._disks, self._target.roots, named.placements)
        async with self._database.write() as session:
            await self._place(session, named, [file.path for file in part.files], left)
            for batch in part.batches:
                await self._keep_batch(session, batch)

    async def _place(
        self, session: AsyncSession, named: NamedFiles, paths: Sequence[bytes], left: Collection[UUID]
    ) -> None:
        target = self._target
        if named.placements:
            owners = await rename_moved_titles(
                session, target.library_id, target.language, named.placements, left
            )
            placed = await place_files(session, target.library_id, target.language, named.placements)
            await relist_items(session, target.library_id, set(owners.values()))
            await record_merges(session, placed, owners)
        if named.problems or not target.is_first:
            await queries.replace_problems(
                session,
                target.library_id,
                target.folder_id,
                paths,
                named.problems,
                keep_codes=PROBE_CODES | {SIDECAR_UNUSABLE},
            )

    async def _keep_batch(self, session: AsyncSession, batch: ComparedBatch) -> None:
        """What ends with the last slice of a batch: changed and returned files, problems, directories."""
        target = self._target
        changed = [(batch.known_ids[one.path], one.size_bytes, one.mtime_ns) for one in batch.changed]
        if changed:
            items = await queries.replace_content(session, changed)
            await relist_items(session, target.library_id, items)
            titles = await queries.list_title_ids(session, items)
            record_event(session, TitlesChanged(target.library_id, tuple(sorted(titles))))
        returned = [one.id for one in batch.kept if one.is_gone]
        if returned:
            await relist_items(session, target.library_id, await queries.mark_present(session, returned))
        await self._keep_problems(session, batch)
        waiting = {one.path.rpartition(b"/")[0] for one in batch.gone}
        waiting |= {file.path.rpartition(b"/")[0] for file, _ in self._extras}
        for directory in batch.unreadable:
            self._seen.note(directory.path, None, is_mount_point=directory.is_mount_point)
        for directory in batch.listed:
            path = directory.path
            is_waiting = path in waiting or find_title_directory(path) in self._open_titles
            is_finished = path not in batch.unfinished
            self._seen.note(
                path,
                directory.mtime_ns if is_finished else None,
                is_mount_point=directory.is_mount_point,
                is_waiting=is_waiting,
            )
        await self._seen.put_complete(session, target.folder_id, batch.last)

    async def _keep_problems(self, session: AsyncSession, batch: ComparedBatch) -> None:
        target = self._target
        walked = [*batch.listed, *batch.unreadable]
        found = explain_walk(problem for directory in walked for problem in directory.problems)
        looked_at = [directory.path for directory in walked]
        vanished: list[bytes] = []
        for directory in batch.listed:
            present = {file.path for file in directory.files} | directory.subfolders | directory.unknown
            earlier = self._problem_paths.get(directory.path, set()) - {directory.path}
            # A folder's own problems are found by its own listing.
            looked_at += earlier - directory.subfolders
            vanished += earlier - present - {problem.path for problem in directory.problems}
        found += [
            FoundProblem(
                file.path, EMPTY_FILE, "error", "The file is empty.", "Copy it again from its source."
            )
            for directory in batch.listed
            for file in directory.files
            if not file.size_bytes and needs_name(file.path)
        ]
        await queries.forget_problems(session, target.folder_id, vanished)
        if found or not target.is_first:
            await queries.replace_problems(
                session,
                target.library_id,
                target.folder_id,
                looked_at,
                found,
                codes=WALK_CODES | {EMPTY_FILE},
            )

    # What lies beside films and episodes

    def _list_complete(self, batch: ComparedBatch) -> list[bytes]:
        """Directories with sidecars below which nothing is to come, since the walk has gone on."""
        if not batch.listed or not self._target.is_first:
            return []
        last = batch.listed[-1].path
        return [
            path for path in self._open_titles if path and path != last and not last.startswith(path + b"/")
        ]

    async def _take_in_sidecars(self, directories: Sequence[bytes]) -> None:
        for start in range(0, len(directories), SIDECAR_BATCH):
            part = directories[start : start + SIDECAR_BATCH]
            await self._take_in_some_sidecars(part)
            for path in part:
                del self._open_titles[path]

    async def _take_in_some_sidecars(self, directories: Sequence[bytes]) -> None:
        target = self._target
        async with self._database.read() as session:
            videos = {
                path: await queries.list_placed_videos(session, target.folder_id, path)
                for path in directories
            }
            series_ids = {one.series_id for found in videos.values() for one in found if one.series_id}
            seasons = await queries.list_season_ids(session, series_ids)

        def collect() -> list[tuple[bytes, list[bytes], DirectorySidecars]]:
            root = os.path.realpath(target.root)
            collected = []
            for path in directories:
                files = list_title_directory(root, path, SIDECAR_FOLDERS)
                found = collect_sidecars(path, files, videos[path], seasons)
                collected.append((path, [file.path for file in files if not needs_name(file.path)], found))
            return collected

        collected = await FolderDisk(self._disks, target.root).ask(collect)
        async with self._database.write() as session:
            items: set[UUID] = set()
            for path, looked_at, found in collected:
                changed = await queries.replace_sidecars(session, target.folder_id, path, found.rows)
                items |= changed
                if found.problems or not target.is_first:
                    codes = {queries.SUBTITLE_ALONE} | ({SIDECAR_UNUSABLE} if changed else set())
                    await queries.replace_problems(
                        session,
                        target.library_id,
                        target.folder_id,
                        looked_at,
                        found.problems,
                        codes=codes,
                    )
            if items:
                await artwork.note_found(session, target.library_id, items)
                record_event(session, SidecarsFound(target.library_id, tuple(sorted(items))))

    # The end of a scan

    async def finish(self, walk: Walk) -> None:
        """Everything that had to wait is done; whatever is not there any more is marked missing."""
        await self._place_extras()
        async with self._database.read() as session:
            self._away = await queries.list_directories_in_use(session, self._target.folder_id, walk.away)
        await self._forget_gone(
            [
                one
                for one in self._gone
                if one.id not in self._matched and not any(_is_in(one.path, disk) for disk in self._away)
            ]
        )
        await self._forget_vanished(self._list_vanished(walk))
        await self._take_in_sidecars(list(self._open_titles))
        if self._seen.is_open:
            async with self._database.write() as session:
                await self._seen.put_all(session, self._target.folder_id)

    async def settle_disks(self) -> None:
        """Files of disks that are away below the folder are marked so, and come back with them."""
        if not self._away and not self._away_before:
            return
        target, is_changed = self._target, False
        async with self._database.write() as session:
            for path in sorted(self._away_before.difference(self._away)):
                is_changed |= await queries.set_below_away(session, target.folder_id, path, None)
            for path in self._away:
                is_changed |= await queries.set_below_away(session, target.folder_id, path, now())
            await queries.replace_problems(
                session,
                target.library_id,
                target.folder_id,
                sorted(self._away_before),
                [_explain_away(path) for path in self._away],
                codes={FOLDER_AWAY},
            )
            if is_changed:
                record_event(session, TitlesChanged(target.library_id, ()))

    async def _place_extras(self) -> None:
        folders = {reading.title_folder for _, reading in self._extras if reading.title_folder is not None}
        owners: dict[bytes, UUID] = {}
        async with self._database.read() as session:
            for folder in folders:
                title_id = await queries.find_title_below(session, self._target.folder_id, folder)
                if title_id is not None:
                    owners[folder] = title_id
        for start in range(0, len(self._extras), BATCH):
            part = self._extras[start : start + BATCH]
            named = place_readings(
                self._target.folder_id,
                [file for file, _ in part],
                [reading for _, reading in part],
                {},
                uses_file_time=self._target.uses_file_time,
                owners={
                    file.path: owners[reading.title_folder]
                    for file, reading in part
                    if reading.title_folder in owners
                },
            )
            async with self._database.write() as session:
                await self._place(session, named, [file.path for file, _ in part], ())

    async def _forget_gone(self, gone: Sequence[KnownFile]) -> None:
        for start in range(0, len(gone), BATCH):
            part = gone[start : start + BATCH]
            async with self._database.write() as session:
                touched = await queries.mark_missing(session, [one.id for one in part])
                await relist_items(session, self._target.library_id, touched)
                await queries.forget_problems(session, self._target.folder_id, [one.path for one in part])

    def _list_vanished(self, walk: Walk) -> list[bytes]:
        """Known directories that are not there; none of those below a place that could not be read."""
        if self._target.directories:
            vanished = {path for directory in self._lost for path in walk.list_lost(directory)}
        else:
            vanished = set(self.known)
        vanished -= walk.visited
        # A disk whose files have all been found elsewhere is not waited for.
        unreadable = set(walk.unreadable) - set(walk.away) | set(self._away)
        if unreadable:
            vanished = {path for path in vanished if not any(_is_in(path, one) for one in unreadable)}
        return sorted(vanished)

    async def _forget_vanished(self, vanished: Sequence[bytes]) -> None:
        target = self._target
        for start in range(0, len(vanished), BATCH):
            part = vanished[start : start + BATCH]
            async with self._database.read() as session:
                files = await queries.list_known_files(session, target.folder_id, part)
            await self._forget_gone([one for one in files if not one.is_gone])
            problems = [*part, *(path for one in part for path in self._problem_paths.get(one, ()))]
            async with self._database.write() as session:
                await queries.forget_problems(session, target.folder_id, problems)
                await queries.delete_sidecars(session, target.folder_id, part)
                await queries.forget_directories(session, target.folder_id, part)


def _explain_away(path: bytes) -> FoundProblem:
    return FoundProblem(
        path,
        FOLDER_AWAY,
        "error",
        "The disk that was mounted here is not there.",
        "Plug it in or mount it again: its titles are kept and come back with it. "
        "If it is gone for good, put an empty file called .ignore in its place.",
    )


def _join(first: Slice, second: Slice) -> Slice:
    if not first.files and not first.batches:
        return second
    return Slice(
        first.files + second.files,
        first.moved | second.moved,
        first.readings + second.readings,
        first.batches + second.batches,
    )


def _list_above(path: bytes) -> list[bytes]:
    """The directories that a file lies in, its own first; the library's folder only for files right in it."""
    found = []
    directory = path.rpartition(b"/")[0]
    while directory:
        found.append(directory)
        directory = directory.rpartition(b"/")[0]
    return found or [b""]


def _is_in(path: bytes, directory: bytes) -> bool:
    return path == directory or path.startswith(directory + b"/")
