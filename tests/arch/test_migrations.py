"""The migrations lead to exactly the tables that the code declares, on both databases."""

from importlib import import_module
from typing import Any

from sqlalchemy import Connection

from kino.core.db import Base, Database
from kino.core.events import EventBus
from kino.core.migrations import MIGRATIONS_DIR, migrate
from tests.support.house import ROOT, require_part


def _import_all_models() -> None:
    for path in sorted((ROOT / "kino").glob("*/**/models.py")):
        import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))


def _list_differences(connection: Connection) -> list[Any]:
    from alembic.autogenerate import compare_metadata
    from alembic.runtime.migration import MigrationContext

    return list(compare_metadata(MigrationContext.configure(connection), Base.metadata))


async def test_migrations_from_empty_reach_the_declared_tables(clean_database_url: str) -> None:
    require_part("kino/migrations/env.py")
    database = Database(clean_database_url, EventBus())
    try:
        outcome = await migrate(database)
        assert outcome.from_revision is None
        assert outcome.copy_path is None
        again = await migrate(database)
        assert again.from_revision == again.to_revision == outcome.to_revision
        _import_all_models()
        async with database.engine.connect() as connection:
            differences = await connection.run_sync(_list_differences)
    finally:
        await database.close()
    declared = set(Base.metadata.tables)
    # What only one dialect has (full-text tables and their indexes) is made by hand in the migrations.
    unexplained = [change for change in differences if not _is_undeclared(change, declared)]
    assert not unexplained, unexplained


def _is_undeclared(change: Any, declared: set[str]) -> bool:
    """Whether the database has a table or an index that the models do not speak of."""
    if not isinstance(change, tuple):
        return False
    return bool(change[0] == "remove_table" and change[1].name not in declared) or change[0] == "remove_index"


def test_migrations_have_one_head() -> None:
    from alembic.script import ScriptDirectory

    require_part("kino/migrations/env.py")
    assert len(ScriptDirectory(str(MIGRATIONS_DIR)).get_heads()) == 1
