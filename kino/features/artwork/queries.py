"""Every select and insert of artwork; nothing here commits."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, delete, exists, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from kino.core.clock import now
from kino.features.artwork.models import ArtworkWish, Image
from kino.features.catalog.models import Credit, Item, MediaFile, Person, Sidecar
from kino.features.libraries.models import LibraryFolder

PICTURE_KINDS = ("poster", "backdrop", "landscape", "logo", "still")
# Statements stay below the parameter limits of both databases.
MOST_IDS = 500


@dataclass(frozen=True, slots=True)
class ShownItem:
    """An item whose pictures are looked for."""

    id: UUID
    library_id: UUID
    kind: str
    series_id: UUID | None

    @property
    def title_id(self) -> UUID:
        """The film or series that the item is or belongs to."""
        return self.series_id or self.id


@dataclass(frozen=True, slots=True)
class PictureBeside:
    """A picture file that belongs to an item. root: the library folder's path."""

    folder_id: UUID
    root: bytes
    path: bytes
    kind: str
    size_bytes: int
    mtime_ns: int
    is_away: bool


@dataclass(frozen=True, slots=True)
class FilmFile:
    """A probed file of an item. media_info: as media.info.MediaInfo.to_dict made it."""

    folder_id: UUID
    root: bytes
    path: bytes
    size_bytes: int
    mtime_ns: int
    media_info: dict[str, Any]


async def list_items(session: AsyncSession, item_ids: Collection[UUID]) -> list[ShownItem]:
    """The items of these ids that exist."""
    rows = await session.execute(
        select(Item.id, Item.library_id, Item.kind, Item.series_id).where(Item.id.in_(item_ids))
    )
    return [ShownItem(*row) for row in rows]


async def list_pictures_beside(session: AsyncSession, item_id: UUID) -> list[PictureBeside]:
    """Picture files of the item, those on absent disks included."""
    rows = await session.execute(
        select(
            Sidecar.folder_id,
            LibraryFolder.path,
            Sidecar.path,
            Sidecar.kind,
            Sidecar.size_bytes,
            Sidecar.mtime_ns,
            LibraryFolder.away_at,
        )
        .join(LibraryFolder, LibraryFolder.id == Sidecar.folder_id)
        .where(Sidecar.item_id == item_id, Sidecar.kind.in_(PICTURE_KINDS))
    )
    return [PictureBeside(*row[:-1], is_away=row[-1] is not None) for row in rows]


async def find_film_file(session: AsyncSession, item: ShownItem) -> FilmFile | None:
    """The probed file that a cover or still is taken from; of a series: that of its first episode."""
    query = (
        select(
            MediaFile.folder_id,
            LibraryFolder.path,
            MediaFile.path,
            MediaFile.size_bytes,
            MediaFile.mtime_ns,
            MediaFile.media_info,
        )
        .join(LibraryFolder, LibraryFolder.id == MediaFile.folder_id)
        .where(
            MediaFile.state == "probed",
            MediaFile.extra_kind.is_(None),
            MediaFile.away_at.is_(None),
            MediaFile.missing_at.is_(None),
            LibraryFolder.away_at.is_(None),
        )
        .limit(1)
    )
    if item.kind == "series":
        query = query.join(Item, Item.id == MediaFile.item_id).where(
            Item.series_id == item.id, Item.kind == "episode"
        )
        # Specials come last: they often look like something else.
        order: tuple[Any, ...] = (Item.season_number == 0, Item.season_number, Item.episode_number)
    else:
        query = query.where(MediaFile.item_id == item.id)
        order = (func.coalesce(MediaFile.part_number, 0), MediaFile.id)
    row = (await session.execute(query.order_by(*order))).first()
    if row is None:
        return None
    folder_id, root, path, size_bytes, mtime_ns, media_info = row
    return FilmFile(folder_id, root, path, size_bytes, mtime_ns, media_info or {})


async def list_images(session: AsyncSession, item_ids: Collection[UUID]) -> Sequence[Image]:
    """Every picture that these items could show."""
    return (await session.scalars(select(Image).where(Image.item_id.in_(item_ids)))).all()


async def list_images_of_person(session: AsyncSession, person_id: UUID) -> Sequence[Image]:
    """Every portrait of a person."""
    return (await session.scalars(select(Image).where(Image.person_id == person_id))).all()


async def replace_image(session: AsyncSession, image: Image) -> None:
    """The picture is the only one of its owner, role and source."""
    owner = Image.item_id == image.item_id if image.item_id else Image.person_id == image.person_id
    await session.execute(
        delete(Image)
        .where(owner, Image.role == image.role, Image.source == image.source)
        .execution_options(synchronize_session=False)
    )
    session.add(image)
    await session.flush()


async def delete_image(session: AsyncSession, item_id: UUID, role: str, source: str) -> None:
    """The item no longer has this picture to choose from."""
    await session.execute(
        delete(Image)
        .where(Image.item_id == item_id, Image.role == role, Image.source == source)
        .execution_options(synchronize_session=False)
    )


async def read_item_pictures(session: AsyncSession, item_id: UUID) -> dict[str, Any] | None:
    """poster, backdrop, logo and locked_fields of an item as they are now; None when it is gone."""
    rows = await session.execute(
        select(Item.poster, Item.backdrop, Item.logo, Item.locked_fields).where(Item.id == item_id)
    )
    row = rows.mappings().first()
    return dict(row) if row is not None else None


async def write_item_pictures(session: AsyncSession, item_id: UUID, values: dict[str, Any]) -> None:
    """Set some of poster, backdrop and logo."""
    await session.execute(
        update(Item).where(Item.id == item_id).values(values).execution_options(synchronize_session=False)
    )


async def write_portrait(session: AsyncSession, person_id: UUID, portrait: dict[str, Any] | None) -> None:
    """Set what a person is shown with."""
    await session.execute(
        update(Person)
        .where(Person.id == person_id)
        .values(portrait=portrait)
        .execution_options(synchronize_session=False)
    )


async def has_person(session: AsyncSession, person_id: UUID) -> bool:
    """Whether there is such a person still; they are not forgotten before the transaction ends."""
    query = select(Person.id).where(Person.id == person_id).with_for_update(read=True, key_share=True)
    return await session.scalar(query) is not None


async def list_titles_of_person(session: AsyncSession, person_id: UUID) -> list[tuple[UUID, UUID]]:
    """(library id, title id) of what a person has a credit in."""
    rows = await session.execute(
        select(Item.library_id, func.coalesce(Item.series_id, Item.id))
        .join(Credit, Credit.item_id == Item.id)
        .where(Credit.person_id == person_id)
        .distinct()
    )
    return [(library_id, title_id) for library_id, title_id in rows]


async def read_image_owners(session: AsyncSession, picture_hash: str) -> tuple[int | None, set[UUID]]:
    """Width of the original in pixels (None: no such picture) and the libraries whose items show it.

    A portrait belongs to every library that has a title with the person in it.
    """
    rows = await session.execute(
        select(Image.width_px, Item.library_id)
        .outerjoin(Item, Item.id == Image.item_id)
        .where(Image.hash == picture_hash)
        .distinct()
    )
    found = rows.all()
    if not found:
        return None, set()
    library_ids = {library_id for _, library_id in found if library_id is not None}
    if any(library_id is None for _, library_id in found):
        credited = await session.scalars(
            select(Item.library_id)
            .join(Credit, Credit.item_id == Item.id)
            .join(Image, Image.person_id == Credit.person_id)
            .where(Image.hash == picture_hash)
            .distinct()
        )
        library_ids.update(credited)
    return found[0][0], library_ids


# The queue of wishes


async def add_wishes(session: AsyncSession, library_id: UUID, item_ids: Iterable[UUID]) -> None:
    """These items of the library wait for pictures, as of now; ids that do not exist are left out."""
    wanted = sorted(set(item_ids))
    for start in range(0, len(wanted), MOST_IDS):
        part = wanted[start : start + MOST_IDS]
        real = await session.scalars(select(Item.id).where(Item.id.in_(part), Item.library_id == library_id))
        await session.execute(
            delete(ArtworkWish)
            .where(ArtworkWish.item_id.in_(part))
            .execution_options(synchronize_session=False)
        )
        at = now()
        rows = [
            {"item_id": item_id, "library_id": library_id, "wished_at": at, "reasons": []} for item_id in real
        ]
        if rows:
            await session.execute(insert(ArtworkWish), rows)


def _open_wishes() -> Select[*tuple[Any, ...]]:
    return select(ArtworkWish.item_id, ArtworkWish.wished_at).where(ArtworkWish.settled_at.is_(None))


async def list_wishes(
    session: AsyncSession, library_id: UUID, first: Collection[UUID], limit: int
) -> tuple[dict[UUID, datetime], bool]:
    """Items to look at next with the time of their wish; those on a screen (`first`) of any library lead.

    The flag is True when there is one of them.
    """
    found: dict[UUID, datetime] = {}
    if first:
        query = (
            _open_wishes()
            .join(Item, Item.id == ArtworkWish.item_id)
            .where(or_(Item.id.in_(first), Item.series_id.in_(first)))
        )
        found |= {row[0]: row[1] for row in (await session.execute(query.limit(limit)))}
    is_on_screen = bool(found)
    if len(found) < limit:
        query = _open_wishes().where(ArtworkWish.library_id == library_id).order_by(ArtworkWish.item_id)
        rows = await session.execute(query.limit(limit))
        found |= {row[0]: row[1] for row in rows}
    return dict(list(found.items())[:limit]), is_on_screen


async def count_wishes(session: AsyncSession, library_id: UUID) -> int:
    """How many items of the library wait."""
    return (
        await session.scalar(
            select(func.count())
            .select_from(ArtworkWish)
            .where(ArtworkWish.library_id == library_id, ArtworkWish.settled_at.is_(None))
        )
    ) or 0


async def has_wishes(session: AsyncSession, library_id: UUID) -> bool:
    """Whether some item of the library waits."""
    waits = exists().where(ArtworkWish.library_id == library_id, ArtworkWish.settled_at.is_(None))
    return await session.scalar(select(waits)) or False


async def settle_wish(
    session: AsyncSession, item_id: UUID, wished_at: datetime, reasons: Sequence[dict[str, Any]]
) -> None:
    """The item was looked at. A wish made meanwhile stays open."""
    same = (ArtworkWish.item_id == item_id, ArtworkWish.wished_at == wished_at)
    statement: Any = delete(ArtworkWish).where(*same)
    if reasons:
        statement = update(ArtworkWish).where(*same).values(settled_at=now(), reasons=list(reasons))
    await session.execute(statement.execution_options(synchronize_session=False))


async def list_libraries_with_wishes(session: AsyncSession) -> Sequence[UUID]:
    """Libraries in which something waits."""
    query = select(ArtworkWish.library_id).where(ArtworkWish.settled_at.is_(None)).distinct()
    return (await session.scalars(query)).all()


async def list_series_without_backdrop(session: AsyncSession, episode_ids: Collection[UUID]) -> list[UUID]:
    """Series of these episodes that have no wide picture yet."""
    series_ids = select(Item.series_id).where(Item.id.in_(episode_ids), Item.kind == "episode")
    query = select(Item.id).where(Item.id.in_(series_ids), Item.backdrop.is_(None))
    return list(await session.scalars(query))


async def list_tree_ids(session: AsyncSession, title_id: UUID) -> list[UUID]:
    """The title, its seasons and its episodes."""
    return list(
        await session.scalars(select(Item.id).where(or_(Item.id == title_id, Item.series_id == title_id)))
    )


async def forget_source_keys(session: AsyncSession, item_ids: Collection[UUID]) -> None:
    """What was made from files is made again when it is looked at, although the files are unchanged."""
    for start in range(0, len(item_ids), MOST_IDS):
        await session.execute(
            update(Image)
            .where(
                Image.item_id.in_(list(item_ids)[start : start + MOST_IDS]),
                Image.source.in_(("local", "embedded", "still")),
            )
            .values(source_key="")
            .execution_options(synchronize_session=False)
        )


async def list_unshown_items(session: AsyncSession, limit: int) -> list[tuple[UUID, UUID]]:
    """(library id, item id) of probed films and episodes without a wide picture that nobody waits for."""
    probed = exists().where(
        MediaFile.item_id == Item.id, MediaFile.state == "probed", MediaFile.extra_kind.is_(None)
    )
    rows = await session.execute(
        select(Item.library_id, Item.id)
        .where(
            Item.kind.in_(("movie", "episode")),
            Item.is_listed,
            Item.backdrop.is_(None),
            probed,
            ~exists().where(ArtworkWish.item_id == Item.id),
        )
        .limit(limit)
    )
    return [(library_id, item_id) for library_id, item_id in rows]


async def find_used_hashes(session: AsyncSession, hashes: Collection[str]) -> set[str]:
    """Those of the pictures that some item or person has."""
    return set(await session.scalars(select(Image.hash).where(Image.hash.in_(hashes)).distinct()))
