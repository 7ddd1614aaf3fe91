"""What one running server is made of: settings, database, bus, and the parts that app.py plugs in.

A part is an object that lives as long as the server (the job queue, the registry of live playbacks). Whoever
owns its type adds it once at start; routes ask for it by that type, so nothing is global and tests add
their own.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from kino.core.db import Database
from kino.core.errors import KinoError
from kino.core.events import EventBus
from kino.core.settings import Settings

T = TypeVar("T")
Hook = Callable[[], Awaitable[None]]


class PartMissing(KinoError):
    """A part was asked for that nobody added at start."""

    status = 500


@dataclass(frozen=True, slots=True)
class ServerContext:
    """Settings, database and bus of one server, and its parts by type.

    start_hooks: awaited in order once the database is migrated, before the first request.
    stop_hooks:  awaited in reverse order when the server ends, before the database closes.
    """

    settings: Settings
    database: Database
    bus: EventBus
    start_hooks: list[Hook] = field(default_factory=list)
    stop_hooks: list[Hook] = field(default_factory=list)
    _parts: dict[type[Any], Any] = field(default_factory=dict)

    def add_part(self, part: Any, as_type: type[Any] | None = None) -> None:
        """Keep the part under its type, or under `as_type`: a parent or protocol that its users name."""
        self._parts[as_type or type(part)] = part

    def find_part(self, kind: type[T]) -> T | None:
        """The part of this type, or None."""
        part: T | None = self._parts.get(kind)
        return part

    def part(self, kind: type[T]) -> T:
        """The part of this type. Raises PartMissing, naming it."""
        part = self.find_part(kind)
        if part is None:
            raise PartMissing(f"{kind.__module__}.{kind.__qualname__} was not added to the server at start.")
        return part
