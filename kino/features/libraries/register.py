"""Plugs libraries into a server."""

from kino.core.context import ServerContext
from kino.core.disk_reads import DiskReads
from kino.features.accounts.parts.library_directory import LibraryDirectory
from kino.features.accounts.parts.live import LiveStreams
from kino.features.libraries.events import LibraryAccessChanged
from kino.features.libraries.parts.access import HouseLibraries
from kino.features.libraries.parts.counts import LibraryCounts
from kino.features.libraries.parts.disks import Disks
from kino.features.libraries.parts.leaving_folders import LeavingFolders
from kino.features.libraries.parts.media_roots import MediaRoots


def register(context: ServerContext) -> None:
    """Add the parts that library routes ask for, and tell accounts which libraries there are."""
    context.add_part(HouseLibraries(), as_type=LibraryDirectory)
    context.add_part(LibraryCounts())
    context.add_part(LeavingFolders())
    disks = Disks(context.find_part(DiskReads) or DiskReads())
    context.add_part(disks)
    context.add_part(MediaRoots(disks, context.settings))
    streams = context.part(LiveStreams)

    async def end_streams(event: LibraryAccessChanged) -> None:
        for account_id in event.account_ids:
            streams.end_account(account_id)

    context.bus.subscribe(LibraryAccessChanged, end_streams)
