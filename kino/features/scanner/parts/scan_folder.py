"""One folder of a library brought up to date: walk, match, names and places, a batch at a time.

Each batch is a short transaction of its own, so what has been read is visible and playable at once, and a
crash loses at most the batch under way; scanning again repeats nothing that is unchanged.
"""

import asyncio
import os
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from kino.core.clock import now
from kino.core.db import Database, record_event
from kino.core.text import readable_text
from kino.core.workers import WorkerPool
from kino.features.catalog.events import (
    EpisodesAdded,
    SidecarsFound,
    TitlesAdded,
    TitlesChanged,
    TitlesRemoved,
)
from kino.features.catalog.parts.place_files import place_files, refresh_counts
from kino.features.libraries.queries import mark_folder_away
from kino.features.libraries.schemas import LibraryKind, ScanPhaseName
from kino.features.scanner import queries
from kino.features.scanner.parts.file_kinds import VIDEO_EXTENSIONS
from kino.features.scanner.parts.match_moves import match_moved_files
from kino.features.scanner.parts.name_files import NamedFiles, read_file_names
from kino.features.scanner.parts.rename_titles import record_merges, rename_moved_titles
from kino.features.scanner.parts.sidecar_rows import SIDECAR_FOLDERS, collect_sidecars
from kino.features.scanner.parts.walk import (
    SETTLE_S,
    FolderAway,
    FoundFile,
    Walk,
    WalkedDirectory,
    is_settled,
    stat_again,
)
from kino.features.scanner.queries import FoundProblem, KnownFile

PLACE_FILES = 500  # files placed in one transaction: about 0.1 s during which other writers wait
FIRST_PLACE_FILES = 50  # the first ones appear sooner


@dataclass(frozen=True, slots=True)
class ScanTarget:
    """What is scanned. directories: only these (relative) and what is new below them; empty for all."""

    library_id: UUID
    kind: LibraryKind
    language: str
    folder_id: UUID
    root: bytes
    roots: dict[UUID, bytes]
    directories: tuple[bytes, ...] = ()
    is_first: bool = False
    is_thorough: bool = False


class Progress(Protocol):
    """Told how far a phase is; raises when the scan is to end."""

    def __call__(self, phase: ScanPhaseName, gained: int, expected: int) -> None: ...


@dataclass(slots=True)
class FolderScan:
    """State of one pass over a folder."""

    database: Database
    workers: WorkerPool
    target: ScanTarget
    tell: Progress
    visited: set[bytes] = field(default_factory=set)
    unsettled: list[FoundFile] = field(default_factory=list)
    placed_any: bool = False

    async def run(self) -> None:
        """Bring the folder up to date; one that cannot be read is marked away, and nothing is forgotten."""
        async with self.database.read() as session:
            known = await queries.read_seen_directories(session, self.target.folder_id)
        walk = Walk(self.target.root, known, self.target.directories, is_thorough=self.target.is_thorough)
        try:
            while (batch := await asyncio.to_thread(walk.next_batch)) is not None:
                await self._take_in(batch)
        except FolderAway as reason:
            await self._mark_away(str(reason))
            return
        if not self.target.directories:
            await self._forget_vanished(known)
        await self._wait_for_unsettled()
        async with self.database.write() as session:
            await mark_folder_away(session, self.target.folder_id, None)
            await queries.set_folder_away(session, self.target.folder_id, None)
            await queries.replace_problems(
                session, self.target.library_id, self.target.folder_id, [b""], [], keep_codes=()
            )

    async def _take_in(self, batch: Sequence[WalkedDirectory]) -> None:
        self.visited.update(directory.path for directory in batch)
        listed = [directory for directory in batch if not directory.is_unchanged]
        self.tell("walk", len(batch), 0)
        if not listed:
            return
        async with self.database.read() as session:
            known = [] if self.target.is_first else await self._known(session, listed)
        new, kept, gone = _compare(listed, known)
        settled, unsettled = _split_settled(new)
        self.unsettled += unsettled
        moved = await self._match(settled)
        await self._place(settled, moved)
        late = {file.path.rpartition(b"/")[0] for file in unsettled}
        async with self.database.write() as session:
            taken = set(moved.values())
            touched = await queries.mark_missing(session, [one.id for one in gone if one.id not in taken])
            touched |= await queries.mark_present(session, [one.id for one in kept])
            await self._relist(session, touched)
            await queries.forget_problems_below(session, self.target.folder_id, [one.path for one in gone])
            await self._keep_walk_problems(session, listed)
            # A directory with a file that is still being written is looked at again by the next scan.
            seen = {one.path: one.mtime_ns for one in listed if one.path not in late and one.mtime_ns}
            await queries.put_seen_directories(session, self.target.folder_id, seen)
        await self._take_in_sidecars(listed)

    async def _known(self, session: AsyncSession, listed: Sequence[WalkedDirectory]) -> list[KnownFile]:
        return await queries.list_known_files(
            session, self.target.folder_id, [directory.path for directory in listed]
        )

    async def _match(self, files: Sequence[FoundFile]) -> dict[bytes, UUID]:
        videos = [file for file in files if _is_video(file.path)]
        if self.target.is_first or not videos:
            return {}
        self.tell("match", len(videos), len(videos))
        return await match_moved_files(
            self.database, self.target.library_id, self.target.roots, self.target.root, videos
        )

    async def _place(self, files: Sequence[FoundFile], moved: dict[bytes, UUID]) -> None:
        start = 0
        self.tell("names", 0, len(files))
        while start < len(files):
            size = PLACE_FILES if self.placed_any else FIRST_PLACE_FILES
            part = files[start : start + size]
            start += size
            named = await read_file_names(
                self.workers,
                self.target.kind,
                self.target.folder_id,
                part,
                moved,
                uses_file_time=self.target.is_first,
            )
            await self._write_placements(part, named)
            self.placed_any = self.placed_any or bool(named.placements)
            self.tell("names", len(part), 0)

    async def _write_placements(self, files: Sequence[FoundFile], named: NamedFiles) -> None:
        target = self.target
        async with self.database.write() as session:
            if named.placements:
                owners = await rename_moved_titles(
                    session, target.library_id, target.language, named.placements
                )
                placed = await place_files(session, target.library_id, target.language, named.placements)
                await self._relist(session, set(owners.values()))
                await record_merges(session, placed, owners)
            if named.problems or not target.is_first:
                await queries.replace_problems(
                    session,
                    target.library_id,
                    target.folder_id,
                    [file.path for file in files],
                    named.problems,
                )

    async def _relist(self, session: AsyncSession, item_ids: set[UUID]) -> None:
        if not item_ids:
            return
        library_id = self.target.library_id
        change = await queries.refresh_listing(session, item_ids)
        await refresh_counts(session, change.series)
        if change.listed:
            record_event(session, TitlesAdded(library_id, tuple(sorted(change.listed))))
        if change.unlisted:
            record_event(session, TitlesRemoved(library_id, tuple(sorted(change.unlisted))))
        rest = change.series - change.listed - change.unlisted
        if rest:
            record_event(session, TitlesChanged(library_id, tuple(sorted(rest))))
            record_event(session, EpisodesAdded(library_id, tuple(sorted(rest))))

    async def _keep_walk_problems(self, session: AsyncSession, listed: Sequence[WalkedDirectory]) -> None:
        found = [
            FoundProblem(one.path, one.code, "warning", one.detail, _WALK_HINTS.get(one.code, ""))
            for directory in listed
            for one in directory.problems
        ]
        paths = [directory.path for directory in listed if directory.path]
        if found or not self.target.is_first:
            await queries.replace_problems(
                session,
                self.target.library_id,
                self.target.folder_id,
                [*paths, *(one.path for one in found)],
                found,
                keep_codes=queries.PROBE_CODES | {"disc_folder"},
            )

    async def _take_in_sidecars(self, listed: Sequence[WalkedDirectory]) -> None:
        directories = {_title_directory(directory.path) for directory in listed if _has_sidecars(directory)}
        for directory in sorted(directories):
            async with self.database.read() as session:
                videos = await queries.list_placed_videos(session, self.target.folder_id, directory)
            rows = await collect_sidecars(self.database, self.target.root, directory, videos)
            async with self.database.write() as session:
                items = await queries.replace_sidecars(session, self.target.folder_id, directory, rows)
                if items:
                    record_event(session, SidecarsFound(self.target.library_id, tuple(sorted(items))))

    async def _wait_for_unsettled(self) -> None:
        """Files that were being written a moment ago are taken in once they have been still for a while."""
        if not self.unsettled:
            return
        youngest_s = max(file.mtime_ns for file in self.unsettled) / 1e9
        await asyncio.sleep(min(SETTLE_S, max(0.0, youngest_s + SETTLE_S - time.time())))
        still = await asyncio.to_thread(stat_again, self.target.root, self.unsettled)
        moved = await self._match(still)
        await self._place(still, moved)
        directories = sorted({file.path.rpartition(b"/")[0] for file in still})
        await self._take_in_sidecars(
            [
                WalkedDirectory(
                    path,
                    0,
                    is_unchanged=False,
                    files=[f for f in still if f.path.rpartition(b"/")[0] == path],
                )
                for path in directories
            ]
        )

    async def _forget_vanished(self, known: dict[bytes, int]) -> None:
        vanished = [path for path in known if path not in self.visited]
        if not vanished:
            return
        async with self.database.read() as session:
            files = await queries.list_known_files(session, self.target.folder_id, vanished)
        for start in range(0, max(1, len(files)), PLACE_FILES):
            part = files[start : start + PLACE_FILES]
            async with self.database.write() as session:
                touched = await queries.mark_missing(session, [one.id for one in part])
                await self._relist(session, touched)
                await queries.forget_problems_below(
                    session, self.target.folder_id, [one.path for one in part]
                )
        async with self.database.write() as session:
            await queries.forget_directories(session, self.target.folder_id, vanished)
            await queries.forget_problems_below(session, self.target.folder_id, vanished)

    async def _mark_away(self, reason: str) -> None:
        target = self.target
        name = readable_text(target.root)
        problem = FoundProblem(
            b"",
            "folder_away",
            "error",
            f"The folder {name} cannot be read: {reason}.",
            "Plug the disk in or mount it again. Its titles are kept and come back with it.",
        )
        async with self.database.write() as session:
            await mark_folder_away(session, target.folder_id, now())
            await queries.set_folder_away(session, target.folder_id, now())
            await queries.replace_problems(session, target.library_id, target.folder_id, [b""], [problem])
            record_event(session, TitlesChanged(target.library_id, ()))


_WALK_HINTS = {
    "leaves_library": "Add the place it points to as a folder of the library, or move the files here.",
    "unreadable_folder": "Give the user that Kino runs as the right to read it.",
    "too_deep": "Move the films further up.",
}


def _compare(
    listed: Sequence[WalkedDirectory], known: Sequence[KnownFile]
) -> tuple[list[FoundFile], list[KnownFile], list[KnownFile]]:
    """New or changed files, known ones that had been missing and are back, and known ones that are gone."""
    at_path = {one.path: one for one in known}
    new: list[FoundFile] = []
    kept: list[KnownFile] = []
    present: set[bytes] = set()
    for directory in listed:
        if directory.has_ignore_file:
            continue
        for file in directory.files:
            present.add(file.path)
            old = at_path.get(file.path)
            if old is None or (old.size_bytes, old.mtime_ns) != (file.size_bytes, file.mtime_ns):
                new.append(file)
            else:
                kept.append(old)
    gone = [one for one in known if one.path not in present and not one.is_gone]
    return new, kept, gone


def _split_settled(files: Sequence[FoundFile]) -> tuple[list[FoundFile], list[FoundFile]]:
    now_s = time.time()
    settled = [file for file in files if is_settled(file, now_s)]
    return settled, [file for file in files if not is_settled(file, now_s)]


def _is_video(path: bytes) -> bool:
    return os.fsdecode(path.rpartition(b".")[2]).lower() in VIDEO_EXTENSIONS


def _has_sidecars(directory: WalkedDirectory) -> bool:
    return bool(directory.files) or directory.path.rpartition(b"/")[2].lower() in SIDECAR_FOLDERS


def _title_directory(path: bytes) -> bytes:
    parent, _, name = path.rpartition(b"/")
    return parent if name.lower() in SIDECAR_FOLDERS else path
