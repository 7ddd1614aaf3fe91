"""People and genres that no title has any more are forgotten, with everything that was kept for them."""

import asyncio
import os
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import insert, select

from kino.core.clock import now
from kino.core.data_dir import DataFolder
from kino.core.db import Database
from kino.core.ids import new_id
from kino.core.jobs.interface import JobQueue
from kino.features.artwork.models import Image
from kino.features.artwork.service import put_portrait
from kino.features.catalog.events import PeopleForgotten
from kino.features.catalog.models import Credit, Genre, ItemGenre, Person
from kino.features.metadata import jobs, queries, service
from kino.features.metadata.facts import ItemFacts, PersonFact
from kino.features.metadata.parts.people import People
from tests.features.artwork.drawn import draw
from tests.support.cinema import Cinema

TWO_DAYS_S = 2 * 86_400.0


async def describe(cinema: Cinema, item_id: UUID, people: list[str], genres: list[str]) -> None:
    facts = ItemFacts(people=[PersonFact(name, "actor") for name in people], genres=genres)
    async with cinema.database.write() as session:
        await service.apply_facts(session, item_id, facts)


async def list_names(database: Database, table: type[Person] | type[Genre]) -> list[str]:
    async with database.read() as session:
        return list(await session.scalars(select(table.name).order_by(table.name)))


async def run_job(cinema: Cinema, kind: str) -> None:
    async with cinema.database.write() as session:
        await cinema.house.context.part(JobQueue).enqueue(session, kind, {})
    await cinema.settle()


async def test_whom_no_title_names_any_more_is_forgotten_with_the_portrait(cinema: Cinema) -> None:
    context = cinema.house.context
    sintel = (await cinema.add_file("Sintel.mp4", title="Sintel")).item_id
    other = (await cinema.add_file("Other.mp4", title="Other")).item_id
    await describe(cinema, sintel, ["Ann Gone", "Ben Both"], ["Fantasy", "Drama"])
    await describe(cinema, other, ["Ben Both"], ["Drama"])
    async with cinema.database.read() as session:
        ids = dict((await session.execute(select(Person.name, Person.id))).all())
    for shade, person_id in enumerate(ids.values()):
        assert await put_portrait(context, person_id, "local", draw(400, 600 + 10 * shade), "one")
    told: list[PeopleForgotten] = []

    async def note(event: PeopleForgotten) -> None:
        told.append(event)

    cinema.database.bus.subscribe(PeopleForgotten, note)
    await describe(cinema, sintel, ["Cleo New"], ["Comedy"])
    for folder in list_portraits(cinema):
        os.utime(folder, (now().timestamp() - TWO_DAYS_S,) * 2)
    assert len(list_portraits(cinema)) == 2
    await run_job(cinema, "metadata.forget_unused")
    assert await list_names(cinema.database, Person) == ["Ben Both", "Cleo New"]
    assert await list_names(cinema.database, Genre) == ["Comedy", "Drama"]
    assert told == [PeopleForgotten((ids["Ann Gone"],))]
    async with cinema.database.read() as session:
        kept = (await session.execute(select(Image.person_id, Image.hash))).all()
    assert [person_id for person_id, _ in kept] == [ids["Ben Both"]]
    await run_job(cinema, "artwork.tidy")
    assert [folder.name for folder in list_portraits(cinema)] == [kept[0].hash]


def list_portraits(cinema: Cinema) -> list[Path]:
    return sorted(cinema.house.context.part(DataFolder).artwork.glob("*/*"))


async def test_all_of_many_are_forgotten(cinema: Cinema, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "FORGET_BATCH", 3)
    film = (await cinema.add_file("Sintel.mp4", title="Sintel")).item_id
    await describe(cinema, film, ["Name 4", "Name 11"], [])
    rows = [
        {"id": new_id(), "name": f"Name {number}", "name_folded": f"name {number}", "provider_ids": {}}
        for number in range(10)
    ]
    async with cinema.database.write() as session:
        await session.execute(insert(Person), rows)
    await run_job(cinema, "metadata.forget_unused")
    assert await list_names(cinema.database, Person) == ["Name 11", "Name 4"]


@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
async def test_who_is_just_being_given_a_title_is_kept(cinema: Cinema) -> None:
    """On SQLite nobody else writes meanwhile."""
    film = (await cinema.add_file("Sintel.mp4", title="Sintel")).item_id
    await describe(cinema, film, ["Ann Back", "Ben Gone"], ["Fantasy", "Drama"])
    await describe(cinema, film, ["Cleo"], ["Comedy"])
    ann, people = PersonFact("Ann Back", "actor"), People()
    async with cinema.database.write() as session:
        await people.load(session, [ann])
        genres = await queries.find_genres(session, ["fantasy"])
        async with asyncio.timeout(120):
            await run_job(cinema, "metadata.forget_unused")
        ann_id = await people.resolve(session, ann)
        await service.apply_facts(session, film, ItemFacts(people=[ann], genres=["Fantasy"]))
    async with cinema.database.read() as session:
        assert (await session.scalars(select(Credit.person_id))).all() == [ann_id]
        assert (await session.scalars(select(ItemGenre.genre_id))).all() == list(genres.values())
    assert await list_names(cinema.database, Person) == ["Ann Back", "Cleo"]
    assert await list_names(cinema.database, Genre) == ["Comedy", "Fantasy"]
