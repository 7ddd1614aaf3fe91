"""Which of an item's files is played: the best that this screen can play, or the best with its reasons."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from kino.features.catalog.models import MediaFile
from kino.media.capabilities import ClientCapabilities
from kino.media.decide import PlaybackWishes, plan_playback
from kino.media.info import MediaInfo
from kino.media.plan import Plan


@dataclass(frozen=True, slots=True)
class PlayedFile:
    """A file of the item. folder: of its library; path: absolute, below it. Both as they were named."""

    row: MediaFile
    folder: bytes
    path: bytes
    info: MediaInfo | None


@dataclass(frozen=True, slots=True)
class VersionChoice:
    """Files that play one after the other, n ≥ 1, and the plan for the first of them."""

    parts: tuple[PlayedFile, ...]
    plan: Plan | None


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
    """Files by what plays as one: the parts of an edition and quality, every other file alone."""
    groups: dict[tuple[object, ...], list[PlayedFile]] = {}
    for file in files:
        key = (file.row.edition, file.row.quality) if file.row.part_number is not None else (file.row.id,)
        groups.setdefault(key, []).append(file)
    return [tuple(sorted(parts, key=lambda one: one.row.part_number or 0)) for parts in groups.values()]


def choose_version(
    files: Sequence[PlayedFile],
    wanted_file_id: UUID | None,
    capabilities: ClientCapabilities,
    wishes: PlaybackWishes,
) -> VersionChoice | None:
    """The wanted version, else the first playable one, else the first; None without any file.

    files: best first. A version on a disk that is away counts as the last resort.
    """
    versions = group_versions(files)
    if wanted_file_id is not None:
        named = [one for one in versions if any(part.row.id == wanted_file_id for part in one)]
        return _plan(named[0], capabilities, wishes) if named else None
    main = [one for one in versions if one[0].row.extra_kind is None]
    present = [one for one in main if all(part.row.away_at is None for part in one)]
    choices = [_plan(one, capabilities, wishes) for one in present or main]
    playable = [one for one in choices if one.plan is not None and one.plan.is_playable_now]
    return next(iter(playable or choices), None)


def _plan(
    parts: tuple[PlayedFile, ...], capabilities: ClientCapabilities, wishes: PlaybackWishes
) -> VersionChoice:
    first = parts[0].info
    return VersionChoice(parts, plan_playback(first, capabilities, wishes) if first is not None else None)
