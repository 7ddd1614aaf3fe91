"""What a playback may read of its files: the files themselves, or segments of them."""

import os
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Literal
from uuid import UUID

from kino.core.context import ServerContext
from kino.core.file_delivery import DeliveredFile
from kino.features.libraries.parts.disks import Disks
from kino.features.playback import queries
from kino.features.playback.errors import NothingToPlay
from kino.features.playback.parts import describe
from kino.features.playback.parts.choose_version import PlayedFile, VersionChoice
from kino.features.playback.parts.hls_film import Cut, HlsFilm, convert, lay_out
from kino.features.playback.parts.look_at_disk import ask_disk
from kino.features.playback.schemas import PlanReason
from kino.media.capabilities import ClientCapabilities
from kino.media.errors import MediaError, UncuttableFilm
from kino.media.keyframes import decode_keyframes
from kino.media.plan import Delivery, Plan


@dataclass(frozen=True, slots=True)
class Served:
    """Whole files, or films in segments; reasons why it is neither though the plan says that it plays."""

    method: Literal["direct", "hls", "none"]
    files: dict[UUID, DeliveredFile] = field(default_factory=dict)
    films: dict[UUID, HlsFilm] = field(default_factory=dict)
    reasons: tuple[PlanReason, ...] = ()


@dataclass(frozen=True, slots=True)
class Screen:
    """Where and from when on it is watched. most_lines: the best quality that is wanted; None is no limit."""

    capabilities: ClientCapabilities
    position_s: float
    most_lines: int | None = None


async def serve_choice(context: ServerContext, choice: VersionChoice, screen: Screen) -> Served:
    """What is read to play the choice on such a client. Raises NothingToPlay."""
    parts, plan = choice.parts, choice.plan
    if plan is None or plan.plays_as is None or any(part.is_away for part in parts):
        return Served("none")
    files = await ask_disk(context.part(Disks), parts[0], _deliver, parts)
    if plan.plays_as is Delivery.DIRECT:
        return Served("direct", files=files)
    async with context.database.read() as session:
        indexes = await queries.list_keyframe_indexes(session, list(files))
    films = {}
    begins_s = 0.0
    try:
        for part in parts:
            here = replace(screen, position_s=max(0.0, screen.position_s - begins_s))
            films[part.row.id] = _lay_out(part, files[part.row.id], indexes.get(part.row.id), plan, here)
            begins_s += part.row.duration_s or 0.0
    except MediaError as error:
        return Served("none", reasons=(PlanReason(code="cannot_be_cut", sentence=error.message),))
    return Served("hls", films=films)


def _lay_out(
    part: PlayedFile,
    file: DeliveredFile,
    encoded: bytes | None,
    plan: Plan,
    screen: Screen,
) -> HlsFilm:
    if part.info is None:
        raise UncuttableFilm("This film is not read yet. Try again soon.")
    cut = Cut(part.info, file.path, (file.size_bytes, file.mtime_ns), screen.capabilities, plan.audio_index)
    if plan.plays_as is Delivery.TRANSCODE:
        return convert(cut, screen.position_s, screen.most_lines)
    if encoded is None:
        raise UncuttableFilm("The index of this film is not read yet. Try again soon.")
    return lay_out(cut, decode_keyframes(encoded))


def _deliver(parts: Sequence[PlayedFile]) -> dict[UUID, DeliveredFile]:
    """The files as the stream serves them. Raises NothingToPlay for one that leaves its library by a link."""
    delivered = {}
    for part in parts:
        path, folder = os.path.realpath(part.path), os.path.realpath(part.folder)
        if not path.startswith(folder.rstrip(b"/") + b"/"):
            raise NothingToPlay(
                "The file of this title is a link to a place outside of its library.", reason="leaves_library"
            )
        delivered[part.row.id] = DeliveredFile(
            path=path,
            size_bytes=part.row.size_bytes,
            mtime_ns=part.row.mtime_ns,
            etag_seed=part.row.id.hex,
            media_type=describe.media_type(part.row.container),
        )
    return delivered
