"""Pictures of the cast: those in `.actors` beside films, and those that an NFO document names there."""

import asyncio
import os
import posixpath
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from kino.core.clock import now
from kino.core.contained_files import ContainedFileRefused
from kino.core.context import ServerContext
from kino.core.db import record_event
from kino.core.errors import KinoError
from kino.core.jobs.interface import JobContext
from kino.core.workers import WorkerCrashed, WorkerFunctionFailed, WorkerTimedOut
from kino.features.artwork import service as artwork
from kino.features.artwork.queries import PictureBeside
from kino.features.catalog.events import SidecarUnreadable
from kino.features.libraries.parts.disks import Disks
from kino.features.metadata import queries
from kino.features.metadata.facts import PersonFact
from kino.features.metadata.parts.people import fold_name
from kino.features.metadata.queries import UnreadNfo, UnreadPortrait
from kino.media.errors import MediaError

BATCH_PORTRAITS = 16  # rendered side by side; some 30 ms each
_UNUSABLE = (MediaError, ContainedFileRefused, WorkerCrashed, WorkerTimedOut, WorkerFunctionFailed)


class PictureOutside(KinoError):
    """A document names a picture outside of its library folder."""

    status = 422


@dataclass(frozen=True, slots=True)
class NamedPortrait:
    """A picture file below a library folder, and whom a document says that it shows."""

    person: PersonFact
    path: bytes


def find_local_picture(nfo: UnreadNfo, address: str | None) -> bytes | None:
    """The path below the library folder that a document's `<thumb>` means; None for anything but a file name.

    Addresses are never fetched, and whole paths are those of another program or machine: both are None
    unless a path lies in this very folder. Raises PictureOutside for a name that climbs out of it.
    """
    if not address or "://" in address or "\0" in address:
        return None
    raw = os.fsencode(address)
    root = nfo.root.rstrip(b"/") + b"/"
    if raw.startswith(root):
        relative = raw.removeprefix(root)
    elif raw.startswith(b"/"):
        return None
    else:
        relative = posixpath.join(posixpath.dirname(nfo.path), raw)
    path = posixpath.normpath(relative)
    if path == b".." or path.startswith((b"../", b"/")):
        raise PictureOutside("The NFO file names a portrait outside of its library folder; it is not opened.")
    return None if path == b"." else path


def list_named(nfo: UnreadNfo, people: Sequence[PersonFact]) -> tuple[list[NamedPortrait], str]:
    """Portraits that the document names, and why some of its names are refused ("" for none)."""
    found: list[NamedPortrait] = []
    reason = ""
    for person in people:
        try:
            path = find_local_picture(nfo, person.picture)
        except PictureOutside as refusal:
            reason = refusal.message
        else:
            if path is not None:
                found.append(NamedPortrait(person, path))
    return found, reason


async def take_named_portraits(
    context: ServerContext, library_id: UUID, nfo: UnreadNfo, item_id: UUID, named: Sequence[NamedPortrait]
) -> None:
    """People of the item have the pictures that its document names, where there are such files.

    Raises ArtworkDiskFull, ArtworkUnwritable, DiskSilent.
    """
    pictures = await context.part(Disks).ask(os.fsdecode(nfo.root), _stat_pictures, nfo, named)
    async with context.database.read() as session:
        people = await queries.list_credited(session, item_id, {fold_name(one.person.name) for one in named})
    for one, picture in zip(named, pictures, strict=True):
        person_id = people.get(fold_name(one.person.name))
        if person_id is None or picture is None:
            continue
        reason = await _put(context, person_id, picture)
        if reason is not None:
            await _tell(context, library_id, picture, reason)


async def take_portraits(context: ServerContext, job: JobContext, library_id: UUID) -> int:
    """People have the pictures of them that lie beside their films; how many were looked at.

    Raises ArtworkDiskFull, ArtworkUnwritable; what was not marked by then is looked at again.
    """
    done, after = 0, None
    while True:
        job.raise_if_cancelled()
        async with context.database.read() as session:
            found = await queries.list_unread(session, UnreadPortrait, library_id, after, BATCH_PORTRAITS)
            pictured = {one.id: await queries.list_pictured_people(session, one) for one in found}
        if not found:
            return done
        wanted = _newest(found, pictured)
        reasons = await asyncio.gather(*(_put_all(context, one, who) for one, who in wanted))
        for (one, _), reason in zip(wanted, reasons, strict=True):
            if reason is not None:
                await _tell(context, library_id, _picture(one), reason)
        async with context.database.write() as session:
            await queries.mark_used(session, [one.id for one in found], now())
        done, after = done + len(found), found[-1].id


def _newest(
    found: Sequence[UnreadPortrait], pictured: Mapping[UUID, Sequence[UUID]]
) -> list[tuple[UnreadPortrait, list[UUID]]]:
    """Each person once, with their latest picture of these."""
    latest: dict[UUID, UnreadPortrait] = {}
    for one in sorted(found, key=lambda each: each.mtime_ns):
        latest |= dict.fromkeys(pictured[one.id], one)
    return [
        (one, who)
        for one in found
        if (who := [person_id for person_id in latest if latest[person_id] is one])
    ]


async def _put_all(
    context: ServerContext, one: UnreadPortrait, person_ids: Sequence[UUID]
) -> KinoError | None:
    reason = None
    for person_id in person_ids:
        reason = await _put(context, person_id, _picture(one)) or reason
    return reason


async def _put(context: ServerContext, person_id: UUID, picture: PictureBeside) -> KinoError | None:
    try:
        await artwork.put_local_portrait(context, person_id, picture)
    except _UNUSABLE as error:
        return error
    return None


async def _tell(context: ServerContext, library_id: UUID, picture: PictureBeside, reason: KinoError) -> None:
    async with context.database.write() as session:
        record_event(
            session,
            SidecarUnreadable(library_id, picture.folder_id, picture.path, reason.code, reason.message[:500]),
        )


def _picture(one: UnreadPortrait) -> PictureBeside:
    return PictureBeside(
        one.folder_id, one.root, one.path, "portrait", one.size_bytes, one.mtime_ns, is_away=False
    )


def _stat_pictures(nfo: UnreadNfo, named: Sequence[NamedPortrait]) -> list[PictureBeside | None]:
    return [_stat_picture(nfo, one.path) for one in named]


def _stat_picture(nfo: UnreadNfo, path: bytes) -> PictureBeside | None:
    try:
        facts = Path(os.fsdecode(nfo.root + b"/" + path)).stat()
    except (OSError, ValueError):
        return None
    return PictureBeside(
        nfo.folder_id, nfo.root, path, "portrait", facts.st_size, facts.st_mtime_ns, is_away=False
    )
