"""The house's own settings: small JSON values that an admin edits in the UI, one row each."""

from typing import Any

from sqlalchemy import JSON, String, delete, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from kino.core.db import Base


class HouseSetting(Base):
    """One named value."""

    __tablename__ = "house_setting"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    value: Mapped[Any] = mapped_column(JSON)


async def find_setting(session: AsyncSession, key: str, default: Any = None) -> Any:
    """The stored value, or `default` when the key was never set."""
    row = (await session.execute(select(HouseSetting.value).where(HouseSetting.key == key))).first()
    return default if row is None else row[0]


async def list_settings(session: AsyncSession, prefix: str) -> dict[str, Any]:
    """All values whose key starts with `prefix`, by key."""
    rows = await session.execute(
        select(HouseSetting.key, HouseSetting.value).where(
            HouseSetting.key.startswith(prefix, autoescape=True)
        )
    )
    return dict(rows.all())


async def put_setting(session: AsyncSession, key: str, value: Any) -> None:
    """Set the value, whether the key was there or not."""
    await session.merge(HouseSetting(key=key, value=value))


async def remove_setting(session: AsyncSession, key: str) -> bool:
    """Forget the key; whether it was there. Two callers at once: exactly one is told True."""
    result = await session.execute(
        delete(HouseSetting).where(HouseSetting.key == key).returning(HouseSetting.key)
    )
    return result.first() is not None
