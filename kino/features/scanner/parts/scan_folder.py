"""One folder of a library brought up to date: the walk runs ahead, names are read by workers, places follow.

Each slice is a short transaction of its own, so what has been read is visible and playable at once, and a
crash loses at most the slices under way: a directory counts as seen once all that it holds has its place.
"""

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol
from uuid import UUID

from kino.core.clock import now
from kino.core.db import Database, record_event
from kino.core.text import readable_text
from kino.core.workers import WorkerPool
from kino.features.catalog.events import TitlesChanged
from kino.features.libraries.parts.disks import Disks
from kino.features.libraries.queries import mark_folder_away
from kino.features.libraries.schemas import LibraryKind, ScanPhaseName
from kino.features.scanner import queries
from kino.features.scanner.parts.compare_files import ComparedBatch, compare_batch
from kino.features.scanner.parts.file_kinds import VIDEO_EXTENSIONS
from kino.features.scanner.parts.folder_disk import FolderDisk
from kino.features.scanner.parts.match_moves import match_moved_files
from kino.features.scanner.parts.name_files import find_ending, needs_name, read_file_names, read_first_names
from kino.features.scanner.parts.name_reading import NameReading
from kino.features.scanner.parts.settled import SETTLE_S, is_fresh, is_settled, keep_still
from kino.features.scanner.parts.take_in import Slice, TakeIn
from kino.features.scanner.parts.walk import FolderAway, FoundFile, Walk, WalkedDirectory
from kino.features.scanner.queries import FOLDER_AWAY, FoundProblem

SLICE_FILES = 500  # files placed in one transaction: about 0.1 s during which other writers wait
FIRST_SLICE_FILES = 50  # the first ones appear sooner
SLICES_AHEAD = 4  # whose names are read while earlier ones are written
BATCHES_AHEAD = 64  # that the walk may be ahead, so that totals are known early

Interlude = Callable[[], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class ScanTarget:
    """What is scanned. directories: only these (relative) and what is new below them; empty for all.

    is_first: nothing of the library is known yet. uses_file_time: titles are dated by their files, since the
    folder as a whole is new. was_away: the folder could not be read lately.
    """

    library_id: UUID
    kind: LibraryKind
    language: str
    folder_id: UUID
    root: bytes
    roots: dict[UUID, bytes]
    directories: tuple[bytes, ...] = ()
    is_first: bool = False
    is_thorough: bool = False
    uses_file_time: bool = False
    was_away: bool = False


class Progress(Protocol):
    """Told how far a phase is; raises when the scan is to end."""

    def __call__(self, phase: ScanPhaseName, gained: int, expected: int) -> None: ...


async def _no_interlude() -> None:
    return None


@dataclass(slots=True)
class FolderScan:
    """State of one pass over a folder.

    interlude: awaited between two slices; what cannot wait for the end of a long scan.
    still_written: directories of files that were not all there when the pass ended, for another look later.
    """

    database: Database
    workers: WorkerPool
    target: ScanTarget
    tell: Progress
    disks: Disks
    interlude: Interlude = _no_interlude
    still_written: set[bytes] = field(default_factory=set)
    _disk: FolderDisk = field(init=False)
    _matched: set[UUID] = field(default_factory=set)
    _unsettled: list[FoundFile] = field(default_factory=list)
    _reading: deque[tuple[Slice, asyncio.Task[list[NameReading]]]] = field(default_factory=deque)
    _placed_count: int = 0

    def __post_init__(self) -> None:
        self._disk = FolderDisk(self.disks, self.target.root)

    async def run(self) -> None:
        """Bring the folder up to date; one that cannot be read is marked away, and nothing is forgotten."""
        take_in = await self._open()
        walk = Walk(
            self.target.root,
            take_in.known,
            self.target.directories,
            force=take_in.suspect_directories,
            is_thorough=self.target.is_thorough,
            mount_points=take_in.mount_points,
        )
        batches: asyncio.Queue[ComparedBatch | None] = asyncio.Queue(BATCHES_AHEAD)
        walking = asyncio.create_task(self._walk(walk, take_in, batches), name="scan: walk")
        try:
            while (batch := await batches.get()) is not None:
                await self._take_batch(take_in, batch)
            await walking
            await self._write_slices(take_in, down_to=0)
            await take_in.write(Slice([], {}), is_last=True)
            await self._disk.ask(walk.check_disks)
            await self._wait_for_unsettled(take_in)
            await take_in.finish(walk)
            await self._mark_present()
            await take_in.settle_disks()
        except FolderAway as reason:
            await self._mark_away(str(reason))
        finally:
            tasks = [walking, *(task for _, task in self._reading)]
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _open(self) -> TakeIn:
        folder_id = self.target.folder_id
        async with self.database.read() as session:
            known = await queries.read_seen_directories(session, folder_id)
            mount_points = await queries.read_seen_mount_points(session, folder_id)
            problems = await queries.list_problem_codes(session, folder_id)
            sidecars = await queries.list_sidecar_directories(session, folder_id)
        return TakeIn(
            self.database, self.workers, self.disks, self.target, known, mount_points, problems, sidecars
        )

    async def _walk(self, walk: Walk, take_in: TakeIn, batches: asyncio.Queue[ComparedBatch | None]) -> None:
        """Walk ahead of everything else, and find out what is new and what is not."""
        try:
            while (listed := await self._disk.ask(walk.next_batch)) is not None:
                await batches.put(await self._compare(take_in, walk, listed))
                self.tell("walk", len(listed), 0)
        finally:
            await batches.put(None)

    async def _compare(self, take_in: TakeIn, walk: Walk, listed: Sequence[WalkedDirectory]) -> ComparedBatch:
        read = [one for one in listed if not (one.is_unchanged or one.is_unreadable)]
        known = []
        if read and not self.target.is_first:
            async with self.database.read() as session:
                known = await queries.list_known_files(
                    session, self.target.folder_id, [one.path for one in read]
                )
        batch = await self._disk.ask(self._sort_files, walk, compare_batch(listed, known))
        self._unsettled += batch.unsettled
        self.tell("names", 0, len(batch.new))
        videos = [file for file in batch.new if is_video(file.path)]
        if videos and not self.target.is_first:
            batch.moved = await self._match(videos)
        return batch

    def _sort_files(self, walk: Walk, batch: ComparedBatch) -> ComparedBatch:
        """Set aside what is still being written; runs in a thread, since it asks the disk."""
        now_s = time.time()
        for files in (batch.new, batch.changed):
            late = [file for file in files if not is_settled(walk.root, file, now_s)]
            batch.unsettled += late
            files[:] = [file for file in files if file not in late] if late else files
        late_directories = {file.path.rpartition(b"/")[0] for file in batch.unsettled}
        batch.unfinished |= late_directories
        batch.unfinished |= {one.path for one in batch.listed if is_fresh(one.mtime_ns, now_s)}
        return batch

    async def _match(self, videos: Sequence[FoundFile]) -> dict[bytes, UUID]:
        self.tell("match", len(videos), len(videos))
        target = self.target
        moved = await match_moved_files(
            self.database, self.disks, target.library_id, target.roots, target.root, videos, self._matched
        )
        self._matched |= set(moved.values())
        return moved

    async def _take_batch(self, take_in: TakeIn, batch: ComparedBatch) -> None:
        take_in.note(batch)
        if not (batch.listed or batch.unreadable or batch.new or batch.changed):
            return
        named = [file for file in batch.new if file.size_bytes and needs_name(file.path)]
        self.tell("names", len(batch.new) - len(named), 0)
        start = 0
        while start < len(named) or not start:
            size = SLICE_FILES if self._placed_count else FIRST_SLICE_FILES
            self._placed_count += len(named[start : start + size])
            part = Slice(named[start : start + size], batch.moved)
            start += size
            if start >= len(named):
                part.batches.append(batch)
            await self._read(take_in, part)

    async def _read(self, take_in: TakeIn, part: Slice) -> None:
        paths = [file.path for file in part.files]
        read = read_first_names if len(paths) <= FIRST_SLICE_FILES else read_file_names
        task = asyncio.create_task(read(self.workers, self.target.kind, paths))
        self._reading.append((part, task))
        await self._write_slices(take_in, down_to=SLICES_AHEAD - 1)

    async def _write_slices(self, take_in: TakeIn, *, down_to: int) -> None:
        """Give the oldest slices their places, until only so many wait and none that has been read."""
        while self._reading and (len(self._reading) > down_to or self._reading[0][1].done()):
            part, task = self._reading[0]
            part.readings = await task
            self._reading.popleft()
            await take_in.write(part)
            self.tell("names", len(part.files), 0)
            await self.interlude()

    async def _wait_for_unsettled(self, take_in: TakeIn) -> None:
        """Files that were being written a moment ago are taken in once they have been still for a while."""
        if not self._unsettled:
            return
        youngest_s = max(file.mtime_ns for file in self._unsettled) / 1e9
        await asyncio.sleep(min(SETTLE_S, max(0.0, youngest_s + SETTLE_S - time.time())))
        still = await self._disk.ask(keep_still, self.target.root, self._unsettled)
        self.still_written = {
            file.path.rpartition(b"/")[0] for file in set(self._unsettled).difference(still)
        }
        async with self.database.read() as session:
            directories = sorted({file.path.rpartition(b"/")[0] for file in still})
            known = await queries.list_known_files(session, self.target.folder_id, directories)
        walked = [
            WalkedDirectory(path, 0, files=[file for file in still if file.path.rpartition(b"/")[0] == path])
            for path in directories
        ]
        batch = compare_batch(walked, known)
        batch.gone.clear()
        batch.listed.clear()
        batch.moved = await self._match([file for file in batch.new if is_video(file.path)])
        await self._take_batch(take_in, batch)
        await self._write_slices(take_in, down_to=0)
        await take_in.write(Slice([], {}), is_last=True)

    async def _mark_present(self) -> None:
        target = self.target
        if not target.was_away:
            return
        async with self.database.write() as session:
            await mark_folder_away(session, target.folder_id, None)
            await queries.set_folder_away(session, target.folder_id, None)
            await queries.replace_problems(
                session, target.library_id, target.folder_id, [b""], [], codes={FOLDER_AWAY}
            )
            record_event(session, TitlesChanged(target.library_id, ()))

    async def _mark_away(self, reason: str) -> None:
        target = self.target
        name = readable_text(target.root)
        problem = FoundProblem(
            b"",
            FOLDER_AWAY,
            "error",
            f"The folder {name} cannot be read: {reason}.",
            "Plug the disk in or mount it again. Its titles are kept and come back with it.",
        )
        async with self.database.write() as session:
            if not target.was_away:
                await mark_folder_away(session, target.folder_id, now())
            await queries.set_folder_away(session, target.folder_id, now())
            await queries.replace_problems(
                session, target.library_id, target.folder_id, [b""], [problem], codes={FOLDER_AWAY}
            )
            record_event(session, TitlesChanged(target.library_id, ()))


def is_video(path: bytes) -> bool:
    """Whether the path has the ending of a video."""
    return find_ending(path) in VIDEO_EXTENSIONS
