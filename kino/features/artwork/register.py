"""Plugs artwork into a server."""

from kino.core.context import ServerContext
from kino.core.data_dir import DataFolder
from kino.core.jobs.events import JobFinished
from kino.core.jobs.interface import JobQueue
from kino.core.workers import WorkerPool
from kino.features.artwork.jobs import register_jobs
from kino.features.artwork.parts.deliver import PictureDelivery
from kino.features.artwork.parts.gather_wishes import WishGatherer
from kino.features.artwork.parts.image_access import ImageAccess
from kino.features.artwork.parts.on_screen import OnScreen
from kino.features.artwork.parts.picture_store import PictureStore
from kino.features.catalog.events import (
    FileProbed,
    ItemMerged,
    SidecarsFound,
    TitlesAdded,
    TitlesChanged,
    TitlesRemoved,
)
from kino.features.libraries.events import LibraryRemoved

# After each of them, what an earlier job could not do (a full disk) is tried again.
SCAN_JOBS = ("scanner.scan_library", "scanner.probe_library")


def register(context: ServerContext) -> None:
    """Add the store and what stands around it; follow the catalogue."""
    store = PictureStore(context.part(DataFolder).artwork)
    access = ImageAccess()
    delivery = PictureDelivery(store, context.part(WorkerPool))
    gatherer = WishGatherer(context.database, context.part(JobQueue))
    for part in (store, access, delivery, gatherer, OnScreen()):
        context.add_part(part)
    register_jobs(context)

    async def note_news(event: SidecarsFound | FileProbed) -> None:
        gatherer.add(event.library_id)

    async def note_scanned(event: JobFinished) -> None:
        if event.job.kind in SCAN_JOBS and event.job.library_id is not None:
            gatherer.add(event.job.library_id)

    async def forget_access(_event: object) -> None:
        access.forget_all()

    context.bus.subscribe(SidecarsFound, note_news)
    context.bus.subscribe(FileProbed, note_news)
    context.bus.subscribe(JobFinished, note_scanned)
    for changed in (TitlesAdded, TitlesChanged, TitlesRemoved, ItemMerged, LibraryRemoved):
        context.bus.subscribe(changed, forget_access)
    context.start_hooks.append(gatherer.ask_for_all)
    context.stop_hooks.append(gatherer.stop)
    context.stop_hooks.append(delivery.close)
