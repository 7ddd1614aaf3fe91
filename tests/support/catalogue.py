"""A catalogue for tests, written row by row: films, series and people that need no file on disk."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from kino.core.db import Database
from kino.core.ids import new_id
from kino.core.text import fold_text, sort_title
from kino.features.catalog.models import Credit, Genre, Item, ItemGenre, MediaFile, Person
from kino.features.libraries.models import Library, LibraryFolder
from kino.features.libraries.queries import replace_account_access

FIRST_ADDED_AT = datetime(2025, 1, 1, tzinfo=UTC)
POSTER = {
    "hash": "ab" * 16,
    "width_px": 1000,
    "height_px": 1500,
    "thumbhash": "3OcRJYB4d3h",
    "color": "#102030",
}


@dataclass(frozen=True, slots=True)
class Series:
    """A series that was written: its own id, those of its seasons by number, of its episodes in order."""

    id: UUID
    seasons: dict[int, UUID]
    episodes: list[UUID]


@dataclass(slots=True)
class Catalogue:
    """Writes one thing after another; each title is a minute younger than the one before."""

    database: Database
    folders: dict[UUID, UUID] = field(default_factory=dict)
    people: dict[str, UUID] = field(default_factory=dict)
    genres: dict[str, UUID] = field(default_factory=dict)
    _count: int = 0

    def clock(self) -> datetime:
        """An instant behind everything that was written so far."""
        return FIRST_ADDED_AT + timedelta(minutes=self._count + 1)

    async def add_library(self, name: str = "Films", kind: str = "mixed") -> UUID:
        """An empty library with one folder."""
        library_id, folder_id = new_id(), new_id()
        async with self.database.write() as session:
            session.add(Library(id=library_id, name=name, kind=kind, language="en"))
            await session.flush()
            path = f"/media/{library_id}".encode()
            session.add(LibraryFolder(id=folder_id, library_id=library_id, path=path))
        self.folders[library_id] = folder_id
        return library_id

    async def add_film(
        self,
        library_id: UUID,
        title: str,
        *,
        people: Mapping[str, str] | None = None,
        genres: Sequence[str] = (),
        has_file: bool = True,
        **values: Any,
    ) -> UUID:
        """A listed film. people: job by name; values: of the item."""
        item = self._item(library_id, "movie", title, values)
        async with self.database.write() as session:
            session.add(item)
            await session.flush()
            if has_file:
                session.add(self._file(item))
        await self._describe(item, people or {}, genres)
        return item.id

    async def add_series(
        self,
        library_id: UUID,
        title: str,
        seasons: Mapping[int, Sequence[str]],
        *,
        people: Mapping[str, str] | None = None,
        genres: Sequence[str] = (),
        **values: Any,
    ) -> Series:
        """A listed series; seasons: titles of the episodes by season number."""
        count = sum(len(titles) for titles in seasons.values())
        series = self._item(library_id, "series", title, {"episode_count": count, **values})
        made = Series(series.id, {}, [])
        async with self.database.write() as session:
            session.add(series)
            await session.flush()
            for number, titles in seasons.items():
                shared = {"series_id": series.id, "season_number": number}
                season = self._item(
                    library_id, "season", f"Season {number}", {**shared, "episode_count": len(titles)}
                )
                made.seasons[number] = season.id
                session.add(season)
                await session.flush()
                for place, name in enumerate(titles, start=1):
                    own = {"season_id": season.id, "episode_number": place, "duration_s": 1_500.0}
                    episode = self._item(library_id, "episode", name, {**shared, **own})
                    made.episodes.append(episode.id)
                    session.add(episode)
                    await session.flush()
                    session.add(self._file(episode))
        await self._describe(series, people or {}, genres)
        return made

    async def grant(self, account_id: UUID, *library_ids: UUID) -> None:
        """Let a member who does not see all libraries see exactly these."""
        async with self.database.write() as session:
            await replace_account_access(session, account_id, library_ids)

    async def change(self, item_id: UUID, **values: Any) -> None:
        """Set columns of an item."""
        async with self.database.write() as session:
            item = await session.get_one(Item, item_id)
            for name, value in values.items():
                setattr(item, name, value)

    def _item(self, library_id: UUID, kind: str, title: str, values: Mapping[str, Any]) -> Item:
        self._count += 1
        is_title = kind in ("movie", "series")
        defaults = {
            "id": new_id(),
            "sort_title": sort_title(title, "en") if is_title else fold_text(title),
            "identity_key": f"{fold_text(title)}|{values.get('year') or ''}",
            "added_at": FIRST_ADDED_AT + timedelta(minutes=self._count),
            "duration_s": 5_400.0 if kind == "movie" else None,
            "is_listed": True,
        }
        row = {**defaults, **values}
        return Item(library_id=library_id, kind=kind, title=title, is_title=is_title, **row)

    def _file(self, item: Item) -> MediaFile:
        path = f"{item.title}/{item.id}.mkv".encode()
        return MediaFile(
            library_id=item.library_id,
            folder_id=self.folders[item.library_id],
            item_id=item.id,
            path=path,
            directory=path.rpartition(b"/")[0],
            size_bytes=1_000_000,
            mtime_ns=1,
            duration_s=item.duration_s,
            height_px=1080,
            state="probed",
        )

    async def _describe(self, item: Item, people: Mapping[str, str], genres: Sequence[str]) -> None:
        async with self.database.write() as session:
            for position, (name, job) in enumerate(people.items()):
                if name not in self.people:
                    self.people[name] = new_id()
                    session.add(Person(id=self.people[name], name=name, name_folded=fold_text(name)))
                    await session.flush()
                session.add(Credit(item_id=item.id, person_id=self.people[name], job=job, position=position))
            for name in genres:
                if name not in self.genres:
                    self.genres[name] = new_id()
                    slug = fold_text(name).replace(" ", "-")
                    session.add(Genre(id=self.genres[name], name=name, slug=slug))
                    await session.flush()
                session.add(
                    ItemGenre(
                        item_id=item.id,
                        genre_id=self.genres[name],
                        library_id=item.library_id,
                        added_at=item.added_at,
                    )
                )
