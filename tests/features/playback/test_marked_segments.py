"""What an admin marks in a film goes before what its chapters say, for everybody who plays it."""

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, update

from kino.features.catalog.models import Item, MediaFile
from tests.features.playback.conftest import Cinema

# Chapters of a film that lasts 1,000 s, as a probe keeps them.
CHAPTERS = [
    {"start_s": 0.0, "end_s": 60.0, "title": "Intro"},
    {"start_s": 60.0, "end_s": 900.0, "title": "The story"},
    {"start_s": 900.0, "end_s": 1000.0, "title": "Credits"},
]


@pytest.fixture
async def film_id(cinema: Cinema) -> UUID:
    """A film whose chapters name an intro and the credits."""
    item_id = await cinema.add_film("h264.mp4", "Harbour")
    async with cinema.house.context.database.write() as session:
        file = (await session.scalars(select(MediaFile))).one()
        file.media_info = {**(file.media_info or {}), "chapters": CHAPTERS}
        file.duration_s = 1000.0
        await session.execute(update(Item).where(Item.id == item_id).values(credits_start_s=900.0))
    return item_id


async def ask(cinema: Cinema, method: str, item_id: UUID, kind: str, **body: Any) -> Any:
    """Mark as Ada does; what the server answers."""
    plan = await cinema.plan(item_id)
    path = f"/api/admin/films/{item_id}/files/{plan['file_id']}/segments/{kind}"
    return await cinema.ada.client.request(method, path, json=body or None)


async def read(cinema: Cinema, item_id: UUID) -> list[tuple[str, float, float, bool]]:
    """What the next plan offers to skip."""
    plan = await cinema.plan(item_id)
    return [(one["kind"], one["start_s"], one["end_s"], one["is_marked"]) for one in plan["segments"]]


INTRO = ("intro", 0.0, 60.0, False)
CREDITS = ("credits", 900.0, 1000.0, False)


async def test_marks_go_before_chapters_and_are_taken_back(cinema: Cinema, film_id: UUID) -> None:
    assert await read(cinema, film_id) == [INTRO, CREDITS]
    answer = await ask(cinema, "PUT", film_id, "intro", start_s=100.5, end_s=130)
    assert answer.status_code == 200, answer.text
    marked = [("intro", 100.5, 130.0, True), CREDITS]
    assert await read(cinema, film_id) == marked
    assert [tuple(one.values()) for one in answer.json()["segments"]] == marked
    await ask(cinema, "PUT", film_id, "recap", start_s=0, end_s=90)
    assert await read(cinema, film_id) == [("recap", 0.0, 90.0, True), *marked]
    for kind in ("intro", "recap"):
        answer = await ask(cinema, "DELETE", film_id, kind)
        assert answer.status_code == 200
    assert await read(cinema, film_id) == [INTRO, CREDITS]


async def test_chapter_of_a_misleading_name_is_marked_away(cinema: Cinema, film_id: UUID) -> None:
    await ask(cinema, "PUT", film_id, "intro", start_s=None, end_s=None)
    assert await read(cinema, film_id) == [CREDITS]
    assert (await cinema.plan(film_id))["denied_segments"] == ["intro"]
    answer = await ask(cinema, "DELETE", film_id, "intro")
    assert answer.json()["denied_segments"] == []


async def test_marked_credits_tell_when_the_film_is_seen(cinema: Cinema, film_id: UUID) -> None:
    """Whatever is read of its chapters later."""
    database = cinema.house.context.database

    async def known() -> tuple[float | None, list[str]]:
        async with database.read() as session:
            row = await session.execute(
                select(Item.credits_start_s, Item.locked_fields).where(Item.id == film_id)
            )
            return tuple(row.one())  # type: ignore[return-value]

    await ask(cinema, "PUT", film_id, "credits", start_s=800, end_s=1000)
    assert await known() == (800.0, ["credits_start_s"])
    assert (await cinema.plan(film_id))["credits_start_s"] == 800.0
    await ask(cinema, "PUT", film_id, "credits", start_s=None, end_s=None)
    assert await known() == (None, ["credits_start_s"])
    assert await read(cinema, film_id) == [INTRO]
    await ask(cinema, "DELETE", film_id, "credits")
    assert await known() == (900.0, [])
    assert await read(cinema, film_id) == [INTRO, CREDITS]


async def test_marks_of_a_film_in_parts_are_on_the_clock_of_all_of_them(cinema: Cinema) -> None:
    item_id = await cinema.add_film("h264.mp4", "Ferry", part_number=1)
    await cinema.add_film("h264.mp4", "Ferry", part_number=2)
    plan = await cinema.plan(item_id)
    second_id = plan["parts"][1]["file_id"]
    path = f"/api/admin/films/{item_id}/files/{second_id}/segments/preview"
    answer = await cinema.ada.client.put(path, json={"start_s": 3, "end_s": 3.5})
    assert answer.status_code == 200, answer.text
    assert await read(cinema, item_id) == [("preview", 3.0, 3.5, True)]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"start_s": 20, "end_s": 20}, "does not lie behind"),
        ({"start_s": 20, "end_s": None}, "both"),
        ({"start_s": -1, "end_s": 20}, "start_s"),
    ],
)
async def test_mark_that_cannot_be_is_refused(
    cinema: Cinema, film_id: UUID, body: dict[str, Any], said: str
) -> None:
    answer = await ask(cinema, "PUT", film_id, "intro", **body)
    assert answer.status_code == 422
    assert said in answer.text
    assert await read(cinema, film_id) == [INTRO, CREDITS]


async def test_files_of_other_films_and_members_are_refused(cinema: Cinema, film_id: UUID) -> None:
    other_id = await cinema.add_film("h264.mp4", "Other")
    other = await cinema.plan(other_id)
    path = f"/api/admin/films/{film_id}/files/{other['file_id']}/segments/intro"
    assert (await cinema.ada.client.put(path, json={"start_s": 1, "end_s": 5})).status_code == 404
    assert (await cinema.bob.client.put(path, json={"start_s": 1, "end_s": 5})).status_code == 403
    assert (await ask(cinema, "PUT", film_id, "ending", start_s=1, end_s=5)).status_code == 422
