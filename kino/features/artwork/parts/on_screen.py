"""Which titles someone is looking at right now: their pictures are made first."""

from collections import OrderedDict
from collections.abc import Iterable
from uuid import UUID

from kino.core import clock

MOST = 100
FOR_S = 120.0


class OnScreen:
    """The last titles that were looked at, each for two minutes; in memory, belongs to the event loop."""

    def __init__(self) -> None:
        self._until_s: OrderedDict[UUID, float] = OrderedDict()

    def add(self, item_ids: Iterable[UUID]) -> None:
        """These are on a screen now."""
        until_s = clock.monotonic_s() + FOR_S
        for item_id in item_ids:
            self._until_s[item_id] = until_s
            self._until_s.move_to_end(item_id)
        while len(self._until_s) > MOST:
            self._until_s.popitem(last=False)

    def list_ids(self) -> list[UUID]:
        """What was looked at in the last two minutes."""
        now_s = clock.monotonic_s()
        while self._until_s and next(iter(self._until_s.values())) < now_s:
            self._until_s.popitem(last=False)
        return list(self._until_s)
