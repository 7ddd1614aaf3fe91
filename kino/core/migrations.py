"""Bring the database to the tables of this program, at start, with a way back.

On SQLite a copy of the file is made first; a failed migration leaves it in place and the error names it.
"""

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import structlog
from sqlalchemy import Connection, inspect, text

from kino.core.clock import now
from kino.core.db import Database, DatabaseUnusable

log = structlog.get_logger(__name__)

MIGRATIONS_DIR = Path(__file__).parent.parent / "migrations"
COPIES_KEPT = 3


class MigrationFailed(DatabaseUnusable):
    """A migration stopped; the database is as it was, and on SQLite a copy from before is named, if any."""


@dataclass(frozen=True, slots=True)
class MigrationOutcome:
    """from_revision is None for a new database; copy_path for anything but a migrated SQLite file."""

    from_revision: str | None
    to_revision: str
    copy_path: Path | None


async def migrate(database: Database) -> MigrationOutcome:
    """Apply what is missing. Raises DatabaseUnusable for a newer database, MigrationFailed otherwise."""
    known = list_revisions()
    head = known[-1]
    current = await _read_revision(database)
    if current == head:
        return MigrationOutcome(current, head, None)
    if current is not None and current not in known:
        raise DatabaseUnusable(
            f"The database at {_describe(database)} is at revision {current!r}, which this version of "
            "Kino does not know: it was written by a newer one. Install that version again, or restore a "
            "backup made before it."
        )
    copy_path = _copy_sqlite(database, current) if current is not None else None
    try:
        async with database.engine.begin() as connection:
            await connection.run_sync(_upgrade)
    except Exception as error:
        where = f" A copy from before is at {copy_path}." if copy_path else ""
        raise MigrationFailed(
            f"Migrating {_describe(database)} from {current or 'empty'} to {head} failed: {error}.{where} "
            "Nothing was changed; Kino stops here so that nothing gets worse."
        ) from error
    log.info("database migrated", from_revision=current, to_revision=head, copy=str(copy_path or ""))
    return MigrationOutcome(current, head, copy_path)


def list_revisions() -> list[str]:
    """Revisions of this program, oldest first: the files are named by them, in a row."""
    return sorted(path.name.split("_")[0] for path in (MIGRATIONS_DIR / "versions").glob("[0-9]*_*.py"))


async def _read_revision(database: Database) -> str | None:
    # Alembic knows this too, but its import takes 0.1 s of a start that has nothing to migrate.
    async with database.engine.connect() as connection:
        if not await connection.run_sync(lambda sync: inspect(sync).has_table("alembic_version")):
            return None
        revision: str | None = await connection.scalar(text("SELECT version_num FROM alembic_version"))
        return revision


def _upgrade(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS_DIR))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _copy_sqlite(database: Database, revision: str | None) -> Path | None:
    path = database.sqlite_path
    if path is None or not path.exists():
        return None
    folder = path.parent / "backups"
    folder.mkdir(mode=0o700, exist_ok=True)
    copy_path = folder / f"{path.stem}-{revision}-{now():%Y%m%dT%H%M%SZ}.db"
    try:
        with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(copy_path)) as target:
            source.backup(target)
    except sqlite3.Error as error:
        # Half a copy would be taken for a whole one, and push a whole one out.
        for part in folder.glob(f"{copy_path.name}*"):
            part.unlink()
        raise MigrationFailed(
            f"{path} could not be copied to {folder} before its migration: {error}. "
            f"Make room for {path.stat().st_size / 1e6:.0f} MB and start again. Nothing was changed."
        ) from error
    for stale in sorted(folder.glob(f"{path.stem}-*.db"))[:-COPIES_KEPT]:
        stale.unlink()
    return copy_path


def _describe(database: Database) -> str:
    return str(database.sqlite_path) if database.sqlite_path else "PostgreSQL"
