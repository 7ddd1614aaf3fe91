"""Pictures of the cast beside films, from the folder to the person."""

import os
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import select

from kino.core.data_dir import DataFolder
from kino.core.ids import new_id
from kino.features.artwork.models import Image
from kino.features.catalog.events import SidecarUnreadable
from kino.features.catalog.models import Person
from kino.features.metadata.parts.portraits import PictureOutside, find_local_picture
from kino.features.metadata.queries import UnreadNfo
from kino.features.scanner.parts.watch import _can_matter
from tests.features.artwork.drawn import draw
from tests.features.scanner.household import Household

FILM = "Alpha (2001)/Alpha (2001).mkv"


def nfo(*names: str, thumb: str = "", root: str = "movie") -> bytes:
    """A document with this cast; every actor's picture is at `thumb`, {} standing for a number."""
    actors = "".join(
        f"<actor><name>{name}</name><thumb>{thumb.format(n)}</thumb></actor>" for n, name in enumerate(names)
    )
    return f"<{root}><title>A</title>{actors}</{root}>".encode()


async def portraits(household: Household) -> dict[str, int]:
    """Width of each person's portrait in pixels, 0 for none, by name."""
    async with household.desk.database.read() as session:
        rows = await session.execute(select(Person.name, Person.portrait))
        return {name: portrait["width_px"] if portrait else 0 for name, portrait in rows}


async def test_portraits_beside_a_film_are_those_of_its_cast(household: Household) -> None:
    desk = household.desk
    desk.put(FILM)
    desk.put("Alpha (2001)/movie.nfo", content=nfo("Zoë O'Neill Jr.", "Ben Bo", "Cy"))
    desk.put("Alpha (2001)/.actors/Zoe_O'Neill_Jr..jpg", content=draw(200, 300))
    desk.put("Alpha (2001)/.actors/Nobody_Here.jpg", content=draw(210, 300))
    await household.scan()
    assert await portraits(household) == {"Zoë O'Neill Jr.": 200, "Ben Bo": 0, "Cy": 0}
    desk.put("Alpha (2001)/.actors/Ben_Bo.png", content=draw(220, 300, kind="PNG"))
    await household.scan()
    assert await portraits(household) == {"Zoë O'Neill Jr.": 200, "Ben Bo": 220, "Cy": 0}
    assert set(await desk.problems()) <= {FILM}, "a portrait is no problem, whomever it shows"


async def test_portrait_waits_for_the_document_that_names_its_person(household: Household) -> None:
    desk = household.desk
    desk.put(FILM)
    desk.put("Alpha (2001)/.actors/Ann_Ah.jpg", content=draw(200, 300))
    await household.scan()
    desk.put("Alpha (2001)/movie.nfo", content=nfo("Ann Ah"))
    await household.scan()
    assert await portraits(household) == {"Ann Ah": 200}


async def test_portraits_of_a_series_are_also_of_its_guests(series_household: Household) -> None:
    desk = series_household.desk
    desk.put("Show/Season 1/Show S01E01.mkv")
    desk.put("Show/tvshow.nfo", content=nfo("Ann Ah", root="tvshow"))
    desk.put("Show/Season 1/Show S01E01.nfo", content=nfo("Guest Star", root="episodedetails"))
    desk.put("Show/.actors/Ann_Ah.jpg", content=draw(200, 300))
    desk.put("Show/Season 1/.actors/Guest_Star.jpg", content=draw(210, 300))
    await series_household.scan()
    assert await portraits(series_household) == {"Ann Ah": 200, "Guest Star": 210}


async def test_films_of_one_folder_share_their_portraits(household: Household) -> None:
    desk = household.desk
    for number, name in enumerate(("Alpha (2001)", "Beta (2002)", "Gamma (2003)")):
        desk.put(f"{name}.mkv")
        desk.put(f"{name}.nfo", content=nfo(f"Actor {number}"))
        desk.put(f".actors/Actor_{number}.jpg", content=draw(200 + number, 300))
    await household.scan()
    assert await portraits(household) == {"Actor 0": 200, "Actor 1": 201, "Actor 2": 202}


async def test_one_name_in_two_films_is_shown_by_the_newest_picture(household: Household) -> None:
    desk = household.desk
    for number, name in enumerate(("Alpha (2001)", "Beta (2002)", "Gamma (2003)")):
        desk.put(f"{name}/{name}.mkv")
        desk.put(f"{name}/movie.nfo", content=nfo("Ann Ah"))
        desk.put(
            f"{name}/.actors/Ann_Ah.jpg", content=draw(200 + number, 300), age_s=5_000 * (number % 2 + 1)
        )
    await household.scan()
    assert await portraits(household) in ({"Ann Ah": 200}, {"Ann Ah": 202})
    desk.put("Beta (2002)/.actors/Ann_Ah.jpg", content=draw(400, 600), age_s=2_000)
    await household.scan()
    assert await portraits(household) == {"Ann Ah": 400}
    async with desk.database.read() as session:
        assert len((await session.scalars(select(Image).where(Image.person_id.is_not(None)))).all()) == 1


async def test_portrait_named_by_a_document_is_shown(household: Household) -> None:
    desk = household.desk
    desk.put(FILM)
    desk.put("Alpha (2001)/movie.nfo", content=nfo("Ann Ah", "Ben Bo", thumb="cast/face {}.jpg"))
    desk.put("Alpha (2001)/cast/face 1.jpg", content=draw(200, 300))
    await household.scan()
    assert await portraits(household) == {"Ann Ah": 0, "Ben Bo": 200}


@pytest.mark.parametrize("how", ["climbs out", "link out", "damaged", "pipe"])
async def test_hostile_portrait_is_refused_with_its_reason(
    household: Household, tmp_path: Path, how: str
) -> None:
    desk = household.desk
    told: list[str] = []

    async def note(event: SidecarUnreadable) -> None:
        told.append(event.code)

    desk.database.bus.subscribe(SidecarUnreadable, note)
    (tmp_path / "secret.jpg").write_bytes(draw(200, 300))
    desk.put(FILM)
    thumb = "../../secret.jpg" if how == "climbs out" else "face.jpg"
    desk.put("Alpha (2001)/movie.nfo", content=nfo("Ann Ah", thumb=thumb))
    face = desk.root / "Alpha (2001)/face.jpg"
    if how == "link out":
        face.symlink_to(tmp_path / "secret.jpg")
    elif how == "damaged":
        face.write_bytes(draw(200, 300)[:200])
    elif how == "pipe":
        os.mkfifo(face)
    desk.age_folders()
    await household.scan()
    assert await portraits(household) == {"Ann Ah": 0}
    assert len(told) == 1, told
    pictures = DataFolder(desk.context.settings.data_dir).artwork
    assert not list(pictures.iterdir())


@pytest.mark.parametrize(
    ("address", "path"),
    [
        (".actors/Ann_Ah.jpg", b"Box/Film/.actors/Ann_Ah.jpg"),
        ("../faces/Ann.jpg", b"Box/faces/Ann.jpg"),
        ("/films/faces/Ann.jpg", b"faces/Ann.jpg"),
        ("/config/metadata/People/A/Ann/folder.jpg", None),
        ("https://image.tmdb.org/t/p/original/x.jpg", None),
        ("file:///etc/passwd", None),
        ("smb://nas/films/x.jpg", None),
        ("a\0b", None),
        ("", None),
        (None, None),
    ],
)
def test_only_names_below_the_library_are_followed(address: str | None, path: bytes | None) -> None:
    beside = UnreadNfo(new_id(), new_id(), b"/films", b"Box/Film/movie.nfo", UUID(int=1))
    assert find_local_picture(beside, address) == path


@pytest.mark.parametrize(
    "address", ["../../../etc/passwd", "../../..", "x/../../../../y.jpg", "/films/../etc/passwd"]
)
def test_names_that_climb_out_are_refused(address: str) -> None:
    beside = UnreadNfo(new_id(), new_id(), b"/films", b"Box/Film/movie.nfo", UUID(int=1))
    with pytest.raises(PictureOutside):
        find_local_picture(beside, address)


def test_watcher_hears_of_portraits_and_of_nothing_else_that_is_hidden() -> None:
    assert _can_matter(b"Film/.actors/Ann_Ah.jpg")
    assert not _can_matter(b"Film/.actors/.Ann_Ah.jpg.tmp")
    assert not _can_matter(b"Film/.git/Ann_Ah.jpg")
