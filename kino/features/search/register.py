"""Plugs search in: its index follows the catalogue."""

from kino.core.context import ServerContext
from kino.core.jobs.interface import JobRegistry
from kino.features.catalog.events import (
    EpisodesAdded,
    PeopleForgotten,
    TitlesAdded,
    TitlesChanged,
    TitlesRemoved,
)
from kino.features.search.jobs import SearchIndex


def register(context: ServerContext) -> None:
    """Index whatever comes, changes or goes; a removed library takes its own index along."""
    index = SearchIndex(context)
    context.add_part(index)
    index.register(context.part(JobRegistry))

    async def note_titles(event: TitlesAdded | TitlesChanged | TitlesRemoved) -> None:
        index.note(event.title_ids)

    async def note_series(event: EpisodesAdded) -> None:
        index.note(event.series_ids)

    async def note_people(event: PeopleForgotten) -> None:
        index.note(event.person_ids)

    for event_type in (TitlesAdded, TitlesChanged, TitlesRemoved):
        context.bus.subscribe(event_type, note_titles)
    context.bus.subscribe(EpisodesAdded, note_series)
    context.bus.subscribe(PeopleForgotten, note_people)
    context.start_hooks.append(index.start)
    context.stop_hooks.append(index.stop)
