"""What the house is called, which language it speaks, and who may register."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from kino.core.db import record_event
from kino.core.house import find_setting, put_setting
from kino.features.accounts.events import HouseChanged
from kino.features.accounts.schemas import HouseSettings

DEFAULTS = {"name": "Kino", "language": "en", "registration": "invitation"}
_KEYS = {"name": "house.name", "language": "house.language", "registration": "accounts.registration"}


async def read_house(session: AsyncSession) -> HouseSettings:
    """The settings as they stand, defaults where nothing was set."""
    values = {name: await find_setting(session, key, DEFAULTS[name]) for name, key in _KEYS.items()}
    return HouseSettings.model_validate(values)


async def change_house(session: AsyncSession, changes: dict[str, Any]) -> None:
    """Set the named ones among name, language and registration."""
    for name, value in changes.items():
        await put_setting(session, _KEYS[name], value)
    record_event(session, HouseChanged())
