"""Plugs trickplay into a server."""

import asyncio

from kino.core.context import ServerContext
from kino.core.data_dir import DataFolder
from kino.core.jobs.events import JobFinished
from kino.core.jobs.interface import JobQueue
from kino.features.catalog.events import FilesForgotten
from kino.features.trickplay.jobs import enqueue_ahead, register_jobs
from kino.features.trickplay.parts.tile_store import TileStore
from kino.features.trickplay.routes import TileDelivery
from kino.features.trickplay.service import TileWorkers

# Behind it the lengths and keyframes of new files are known.
PROBE_JOB = "scanner.probe_library"


def register(context: ServerContext) -> None:
    """Add the store and its worker; make tiles behind a scan, and forget those of forgotten files."""
    store = TileStore(context.part(DataFolder).cache / "trickplay")
    workers, delivery = TileWorkers(), TileDelivery()
    for part in (store, workers, delivery):
        context.add_part(part)
    register_jobs(context)

    async def note_probed(event: JobFinished) -> None:
        if event.job.kind == PROBE_JOB:
            async with context.database.write() as session:
                await enqueue_ahead(session, context.part(JobQueue))

    async def forget_files(event: FilesForgotten) -> None:
        for file_id in event.file_ids:
            await asyncio.to_thread(store.remove, file_id)

    async def close_delivery() -> None:
        delivery.close()

    context.bus.subscribe(JobFinished, note_probed)
    context.bus.subscribe(FilesForgotten, forget_files)
    context.stop_hooks.append(workers.close)
    context.stop_hooks.append(close_delivery)
