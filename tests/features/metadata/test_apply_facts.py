"""Facts from whichever source become rows of the catalogue."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.event import listen

from kino.core.db import Database
from kino.features.catalog.events import TitlesChanged
from kino.features.catalog.models import Credit, ExternalId, Genre, Item, ItemGenre, Person
from kino.features.metadata import service
from kino.features.metadata.facts import ItemFacts, PersonFact
from tests.support.cinema import Cinema

SINTEL = ItemFacts(
    title="Sintel",
    original_title="Durian",
    year=2010,
    released_on=date(2010, 9, 27),
    tagline="A lonely young woman",
    synopsis="She searches for a dragon.",
    certification="PG-13",
    rating=7.5,
    genres=["Animation", "Science-Fiction"],
    people=[
        PersonFact("Colin Levy", "Director"),
        PersonFact("Halina Reijn", "actor", "Sintel"),
        PersonFact("Halina Reijn", "actor", "Sintel"),
    ],
    external_ids={"imdb": "tt1727587"},
    translations={"de": {"synopsis": "Sie sucht einen Drachen."}},
    facts={"licence": {"name": "CC BY 3.0", "url": "https://creativecommons.org/licenses/by/3.0/"}},
)


async def add_films(cinema: Cinema, *names: str) -> list[UUID]:
    return [(await cinema.add_file(f"{name}.mp4", title=name)).item_id for name in names]


async def read_credits(database: Database, item_id: UUID) -> list[tuple[str, str, str | None]]:
    query = (
        select(Person.name, Credit.job, Credit.character)
        .join(Credit, Credit.person_id == Person.id)
        .where(Credit.item_id == item_id)
        .order_by(Credit.position)
    )
    async with database.read() as session:
        return [(name, job, character) for name, job, character in await session.execute(query)]


async def count_rows(database: Database, table: Any) -> int:
    async with database.read() as session:
        return await session.scalar(select(func.count()).select_from(table)) or 0


async def test_facts_are_written_and_a_second_time_change_nothing(cinema: Cinema) -> None:
    (film,) = await add_films(cinema, "The Sintel")
    told: list[TitlesChanged] = []

    async def note(event: TitlesChanged) -> None:
        told.append(event)

    await cinema.database.bus.drain()
    cinema.database.bus.subscribe(TitlesChanged, note)
    async with cinema.database.write() as session:
        assert await service.apply_facts(session, film, SINTEL)
    async with cinema.database.write() as session:
        assert not await service.apply_facts(session, film, SINTEL)
    item = await cinema.read_item(film)
    assert (item.title, item.sort_title, item.year, item.rating) == ("Sintel", "sintel", 2010, 7.5)
    assert item.released_on == date(2010, 9, 27)
    assert item.translations["de"]["synopsis"] == "Sie sucht einen Drachen."
    assert item.facts["licence"]["name"] == "CC BY 3.0"
    assert await read_credits(cinema.database, film) == [
        ("Colin Levy", "director", None),
        ("Halina Reijn", "actor", "Sintel"),
    ]
    async with cinema.database.read() as session:
        assert set(await session.scalars(select(Genre.slug))) == {"animation", "science-fiction"}
        added = (await session.scalars(select(ItemGenre.added_at))).all()
        assert set(added) == {item.added_at}
        assert await session.scalar(select(ExternalId.value)) == "tt1727587"
    await cinema.database.bus.drain()
    assert [event.title_ids for event in told] == [(film,)]


async def test_locked_fields_are_never_written(cinema: Cinema) -> None:
    (film,) = await add_films(cinema, "Mine")
    locked = ["title", "genres", "people", "synopsis"]
    async with cinema.database.write() as session:
        await session.execute(update(Item).values(locked_fields=locked))
    async with cinema.database.write() as session:
        assert await service.apply_facts(session, film, SINTEL)
    item = await cinema.read_item(film)
    assert (item.title, item.sort_title, item.synopsis, item.year) == ("Mine", "mine", None, 2010)
    assert await count_rows(cinema.database, Credit) == 0
    assert await count_rows(cinema.database, ItemGenre) == 0


async def test_only_empty_fills_gaps_and_keeps_the_rest(cinema: Cinema) -> None:
    (film,) = await add_films(cinema, "Sintel")
    async with cinema.database.write() as session:
        await service.apply_facts(session, film, SINTEL)
    other = ItemFacts(
        title="Another",
        year=1999,
        synopsis="Another text.",
        credits_start_s=800.0,
        genres=["Horror"],
        people=[PersonFact("Somebody Else", "director")],
        external_ids={"imdb": "tt0000001", "tmdb": "45745"},
        facts={"licence": {"name": "none", "credit": "Blender Foundation"}},
    )
    async with cinema.database.write() as session:
        assert await service.apply_facts(session, film, other, only_empty=True)
    item = await cinema.read_item(film)
    assert (item.title, item.year, item.credits_start_s) == ("Sintel", 2010, 800.0)
    assert item.synopsis == SINTEL.synopsis
    assert item.facts["licence"]["name"] == "CC BY 3.0"
    assert item.facts["licence"]["credit"] == "Blender Foundation"
    assert len(await read_credits(cinema.database, film)) == 2
    async with cinema.database.read() as session:
        ids = dict((await session.execute(select(ExternalId.provider, ExternalId.value))).all())
    assert ids == {"imdb": "tt1727587", "tmdb": "45745"}


async def test_people_are_one_by_name_and_two_by_contradicting_ids(cinema: Cinema) -> None:
    films = await add_films(cinema, "One", "Two", "Three", "Four")
    told = [
        (films[0], ItemFacts(people=[PersonFact("Zoë Kravitz", "actor")])),
        (films[1], ItemFacts(people=[PersonFact("Zoe Kravitz", "actor", provider_ids={"tmdb": "37153"})])),
        (films[2], ItemFacts(people=[PersonFact("Zoë Kravitz", "actor", provider_ids={"tmdb": "9"})])),
        (films[3], ItemFacts(people=[PersonFact("Zoë Kravitz", "director", provider_ids={"tmdb": "37153"})])),
    ]
    for one in told:  # each in a transaction of its own, as scans do
        async with cinema.database.write() as session:
            await service.apply_many(session, [one])
    async with cinema.database.read() as session:
        people = [
            await session.scalar(select(Credit.person_id).where(Credit.item_id == film)) for film in films
        ]
    assert people[0] == people[1] == people[3]
    assert people[2] not in (None, people[0])


def describe(films: list[UUID]) -> list[tuple[UUID, ItemFacts]]:
    return [
        (
            film,
            ItemFacts(
                synopsis=f"About {n}.",
                genres=["Drama", f"Genre {n % 3}"],
                people=[PersonFact(f"Person {n % 7}", "actor", "X")],
            ),
        )
        for n, film in enumerate(films)
    ]


async def test_statements_do_not_grow_with_the_number_of_items(cinema: Cinema) -> None:
    films = await add_films(cinema, *(f"Film {n}" for n in range(50)))
    statements: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        statements.append(statement)

    counts = []
    for part in (films[:7], films[7:17], films[17:]):
        statements.clear()
        async with cinema.database.write() as session:
            # This transaction's own: the house does other things meanwhile.
            listen((await session.connection()).sync_connection, "before_cursor_execute", note)
            assert await service.apply_many(session, describe(part)) == set(part)
        counts.append(len(statements))
    # Rows of an insert are sent in pages, which is all that may differ.
    assert counts[2] <= counts[1] + 2 <= 20
    assert await count_rows(cinema.database, Person) == 7
    assert await count_rows(cinema.database, Genre) == 4
    assert await count_rows(cinema.database, ItemGenre) == 100


async def test_item_that_is_gone_is_left_out(cinema: Cinema) -> None:
    async with cinema.database.write() as session:
        assert not await service.apply_facts(session, UUID(int=7), SINTEL)
