"""Phase walk: what lies in a folder, by stat alone. Runs in a thread, a batch of directories at a time."""

import errno
import os
import stat
import time
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from kino.core.text import readable_text
from kino.features.scanner.parts.disc_folders import find_disc_root
from kino.features.scanner.parts.file_kinds import PORTRAITS_FOLDER, VIDEO_EXTENSIONS, skip_reason
from kino.features.scanner.parts.mounted_disks import MountedDisks

BATCH_FILES = 500
BATCH_S = 0.25
MOST_DEPTH = 40
# PostgreSQL indexes at most 2,704 bytes, and what belongs to a film may lie a folder further down.
MOST_PATH_BYTES = 2_000
_PORTRAITS = PORTRAITS_FOLDER.encode()
_DISC_ENDINGS = (b".vob", b".ifo", b".bup", b".bdmv")


class FoundFile(NamedTuple):
    """A regular file. path: relative to the library folder, in the file system's bytes."""

    path: bytes
    size_bytes: int
    mtime_ns: int


@dataclass(frozen=True, slots=True)
class WalkProblem:
    """Something that was left out, and what sort of reason it has (see walk_problems)."""

    path: bytes
    code: str
    detail: str = ""


@dataclass(slots=True)
class WalkedDirectory:
    """A directory with its files.

    is_unchanged: it was not listed, so it has no files here. is_unreadable: it could not be listed; what was
    known below it stays. subfolders: of which something may be known. unknown: paths of entries that are
    there but could not be looked at.
    """

    path: bytes
    mtime_ns: int
    is_unchanged: bool = False
    is_unreadable: bool = False
    is_mount_point: bool = False
    has_ignore_file: bool = False
    files: list[FoundFile] = field(default_factory=list)
    subfolders: set[bytes] = field(default_factory=set)
    unknown: set[bytes] = field(default_factory=set)
    problems: list[WalkProblem] = field(default_factory=list)


class FolderAway(Exception):
    """The library folder itself cannot be read: an unplugged disk, a lost mount."""


class Walk:
    """One pass over a library folder; `next_batch()` until it answers None.

    Making one asks no disk; everything else does, and belongs into a thread.

    root:      absolute path; links in it are followed by the first batch.
    known:     mtime in ns of directories as last seen, by relative path.
    start:     directories to look at (relative); only they and what is new below them. Empty: everything.
    force:     directories that are listed even if they look unchanged.
    mount_points: directories that were mount points when they were last seen.
    visited:   directories that are there. unreadable: those below which nothing is known to be gone.
    away:      mount points whose disk is not there; known once `check_disks` has been asked.
    """

    def __init__(
        self,
        root: bytes,
        known: Mapping[bytes, int],
        start: Sequence[bytes] = (),
        *,
        force: frozenset[bytes] = frozenset(),
        is_thorough: bool = False,
        mount_points: Collection[bytes] = (),
    ) -> None:
        self.root = root
        self.visited: set[bytes] = set()
        self.unreadable: list[bytes] = []
        self.away: list[bytes] = []
        self._known = known
        self._is_thorough = is_thorough
        self._is_partial = bool(start)
        self._force = force
        self._children = _children_of(known)
        self._start = start
        self._mount_points = mount_points
        self._identity: tuple[int, int] | None = None
        self._steps = self._walk()

    def next_batch(self) -> list[WalkedDirectory] | None:
        """The next directories, about BATCH_FILES files or BATCH_S seconds of them. Raises FolderAway."""
        batch: list[WalkedDirectory] = []
        files, until_s = 0, time.monotonic() + BATCH_S
        for directory in self._steps:
            batch.append(directory)
            files += len(directory.files)
            if files >= BATCH_FILES or time.monotonic() > until_s:
                return batch
        return batch or None

    def check_disks(self) -> None:
        """To ask after the walk, before anything is taken for gone: a disk may have gone in between.

        Raises FolderAway.
        """
        self._check_root()
        self.away = self._disks.list_lost()
        self.unreadable += self.away

    def _check_root(self) -> None:
        """The folder is there and is not the empty mount point that an unplugged disk leaves behind."""
        try:
            info = os.stat(self.root)
            with os.scandir(self.root) as entries:
                is_empty = _are_nothing(entries)
        except OSError as error:
            raise FolderAway(os.strerror(error.errno or errno.EIO)) from error
        if is_empty and self._known and self._disks.may_hide_root():
            raise FolderAway("the folder is empty now")
        identity = (info.st_dev, info.st_ino)
        if self._identity not in (None, identity):
            raise FolderAway("another disk took its place while it was read")
        self._identity = identity

    def list_lost(self, directory: WalkedDirectory) -> list[bytes]:
        """Known directories below this listed one that are not in it any more, whole trees of them."""
        lost: list[bytes] = []
        pending = [
            path for path in self._children.get(directory.path, ()) if path not in directory.subfolders
        ]
        while pending:
            path = pending.pop()
            lost.append(path)
            pending += self._children.get(path, ())
        return lost

    def _walk(self) -> Iterator[WalkedDirectory]:
        self.root = os.path.realpath(self.root)
        self._disks = MountedDisks(self.root, self._mount_points, _is_nothing)
        self._check_root()
        start = dict.fromkeys(self._find_start(path) for path in self._start)
        pending = [one for one in reversed(start) if one is not None] if self._is_partial else [b""]
        forced = {*self._force, *pending} if self._is_partial else self._force
        while pending:
            path = pending.pop()
            if path in self.visited:
                continue
            directory, children = self._read(path, is_forced=path in forced)
            if directory is not None:
                self.visited.add(path)
                directory.is_mount_point = path in self._disks.at_start or (
                    directory.is_unreadable and self._disks.was_mounted(path)
                )
                yield directory
            pending += reversed(children)

    def _find_start(self, wanted: bytes) -> bytes | None:
        """The directory to begin with: what is left of the wanted one, or where it stops to count."""
        place = b""
        parts = wanted.split(b"/") if wanted else []
        for part in parts:
            full = os.path.join(self.root, place, part)
            if not _counts(part):
                return None
            ends = (
                len(place) + 1 + len(part) > MOST_PATH_BYTES
                or os.path.islink(full)
                or not os.path.isdir(full)
                or _is_disc_folder(part)
                or os.path.lexists(os.path.join(self.root, place, b".ignore"))
            )
            if ends:
                break
            place = place + b"/" + part if place else part
        return place

    def _read(self, path: bytes, *, is_forced: bool) -> tuple[WalkedDirectory | None, list[bytes]]:
        full = os.path.join(self.root, path) if path else self.root
        try:
            info = os.stat(full)
        except OSError as error:
            if error.errno in (errno.ENOENT, errno.ENOTDIR):
                return (self._note_lost(path) if self._disks.is_lost(path) else None), []
            return self._note_unreadable(path, error), []
        if path.count(b"/") >= MOST_DEPTH:
            problem = WalkProblem(path, "too_deep")
            return WalkedDirectory(path, info.st_mtime_ns, problems=[problem]), []
        is_same = self._known.get(path) == info.st_mtime_ns and self._disks.is_as_known(path)
        if is_same and not self._is_thorough and not is_forced:
            # What is known below needs a look of its own: a directory's time tells of its own entries only.
            children = [] if self._is_partial else self._children.get(path, [])
            return WalkedDirectory(path, info.st_mtime_ns, is_unchanged=True), children
        return self._list(path, full, info.st_mtime_ns)

    def _list(self, path: bytes, full: bytes, mtime_ns: int) -> tuple[WalkedDirectory, list[bytes]]:
        directory = WalkedDirectory(path, mtime_ns)
        try:
            with os.scandir(full) as listing:
                entries = sorted(listing, key=lambda entry: entry.name)
        except OSError as error:
            return self._note_unreadable(path, error), []
        if any(entry.name == b".ignore" for entry in entries):
            directory.has_ignore_file = True
            return directory, []
        if _are_nothing(entries) and self._disks.is_lost(path):
            return self._note_lost(path), []
        for entry in entries:
            relative = path + b"/" + entry.name if path else entry.name
            try:
                self._sort_in(entry, relative, directory)
            except OSError as error:
                directory.unknown.add(relative)
                directory.problems.append(_cannot_read(relative, error))
        return directory, sorted(directory.subfolders)

    def _sort_in(self, entry: os.DirEntry[bytes], relative: bytes, directory: WalkedDirectory) -> None:
        if not _counts(entry.name):
            return
        if len(relative) > MOST_PATH_BYTES:
            if entry.is_dir() or _is_video(entry.name):
                directory.problems.append(WalkProblem(directory.path, "path_too_long"))
            return
        if entry.is_symlink() and (problem := self._judge_link(entry, relative)) is not None:
            directory.problems.append(problem)
        elif entry.is_dir():
            if _is_disc_folder(entry.name):
                directory.problems.append(WalkProblem(directory.path, "disc_folder"))
            else:
                directory.subfolders.add(relative)
        elif entry.name.lower().endswith(_DISC_ENDINGS) and _is_disc_file(entry.name):
            directory.problems.append(WalkProblem(directory.path, "disc_folder"))
        else:
            info = entry.stat()
            if stat.S_ISREG(info.st_mode):
                directory.files.append(FoundFile(relative, info.st_size, info.st_mtime_ns))
            elif _is_video(entry.name):
                directory.problems.append(WalkProblem(relative, "not_a_file"))

    def _judge_link(self, entry: os.DirEntry[bytes], relative: bytes) -> WalkProblem | None:
        """Why a link is not followed; those to files of the same folder are."""
        try:
            info = entry.stat()
        except OSError as error:
            if error.errno not in (errno.ENOENT, errno.ELOOP):
                raise
            return WalkProblem(relative, "broken_link")
        if not _is_inside(self.root, entry.path):
            target = readable_text(os.path.realpath(entry.path))
            return WalkProblem(relative, "leaves_library", f"It points to {target}.")
        return WalkProblem(relative, "linked_folder") if stat.S_ISDIR(info.st_mode) else None

    def _note_lost(self, path: bytes) -> WalkedDirectory:
        self.unreadable.append(path)
        return WalkedDirectory(path, 0, is_unreadable=True)

    def _note_unreadable(self, path: bytes, error: OSError) -> WalkedDirectory:
        self.unreadable.append(path)
        return WalkedDirectory(path, 0, is_unreadable=True, problems=[_cannot_read(path, error)])


def _cannot_read(path: bytes, error: OSError) -> WalkProblem:
    return WalkProblem(path, "unreadable_folder", f"{os.strerror(error.errno or errno.EIO)}.")


def _counts(name: bytes) -> bool:
    """Whether an entry of this name can matter at all: hidden ones and the system's own do not."""
    if name in (b".ignore", _PORTRAITS):
        return True
    return not name.startswith(b".") and skip_reason((os.fsdecode(name),), "x", "") is None


def _are_nothing(entries: Iterable[os.DirEntry[bytes]]) -> bool:
    return not any(_counts(entry.name) for entry in entries)


def _is_nothing(full: bytes) -> bool:
    """Whether a directory holds nothing that can matter, or is none that can be read."""
    try:
        with os.scandir(full) as entries:
            return _are_nothing(entries)
    except OSError:
        return True


def _is_inside(root: bytes, full: bytes) -> bool:
    """Whether a path, with its links followed, lies below root, whose links were followed before."""
    target = os.path.realpath(full)
    return target == root or target.startswith(root.rstrip(b"/") + b"/")


def _is_disc_folder(name: bytes) -> bool:
    # "CERTIFICATE" stands beside BDMV only, so a folder above is named for the rule that looks for it.
    return find_disc_root(("x", os.fsdecode(name)), "x") is not None


def _is_disc_file(name: bytes) -> bool:
    return find_disc_root((), os.fsdecode(name)) is not None


def _is_video(name: bytes) -> bool:
    return os.fsdecode(name.rpartition(b".")[2]).lower() in VIDEO_EXTENSIONS


def _children_of(known: Mapping[bytes, int]) -> dict[bytes, list[bytes]]:
    children: dict[bytes, list[bytes]] = {}
    for path in sorted(known):
        if path:
            children.setdefault(path.rpartition(b"/")[0], []).append(path)
    return children


def list_title_directory(root: bytes, path: bytes, subfolders: frozenset[bytes]) -> list[FoundFile]:
    """Files of a directory and of its subfolders for what belongs to a title (Subs, extrafanart)."""
    found: list[FoundFile] = []
    full = os.path.join(root, path) if path else root
    for directory, prefix in ((full, path), *_named_subfolders(full, path, subfolders)):
        try:
            with os.scandir(directory) as entries:
                for entry in entries:
                    if entry.is_symlink() and not _is_inside(root, entry.path):
                        continue
                    info = entry.stat()
                    if stat.S_ISREG(info.st_mode):
                        name = prefix + b"/" + entry.name if prefix else entry.name
                        found.append(FoundFile(name, info.st_size, info.st_mtime_ns))
        except OSError:
            continue  # gone since the walk; the next scan sees it as it is
    return sorted(found)


def _named_subfolders(full: bytes, path: bytes, wanted: frozenset[bytes]) -> list[tuple[bytes, bytes]]:
    try:
        with os.scandir(full) as entries:
            names = [
                entry.name
                for entry in entries
                if entry.name.lower() in wanted and entry.is_dir(follow_symlinks=False)
            ]
    except OSError:
        return []
    return [(os.path.join(full, name), path + b"/" + name if path else name) for name in names]
