"""Plugs metadata into a server."""

from kino.core.context import ServerContext
from kino.core.jobs.interface import JobQueue
from kino.features.catalog.events import FileProbed, SidecarsFound
from kino.features.metadata.jobs import register_jobs
from kino.features.metadata.parts.gather_news import NewsGatherer


def register(context: ServerContext) -> None:
    """Follow what a scan finds beside films and inside of them."""
    gatherer = NewsGatherer(context.database, context.part(JobQueue))
    context.add_part(gatherer)
    register_jobs(context)

    async def note_sidecars(event: SidecarsFound) -> None:
        gatherer.add_items(event.library_id, event.item_ids)

    async def note_probed(event: FileProbed) -> None:
        gatherer.add_file(event.file_id)

    context.bus.subscribe(SidecarsFound, note_sidecars)
    context.bus.subscribe(FileProbed, note_probed)
    context.stop_hooks.append(gatherer.stop)
