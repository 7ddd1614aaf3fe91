"""Counts over whole libraries, kept in memory: genres, letters, sizes, and what the house watches most.

Counting 100,000 titles takes a database tens of milliseconds, so nobody waits for it: pages read the
latest counts, and a change of the catalogue has them counted anew in the background, with pauses that are
long compared with the counting.
"""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from sqlalchemy import case, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from kino.core.clock import monotonic_s, now
from kino.core.db import Database
from kino.features.browse.parts.row_plan import Shelves
from kino.features.browse.schemas import GenreCount, GenreRef, LetterCount
from kino.features.catalog.models import Genre, Item, ItemGenre
from kino.features.catalog.schemas import Image, TitleCard
from kino.features.viewing.models import HistoryEntry

SHORTEST_PAUSE_S = 0.5
PAUSE_PER_COUNT = 20.0  # times the last count's duration: at most a twentieth of a core goes into counting
STALE_AFTER_S = 600.0  # plays change the ranking without changing the catalogue
RANKING_DAYS = 90
RANKING_LENGTH = 10
RANKING_FROM_PLAYS = 10  # fewer plays in the whole house make no ranking


@dataclass(frozen=True, slots=True)
class _Facts:
    titles: Counter[tuple[UUID, str]] = field(default_factory=Counter)
    letters: Counter[tuple[UUID, str, str]] = field(default_factory=Counter)
    genres: Counter[tuple[UUID, UUID]] = field(default_factory=Counter)
    genre_names: dict[UUID, tuple[str, str]] = field(default_factory=dict)
    most_watched: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class HeroWords:
    """What a hero says of its title; translations: by language, `synopsis` and `tagline`."""

    synopsis: str | None
    tagline: str | None
    logo: Image | None
    translations: dict[str, dict[str, str]]
    genres: list[GenreRef]


class HouseFacts:
    """The latest counts, by library; what a member sees is summed over the libraries of their scope."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._facts = _Facts()
        self._is_counted = False
        self._counted_at_s = 0.0
        self._last_count_s = 0.0
        self._lock = asyncio.Lock()
        self._task: asyncio.Task[None] | None = None
        self._is_outdated = False
        # Rows by the libraries that they are made of: they are the same for everyone who sees these.
        self.shelves: dict[frozenset[UUID], Shelves] = {}
        # What they show, without what is personal, each with its library. Nobody changes one.
        self.cards: dict[UUID, tuple[UUID, TitleCard]] = {}
        self.hero_words: dict[UUID, HeroWords] = {}

    async def ready(self) -> None:
        """Return once there are counts, counting first when there are none yet."""
        if not self._is_counted:
            async with self._lock:
                if not self._is_counted:
                    await self._count()
        elif monotonic_s() - self._counted_at_s > STALE_AFTER_S:
            self.outdate()

    def outdate(self) -> None:
        """Have everything counted anew soon, in the background."""
        self._is_outdated = True
        self._forget_pages()
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._recount(), name="house-facts")

    async def stop(self) -> None:
        """End the background count."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _recount(self) -> None:
        while self._is_outdated:
            self._is_outdated = False
            await asyncio.sleep(max(SHORTEST_PAUSE_S, self._last_count_s * PAUSE_PER_COUNT))
            async with self._lock:
                await self._count()

    def _forget_pages(self) -> None:
        self.shelves.clear()
        self.cards.clear()
        self.hero_words.clear()

    async def _count(self) -> None:
        began_s = monotonic_s()
        async with self._database.read() as session:
            self._facts = await _count_house(session)
        self._last_count_s = monotonic_s() - began_s
        self._forget_pages()
        self._is_counted = True
        self._counted_at_s = monotonic_s()

    def count_titles(self, library_ids: Iterable[UUID], kinds: Iterable[str]) -> int:
        """Listed titles of these kinds in these libraries."""
        kinds = tuple(kinds)
        return sum(self._facts.titles[one, kind] for one in library_ids for kind in kinds)

    def list_genres(self, library_ids: Iterable[UUID]) -> list[tuple[UUID, GenreCount]]:
        """Genres of these libraries, the largest first, with their ids."""
        wanted = set(library_ids)
        counts: defaultdict[UUID, int] = defaultdict(int)
        for (library_id, genre_id), count in self._facts.genres.items():
            if library_id in wanted:
                counts[genre_id] += count
        named = [
            (genre_id, GenreCount(slug=slug, name=name, count=counts[genre_id]))
            for genre_id, (slug, name) in self._facts.genre_names.items()
            if counts.get(genre_id)
        ]
        return sorted(named, key=lambda pair: (-pair[1].count, pair[1].name))

    def list_letters(self, library_ids: Iterable[UUID], kinds: Iterable[str]) -> list[LetterCount]:
        """First letters of sort titles with their counts; `#` first, then a-z."""
        wanted, kinds = set(library_ids), set(kinds)
        counts: Counter[str] = Counter()
        for (library_id, kind, letter), count in self._facts.letters.items():
            if library_id in wanted and kind in kinds:
                counts[letter if "a" <= letter <= "z" else "#"] += count
        return [LetterCount(letter=letter, count=counts[letter]) for letter in sorted(counts)]

    @property
    def most_watched(self) -> tuple[UUID, ...]:
        """Titles of the whole house by plays of the last three months; empty before there are enough."""
        return self._facts.most_watched


async def _count_house(session: AsyncSession) -> _Facts:
    letter = func.substr(Item.sort_title, 1, 1)
    letters = await session.execute(
        select(Item.library_id, Item.kind, letter, func.count())
        .where(Item.is_title, Item.is_listed)
        .group_by(Item.library_id, Item.kind, letter)
    )
    by_letter = Counter({(lib, kind, first): count for lib, kind, first, count in letters})
    titles: Counter[tuple[UUID, str]] = Counter()
    for (library_id, kind, _), count in by_letter.items():
        titles[library_id, kind] += count
    genres = await session.execute(
        select(ItemGenre.library_id, ItemGenre.genre_id, func.count()).group_by(
            ItemGenre.genre_id, ItemGenre.library_id
        )
    )
    names = await session.execute(select(Genre.id, Genre.slug, Genre.name))
    return _Facts(
        titles=titles,
        letters=by_letter,
        genres=Counter({(lib, genre_id): count for lib, genre_id, count in genres}),
        genre_names={genre_id: (slug, name) for genre_id, slug, name in names},
        most_watched=await _rank(session),
    )


async def _rank(session: AsyncSession) -> tuple[UUID, ...]:
    title_id = case((Item.series_id.is_not(None), Item.series_id), else_=Item.id)
    rows = await session.execute(
        select(title_id, func.count())
        .select_from(HistoryEntry)
        .join(Item, Item.id == HistoryEntry.item_id)
        .where(HistoryEntry.started_at > now() - timedelta(days=RANKING_DAYS))
        .group_by(title_id)
        .order_by(func.count().desc(), func.max(HistoryEntry.started_at).desc())
        .limit(RANKING_LENGTH * 5)
    )
    ranked = [(one, count) for one, count in rows if one is not None]
    if sum(count for _, count in ranked) < RANKING_FROM_PLAYS:
        return ()
    return tuple(one for one, _ in ranked)
