"""Which of an item's files is played: the best that this screen can play, or the best with its reasons."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from kino.features.catalog.models import MediaFile
from kino.media.capabilities import ClientCapabilities
from kino.media.decide import PlaybackLimits, PlaybackWishes, plan_playback
from kino.media.info import MediaInfo
from kino.media.plan import Delivery, Plan


class OnDisk(StrEnum):
    """How a file was found."""

    AS_KNOWN = "as_known"
    CHANGED = "changed"  # another size or time: replaced by another file of the same name
    GONE = "gone"
    AWAY = "away"  # together with its whole folder


@dataclass(frozen=True, slots=True)
class PlayedFile:
    """A file of the item. folder: of its library; path: absolute, below it. Both as they were named.

    found: size in bytes and time in ns as they are now; None where nobody has looked or could.
    """

    row: MediaFile
    folder: bytes
    path: bytes
    info: MediaInfo | None
    on_disk: OnDisk = OnDisk.AS_KNOWN
    found: tuple[int, int] | None = None

    @property
    def is_away(self) -> bool:
        """Whether its disk is not connected."""
        return self.on_disk is OnDisk.AWAY


@dataclass(frozen=True, slots=True)
class VersionChoice:
    """Files that play one after the other, n ≥ 1, and the plan for the first of them."""

    parts: tuple[PlayedFile, ...]
    plan: Plan | None

    @property
    def is_extra(self) -> bool:
        """Whether it is a film about the title, and not the title."""
        return self.parts[0].row.extra_kind is not None


def read_files(rows: Sequence[tuple[MediaFile, bytes]]) -> list[PlayedFile]:
    """Files as they come from the database."""
    return [
        PlayedFile(
            row,
            bytes(folder),
            os.path.join(bytes(folder), bytes(row.path)),  # noqa: PTH118 - names on disk are bytes
            MediaInfo.from_dict(row.media_info) if row.media_info else None,
        )
        for row, folder in rows
    ]


def group_versions(files: Sequence[PlayedFile]) -> list[tuple[PlayedFile, ...]]:
    """Files by what plays as one: the parts of an edition and quality, every other file alone.

    What is gone from its disk does not play, and neither do the other parts of it.
    """
    groups: dict[tuple[object, ...], list[PlayedFile]] = {}
    for file in files:
        key = (file.row.edition, file.row.quality) if file.row.part_number is not None else (file.row.id,)
        groups.setdefault(key, []).append(file)
    return [
        tuple(sorted(parts, key=lambda one: one.row.part_number or 0))
        for parts in groups.values()
        if all(part.on_disk is not OnDisk.GONE for part in parts)
    ]


def choose_version(
    files: Sequence[PlayedFile],
    wanted_file_id: UUID | None,
    capabilities: ClientCapabilities,
    wishes: PlaybackWishes,
    limits: PlaybackLimits,
) -> VersionChoice | None:
    """The wanted version, else the first playable one, else the first; None without any file.

    Nothing stands in for an extra that was wanted and is gone.

    files: best first. A version on a disk that is away counts as the last resort, and one that was wanted
    and is gone was replaced, by a better one most often: the others are looked at.
    """
    versions = group_versions(files)
    named = [one for one in versions if any(part.row.id == wanted_file_id for part in one)]
    if named:
        return _plan(named[0], capabilities, wishes, limits)
    if any(file.row.id == wanted_file_id and file.row.extra_kind is not None for file in files):
        return None
    main = [one for one in versions if one[0].row.extra_kind is None]
    present = [one for one in main if not any(part.is_away for part in one)]
    choices = [_plan(one, capabilities, wishes, limits) for one in present or main]
    playable = [one for one in choices if one.plan is not None and one.plan.is_playable_now]
    # Another version that plays as it is beats a better one that has to be converted.
    whole = [one for one in playable if one.plan and one.plan.plays_as is not Delivery.TRANSCODE]
    return next(iter(whole or playable or choices), None)


def _plan(
    parts: tuple[PlayedFile, ...],
    capabilities: ClientCapabilities,
    wishes: PlaybackWishes,
    limits: PlaybackLimits,
) -> VersionChoice:
    first = parts[0].info
    plan = plan_playback(first, capabilities, wishes, limits) if first is not None else None
    return VersionChoice(parts, plan)
