"""What of the demo lies on disk, and how it goes away again. Blocks: it runs in threads."""

import contextlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from kino.features.demo.errors import DemoFolderUnusable
from kino.features.demo.parts.place_library import FILMS_FOLDER, SERIES_FOLDER, DemoFile
from kino.features.demo.parts.stand_ins import is_stand_in


@dataclass(frozen=True, slots=True)
class DiskFile:
    """A file of the demo as it lies on disk."""

    file: DemoFile
    size_bytes: int
    mtime_ns: int
    is_stand_in: bool


def make_folders(root: Path) -> None:
    """The demo's folder is there, and is not empty: an empty one looks like a disk that is away.

    Raises DemoFolderUnusable.
    """
    try:
        for name in (FILMS_FOLDER, SERIES_FOLDER):
            (root / name).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DemoFolderUnusable(
            f"The folder {root} for the demo's films cannot be made: {error.strerror or error}."
        ) from error


def find_files(root: Path, files: Iterable[DemoFile]) -> list[DiskFile]:
    """Those of the demo's files that are on disk and can be read."""
    found = []
    for file in files:
        path = root / file.path
        with contextlib.suppress(OSError):
            is_drawn, facts = is_stand_in(path), path.stat()
            found.append(DiskFile(file, facts.st_size, facts.st_mtime_ns, is_drawn))
    return found


def find_marks(root: Path, paths: Sequence[bytes]) -> dict[bytes, bool]:
    """Whether each file (path below root) is a stand-in; those that cannot be read are left out."""
    marks = {}
    for path in paths:
        with contextlib.suppress(OSError):
            marks[path] = is_stand_in(root / path.decode(errors="surrogateescape"))
    return marks


def remove_unchanged(root: Path, placed: Mapping[str, tuple[int, int]]) -> None:
    """The files that are still exactly as Kino placed them are gone, and so are folders left empty.

    placed: size in bytes and time in ns by path below root. Anything else stays, and its folders with it.
    """
    for name, (size_bytes, mtime_ns) in placed.items():
        path = root / name
        with contextlib.suppress(OSError):
            facts = path.lstat()
            if (facts.st_size, facts.st_mtime_ns) == (size_bytes, mtime_ns):
                path.unlink()
    _remove_empty(root, placed)


def remove_drawn(root: Path, file: DemoFile) -> None:
    """A file that was placed a moment ago, for a library that is no longer there, is gone."""
    (root / file.path).unlink(missing_ok=True)
    _remove_empty(root, [str(file.path)])


def _remove_empty(root: Path, names: Collection[str]) -> None:
    folders = {parent for name in [*names, f"{FILMS_FOLDER}/-", f"{SERIES_FOLDER}/-"]
               for parent in Path(name).parents}  # fmt: skip
    for folder in sorted(folders, key=lambda each: len(each.parts), reverse=True):
        with contextlib.suppress(OSError):
            (root / folder).rmdir()
