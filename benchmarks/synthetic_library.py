"""A house with a large library, written straight into a migrated database.

Films and one series in ten titles, with seasons and episodes, people, genres, files and pictures (their
descriptions only), and one profile that has watched for two years. Nothing lies on disk. Rows go in by the
driver's own bulk way: 100,000 titles, about 1.3 million rows, take about a minute.
"""

import random
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import psycopg
from sqlalchemy import Table, create_engine
from sqlalchemy.engine import Dialect, make_url

from benchmarks.synthetic_words import CHARACTERS, NameMaker
from kino.core.db import Base
from kino.core.text import fold_text, sort_title
from kino.features.catalog import models as _catalog  # noqa: F401 - declares the tables
from kino.features.libraries import models as _libraries  # noqa: F401
from kino.features.viewing import models as _viewing  # noqa: F401

SERIES_SHARE = 0.1
BATCH_TITLES = 5_000
PEOPLE_PER_TITLE = 0.6
CREDITS_PER_TITLE = 8
HISTORY_ROWS = 5_000
LIST_ROWS = 120
CONTINUE_ROWS = 60
GENRES = (
    "Drama", "Comedy", "Action", "Thriller", "Documentary", "Romance", "Horror", "Crime", "Adventure",
    "Animation", "Science Fiction", "Fantasy", "Family", "Mystery", "History", "Music", "War", "Western",
)  # fmt: skip
NEWEST = datetime(2026, 1, 1, tzinfo=UTC)
Row = dict[str, Any]


@dataclass(slots=True)
class SyntheticLibrary:
    """What was written. sample_*: some ids and titles to ask for, drawn evenly."""

    film_library_id: UUID
    series_library_id: UUID
    title_count: int
    episode_count: int = 0
    sample_title_ids: list[UUID] = field(default_factory=list)
    sample_titles: list[str] = field(default_factory=list)
    sample_people: list[str] = field(default_factory=list)


def fill_library(
    url: str, title_count: int, profile_id: UUID | None, *, seed: int = 7, history_rows: int = HISTORY_ROWS
) -> SyntheticLibrary:
    """Write the libraries and, given a profile, its two years of viewing. url: of a migrated database."""
    maker = _LibraryMaker(title_count, seed)
    with open_writer(url) as writer:
        for table, rows in maker.make():
            writer.write(table, rows)
        if profile_id is not None:
            for table, rows in maker.make_viewing(profile_id, history_rows):
                writer.write(table, rows)
        writer.finish()
    return maker.made


class _LibraryMaker:
    """Makes rows batch by batch, so that memory does not grow with the library."""

    def __init__(self, title_count: int, seed: int) -> None:
        self._rng = random.Random(seed)
        self._names = NameMaker(self._rng)
        self._serial = 0
        self.made = SyntheticLibrary(self._id(), self._id(), title_count)
        self._folders = {self.made.film_library_id: self._id(), self.made.series_library_id: self._id()}
        self._genres = [self._id() for _ in GENRES]
        self._people = [self._id() for _ in range(max(20, int(title_count * PEOPLE_PER_TITLE)))]
        self._films: list[tuple[UUID, float]] = []  # to watch: id and length in seconds
        self._episodes: list[tuple[UUID, UUID, float]] = []

    def _id(self) -> UUID:
        # Version 7 by hand: the same seed gives the same ids, and they sort in the order they were made.
        self._serial += 1
        tail = self._rng.getrandbits(62)
        return UUID(int=(self._serial + (1 << 40)) << 80 | 7 << 76 | 2 << 62 | tail)

    def make(self) -> Iterator[tuple[str, list[Row]]]:
        """Rows by table, in an order that foreign keys accept."""
        libraries = [
            (self.made.film_library_id, "Films", "movies", 0),
            (self.made.series_library_id, "Series", "series", 1),
        ]
        yield (
            "library",
            [
                _row(id=one, name=name, kind=kind, language="en", position=place, is_demo=False)
                | {"created_at": NEWEST, "scanned_at": NEWEST}
                for one, name, kind, place in libraries
            ],
        )
        yield (
            "library_folder",
            [
                _row(id=folder, library_id=one, path=f"/media/{place}".encode(), away_at=None)
                for place, (one, folder) in enumerate(self._folders.items())
            ],
        )
        yield (
            "genre",
            [
                _row(id=one, name=name, slug=fold_text(name).replace(" ", "-"))
                for one, name in zip(self._genres, GENRES, strict=True)
            ],
        )
        yield "person", [self._person(one) for one in self._people]
        for start in range(0, self.made.title_count, BATCH_TITLES):
            yield from self._make_titles(range(start, min(start + BATCH_TITLES, self.made.title_count)))

    def _person(self, person_id: UUID) -> Row:
        name = self._names.draw_person()
        if len(self.made.sample_people) < 500:
            self.made.sample_people.append(name)
        portrait = self._image(600, 900) if self._rng.random() < 0.3 else None
        return _row(id=person_id, name=name, name_folded=fold_text(name), portrait=portrait, provider_ids={})

    def _make_titles(self, numbers: range) -> Iterator[tuple[str, list[Row]]]:
        items: list[Row] = []
        files: list[Row] = []
        credited: list[Row] = []
        genres: list[Row] = []
        for number in numbers:
            is_series = self._rng.random() < SERIES_SHARE
            title = self._title(number, is_series)
            items.append(title)
            if is_series:
                self._add_episodes(title, items, files)
            else:
                files.append(self._file(title))
                self._films.append((title["id"], title["duration_s"]))
            credited += self._credits(title["id"])
            genres += [
                _row(item_id=title["id"], genre_id=genre_id)
                | {"library_id": title["library_id"], "added_at": title["added_at"]}
                for genre_id in self._rng.sample(self._genres, self._rng.choice((1, 2, 2, 3)))
            ]
            if number % max(1, self.made.title_count // 1_000) == 0:
                self.made.sample_title_ids.append(title["id"])
                self.made.sample_titles.append(title["title"])
        items.sort(key=lambda item: ("movie", "series", "season", "episode").index(item["kind"]))
        yield "item", items
        yield "media_file", files
        yield "credit", credited
        yield "item_genre", genres

    def _title(self, number: int, is_series: bool) -> Row:
        name = self._names.draw_title()
        year = 2025 - int(self._rng.expovariate(1 / 18)) % 105
        age = timedelta(minutes=7 * (self.made.title_count - number))
        return self._item(
            kind="series" if is_series else "movie",
            library_id=self.made.series_library_id if is_series else self.made.film_library_id,
            title=name,
            identity_key=f"{fold_text(name)}|{year}",
            year=year,
            original_title=self._names.draw_title() if self._rng.random() < 0.15 else None,
            released_on=date(year, self._rng.randint(1, 12), self._rng.randint(1, 28)),
            duration_s=None if is_series else self._rng.uniform(240, 10_800),
            tagline="Nothing is what it was." if self._rng.random() < 0.5 else None,
            synopsis="A stranger comes to a town that has kept a secret for years. " * 5,
            certification=self._rng.choice(("PG", "PG-13", "R", None)),
            rating=round(self._rng.gauss(6.3, 1.2), 1) if self._rng.random() < 0.8 else None,
            poster=self._image(1000, 1500),
            backdrop=self._image(1920, 1080) if self._rng.random() < 0.6 else None,
            added_at=NEWEST - age,
        )

    def _item(self, **values: Any) -> Row:
        name = values["title"]
        is_title = values["kind"] in ("movie", "series")
        return {
            **_BLANK_ITEM,
            "id": self._id(),
            "is_title": is_title,
            "sort_title": sort_title(name, "en") if is_title else fold_text(name),
            "updated_at": values["added_at"],
            **values,
        }

    def _add_episodes(self, series: Row, items: list[Row], files: list[Row]) -> None:
        total = 0
        for season_number in range(1, self._rng.choice((1, 1, 2, 3)) + 1):
            count = self._rng.choice((4, 6, 8, 10))
            shared = {"library_id": series["library_id"], "series_id": series["id"]}
            shared |= {"season_number": season_number, "added_at": series["added_at"]}
            season = self._item(
                kind="season",
                title=f"Season {season_number}",
                identity_key=f"s{season_number:04d}",
                episode_count=count,
                **shared,
            )
            items.append(season)
            for number in range(1, count + 1):
                episode = self._item(
                    kind="episode",
                    title=self._names.draw_title(),
                    identity_key=f"s{season_number:04d}e{number:05d}",
                    season_id=season["id"],
                    episode_number=number,
                    duration_s=self._rng.uniform(1_200, 3_600),
                    synopsis="They learn that the letter was never sent. " * 3,
                    backdrop=self._image(640, 360),
                    **shared,
                )
                items.append(episode)
                files.append(self._file(episode))
                self._episodes.append((episode["id"], series["id"], episode["duration_s"]))
            total += count
        series["episode_count"] = total
        self.made.episode_count += total

    def _file(self, item: Row) -> Row:
        library_id = item["library_id"]
        path = f"{item['title']} ({item['year'] or ''})/{item['id']}.mkv".encode()
        return {
            **_BLANK_FILE,
            "id": self._id(),
            "library_id": library_id,
            "folder_id": self._folders[library_id],
            "item_id": item["id"],
            "path": path,
            "directory": path.rpartition(b"/")[0],
            "size_bytes": self._rng.randrange(10**9, 30 * 10**9),
            "mtime_ns": int(item["added_at"].timestamp()) * 10**9,
            "fingerprint": self._rng.randbytes(16),
            "duration_s": item["duration_s"],
            "added_at": item["added_at"],
            "probed_at": item["added_at"],
        }

    def _credits(self, item_id: UUID) -> list[Row]:
        # Squared: some people are in hundreds of films and most in few.
        count = len(self._people)
        chosen = {self._people[int(self._rng.random() ** 2 * count)]: None for _ in range(CREDITS_PER_TITLE)}
        return [
            _row(id=self._id(), item_id=item_id, person_id=person_id, position=place)
            | {
                "job": ("director", "writer")[place] if place < 2 else "actor",
                "character": self._rng.choice(CHARACTERS) if place >= 2 else None,
            }
            for place, person_id in enumerate(chosen)
        ]

    def _image(self, width_px: int, height_px: int) -> Row:
        return {
            "hash": f"{self._rng.getrandbits(128):032x}",
            "width_px": width_px,
            "height_px": height_px,
            "thumbhash": "3OcRJYB4d3h/iIeHeEh3eIhw+j2w",
            "color": f"#{self._rng.getrandbits(24):06x}",
        }

    def make_viewing(self, profile_id: UUID, history_rows: int) -> Iterator[tuple[str, list[Row]]]:
        """History, progress, the Continue row and the list of one profile."""
        history: list[Row] = []
        progress: dict[UUID, Row] = {}
        watched: dict[UUID, int] = {}
        continues: dict[UUID, Row] = {}
        for number in range(history_rows):
            at = NEWEST - timedelta(hours=3.5 * (history_rows - number))
            item_id, title_id, duration_s = self._draw_watched()
            is_finished = self._rng.random() < 0.85
            position_s = duration_s if is_finished else duration_s * self._rng.uniform(0.05, 0.9)
            history.append(
                _row(id=self._id(), profile_id=profile_id, item_id=item_id, playback_id=self._id())
                | {"started_at": at, "ended_at": at + timedelta(seconds=position_s), "watched_s": position_s}
                | {"position_s": position_s, "is_finished": is_finished}
            )
            if is_finished and item_id != title_id and item_id not in progress:
                watched[title_id] = watched.get(title_id, 0) + 1
            progress[item_id] = _row(
                profile_id=profile_id, item_id=item_id, duration_s=duration_s, is_watched=is_finished
            ) | {
                "position_s": 0.0 if is_finished else position_s,
                "play_count": int(is_finished),
                "watched_at": at if is_finished else None,
                "updated_at": at,
                "playback_id": None,
            }
            if not is_finished or item_id != title_id:
                continues[title_id] = _row(
                    profile_id=profile_id, title_id=title_id, item_id=item_id, touched_at=at, hidden_at=None
                )
        yield "history_entry", history
        yield "progress", list(progress.values())
        yield (
            "series_progress",
            [
                _row(profile_id=profile_id, series_id=series_id, watched_count=count)
                for series_id, count in watched.items()
            ],
        )
        latest = sorted(continues.values(), key=lambda row: row["touched_at"])[-CONTINUE_ROWS:]
        yield "continue_entry", latest
        listed = self._rng.sample(self._films, min(LIST_ROWS, len(self._films)))
        yield (
            "watchlist_entry",
            [
                _row(profile_id=profile_id, title_id=one, added_at=NEWEST - timedelta(days=place))
                for place, (one, _) in enumerate(listed)
            ],
        )

    def _draw_watched(self) -> tuple[UUID, UUID, float]:
        if self._episodes and self._rng.random() < 0.6:
            return self._rng.choice(self._episodes)
        film_id, duration_s = self._rng.choice(self._films)
        return film_id, film_id, duration_s


def _row(**values: Any) -> Row:
    return values


_BLANK_ITEM: Row = {
    column.name: None for column in Base.metadata.tables["item"].columns
} | {
    "is_listed": True, "episode_count": 0, "translations": {}, "facts": {}, "locked_fields": [],
    "has_stand_in": False, "identity_key": "",
}  # fmt: skip
_BLANK_FILE: Row = {
    column.name: None for column in Base.metadata.tables["media_file"].columns
} | {
    "state": "probed", "quality": "1080p", "is_stand_in": False, "container": "matroska",
    "bitrate_bps": 8_000_000, "width_px": 1920, "height_px": 1080, "video_codec": "h264",
    "audio_languages": ["en", "de"], "subtitle_languages": ["en"],
    "media_info": {
        "video": [{"codec": "h264", "width_px": 1920, "height_px": 1080, "fps": 23.976, "profile": "High"}],
        "audio": [{"codec": "ac3", "channels": 6, "language": "en", "title": "Surround"},
                  {"codec": "aac", "channels": 2, "language": "de", "title": "Stereo"}],
        "subtitles": [{"codec": "subrip", "language": "en", "is_forced": False}],
    },
}  # fmt: skip


class _Writer:
    """Bulk rows into one database; `finish` makes them lasting and gives the planner its statistics."""

    def __init__(self, dialect: Dialect) -> None:
        self._dialect = dialect

    def write(self, table_name: str, rows: Sequence[Row]) -> None:
        """Append the rows; each names every column of its table."""
        table: Table = Base.metadata.tables[table_name]
        processors = [
            (column.name, column.type.dialect_impl(self._dialect).bind_processor(self._dialect))
            for column in table.columns
        ]
        self._append(
            table,
            (
                tuple(convert(row[name]) if convert else row[name] for name, convert in processors)
                for row in rows
            ),
        )

    def _append(self, table: Table, rows: Iterator[tuple[Any, ...]]) -> None:
        raise NotImplementedError

    def finish(self) -> None:
        raise NotImplementedError

    def close(self) -> None:
        raise NotImplementedError

    def __enter__(self) -> "_Writer":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class _SqliteWriter(_Writer):
    def __init__(self, path: str, dialect: Dialect) -> None:
        super().__init__(dialect)
        self._connection = sqlite3.connect(path)
        self._connection.execute("PRAGMA synchronous=OFF")
        self._connection.execute("PRAGMA cache_size=-131072")

    def _append(self, table: Table, rows: Iterator[tuple[Any, ...]]) -> None:
        names = ", ".join(f'"{column.name}"' for column in table.columns)
        marks = ", ".join("?" * len(table.columns))
        self._connection.executemany(f'INSERT INTO "{table.name}" ({names}) VALUES ({marks})', rows)

    def finish(self) -> None:
        self._connection.commit()
        self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        self._connection.close()


class _PostgresWriter(_Writer):
    def __init__(self, url: str, dialect: Dialect) -> None:
        super().__init__(dialect)
        self._connection = psycopg.connect(url)

    def _append(self, table: Table, rows: Iterator[tuple[Any, ...]]) -> None:
        with closing(self._connection.cursor()) as cursor:
            names = ", ".join(f'"{column.name}"' for column in table.columns)
            with cursor.copy(f'COPY "{table.name}" ({names}) FROM STDIN') as copy:
                for row in rows:
                    copy.write_row(row)

    def finish(self) -> None:
        self._connection.commit()
        self._connection.autocommit = True
        self._connection.execute("VACUUM ANALYZE")

    def close(self) -> None:
        self._connection.close()


def open_writer(url: str) -> _Writer:
    """The bulk way into the database behind a SQLAlchemy URL."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        dialect = create_engine("sqlite://").dialect
        return _SqliteWriter(parsed.database or "", dialect)
    dialect = create_engine("postgresql+psycopg://").dialect
    return _PostgresWriter(parsed.set(drivername="postgresql").render_as_string(hide_password=False), dialect)
