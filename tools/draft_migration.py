"""Drafts the next migration from the difference between the tables in code and those of the last one.

    python tools/draft_migration.py "people have portraits"

Read the draft before committing it: what autogeneration cannot see (moved data, full-text tables) is yours.
"""

import asyncio
import importlib
import sys
import tempfile
from pathlib import Path
from typing import Any, Literal

from alembic.autogenerate import produce_migrations, render_python_code
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from kino.core.db import Base, Database
from kino.core.events import EventBus
from kino.core.migrations import MIGRATIONS_DIR, migrate

ROOT = Path(__file__).parents[1]


def import_models() -> None:
    """Import every module that declares tables, so that Base.metadata is complete."""
    importlib.import_module("kino.core.house")
    importlib.import_module("kino.core.jobs.models")
    for path in sorted((ROOT / "kino/features").glob("*/models.py")):
        importlib.import_module(f"kino.features.{path.parent.name}.models")


def render_type(kind: str, value: Any, _context: Any) -> str | Literal[False]:
    """Write Kino's own column types by their import path."""
    if kind == "type" and type(value).__module__ == "kino.core.db":
        return f"{type(value).__name__}()"
    return False


def draft(connection: Connection) -> str:
    """The body of `upgrade()`."""
    context = MigrationContext.configure(
        connection, opts={"compare_type": True, "render_item": render_type, "target_metadata": Base.metadata}
    )
    operations = produce_migrations(context, Base.metadata).upgrade_ops
    assert operations is not None
    return render_python_code(operations, render_item=render_type, migration_context=context)


async def main(message: str) -> None:
    """Migrate an empty database to the last revision, compare, and write the next file."""
    import_models()
    script = ScriptDirectory(str(MIGRATIONS_DIR))
    head = script.get_current_head()
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite+aiosqlite:///{folder}/draft.db", EventBus())
        if head is not None:
            await migrate(database)
        async with database.engine.connect() as connection:
            body = await connection.run_sync(draft)
        await database.close()
    number = f"{int(head or 0) + 1:04d}"
    path = MIGRATIONS_DIR / "versions" / f"{number}_{message.replace(' ', '_').lower()}.py"
    path.write_text(
        f'"""{message.capitalize()}."""\n\nimport sqlalchemy as sa\nfrom alembic import op\n\n'
        f"from kino.core.db import FsPath, Id, Instant\n\nrevision = {number!r}\ndown_revision = {head!r}\n"
        f"branch_labels = None\ndepends_on = None\n\n\ndef upgrade() -> None:\n    {body}\n"
    )
    print(path.relative_to(ROOT))


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
