"""What a running server consists of: its settings, database and bus, and the parts that features add."""

from collections.abc import Awaitable, Callable
from typing import Any, TypeVar, cast

from kino.core.db import Database
from kino.core.events import EventBus
from kino.core.settings import Settings

P = TypeVar("P")
Hook = Callable[[], Awaitable[None]]


class PartMissing(LookupError):
    """A route or feature needs a part that create_app did not plug in."""


class ServerContext:
    """Handed to every feature's `register(context)` and to routes; lives as long as the server.

    Parts are kept by their type, one each. Start hooks run in the order of registration once the database
    is migrated; stop hooks in the opposite order, before the database closes.
    """

    def __init__(self, settings: Settings, database: Database, bus: EventBus) -> None:
        self.settings = settings
        self.database = database
        self.bus = bus
        self._parts: dict[type[Any], Any] = {}
        self.start_hooks: list[Hook] = []
        self.stop_hooks: list[Hook] = []

    def add_part(self, part: object, as_type: type[Any] | None = None) -> None:
        """Make the part available by its class, or by a wider type that it stands for."""
        self._parts[as_type or type(part)] = part

    def find_part(self, kind: type[P]) -> P | None:
        """The part of this type, or None."""
        return cast("P | None", self._parts.get(kind))

    def part(self, kind: type[P]) -> P:
        """The part of this type. Raises PartMissing."""
        found = self.find_part(kind)
        if found is None:
            raise PartMissing(f"no {kind.__name__} is plugged in; create_app registers the features")
        return found

    def on_start(self, hook: Hook) -> None:
        """Await `hook` when the server starts."""
        self.start_hooks.append(hook)

    def on_stop(self, hook: Hook) -> None:
        """Await `hook` when the server stops."""
        self.stop_hooks.append(hook)
