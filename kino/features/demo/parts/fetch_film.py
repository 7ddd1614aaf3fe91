"""One film from the first of its homes that gives it out."""

import asyncio
from pathlib import Path

from kino.features.demo.errors import FilmNotGivenOut, SourceOffline
from kino.features.demo.parts.place_library import DemoFile
from kino.features.demo.titles import DemoSource
from kino.providers.internet_archive.client import InternetArchive
from kino.providers.internet_archive.download import Download, DownloadLimits, Progress
from kino.providers.internet_archive.errors import (
    ArchiveItemNotFound,
    ArchiveRefused,
    ArchiveUnreachable,
    DownloadCorrupt,
    DownloadTooLarge,
    HostNotAllowed,
    NoFittingFile,
)
from kino.providers.internet_archive.metadata import ArchiveItem, choose_file

# Of one place; another one may still give the film out.
_REFUSALS = (
    ArchiveItemNotFound,
    NoFittingFile,
    ArchiveRefused,
    DownloadCorrupt,
    DownloadTooLarge,
    HostNotAllowed,
)


async def fetch_film(
    client: InternetArchive,
    file: DemoFile,
    target: Path,
    incoming: Path,
    *,
    on_progress: Progress,
    cancel: asyncio.Event,
    limits: DownloadLimits,
) -> None:
    """The film lies at the target, whole and checked; what lay there is replaced in one step.

    Raises SourceOffline (nothing answers at all), FilmNotGivenOut (with the reason of each source),
    ArchiveUnreachable (the line broke, again and again), NotEnoughSpace, DownloadTooSlow, DownloadCancelled,
    OSError.
    """
    refusals: list[str] = []
    for source in file.sources:
        item = await _ask(client, source, refusals)
        if item is None:
            continue
        try:
            chosen = choose_file(item, source.file_pattern, file.duration_s)
            download = Download(
                client, item, chosen, target, incoming, on_progress=on_progress, cancel=cancel, limits=limits
            )
            await download.run()
        except _REFUSALS as refusal:
            refusals.append(refusal.message)
        else:
            return
    raise FilmNotGivenOut(" ".join(refusals))


async def _ask(client: InternetArchive, source: DemoSource, refusals: list[str]) -> ArchiveItem | None:
    try:
        return await client.fetch_item(source.identifier)
    except (ArchiveUnreachable, HostNotAllowed) as error:
        raise SourceOffline(error.message) from error
    except (ArchiveItemNotFound, ArchiveRefused) as refusal:
        refusals.append(refusal.message)
        return None
