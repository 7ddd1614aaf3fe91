"""Every statement of the scanner; none of them commits."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple, TypeVar, cast
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Table,
    and_,
    bindparam,
    delete,
    exists,
    func,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from kino.core.clock import now
from kino.core.ids import new_id
from kino.features.catalog.models import Item, MediaFile, Sidecar
from kino.features.libraries.models import LibraryFolder
from kino.features.scanner.models import ScanProblem, SeenDirectory

T = TypeVar("T")

UNSEEN_NS = -1  # the time of a directory that is known to be there, but not to have been read
IN_LIMIT = 500  # values of one IN list: below SQLite's limit of variables on every build


def in_chunks(values: Sequence[T]) -> Iterable[Sequence[T]]:
    """The values in lists that fit into one IN."""
    for start in range(0, len(values), IN_LIMIT):
        yield values[start : start + IN_LIMIT]


class KnownFile(NamedTuple):
    """A file as the catalogue has it."""

    id: UUID
    path: bytes
    size_bytes: int
    mtime_ns: int
    item_id: UUID | None
    is_gone: bool


async def read_seen_directories(session: AsyncSession, folder_id: UUID) -> dict[bytes, int]:
    """Modification times in ns of every directory that former walks saw, by relative path."""
    rows = await session.execute(
        select(SeenDirectory.path, SeenDirectory.mtime_ns).where(SeenDirectory.folder_id == folder_id)
    )
    return dict(rows.all())


async def read_seen_mount_points(session: AsyncSession, folder_id: UUID) -> frozenset[bytes]:
    """Directories, by relative path, that were mount points when they were last seen."""
    rows = await session.scalars(
        select(SeenDirectory.path).where(SeenDirectory.folder_id == folder_id, SeenDirectory.is_mount_point)
    )
    return frozenset(rows)


async def put_seen_directories(
    session: AsyncSession, folder_id: UUID, seen: Mapping[bytes, int], mount_points: Collection[bytes]
) -> None:
    """Remember these directories as seen, and which of them are mount points."""
    await forget_directories(session, folder_id, list(seen))
    rows = [
        {
            "id": new_id(),
            "folder_id": folder_id,
            "path": path,
            "mtime_ns": mtime_ns,
            "is_mount_point": path in mount_points,
        }
        for path, mtime_ns in seen.items()
    ]
    if rows:
        connection = await session.connection()
        await connection.execute(insert(cast("Table", SeenDirectory.__table__)), rows)


async def mark_unseen(session: AsyncSession, folder_id: UUID, paths: Sequence[bytes]) -> None:
    """Have the next walk read these directories, whatever their time says."""
    for part in in_chunks(paths):
        await session.execute(
            update(SeenDirectory)
            .where(SeenDirectory.folder_id == folder_id, SeenDirectory.path.in_(part))
            .values(mtime_ns=UNSEEN_NS)
            .execution_options(synchronize_session=False)
        )


async def forget_directories(session: AsyncSession, folder_id: UUID, paths: Sequence[bytes]) -> None:
    """Forget these directories: they are gone."""
    for part in in_chunks(paths):
        await session.execute(
            delete(SeenDirectory).where(SeenDirectory.folder_id == folder_id, SeenDirectory.path.in_(part))
        )


async def list_known_files(
    session: AsyncSession, folder_id: UUID, directories: Sequence[bytes]
) -> list[KnownFile]:
    """The catalogue's files directly in these directories, missing ones included."""
    found: list[KnownFile] = []
    for part in in_chunks(directories):
        rows = await session.execute(
            select(
                MediaFile.id,
                MediaFile.path,
                MediaFile.size_bytes,
                MediaFile.mtime_ns,
                MediaFile.item_id,
                MediaFile.missing_at.is_not(None),
            ).where(MediaFile.folder_id == folder_id, MediaFile.directory.in_(part))
        )
        found += [KnownFile(*row) for row in rows]
    return found


class MoveCandidate(NamedTuple):
    """A known file that a new one of the same size may be."""

    id: UUID
    folder_id: UUID
    path: bytes
    size_bytes: int
    mtime_ns: int
    fingerprint: bytes | None


async def list_same_size(
    session: AsyncSession, library_id: UUID, sizes_bytes: Collection[int]
) -> list[MoveCandidate]:
    """Known files of the library with one of these sizes."""
    found: list[MoveCandidate] = []
    for part in in_chunks(sorted(sizes_bytes)):
        rows = await session.execute(
            select(
                MediaFile.id,
                MediaFile.folder_id,
                MediaFile.path,
                MediaFile.size_bytes,
                MediaFile.mtime_ns,
                MediaFile.fingerprint,
            ).where(MediaFile.size_bytes.in_(part), MediaFile.library_id == library_id)
        )
        found += [MoveCandidate(*row) for row in rows]
    return found


async def has_files(session: AsyncSession, library_id: UUID) -> bool:
    """Whether the library has any file at all; a first scan has nothing to compare with."""
    return await session.scalar(select(exists().where(MediaFile.library_id == library_id))) or False


async def has_seen(session: AsyncSession, folder_id: UUID) -> bool:
    """Whether a walk has ever been through any directory of the folder."""
    return await session.scalar(select(exists().where(SeenDirectory.folder_id == folder_id))) or False


async def mark_missing(session: AsyncSession, file_ids: Sequence[UUID]) -> set[UUID]:
    """Note that these files are gone; the items they belonged to."""
    items: set[UUID] = set()
    for part in in_chunks(file_ids):
        rows = await session.scalars(
            update(MediaFile)
            .where(MediaFile.id.in_(part), MediaFile.missing_at.is_(None))
            .values(missing_at=now())
            .returning(MediaFile.item_id)
            .execution_options(synchronize_session=False)
        )
        items |= {one for one in rows if one is not None}
    return items


async def mark_folder_missing(session: AsyncSession, folder_id: UUID) -> list[tuple[UUID, UUID | None]]:
    """Note that all files of the folder are gone; the id and the item of each."""
    rows = await session.execute(
        update(MediaFile)
        .where(MediaFile.folder_id == folder_id)
        .values(missing_at=now())
        .returning(MediaFile.id, MediaFile.item_id)
        .execution_options(synchronize_session=False)
    )
    return [(file_id, item_id) for file_id, item_id in rows]


async def mark_present(session: AsyncSession, file_ids: Sequence[UUID]) -> set[UUID]:
    """Note that these files are where they were; the items they belong to."""
    items: set[UUID] = set()
    for part in in_chunks(file_ids):
        rows = await session.scalars(
            update(MediaFile)
            .where(
                MediaFile.id.in_(part), or_(MediaFile.missing_at.is_not(None), MediaFile.away_at.is_not(None))
            )
            .values(missing_at=None, away_at=None)
            .returning(MediaFile.item_id)
            .execution_options(synchronize_session=False)
        )
        items |= {one for one in rows if one is not None}
    return items


async def set_folder_away(session: AsyncSession, folder_id: UUID, at: datetime | None) -> None:
    """Mark all files of the folder away, or (at None) back."""
    changes = MediaFile.away_at.is_(None) if at else MediaFile.away_at.is_not(None)
    await session.execute(
        update(MediaFile)
        .where(MediaFile.folder_id == folder_id, changes)
        .values(away_at=at)
        .execution_options(synchronize_session=False)
    )


async def set_below_away(
    session: AsyncSession, folder_id: UUID, directory: bytes, at: datetime | None
) -> bool:
    """Mark the files below a directory away, or (at None) back; whether that changed any."""
    changes = MediaFile.away_at.is_(None) if at else MediaFile.away_at.is_not(None)
    rows = await session.scalars(
        update(MediaFile)
        .where(MediaFile.folder_id == folder_id, _is_below(directory), changes)
        .values(away_at=at)
        .returning(MediaFile.id)
        .execution_options(synchronize_session=False)
    )
    return bool(rows.all())


async def list_directories_in_use(
    session: AsyncSession, folder_id: UUID, directories: Collection[bytes]
) -> list[bytes]:
    """Those of a few directories below which there are files that are not gone."""
    found = []
    for directory in directories:
        has_files = exists().where(
            MediaFile.folder_id == folder_id, _is_below(directory), MediaFile.missing_at.is_(None)
        )
        if await session.scalar(select(has_files)):
            found.append(directory)
    return found


class ListingChange(NamedTuple):
    """Titles that came back into lists, and titles that left them."""

    listed: set[UUID]
    unlisted: set[UUID]
    series: set[UUID]


async def refresh_listing(session: AsyncSession, item_ids: Iterable[UUID]) -> ListingChange:
    """List exactly those of the items that have a file which is not gone; series follow their episodes."""
    wanted = list(item_ids)
    present = exists().where(
        MediaFile.item_id == Item.id, MediaFile.missing_at.is_(None), MediaFile.extra_kind.is_(None)
    )
    changed: dict[UUID, bool] = {}
    series: set[UUID] = set()
    for part in in_chunks(wanted):
        rows = await session.execute(
            select(Item.id, Item.is_listed, present.label("is_present"), Item.series_id).where(
                Item.id.in_(part), Item.kind.in_(("movie", "episode"))
            )
        )
        for item_id, is_listed, is_present, series_id in rows:
            if bool(is_listed) != bool(is_present):
                changed[item_id] = bool(is_present)
                if series_id is not None:
                    series.add(series_id)
    await _set_listed(session, changed)
    titles = dict(changed)
    titles |= await _refresh_series(session, series)
    title_ids = set(
        await session.scalars(select(Item.id).where(Item.id.in_(list(titles)), Item.is_title))
        if titles
        else ()
    )
    return ListingChange(
        {one for one in title_ids if titles[one]}, {one for one in title_ids if not titles[one]}, series
    )


async def _refresh_series(session: AsyncSession, series: set[UUID]) -> dict[UUID, bool]:
    if not series:
        return {}
    episode = aliased(Item)
    has_episode = exists().where(episode.series_id == Item.id, episode.kind == "episode", episode.is_listed)
    rows = await session.execute(
        select(Item.id, Item.is_listed, has_episode.label("is_present")).where(Item.id.in_(series))
    )
    changed = {item_id: bool(now_) for item_id, was, now_ in rows if bool(was) != bool(now_)}
    await _set_listed(session, changed)
    return changed


async def _set_listed(session: AsyncSession, changed: Mapping[UUID, bool]) -> None:
    for value in (True, False):
        ids = [one for one, is_listed in changed.items() if is_listed is value]
        for part in in_chunks(ids):
            await session.execute(
                update(Item)
                .where(Item.id.in_(part))
                .values(is_listed=value)
                .execution_options(synchronize_session=False)
            )


class FoundProblem(NamedTuple):
    """Something to tell an admin about a path."""

    path: bytes
    code: str
    severity: str
    detail: str
    hint: str
    file_id: UUID | None = None


async def replace_problems(
    session: AsyncSession,
    library_id: UUID,
    folder_id: UUID,
    looked_at: Sequence[bytes],
    found: Sequence[FoundProblem],
    *,
    codes: Collection[str] | None = None,
    keep_codes: Collection[str] = (),
) -> None:
    """What is wrong with the paths that were looked at: exactly `found`.

    codes: only problems of these codes were looked for (None: of all); keep_codes: these were not.
    A problem that was there before keeps its id, its date and whether it is ignored.
    """
    fresh = {(one.path, one.code): one for one in found}
    known: dict[tuple[bytes, str], UUID] = {}
    looked = set(looked_at)
    for part in in_chunks(sorted(looked | {one.path for one in found})):
        rows = await session.execute(
            select(ScanProblem.path, ScanProblem.code, ScanProblem.id).where(
                ScanProblem.folder_id == folder_id, ScanProblem.path.in_(part)
            )
        )
        known |= {(path, code): problem_id for path, code, problem_id in rows}
    stale = [
        problem_id
        for (path, code), problem_id in known.items()
        if path in looked
        and (path, code) not in fresh
        and code not in keep_codes
        and (codes is None or code in codes)
    ]
    for part_ids in in_chunks(stale):
        await session.execute(delete(ScanProblem).where(ScanProblem.id.in_(part_ids)))
    shared = {"library_id": library_id, "folder_id": folder_id, "found_at": now()}
    rows_new = [
        {"id": new_id(), **shared, **_problem_row(one)} for key, one in fresh.items() if key not in known
    ]
    if rows_new:
        await session.execute(insert(ScanProblem), rows_new)


def _problem_row(one: FoundProblem) -> dict[str, Any]:
    return {
        "file_id": one.file_id,
        "path": one.path,
        "code": one.code,
        "severity": one.severity,
        "detail": one.detail[:1024],
        "hint": one.hint[:512],
        "facts": {},
    }


async def list_problem_codes(session: AsyncSession, folder_id: UUID) -> list[tuple[bytes, str]]:
    """Path and code of every problem of the folder."""
    rows = await session.execute(
        select(ScanProblem.path, ScanProblem.code).where(ScanProblem.folder_id == folder_id)
    )
    return [(path, code) for path, code in rows]


async def forget_problems(session: AsyncSession, folder_id: UUID, paths: Sequence[bytes]) -> None:
    """Forget the problems of these paths: they are gone."""
    for part in in_chunks(paths):
        await session.execute(
            delete(ScanProblem).where(ScanProblem.folder_id == folder_id, ScanProblem.path.in_(part))
        )


async def list_sidecar_directories(session: AsyncSession, folder_id: UUID) -> set[bytes]:
    """Directories that have subtitles, NFO documents or pictures of something."""
    return set(
        await session.scalars(select(Sidecar.directory).where(Sidecar.folder_id == folder_id).distinct())
    )


async def delete_sidecars(session: AsyncSession, folder_id: UUID, directories: Sequence[bytes]) -> set[UUID]:
    """Forget what lay in these directories; the items that it belonged to."""
    items: set[UUID] = set()
    for part in in_chunks(directories):
        rows = await session.scalars(
            delete(Sidecar)
            .where(Sidecar.folder_id == folder_id, Sidecar.directory.in_(part))
            .returning(Sidecar.item_id)
            .execution_options(synchronize_session=False)
        )
        items |= {one for one in rows if one is not None}
    return items


async def replace_sidecars(
    session: AsyncSession, folder_id: UUID, directory: bytes, rows: Sequence[dict[str, Any]]
) -> set[UUID]:
    """The sidecars of a title's directory are exactly `rows`; items whose sidecars differ now."""
    known = {
        row.path: row
        for row in await session.scalars(
            select(Sidecar).where(Sidecar.folder_id == folder_id, Sidecar.directory == directory)
        )
    }
    touched: set[UUID] = set()
    wanted = {row["path"]: row for row in rows}
    for path, old in known.items():
        new = wanted.get(path)
        same = new is not None and all(
            getattr(old, name) == new[name]
            for name in ("size_bytes", "mtime_ns", "item_id", "file_id", "kind", "language", "is_forced")
        )
        if same:
            wanted.pop(path)
            continue
        if old.item_id is not None:
            touched.add(old.item_id)
        await session.delete(old)
    await session.flush()
    fresh = [
        {"id": new_id(), "folder_id": folder_id, "directory": directory, **row} for row in wanted.values()
    ]
    if fresh:
        await session.execute(insert(Sidecar), fresh)
    return touched | {row["item_id"] for row in wanted.values() if row["item_id"] is not None}


class PlacedVideo(NamedTuple):
    """A video of a directory with what it belongs to."""

    file_id: UUID
    path: bytes
    item_id: UUID
    kind: str
    series_id: UUID | None
    season_id: UUID | None
    season_number: int | None
    extra_kind: str | None


async def list_placed_videos(session: AsyncSession, folder_id: UUID, directory: bytes) -> list[PlacedVideo]:
    """Videos below the directory, at any depth, with their items; at most a few thousand."""
    query = (
        select(
            MediaFile.id,
            MediaFile.path,
            Item.id,
            Item.kind,
            Item.series_id,
            Item.season_id,
            Item.season_number,
            MediaFile.extra_kind,
        )
        .join(Item, Item.id == MediaFile.item_id)
        .where(MediaFile.folder_id == folder_id, MediaFile.missing_at.is_(None))
        .order_by(MediaFile.path)
        .limit(5000)
    )
    query = query.where(_is_below(directory) if directory else MediaFile.directory == b"")
    return [PlacedVideo(*row) for row in await session.execute(query)]


async def list_season_ids(
    session: AsyncSession, series_ids: Collection[UUID]
) -> dict[tuple[UUID, int], UUID]:
    """Seasons of these series by series and number."""
    found: dict[tuple[UUID, int], UUID] = {}
    for part in in_chunks(sorted(series_ids)):
        rows = await session.execute(
            select(Item.series_id, Item.season_number, Item.id).where(
                Item.series_id.in_(part), Item.kind == "season"
            )
        )
        found |= {(series_id, number or 0): item_id for series_id, number, item_id in rows if series_id}
    return found


async def find_title_below(session: AsyncSession, folder_id: UUID, directory: bytes) -> UUID | None:
    """The film or series whose files, and nobody else's, lie below the directory."""
    rows = await session.scalars(
        select(func.coalesce(Item.series_id, Item.id))
        .join(MediaFile, MediaFile.item_id == Item.id)
        .where(
            MediaFile.folder_id == folder_id,
            _is_below(directory),
            MediaFile.missing_at.is_(None),
            MediaFile.extra_kind.is_(None),
        )
        .distinct()
        .limit(2)
    )
    found = rows.all()
    return found[0] if len(found) == 1 else None


def _is_below(directory: bytes) -> ColumnElement[bool]:
    # "0" follows "/" in every file system's bytes.
    return and_(MediaFile.path > directory + b"/", MediaFile.path < directory + b"0")


async def list_videos_below(session: AsyncSession, folder_id: UUID, directory: bytes) -> list[KnownFile]:
    """Known files at any depth below the directory that are not gone; at most some hundred."""
    rows = await session.execute(
        select(
            MediaFile.id,
            MediaFile.path,
            MediaFile.size_bytes,
            MediaFile.mtime_ns,
            MediaFile.item_id,
            MediaFile.missing_at.is_not(None),
        )
        .where(
            MediaFile.folder_id == folder_id,
            _is_below(directory) if directory else MediaFile.directory == b"",
            MediaFile.missing_at.is_(None),
        )
        .order_by(MediaFile.path)
        .limit(500)
    )
    return [KnownFile(*row) for row in rows]


async def replace_content(session: AsyncSession, files: Sequence[tuple[UUID, int, int]]) -> set[UUID]:
    """Files by id, size in bytes and time in ns whose content is new under the same name; their items.

    The name was read before, and an admin may have said what the file is, so the item stays.
    """
    table = cast("Table", MediaFile.__table__)
    connection = await session.connection()
    rows = [{"b_id": one[0], "b_size": one[1], "b_mtime": one[2]} for one in files]
    if rows:
        await connection.execute(
            update(table)
            .where(table.c.id == bindparam("b_id"))
            .values(
                size_bytes=bindparam("b_size"),
                mtime_ns=bindparam("b_mtime"),
                state="named",
                fingerprint=None,
                missing_at=None,
                away_at=None,
            ),
            rows,
        )
    items: set[UUID] = set()
    for part in in_chunks([one[0] for one in files]):
        found = await session.scalars(select(MediaFile.item_id).where(MediaFile.id.in_(part)).distinct())
        items |= {one for one in found if one is not None}
    return items


async def list_title_ids(session: AsyncSession, item_ids: Collection[UUID]) -> set[UUID]:
    """The films and series that these films and episodes belong to."""
    found: set[UUID] = set()
    for part in in_chunks(sorted(item_ids)):
        found |= set(
            await session.scalars(select(func.coalesce(Item.series_id, Item.id)).where(Item.id.in_(part)))
        )
    return found


async def list_file_ids_of_title(session: AsyncSession, title_id: UUID) -> list[UUID]:
    """Files of a film, or of all episodes of a series, that are not gone."""
    return list(
        await session.scalars(
            select(MediaFile.id)
            .join(Item, Item.id == MediaFile.item_id)
            .where(or_(Item.id == title_id, Item.series_id == title_id), MediaFile.missing_at.is_(None))
        )
    )


class UnprobedFile(NamedTuple):
    """A file whose streams are not known yet."""

    id: UUID
    library_id: UUID
    folder_id: UUID
    folder_path: bytes
    path: bytes
    size_bytes: int
    mtime_ns: int
    item_id: UUID | None


UNPROBED_COLUMNS = (
    MediaFile.id,
    MediaFile.library_id,
    MediaFile.folder_id,
    LibraryFolder.path,
    MediaFile.path,
    MediaFile.size_bytes,
    MediaFile.mtime_ns,
    MediaFile.item_id,
)

# What a probe can have to say about a file; a walk that finds the file unchanged leaves these alone.
PROBE_CODES = frozenset({"unreadable", "truncated", "not_media", "no_video", "worker_crashed"})
# What others have to say: metadata and artwork of a sidecar, this feature of the whole folder.
SIDECAR_UNUSABLE = "sidecar_unusable"
SUBTITLE_ALONE = "subtitle_without_video"
FOLDER_AWAY = "folder_away"


def is_unprobed(library_id: UUID) -> list[ColumnElement[bool]]:
    """Conditions of the files of a library that wait for their probe."""
    return [
        MediaFile.library_id == library_id,
        MediaFile.state == "named",
        MediaFile.missing_at.is_(None),
        MediaFile.away_at.is_(None),
    ]


async def count_unprobed(session: AsyncSession, library_id: UUID) -> int:
    """Files that wait for their probe."""
    query = select(func.count()).select_from(MediaFile).where(*is_unprobed(library_id))
    return await session.scalar(query) or 0
