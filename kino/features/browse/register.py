"""Plugs browse in: its counts follow the catalogue."""

from kino.core.context import ServerContext
from kino.core.events import Event
from kino.features.browse.parts.house_facts import HouseFacts
from kino.features.catalog.events import TitlesAdded, TitlesChanged, TitlesRemoved
from kino.features.libraries.events import LibraryRemoved


def register(context: ServerContext) -> None:
    """Count the house anew whenever titles come, change or go."""
    facts = HouseFacts(context.database)
    context.add_part(facts)

    async def outdate(_event: Event) -> None:
        facts.outdate()

    for event_type in (TitlesAdded, TitlesChanged, TitlesRemoved, LibraryRemoved):
        context.bus.subscribe(event_type, outdate)
    context.stop_hooks.append(facts.stop)
