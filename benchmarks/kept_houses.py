"""Synthetic houses by database and size, made for one run or kept in a folder for the next ones.

To fill and index 100,000 titles takes some ten minutes a database. A kept house is made anew when the tables
have changed since.
"""

import hashlib
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pydantic import TypeAdapter

from benchmarks.synthetic_house import SyntheticHouse, make_house
from benchmarks.synthetic_library import SyntheticLibrary
from kino.core import migrations
from tests.support.postgres import running_postgres

# As a server is run: what a crash may lose matters to nobody here, what fits in memory does.
POSTGRES_OPTIONS = ("fsync=off", "shared_buffers=256MB", "max_wal_size=4GB", "random_page_cost=1.1")
_LIBRARY = TypeAdapter(SyntheticLibrary)


@contextmanager
def open_house(database: str, title_count: int, kept_in: Path | None = None) -> Iterator[SyntheticHouse]:
    """A house with its database server running. database: sqlite | postgres. kept_in: None keeps nothing."""
    if kept_in is not None:
        with _open(database, title_count, kept_in / f"{database}-{title_count}") as house:
            yield house
        return
    with tempfile.TemporaryDirectory(prefix="kino-bench-") as folder:
        Path(folder).chmod(0o755)  # PostgreSQL runs as somebody else
        with _open(database, title_count, Path(folder) / "house") as house:
            yield house


@contextmanager
def _open(database: str, title_count: int, folder: Path) -> Iterator[SyntheticHouse]:
    note = folder / f"library-{_fingerprint()}.json"
    if not note.exists():
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
    if database == "sqlite":
        yield _read_or_make(folder, note, "", title_count)
        return
    with running_postgres(POSTGRES_OPTIONS, folder / "postgres") as server:
        name = "kino_1" if note.exists() else server.create_database()
        yield _read_or_make(folder, note, server.url(name), title_count)


def _read_or_make(folder: Path, note: Path, url: str, title_count: int) -> SyntheticHouse:
    if note.exists():
        return SyntheticHouse(folder / "data", url, _LIBRARY.validate_json(note.read_bytes()))
    house = make_house(folder / "data", url, title_count)
    note.write_bytes(_LIBRARY.dump_json(house.library))  # last: a house that was left half made has none
    return house


def _fingerprint() -> str:
    versions = sorted((Path(migrations.__file__).parents[1] / "migrations/versions").glob("*.py"))
    return hashlib.sha256(b"".join(one.read_bytes() for one in versions)).hexdigest()[:12]
