"""Alembic migrations, shipped in the wheel and applied at start by core.migrations."""
