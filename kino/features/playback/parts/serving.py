"""What a playback may read of its files: the files themselves, or segments of them."""

import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
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
from kino.media.plan import Delivery


@dataclass(frozen=True, slots=True)
class Served:
    """Whole files, or films in segments.

    reasons: why it is neither though the plan says that it plays. notes: why it is converted though the plan
    says that it need not be.
    """

    method: Literal["direct", "hls", "none"]
    files: dict[UUID, DeliveredFile] = field(default_factory=dict)
    films: dict[UUID, HlsFilm] = field(default_factory=dict)
    reasons: tuple[PlanReason, ...] = ()
    notes: tuple[PlanReason, ...] = ()


@dataclass(frozen=True, slots=True)
class Screen:
    """Where and from when on it is watched.

    most_lines: the best quality that is wanted; None is no limit. can_convert: there is an encoder.
    """

    capabilities: ClientCapabilities
    position_s: float
    most_lines: int | None = None
    can_convert: bool = False


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
    layout = _Layout(parts, files, indexes, plan.audio_index)
    is_converted = plan.plays_as is Delivery.TRANSCODE
    try:
        return Served("hls", films=layout.films(screen, is_converted=is_converted))
    except MediaError as error:
        said = error.message
    if not is_converted and screen.can_convert:
        with suppress(MediaError):
            films = layout.films(screen, is_converted=True)
            note = PlanReason(code="cannot_be_copied", sentence=f"{said} It is converted instead.")
            return Served("hls", films=films, notes=(note,))
    return Served("none", reasons=(PlanReason(code="cannot_be_cut", sentence=said),))


@dataclass(frozen=True, slots=True)
class _Layout:
    parts: Sequence[PlayedFile]
    files: Mapping[UUID, DeliveredFile]
    indexes: Mapping[UUID, bytes]
    audio_index: int | None

    def films(self, screen: Screen, *, is_converted: bool) -> dict[UUID, HlsFilm]:
        """Each part in segments, the one that holds the position beginning there. Raises MediaError."""
        films = {}
        begins_s = 0.0
        for part in self.parts:
            ends_s = begins_s + (part.row.duration_s or 0.0)
            is_here = begins_s <= screen.position_s < ends_s
            here = replace(screen, position_s=screen.position_s - begins_s if is_here else 0.0)
            films[part.row.id] = self._lay_out(part, here, is_converted=is_converted)
            begins_s = ends_s
        return films

    def _lay_out(self, part: PlayedFile, screen: Screen, *, is_converted: bool) -> HlsFilm:
        if part.info is None:
            raise UncuttableFilm("This film is not read yet. Try again soon.")
        file, encoded = self.files[part.row.id], self.indexes.get(part.row.id)
        facts = (file.size_bytes, file.mtime_ns)
        cut = Cut(part.info, file.path, facts, screen.capabilities, self.audio_index)
        if is_converted:
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
