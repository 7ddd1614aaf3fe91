"""The keys that sign session tokens, kept among the house's settings so that every node has the same."""

import asyncio

from sqlalchemy.exc import IntegrityError

from kino.core.db import Database
from kino.core.house import find_setting, put_setting
from kino.core.security import SessionKeys

KEYS_SETTING = "accounts.session_keys"


class SessionKeyring:
    """Loads the keys at their first use and makes them in a new house."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._loading = asyncio.Lock()
        self._keys: SessionKeys | None = None

    async def get_keys(self) -> SessionKeys:
        """The keys of this house."""
        if self._keys is None:
            async with self._loading:
                if self._keys is None:
                    self._keys = SessionKeys(await self._load())
        return self._keys

    async def rotate(self) -> None:
        """Sign with a new key from now on; tokens of the two keys before it are still read."""
        async with self._database.write() as session:
            renewed = SessionKeys.new_secrets(await find_setting(session, KEYS_SETTING))
            await put_setting(session, KEYS_SETTING, renewed)
        self._keys = SessionKeys(renewed)

    async def _load(self) -> dict[str, str]:
        stored = await self._find()
        if stored is None:
            try:
                async with self._database.write() as session:
                    await put_setting(session, KEYS_SETTING, SessionKeys.new_secrets())
            except IntegrityError:
                pass  # another node made them at the same moment; its keys are everyone's
            stored = await self._find()
        assert stored is not None, "the keys were just written"
        return stored

    async def _find(self) -> dict[str, str] | None:
        async with self._database.read() as session:
            stored: dict[str, str] | None = await find_setting(session, KEYS_SETTING)
        return stored
