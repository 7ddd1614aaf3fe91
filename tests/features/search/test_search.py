"""What is found for what is typed, on both databases."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import delete, select, text
from structlog.testing import capture_logs

from kino.core.db import Database, record_event
from kino.core.house import find_setting
from kino.features.catalog.events import (
    EpisodesAdded,
    PeopleForgotten,
    TitlesAdded,
    TitlesChanged,
    TitlesRemoved,
)
from kino.features.catalog.models import Person
from kino.features.libraries.models import Library
from kino.features.search import jobs, queries
from kino.features.search.jobs import SearchIndex
from kino.features.search.models import DocKind, SearchDoc
from tests.features.search.conftest import SearchHouse

FILMS: dict[str, dict[str, Any]] = {
    "Alien": {"year": 1979, "people": {"Sigourney Weaver": "actor", "Ridley Scott": "director"}},
    "Aliens": {"year": 1986, "people": {"Sigourney Weaver": "actor", "James Cameron": "director"}},
    "Spider-Man": {"year": 2002},
    "The Amazing Spider-Man": {"year": 2012},
    "Le Fabuleux Destin d'Amélie Poulain": {"year": 2001, "people": {"Audrey Tautou": "actor"}},
    "L'Avventura": {"year": 1960},
    "Œuvre au noir": {"year": 1988},
    "Die Straße": {"year": 1954, "original_title": "La strada"},
    "Blade Runner 2049": {"year": 2017, "people": {"Harrison Ford": "actor"}},
    "The Wizard of Oz": {"year": 1939},
    "Wizard": {"year": 2012},
    "The Fast & the Furious": {"year": 2001},
    "千と千尋の神隠し": {"year": 2001, "original_title": None},
    "Сталкер": {"year": 1979},
    "It": {"year": 2017},
    "100% Wolf": {"year": 2020},
}


@pytest.fixture
async def cinema(search_house: SearchHouse) -> SearchHouse:
    library_id = await search_house.catalogue.add_library()
    for title, values in FILMS.items():
        await search_house.catalogue.add_film(library_id, title, **values)
    await search_house.catalogue.add_series(
        library_id, "Breaking Waves", {1: ["The Harbour", "Ozymandias"], 2: ["The Long Harbour Night"]}
    )
    await search_house.index()
    return search_house


FINDS_FIRST = {
    "alien": "Alien",
    "ALIENS": "Aliens",
    "amelie": "Le Fabuleux Destin d'Amélie Poulain",
    "amélie": "Le Fabuleux Destin d'Amélie Poulain",
    "poulain fabuleux": "Le Fabuleux Destin d'Amélie Poulain",
    "spider man": "Spider-Man",
    "spider-man": "Spider-Man",
    "spiderman": "Spider-Man",
    "spiderm": "Spider-Man",
    "amazing spiderman": "The Amazing Spider-Man",
    "amazing spiderm": "The Amazing Spider-Man",
    "oeuvre": "Œuvre au noir",
    "œuvre": "Œuvre au noir",
    "strasse": "Die Straße",
    "la strada": "Die Straße",
    "avventura": "L'Avventura",
    "lavventura": "L'Avventura",
    "l'avventura": "L'Avventura",
    "fast and furious": "The Fast & the Furious",
    "fast furious": "The Fast & the Furious",
    "wizard": "Wizard",
    "wizard of": "The Wizard of Oz",
    "the wiz": "The Wizard of Oz",
    "oz wizard": "The Wizard of Oz",
    "alien 1979": "Alien",
    "alien 198": "Aliens",
    "2049": "Blade Runner 2049",
    "blade 2049": "Blade Runner 2049",
    "weaver 1986": "Aliens",
    "alien scott": "Alien",
    "sigourney aliens": "Aliens",
    "千尋": "千と千尋の神隠し",
    "神隠し": "千と千尋の神隠し",
    "сталкер": "Сталкер",
    "стал": "Сталкер",
    "it": "It",
    "100%": "100% Wolf",
    "breaking wa": "Breaking Waves",
    # One typo: a letter left out, doubled, wrong, swapped; at the start, in the middle, at the end.
    "aien": "Alien",
    "alienn 1979": "Alien",
    "alein": "Alien",
    "slien 1979": "Alien",
    "wizsrd of": "The Wizard of Oz",
    "wizrad": "Wizard",
    "avventrua": "L'Avventura",
    "spiddr man": "Spider-Man",
    "ameliie": "Le Fabuleux Destin d'Amélie Poulain",
    "сталкре": "Сталкер",
    "sigourny aliens": "Aliens",
    # Inside the word being typed, and in two words at once.
    "avvnet": "L'Avventura",
    "fabluleux desitn": "Le Fabuleux Destin d'Amélie Poulain",
    "blad runer 20": "Blade Runner 2049",
}


async def test_query_finds_first(cinema: SearchHouse) -> None:
    found = {query: await cinema.titles(query) for query in FINDS_FIRST}
    wrong = {query: found[query] for query, title in FINDS_FIRST.items() if found[query][:1] != [title]}
    assert not wrong


async def test_what_is_not_there_is_not_found(cinema: SearchHouse) -> None:
    for query in ("zzzz", "alien zzzz", "alien 1950", "weaver spider"):
        found = await cinema.find(query)
        assert (found["titles"], found["episodes"], found["people"]) == ([], [], []), query
        assert found["corrected"] is None


async def test_exact_title_precedes_longer_ones_and_typos_come_last(cinema: SearchHouse) -> None:
    assert await cinema.titles("alien") == ["Alien", "Aliens"]
    assert (await cinema.titles("aliens"))[0] == "Aliens"
    assert (await cinema.titles("wizard"))[:2] == ["Wizard", "The Wizard of Oz"]


async def test_title_says_by_what_it_was_found(cinema: SearchHouse) -> None:
    matched = {
        query: (await cinema.find(query))["titles"][0]["matched"]
        for query in ("alien", "la strada", "harrison ford", "alien 1979")
    }
    assert matched == {
        "alien": "title",
        "la strada": "original",
        "harrison ford": "person",
        "alien 1979": "title",
    }


async def test_people_are_found_with_what_they_did(cinema: SearchHouse) -> None:
    found = await cinema.find("sigourn")
    assert [(one["name"], one["job_summary"]) for one in found["people"]] == [("Sigourney Weaver", "actor")]
    assert {one["title"] for one in found["titles"]} == {"Alien", "Aliens"}
    assert [one["name"] for one in (await cinema.find("weaver sigurney"))["people"]] == ["Sigourney Weaver"]
    assert [one["name"] for one in (await cinema.find("tautou audrey"))["people"]] == ["Audrey Tautou"]


async def test_episodes_are_found_by_their_title_and_that_of_their_series(cinema: SearchHouse) -> None:
    found = await cinema.find("harbour")
    assert {one["title"] for one in found["episodes"]} == {"The Harbour", "The Long Harbour Night"}
    assert found["episodes"][0]["series_title"] == "Breaking Waves"
    assert [one["title"] for one in (await cinema.find("breaking ozy"))["episodes"]] == ["Ozymandias"]
    only_series = await cinema.find("breaking waves")
    assert only_series["episodes"] == []
    assert [one["title"] for one in only_series["titles"]] == ["Breaking Waves"]


async def test_correction_is_told_when_nothing_is_spelt_as_typed(cinema: SearchHouse) -> None:
    assert (await cinema.find("alein"))["corrected"] == "alien"
    assert (await cinema.find("wizsrd of oz"))["corrected"] == "wizard of oz"
    assert (await cinema.find("spiderman"))["corrected"] is None
    assert (await cinema.find("alien"))["corrected"] is None


HOSTILE = [
    "", " ", "'", '"', "''; DROP TABLE item; --", "%", "_", "%%%%", "a%", "*", "a*", "the*", "NEAR(a b)",
    "a AND b", "title:alien", '"alien', "(alien", "alien)", "^alien", "-alien", "\x00", "ali\x00en",
    "\u202ealien", "\ud7ff", "\U0010ffff", "😀", "a" * 10_000, "alien " * 2_000, "\\", "\n\t", "1" * 400,
    "&|!:<->", "[a-z]", "{}", "é" * 5_000,
]  # fmt: skip


async def test_hostile_input_is_answered_like_any_other(cinema: SearchHouse) -> None:
    for query in HOSTILE:
        found = await cinema.find(query)
        assert len(found["query"]) <= 200
        assert found["titles"] == [] or "alien" in query or set(query) & set("ahet1"), query
    assert (await cinema.titles("ali\u200ben"))[0] == "Alien"
    assert await cinema.titles("%") == []
    assert await cinema.titles("_") == []


async def test_limit_bounds_the_titles(search_house: SearchHouse) -> None:
    library_id = await search_house.catalogue.add_library()
    await search_house.add_films(library_id, [f"Night {number}" for number in range(30)])
    await search_house.index()
    assert len((await search_house.find("night", limit=7))["titles"]) == 7
    assert len((await search_house.find("night"))["titles"]) == 24
    refused = await search_house.ada.client.get("/api/search", params={"q": "night", "limit": 1000})
    assert refused.status_code == 422


UNSEEN = ["xylophone", "xylophnoe", "xyl", "x", "zed hidden", "zed", "marmalade", "marmalaed", "quietly"]


async def test_other_libraries_show_in_nothing(search_house: SearchHouse) -> None:
    seen = await search_house.catalogue.add_library("Seen")
    hidden = await search_house.catalogue.add_library("Hidden")
    bob = await search_house.house.add_member("bob", sees_all_libraries=False)
    await search_house.catalogue.grant(bob.account_id, seen)
    await search_house.catalogue.add_film(seen, "Lantern", people={"Ann Both": "actor"})
    await search_house.catalogue.add_film(
        hidden, "Xylophone Secret", people={"Ann Both": "director", "Zed Hidden": "actor"}
    )
    await search_house.catalogue.add_series(hidden, "Quietly Hidden", {1: ["Marmalade"]})
    await search_house.index()
    assert (await search_house.find("xylophone"))["titles"]
    for query in UNSEEN:
        found = await search_house.find(query, bob)
        assert (found["titles"], found["episodes"], found["people"]) == ([], [], []), query
        assert found["corrected"] is None, query
    both = await search_house.find("ann both", bob)
    assert [(one["name"], one["job_summary"]) for one in both["people"]] == [("Ann Both", "actor")]
    assert [one["title"] for one in both["titles"]] == ["Lantern"]
    nobody = await search_house.house.add_member("cy", sees_all_libraries=False)
    assert (await search_house.find("lantern", nobody))["titles"] == []


async def test_index_follows_the_catalogue(search_house: SearchHouse) -> None:
    catalogue, index = search_house.catalogue, search_house.house.context.part(SearchIndex)
    library_id = await catalogue.add_library()
    await search_house.index()

    async def tell(*events: Any) -> None:
        async with catalogue.database.write() as session:
            record_event(session, *events)
        await catalogue.database.bus.drain()
        await index.stop()  # writes down what was noted, without the pause
        await search_house.index(checks_all=False)

    film_id = await catalogue.add_film(library_id, "Lantern", people={"Mona Reyes": "actor"})
    await tell(TitlesAdded(library_id, (film_id,)))
    assert await search_house.titles("lantern") == ["Lantern"]
    await catalogue.change(film_id, title="Beacon", sort_title="beacon", original_title="Leuchtfeuer")
    await tell(TitlesChanged(library_id, (film_id,)))
    assert await search_house.titles("lantern") == []
    assert await search_house.titles("beacon") == await search_house.titles("leuchtf") == ["Beacon"]
    series = await catalogue.add_series(library_id, "Harbour Town", {1: ["Pilot Boat"]})
    await tell(EpisodesAdded(library_id, (series.id,)))
    assert [one["title"] for one in (await search_house.find("pilot"))["episodes"]] == ["Pilot Boat"]
    await catalogue.change(film_id, is_listed=False)
    # At once, before the index knows.
    assert await search_house.titles("beacon") == []
    await tell(TitlesRemoved(library_id, (film_id,)))
    assert await search_house.titles("beacon") == []
    assert (await search_house.find("mona"))["people"] == []
    await catalogue.change(film_id, is_listed=True)
    await tell(TitlesAdded(library_id, (film_id,)))
    assert await search_house.titles("beacon") == ["Beacon"]


async def _name_notes(database: Database, source: str, target: str) -> None:
    """Without its table, every note fails in the database itself."""
    async with database.write() as session:
        await session.execute(text(f"ALTER TABLE {source} RENAME TO {target}"))


async def _until(holds: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(120):
        while not await holds():  # noqa: ASYNC110 - the database tells nobody
            await asyncio.sleep(0.01)


async def test_notes_that_could_not_be_written_are_written_later(
    search_house: SearchHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "GATHER_S", 0.01)
    monkeypatch.setattr(jobs, "RETRY_S", 0.05)
    database = search_house.catalogue.database
    library_id = await search_house.catalogue.add_library()
    (film_id,) = await search_house.add_films(library_id, ["Lantern"])
    await _name_notes(database, "search_waiting", "away")
    with capture_logs() as logs:

        async def has_failed() -> bool:
            return bool(logs)

        async with database.write() as session:
            record_event(session, TitlesAdded(library_id, (film_id,)))
        await _until(has_failed)
    await _name_notes(database, "away", "search_waiting")

    async def is_noted() -> bool:
        async with database.read() as session:
            return await queries.count_waiting(session) == 1

    await _until(is_noted)
    await search_house.index(checks_all=False)
    assert await search_house.titles("lantern") == ["Lantern"]


async def test_stop_that_cannot_write_its_notes_has_the_next_start_check(search_house: SearchHouse) -> None:
    database, index = search_house.catalogue.database, search_house.house.context.part(SearchIndex)
    library_id = await search_house.catalogue.add_library()
    film_ids = await search_house.add_films(library_id, ["Lantern"])

    async def read_is_clean() -> bool:
        async with database.read() as session:
            return bool((await find_setting(session, jobs.STATE_KEY))["is_clean"])

    await _name_notes(database, "search_waiting", "away")
    index.note(tuple(film_ids))
    await index.stop()
    assert not await read_is_clean()
    await _name_notes(database, "away", "search_waiting")
    await index.stop()
    assert await read_is_clean()
    await search_house.index(checks_all=False)
    assert await search_house.titles("lantern") == ["Lantern"]


async def test_removed_library_takes_its_index_along(search_house: SearchHouse) -> None:
    kept = await search_house.catalogue.add_library("Kept")
    gone = await search_house.catalogue.add_library("Gone")
    await search_house.add_films(kept, ["Lantern One"])
    await search_house.add_films(gone, ["Lantern Two"])
    await search_house.index()
    assert sorted(await search_house.titles("lantern")) == ["Lantern One", "Lantern Two"]
    async with search_house.catalogue.database.write() as session:
        await session.delete(await session.get_one(Library, gone))
    assert await search_house.titles("lantern") == ["Lantern One"]
    await search_house.add_films(kept, ["Lantern Three"])
    await search_house.index()
    assert sorted(await search_house.titles("lantern")) == ["Lantern One", "Lantern Three"]


async def test_check_finds_what_nobody_told(search_house: SearchHouse) -> None:
    library_id = await search_house.catalogue.add_library()
    await search_house.add_films(library_id, ["Lantern"])
    await search_house.index()
    (later,) = await search_house.add_films(library_id, ["Beacon"])
    await search_house.index(checks_all=False)
    assert await search_house.titles("beacon") == []
    await search_house.index()
    assert await search_house.titles("beacon") == ["Beacon"]
    assert (await search_house.index())["indexed"] == 0
    await search_house.catalogue.change(later, is_listed=False)
    assert (await search_house.index())["written"] == 1


async def test_titles_are_added_beyond_a_chunk(
    search_house: SearchHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Chunks hold thousands of documents; here eight, so that a few films fill several."""
    for module in ("doc_sets", "documents", "match_docs"):
        monkeypatch.setattr(f"kino.features.search.parts.{module}.CHUNK_DOCS", 8)
    library_ids: list[UUID] = [await search_house.catalogue.add_library(name) for name in "ab"]
    for number in range(30):
        await search_house.add_films(library_ids[number % 2], [f"Lantern {number:02d}"])
        if number % 7 == 0:
            await search_house.index()
    await search_house.index()
    found = await search_house.find("lantern", limit=60)
    assert len(found["titles"]) == 30
    assert await search_house.titles("lantern 17") == ["Lantern 17"]


async def test_forgotten_people_leave_the_index(search_house: SearchHouse) -> None:
    catalogue = search_house.catalogue
    library_id = await catalogue.add_library()
    await catalogue.add_film(library_id, "Lantern", people={"Ann Gone": "actor", "Ben Kept": "actor"})
    await search_house.index()
    async with catalogue.database.write() as session:
        person_id = (await session.scalars(select(Person.id).where(Person.name == "Ann Gone"))).one()
        await session.execute(delete(Person).where(Person.id == person_id))
        record_event(session, PeopleForgotten((person_id,)))
    await catalogue.database.bus.drain()
    await search_house.house.context.part(SearchIndex).stop()  # writes down what was noted, without the pause
    await search_house.index(checks_all=False)
    async with catalogue.database.read() as session:
        docs = select(SearchDoc.title).where(SearchDoc.kind == DocKind.PERSON)
        assert (await session.scalars(docs)).all() == ["Ben Kept"]
