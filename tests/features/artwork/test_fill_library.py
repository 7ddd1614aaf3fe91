"""From files beside and inside films to what the catalogue shows."""

import os

import pytest
from sqlalchemy import select, update

from kino.core.jobs.interface import JobQueue
from kino.features.artwork import service
from kino.features.artwork.jobs import fill_library
from kino.features.artwork.models import ArtworkWish, Image
from kino.features.artwork.parts.picture_store import PictureStore
from kino.features.catalog.events import SidecarUnreadable, TitlesChanged
from kino.features.catalog.models import Item
from tests.features.artwork.drawn import SVG, draw, draw_animation, lie_about_size
from tests.media.clips import Clips
from tests.support.cinema import Cinema

FILM = "Sintel (2010)/Sintel (2010).mp4"


async def test_pictures_beside_a_film_are_shown(cinema: Cinema) -> None:
    placed = await cinema.add_file(FILM, title="Sintel", year=2010)
    await cinema.add_sidecar(placed.item_id, "Sintel (2010)/poster.jpg", draw(1000, 1500), "poster")
    await cinema.add_sidecar(
        placed.item_id, "Sintel (2010)/fanart.png", draw(1600, 900, kind="PNG"), "backdrop"
    )
    await cinema.add_sidecar(
        placed.item_id, "Sintel (2010)/clearlogo.png", draw(400, 160, kind="PNG"), "logo"
    )
    await cinema.settle()
    item = await cinema.read_item(placed.item_id)
    assert item.poster is not None
    assert item.backdrop is not None
    assert item.logo is not None
    assert (item.poster["width_px"], item.poster["height_px"]) == (1000, 1500)
    assert (item.backdrop["width_px"], item.logo["width_px"]) == (1600, 400)
    assert item.poster["color"].startswith("#")
    assert len(item.poster["hash"]) == 32
    async with cinema.database.read() as session:
        assert not (await session.scalars(select(ArtworkWish))).all()


async def test_film_without_pictures_gets_a_still(cinema: Cinema, clips: Clips) -> None:
    placed = await cinema.add_file(FILM, clips.get("h264.mp4"), title="Sintel", year=2010)
    await cinema.settle()
    item = await cinema.read_item(placed.item_id)
    assert item.backdrop is not None
    assert (item.backdrop["width_px"], item.backdrop["height_px"]) == (320, 180)
    assert item.poster is None  # the drawn poster of the web app is better than a cropped still


async def test_cover_inside_the_file_is_the_poster(cinema: Cinema, clips: Clips) -> None:
    placed = await cinema.add_file(FILM, clips.get("with-cover.mp4"), title="Sintel", year=2010)
    await cinema.settle()
    item = await cinema.read_item(placed.item_id)
    assert item.poster is not None
    assert item.backdrop is not None
    assert (item.poster["width_px"], item.poster["height_px"]) == (120, 180)
    assert item.backdrop["width_px"] == 320


async def test_episode_gets_a_still_and_lends_it_to_its_series(cinema: Cinema, clips: Clips) -> None:
    placed = await cinema.add_file(
        "Caminandes/S01E01.mp4",
        clips.get("h264.mp4"),
        kind="episode",
        title="Caminandes",
        season_number=1,
        episode_number=1,
    )
    await cinema.settle()
    episode = await cinema.read_item(placed.item_id)
    series = await cinema.read_item(placed.title_id)
    assert episode.backdrop is not None
    assert series.backdrop is not None
    assert series.poster is None


async def test_season_and_series_show_their_own_posters(cinema: Cinema) -> None:
    placed = await cinema.add_file(
        "Show/S01E01.mp4", kind="episode", title="Show", season_number=1, episode_number=1
    )
    season_id = (await cinema.read_item(placed.item_id)).season_id
    assert season_id is not None
    await cinema.add_sidecar(placed.title_id, "Show/poster.jpg", draw(300, 450), "poster")
    await cinema.add_sidecar(season_id, "Show/season01-poster.jpg", draw(200, 300), "poster")
    await cinema.add_sidecar(placed.item_id, "Show/S01E01-thumb.jpg", draw(640, 360), "still")
    await cinema.settle()
    posters = [(await cinema.read_item(one)).poster for one in (placed.title_id, season_id)]
    assert [poster and poster["width_px"] for poster in posters] == [300, 200]
    still = (await cinema.read_item(placed.item_id)).backdrop
    assert still is not None
    assert still["width_px"] == 640


async def test_better_source_wins_whatever_comes_first(cinema: Cinema, clips: Clips) -> None:
    placed = await cinema.add_file(FILM, clips.get("with-cover.mp4"), title="Sintel", year=2010)
    await cinema.settle()
    context = cinema.house.context
    widths = []
    for source, width_px in (("demo", 111), ("uploaded", 222), ("local", 333)):
        data = draw(width_px, width_px * 3 // 2)
        await service.put_picture(context, placed.item_id, "poster", source, data, "one")  # type: ignore[arg-type]
        poster = (await cinema.read_item(placed.item_id)).poster
        widths.append(poster and poster["width_px"])
    assert widths == [111, 222, 222]
    async with cinema.database.write() as session:
        assert await service.remove_picture(session, placed.item_id, "poster", "uploaded")
    poster = (await cinema.read_item(placed.item_id)).poster
    assert poster is not None
    assert poster["width_px"] == 333


async def test_unchanged_picture_is_not_made_again_and_a_changed_one_is(cinema: Cinema) -> None:
    placed = await cinema.add_file(FILM, title="Sintel", year=2010)
    path = "Sintel (2010)/poster.jpg"
    await cinema.add_sidecar(placed.item_id, path, draw(300, 450), "poster")
    first = (await cinema.settle())[0]
    assert first.result is not None
    assert first.result["made_count"] == 1
    async with cinema.database.write() as session:
        queue = cinema.house.context.part(JobQueue)
        await service.want_items(session, queue, cinema.library_id, [placed.item_id])
    second = (await cinema.settle())[0]
    assert second.result is not None
    assert (second.result["item_count"], second.result["made_count"]) == (1, 0)
    await cinema.add_sidecar(placed.item_id, path, draw(350, 525), "poster")
    await cinema.settle()
    poster = (await cinema.read_item(placed.item_id)).poster
    assert poster is not None
    assert poster["width_px"] == 350


async def test_picture_that_is_gone_from_the_folder_is_no_longer_shown(cinema: Cinema, clips: Clips) -> None:
    placed = await cinema.add_file(FILM, clips.get("h264.mp4"), title="Sintel", year=2010)
    await cinema.add_sidecar(placed.item_id, "Sintel (2010)/fanart.jpg", draw(1600, 900), "backdrop")
    await cinema.settle()
    await cinema.remove_sidecar(placed.item_id, "Sintel (2010)/fanart.jpg")
    await cinema.settle()
    backdrop = (await cinema.read_item(placed.item_id)).backdrop
    assert backdrop is not None
    assert backdrop["width_px"] == 320  # the still of the film took its place


async def test_locked_field_keeps_its_picture(cinema: Cinema) -> None:
    placed = await cinema.add_file(FILM, title="Sintel", year=2010)
    async with cinema.database.write() as session:
        await session.execute(update(Item).values(locked_fields=["poster"]))
    await cinema.add_sidecar(placed.item_id, "Sintel (2010)/poster.jpg", draw(300, 450), "poster")
    await cinema.settle()
    assert (await cinema.read_item(placed.item_id)).poster is None


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (SVG, "NotAPicture"),
        (b"", "NotAPicture"),
        (draw(600, 900)[:900], "NotAPicture"),
        (lie_about_size(30_000, 30_000), "PictureTooLarge"),
        (lie_about_size(900, 900), "NotAPicture"),
    ],
    ids=["svg", "empty", "truncated", "bomb", "lying header"],
)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_hostile_picture_is_skipped_with_its_reason(cinema: Cinema, content: bytes, code: str) -> None:
    told: list[SidecarUnreadable] = []

    async def note(event: SidecarUnreadable) -> None:
        told.append(event)

    cinema.database.bus.subscribe(SidecarUnreadable, note)
    placed = await cinema.add_file(FILM, title="Sintel", year=2010)
    await cinema.add_sidecar(placed.item_id, "Sintel (2010)/poster.jpg", content, "poster")
    await cinema.add_sidecar(placed.item_id, "Sintel (2010)/poster2.jpg", draw(300, 450), "poster")
    job = (await cinema.settle())[0]
    assert job.result is not None
    assert [reason["code"] for reason in job.result["reasons"]] == [code]
    assert [(event.path, event.code) for event in told] == [(b"Sintel (2010)/poster.jpg", code)]
    poster = (await cinema.read_item(placed.item_id)).poster
    assert poster is not None  # the next candidate stands in
    assert poster["width_px"] == 300


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_animation_is_shown_by_its_first_frame(cinema: Cinema) -> None:
    placed = await cinema.add_file(FILM, title="Sintel", year=2010)
    await cinema.add_sidecar(placed.item_id, "Sintel (2010)/poster.gif", draw_animation(), "poster")
    await cinema.settle()
    poster = (await cinema.read_item(placed.item_id)).poster
    assert poster is not None
    assert poster["width_px"] == 60


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_link_out_of_the_library_is_not_followed(cinema: Cinema) -> None:
    placed = await cinema.add_file(FILM, title="Sintel", year=2010)
    secret = cinema.root.parent / "secret.jpg"
    secret.write_bytes(draw(300, 450))
    path = "Sintel (2010)/poster.jpg"
    await cinema.add_sidecar(placed.item_id, path, b"", "poster")
    (cinema.root / path).unlink()
    (cinema.root / path).symlink_to(secret)
    job = (await cinema.settle())[0]
    assert job.result is not None
    assert [reason["code"] for reason in job.result["reasons"]] == ["LeavesFolder"]
    assert (await cinema.read_item(placed.item_id)).poster is None


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_named_pipe_in_place_of_a_picture_blocks_nothing(cinema: Cinema) -> None:
    placed = await cinema.add_file(FILM, title="Sintel", year=2010)
    path = "Sintel (2010)/poster.jpg"
    await cinema.add_sidecar(placed.item_id, path, b"", "poster")
    (cinema.root / path).unlink()
    os.mkfifo(cinema.root / path)
    job = (await cinema.settle())[0]
    assert job.result is not None
    assert [reason["code"] for reason in job.result["reasons"]] == ["NotReadable"]


async def test_titles_changed_is_told_once_a_round(cinema: Cinema) -> None:
    told: list[TitlesChanged] = []

    async def note(event: TitlesChanged) -> None:
        told.append(event)

    films = [await cinema.add_file(f"Film {n}.mp4", title=f"Film {n}") for n in range(3)]
    await cinema.settle()
    cinema.database.bus.subscribe(TitlesChanged, note)
    for placed in films:
        await cinema.add_sidecar(placed.item_id, f"{placed.item_id}.jpg", draw(300, 450), "poster")
    await cinema.settle()
    assert {title_id for event in told for title_id in event.title_ids} == {one.item_id for one in films}
    assert len(told) <= 3


async def test_title_on_screen_comes_first(cinema: Cinema) -> None:
    films = [await cinema.add_file(f"Film {n:02}.mp4", title=f"Film {n}") for n in range(12)]
    await cinema.settle()
    context = cinema.house.context
    order: list[int] = []

    class Job:
        def __init__(self) -> None:
            self.payload = {"library_id": str(cinema.library_id)}

        def raise_if_cancelled(self) -> None: ...

        async def report(self, done: int, total: int | None, message_code: str, **_: object) -> None:
            async with cinema.database.read() as session:
                left = set(await session.scalars(select(ArtworkWish.item_id)))
            order.append(len(left))
            if last.item_id not in left:
                order.append(-1)

    last = films[-1]
    service.want_first(context, [last.item_id])
    from kino.features.artwork import queries

    async with cinema.database.write() as session:
        await queries.add_wishes(session, cinema.library_id, [one.item_id for one in films])
    await fill_library(context, Job())  # type: ignore[arg-type]
    assert order[:3] == [12, 4, -1]  # after the first round of eight, the one on screen is done


async def test_picture_of_a_person_is_shown_with_them(cinema: Cinema) -> None:
    from kino.features.catalog.models import Credit, Person

    placed = await cinema.add_file(FILM, title="Sintel", year=2010)
    async with cinema.database.write() as session:
        person = Person(name="Halina Reijn", name_folded="halina reijn")
        session.add(person)
        await session.flush()
        session.add(Credit(item_id=placed.item_id, person_id=person.id, job="actor"))
        person_id = person.id
    context = cinema.house.context
    assert await service.put_portrait(context, person_id, "local", draw(400, 600), "one")
    assert not await service.put_portrait(context, person_id, "local", draw(400, 600), "one")
    async with cinema.database.read() as session:
        portrait = await session.scalar(select(Person.portrait).where(Person.id == person_id))
        assert portrait is not None
        assert (await session.scalars(select(Image.role))).all() == ["portrait"]
    assert context.part(PictureStore).find(portrait["hash"], "portrait-200") is not None
