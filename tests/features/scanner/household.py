"""A library whose scans are followed by what metadata and artwork make of them."""

from dataclasses import dataclass

from kino.features.artwork.jobs import fill_library
from kino.features.artwork.parts.gather_wishes import WishGatherer
from kino.features.catalog.models import Item
from kino.features.metadata.jobs import read_library
from kino.features.metadata.parts.gather_news import NewsGatherer
from tests.features.scanner.scan_desk import FakeJob, ScanDesk


@dataclass(slots=True)
class Household:
    """A library whose scans are followed by metadata and artwork."""

    desk: ScanDesk

    async def scan(self) -> None:
        """Scan, probe, and everything that follows from it."""
        await self.desk.scan()
        await self.desk.probe()
        context, library_id = self.desk.context, self.desk.library_id
        await self.desk.database.bus.drain()
        await context.part(NewsGatherer).flush()
        await context.part(WishGatherer).flush()
        payload = {"library_id": str(library_id)}
        await read_library(context, FakeJob(payload, library_id))
        await fill_library(context, FakeJob(payload, library_id))
        await self.desk.database.bus.drain()

    async def title(self) -> Item:
        (title,) = (await self.desk.titles()).values()
        return title
