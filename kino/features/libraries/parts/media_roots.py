"""The folders below which an admin may choose, each asked on its own disk: a silent one hides no other."""

import asyncio
import os
from pathlib import Path

from kino.core.clock import monotonic_s
from kino.core.settings import Settings
from kino.features.libraries.parts.disks import Disks
from kino.features.libraries.parts.folder_browser import name_roots, resolve_root

ROOT_WITHIN_S = 1.0
KEPT_FOR_S = 10.0  # roots hardly ever change, and every step of somebody who browses asks for them


class MediaRoots:
    """Media roots with their links followed. Belongs to one event loop."""

    def __init__(self, disks: Disks, settings: Settings) -> None:
        self._disks = disks
        self._settings = settings
        self._kept: list[str] = []
        self._kept_until_s = 0.0

    async def list_roots(self) -> list[str]:
        """Those of the settings, else the usual places that exist; never empty.

        A root whose disk does not answer keeps the name it was given: nothing behind a link of it can be
        chosen then, and the others can.
        """
        if monotonic_s() >= self._kept_until_s:
            found = await asyncio.gather(*(self._resolve(each) for each in name_roots(self._settings)))
            roots = dict.fromkeys(each for each in found if each is not None)
            self._kept = list(roots) or [str(Path.home())]
            self._kept_until_s = monotonic_s() + KEPT_FOR_S
        return self._kept

    async def _resolve(self, root: str) -> str | None:
        is_named = bool(self._settings.media_roots)
        try:
            async with asyncio.timeout(ROOT_WITHIN_S):
                return await self._disks.wait_for(os.fsencode(root), resolve_root, root, is_named=is_named)
        except TimeoutError:
            return root
