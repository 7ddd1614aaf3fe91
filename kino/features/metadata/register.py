"""Plugs metadata into a server."""

from kino.core.context import ServerContext
from kino.core.jobs.events import JobFinished
from kino.core.jobs.interface import JobQueue
from kino.features.catalog.events import FileProbed, SidecarsFound
from kino.features.metadata.jobs import register_jobs
from kino.features.metadata.parts.gather_news import NewsGatherer

# After each of them, what could not be taken over before (a full disk) is tried again.
SCAN_JOBS = ("scanner.scan_library", "scanner.probe_library")


def register(context: ServerContext) -> None:
    """Follow what a scan finds beside films and inside of them."""
    gatherer = NewsGatherer(context.database, context.part(JobQueue))
    context.add_part(gatherer)
    register_jobs(context)

    async def note_news(event: SidecarsFound | FileProbed) -> None:
        gatherer.add(event.library_id)

    async def note_scanned(event: JobFinished) -> None:
        if event.job.kind in SCAN_JOBS and event.job.library_id is not None:
            gatherer.add(event.job.library_id)

    context.bus.subscribe(SidecarsFound, note_news)
    context.bus.subscribe(FileProbed, note_news)
    context.bus.subscribe(JobFinished, note_scanned)
    context.start_hooks.append(gatherer.add_all)
    context.stop_hooks.append(gatherer.stop)
