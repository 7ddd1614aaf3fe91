"""Plugs the demo library in."""

import os
from pathlib import Path

from kino.core.context import ServerContext
from kino.core.data_dir import DataFolder
from kino.core.jobs.interface import JobRegistry
from kino.features.catalog.events import FilesPlaced
from kino.features.demo import service
from kino.features.demo.jobs import DemoJobs
from kino.features.demo.parts.desk import DemoDesk
from kino.features.demo.parts.take_in import keep_marks
from kino.features.libraries.events import LibraryRemoved


def register(context: ServerContext) -> None:
    """Add the desk and the jobs; follow scans of the demo's folder, and the library's end."""
    data = Path(os.path.realpath(context.part(DataFolder).root))
    desk = DemoDesk(root=data / "demo-library", incoming=data / "incoming" / "demo")
    context.add_part(desk)
    DemoJobs(context).register(context.part(JobRegistry))

    async def look_at_placed(event: FilesPlaced) -> None:
        if event.library_id == desk.library_id:
            await keep_marks(context, event.file_ids)

    async def forget(event: LibraryRemoved) -> None:
        if event.library_id == desk.library_id:
            await service.forget_library(context, event.library_id)

    async def resume() -> None:
        await service.resume(context)

    context.bus.subscribe(FilesPlaced, look_at_placed)
    context.bus.subscribe(LibraryRemoved, forget)
    context.start_hooks.append(resume)
