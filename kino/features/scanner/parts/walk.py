"""Phase walk: what lies in a folder, by stat alone. Runs in a thread, a batch of directories at a time."""

import errno
import os
import stat
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

SETTLE_S = 1.5  # a file modified later than this may still be being copied
BATCH_FILES = 500
BATCH_S = 0.25
MOST_DEPTH = 40


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A regular file. path: relative to the library folder, in the file system's bytes."""

    path: bytes
    size_bytes: int
    mtime_ns: int


@dataclass(frozen=True, slots=True)
class WalkProblem:
    """Something that was left out: `leaves_library`, `unreadable_folder`, `too_deep`."""

    path: bytes
    code: str
    detail: str


@dataclass(slots=True)
class WalkedDirectory:
    """A directory with its files; is_unchanged ones were not listed and have none."""

    path: bytes
    mtime_ns: int
    is_unchanged: bool
    files: list[FoundFile] = field(default_factory=list)
    problems: list[WalkProblem] = field(default_factory=list)
    has_ignore_file: bool = False


class FolderAway(Exception):
    """The library folder itself cannot be read: an unplugged disk, a lost mount."""


class Walk:
    """One pass over a library folder; `next_batch()` until it answers None.

    root:    absolute path. known: mtime in ns of directories as last seen, by relative path.
    start:   directories to look at (relative); only they and what is new below them. Empty: everything.
    """

    def __init__(
        self,
        root: bytes,
        known: Mapping[bytes, int],
        start: Sequence[bytes] = (),
        *,
        is_thorough: bool = False,
    ) -> None:
        self.root = os.path.realpath(root)
        self._known = {} if is_thorough else known
        self._children = _children_of(known)
        self._start = start
        self._steps = self._walk()
        self._seen_ids: set[tuple[int, int]] = set()

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

    def _walk(self) -> Iterator[WalkedDirectory]:
        try:
            os.stat(self.root)
            is_empty = not any(True for _ in os.scandir(self.root))
        except OSError as error:
            raise FolderAway(os.strerror(error.errno or errno.EIO)) from error
        if is_empty and self._known:
            # An unmounted disk leaves its empty mount point behind: no reason to forget a library.
            raise FolderAway("the folder is empty now")
        pending = list(reversed(self._start)) if self._start else [b""]
        while pending:
            path = pending.pop()
            directory, children = self._read(path)
            if directory is not None:
                yield directory
            pending += reversed(children)

    def _read(self, path: bytes) -> tuple[WalkedDirectory | None, list[bytes]]:
        full = os.path.join(self.root, path) if path else self.root
        try:
            info = os.stat(full)
        except OSError as error:
            if error.errno in (errno.ENOENT, errno.ENOTDIR):
                return None, []
            return self._unreadable(path, error), []
        identity = (info.st_dev, info.st_ino)
        if identity in self._seen_ids:
            return None, []  # a link back up the tree
        self._seen_ids.add(identity)
        if path.count(b"/") > MOST_DEPTH:
            problem = WalkProblem(path, "too_deep", f"More than {MOST_DEPTH} folders inside each other.")
            return WalkedDirectory(path, info.st_mtime_ns, is_unchanged=False, problems=[problem]), []
        if self._known.get(path) == info.st_mtime_ns:
            return WalkedDirectory(path, info.st_mtime_ns, is_unchanged=True), self._children_to_visit(path)
        return self._list(path, full, info.st_mtime_ns)

    def _children_to_visit(self, path: bytes) -> list[bytes]:
        return [] if self._start else self._children.get(path, [])

    def _list(self, path: bytes, full: bytes, mtime_ns: int) -> tuple[WalkedDirectory | None, list[bytes]]:
        directory = WalkedDirectory(path, mtime_ns, is_unchanged=False)
        children: list[bytes] = []
        try:
            entries = sorted(os.scandir(full), key=lambda entry: entry.name)
        except OSError as error:
            return self._unreadable(path, error), []
        for entry in entries:
            relative = path + b"/" + entry.name if path else entry.name
            try:
                self._sort_in(entry, relative, directory, children)
            except OSError as error:
                directory.problems.append(_cannot_read(relative, error))
        if directory.has_ignore_file:
            children = []
        if self._start:
            children = [child for child in children if child not in self._known]
        return directory, children

    def _sort_in(
        self, entry: os.DirEntry[bytes], relative: bytes, directory: WalkedDirectory, children: list[bytes]
    ) -> None:
        if entry.is_symlink() and not self._stays_inside(entry.path):
            directory.problems.append(
                WalkProblem(
                    relative, "leaves_library", "The link points to a place outside the library's folder."
                )
            )
        elif entry.is_dir():
            if not entry.name.startswith(b"."):
                children.append(relative)
        elif entry.name == b".ignore":
            directory.has_ignore_file = True
        else:
            info = entry.stat()
            if stat.S_ISREG(info.st_mode):
                directory.files.append(FoundFile(relative, info.st_size, info.st_mtime_ns))

    def _stays_inside(self, full: bytes) -> bool:
        target = os.path.realpath(full)
        return target == self.root or target.startswith(self.root + b"/")

    def _unreadable(self, path: bytes, error: OSError) -> WalkedDirectory:
        # Known mtime 0: it is looked at again by the next scan, and its files are not taken for gone.
        return WalkedDirectory(path, 0, is_unchanged=True, problems=[_cannot_read(path, error)])


def _cannot_read(path: bytes, error: OSError) -> WalkProblem:
    return WalkProblem(
        path, "unreadable_folder", f"Kino may not read it: {os.strerror(error.errno or errno.EIO)}."
    )


def _children_of(known: Mapping[bytes, int]) -> dict[bytes, list[bytes]]:
    children: dict[bytes, list[bytes]] = {}
    for path in sorted(known):
        if path:
            children.setdefault(path.rpartition(b"/")[0], []).append(path)
    return children


def is_settled(file: FoundFile, now_s: float) -> bool:
    """Whether nobody has written to the file for SETTLE_S; a time in the future counts as settled."""
    age_s = now_s - file.mtime_ns / 1e9
    return age_s >= SETTLE_S or age_s < 0


def stat_again(root: bytes, files: Sequence[FoundFile]) -> list[FoundFile]:
    """Those of the files that are still exactly as they were found."""
    same = []
    for file in files:
        try:
            info = os.stat(os.path.join(root, file.path))
        except OSError:
            continue
        if (info.st_size, info.st_mtime_ns) == (file.size_bytes, file.mtime_ns):
            same.append(file)
    return same


def list_title_directory(root: bytes, path: bytes, subfolders: frozenset[bytes]) -> list[FoundFile]:
    """Files of a directory and of its subfolders for what belongs to a title (Subs, extrafanart)."""
    found: list[FoundFile] = []
    full = os.path.join(root, path) if path else root
    for directory, prefix in ((full, path), *_named_subfolders(full, path, subfolders)):
        try:
            with os.scandir(directory) as entries:
                for entry in entries:
                    info = entry.stat()
                    if stat.S_ISREG(info.st_mode):
                        name = prefix + b"/" + entry.name if prefix else entry.name
                        found.append(FoundFile(name, info.st_size, info.st_mtime_ns))
        except OSError:
            continue  # gone since the walk; the next scan sees it as it is
    return sorted(found, key=lambda file: file.path)


def _named_subfolders(full: bytes, path: bytes, wanted: frozenset[bytes]) -> list[tuple[bytes, bytes]]:
    try:
        with os.scandir(full) as entries:
            names = [entry.name for entry in entries if entry.is_dir() and entry.name.lower() in wanted]
    except OSError:
        return []
    return [(os.path.join(full, name), path + b"/" + name if path else name) for name in names]
