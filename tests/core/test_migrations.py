"""Migrations: a copy before, all or nothing, and nothing from the future."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import text

from kino.core import migrations
from kino.core.db import Database, DatabaseUnusable
from kino.core.events import EventBus
from kino.core.migrations import MIGRATIONS_DIR, MigrationFailed, list_revisions, migrate

SECOND = '''
"""A second step."""
import time
import sqlalchemy as sa
from alembic import op

revision = "9001"
down_revision = "{head}"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table("later", sa.Column("id", sa.Integer(), primary_key=True))
    {then}
'''
sqlite_only = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def next_release(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The migrations of a next release, whose second step each test writes."""
    folder = tmp_path / "migrations"
    shutil.copytree(MIGRATIONS_DIR, folder, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(migrations, "MIGRATIONS_DIR", folder)
    return folder


def write_step(folder: Path, then: str) -> None:
    """Write the second step; `then` follows the making of its table."""
    head = max(path.name[:4] for path in (folder / "versions").glob("0*.py"))
    (folder / "versions" / "9001_later.py").write_text(SECOND.format(head=head, then=then))


async def list_tables(database: Database) -> set[str]:
    """Names of the tables that are there."""
    query = (
        "SELECT name FROM sqlite_master WHERE type = 'table'"
        if database.is_sqlite
        else "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
    )
    async with database.read() as session:
        return set((await session.execute(text(query))).scalars())


def test_files_are_named_by_their_revisions_in_a_row() -> None:
    walked = list(ScriptDirectory(str(MIGRATIONS_DIR)).walk_revisions())
    assert list_revisions() == [revision.revision for revision in reversed(walked)]
    assert all(Path(revision.path).name.startswith(f"{revision.revision}_") for revision in walked)


async def test_migrating_an_up_to_date_database_changes_nothing(database: Database) -> None:
    outcome = await migrate(database)
    assert outcome.from_revision == outcome.to_revision
    assert outcome.copy_path is None


async def test_migration_adds_what_is_missing(database: Database, next_release: Path) -> None:
    write_step(next_release, "pass")
    outcome = await migrate(database)
    assert outcome.to_revision == "9001"
    assert "later" in await list_tables(database)


@sqlite_only
async def test_migration_keeps_a_copy_from_before(database: Database, next_release: Path) -> None:
    write_step(next_release, "pass")
    outcome = await migrate(database)
    assert outcome.copy_path is not None
    with sqlite3.connect(outcome.copy_path) as copy:
        (revision,) = copy.execute("SELECT version_num FROM alembic_version").fetchone()
        names = {name for (name,) in copy.execute("SELECT name FROM sqlite_master")}
    assert revision == outcome.from_revision
    assert "later" not in names


async def test_failed_migration_leaves_the_database_as_it_was(database: Database, next_release: Path) -> None:
    write_step(next_release, 'raise RuntimeError("no room for this")')
    with pytest.raises(MigrationFailed, match="no room for this") as caught:
        await migrate(database)
    assert "later" not in await list_tables(database)
    if database.is_sqlite:
        copies = list((database.sqlite_path or Path()).parent.glob("backups/*.db"))
        assert str(copies[0]) in caught.value.message


async def test_database_of_a_newer_version_is_refused(database: Database) -> None:
    async with database.write() as session:
        await session.execute(text("UPDATE alembic_version SET version_num = 'ffff'"))
    with pytest.raises(DatabaseUnusable, match=r"'ffff'.*newer"):
        await migrate(database)


@sqlite_only
async def test_killed_migration_is_as_if_it_had_not_begun(
    database_url: str, next_release: Path, tmp_path: Path
) -> None:
    started = tmp_path / "started"
    write_step(next_release, f"open({str(started)!r}, 'w').close(); time.sleep(60)")
    script = (
        "import asyncio\nfrom pathlib import Path\nfrom kino.core import migrations\n"
        "from kino.core.db import Database\nfrom kino.core.events import EventBus\n"
        f"migrations.MIGRATIONS_DIR = Path({str(next_release)!r})\n"
        f"asyncio.run(migrations.migrate(Database({database_url!r}, EventBus())))\n"
    )
    process = subprocess.Popen([sys.executable, "-c", script])
    deadline = time.monotonic() + 30
    while not started.exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert started.exists(), "the migration did not begin"
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    database = Database(database_url, EventBus())
    try:
        assert "later" not in await list_tables(database)
        write_step(next_release, "pass")
        assert (await migrate(database)).to_revision == "9001"
    finally:
        await database.close()
