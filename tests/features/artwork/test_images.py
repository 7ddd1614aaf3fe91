"""Pictures over HTTP: who gets them, in which size, and how they are kept by browsers."""

import io
import shutil
import time
from uuid import UUID

import pytest
from PIL import Image as Pillow

from kino.core.db import record_event
from kino.features.artwork import service
from kino.features.artwork.jobs import remove_unused
from kino.features.artwork.parts.image_access import ImageAccess
from kino.features.artwork.parts.picture_store import PictureStore
from kino.features.catalog.events import TitlesChanged
from kino.features.catalog.models import Credit, Person
from kino.features.libraries.queries import replace_account_access
from tests.features.artwork.drawn import draw
from tests.support.cinema import Cinema


async def put_poster(cinema: Cinema, width_px: int = 1000) -> tuple[UUID, str]:
    """A film with a poster: its id and the picture's hash."""
    placed = await cinema.add_file(f"Film {width_px}.mp4", title=f"Film {width_px}")
    data = draw(width_px, width_px * 3 // 2)
    await service.put_picture(cinema.house.context, placed.item_id, "poster", "local", data, "one")
    poster = (await cinema.read_item(placed.item_id)).poster
    assert poster is not None
    return placed.item_id, poster["hash"]


@pytest.mark.parametrize(
    ("variant", "width_px", "wanted_px"),
    [
        ("poster-200", 1000, 200),
        ("poster-500", 1000, 500),
        ("poster-500", 300, 300),
        ("poster-342", 300, 300),
        ("poster-500", 150, 150),
    ],
)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_image_is_as_wide_as_asked_and_never_enlarged(
    cinema: Cinema, variant: str, width_px: int, wanted_px: int
) -> None:
    member = await cinema.house.add_member("anna", sees_all_libraries=True)
    _, picture = await put_poster(cinema, width_px)
    answer = await member.client.get(f"/api/images/{picture}/{variant}.webp")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "image/webp"
    assert Pillow.open(io.BytesIO(answer.content)).size[0] == wanted_px


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_image_is_kept_for_ever_and_asked_for_by_its_tag(cinema: Cinema) -> None:
    member = await cinema.house.add_member("anna", sees_all_libraries=True)
    _, picture = await put_poster(cinema)
    path = f"/api/images/{picture}/poster-342.webp"
    answer = await member.client.get(path)
    assert answer.headers["cache-control"] == "private, max-age=31536000, immutable"
    again = await member.client.get(path, headers={"If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    head = await member.client.head(path)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == str(len(answer.content))


async def test_image_of_an_unseen_library_does_not_exist(cinema: Cinema) -> None:
    _, picture = await put_poster(cinema)
    path = f"/api/images/{picture}/poster-342.webp"
    stranger = await cinema.house.client()
    seeing = await cinema.house.add_member("anna", sees_all_libraries=False)
    other = await cinema.house.add_member("otto", sees_all_libraries=False)
    async with cinema.database.write() as session:
        await replace_account_access(session, seeing.account_id, [cinema.library_id])
    assert (await stranger.get(path)).status_code == 401
    for _ in range(2):  # the second time from memory
        assert (await seeing.client.get(path)).status_code == 200
        refused = await other.client.get(path)
        assert (refused.status_code, refused.json()["error"]) == (404, "ImageNotFound")
    assert len(cinema.house.context.part(ImageAccess)) == 1


@pytest.mark.parametrize(
    "path",
    [
        "ab" * 16 + "/poster-342.webp",
        "AB" * 16 + "/poster-342.webp",
        "..%2f..%2fkino.db/poster-342.webp",
        "{hash}/poster-343.webp",
        "{hash}/..%2fposter-342.webp",
        "{hash}/poster-342.png",
        "{hash}/.webp",
    ],
)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_anything_but_a_known_picture_and_variant_is_not_found(cinema: Cinema, path: str) -> None:
    member = await cinema.house.add_member("anna", sees_all_libraries=True)
    _, picture = await put_poster(cinema)
    answer = await member.client.get("/api/images/" + path.format(hash=picture))
    assert answer.status_code == 404


async def test_portrait_is_seen_with_any_title_of_the_person(cinema: Cinema) -> None:
    film, _ = await put_poster(cinema)
    async with cinema.database.write() as session:
        person = Person(name="Anna", name_folded="anna")
        session.add(person)
        await session.flush()
        person_id = person.id
    await service.put_portrait(cinema.house.context, person_id, "local", draw(200, 300), "one")
    async with cinema.database.read() as session:
        portrait = (await session.get_one(Person, person_id)).portrait
    assert portrait is not None
    member = await cinema.house.add_member("anna", sees_all_libraries=True)
    path = f"/api/images/{portrait['hash']}/portrait-200.webp"
    assert (await member.client.get(path)).status_code == 404
    async with cinema.database.write() as session:
        session.add(Credit(item_id=film, person_id=person_id, job="actor"))
        record_event(session, TitlesChanged(cinema.library_id, (film,)))
    await cinema.database.bus.drain()
    assert (await member.client.get(path)).status_code == 200


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_lost_rendition_is_made_again_from_what_is_left(cinema: Cinema) -> None:
    member = await cinema.house.add_member("anna", sees_all_libraries=True)
    _, picture = await put_poster(cinema)
    store = cinema.house.context.part(PictureStore)
    lost = store.find(picture, "poster-342")
    assert lost is not None
    lost.path.unlink()
    path = f"/api/images/{picture}/poster-342.webp"
    answer = await member.client.get(path)
    assert Pillow.open(io.BytesIO(answer.content)).size == (342, 513)
    shutil.rmtree(store.folder)
    gone = await member.client.get(path)
    assert (gone.status_code, gone.json()["error"]) == (404, "ImageNotFound")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_poster_is_also_had_as_another_kind_of_picture(cinema: Cinema) -> None:
    member = await cinema.house.add_member("anna", sees_all_libraries=True)
    _, picture = await put_poster(cinema)
    answer = await member.client.get(f"/api/images/{picture}/still-320.webp")
    assert Pillow.open(io.BytesIO(answer.content)).size == (320, 480)


async def test_picture_that_nobody_shows_is_tidied_away(
    cinema: Cinema, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Job:
        def raise_if_cancelled(self) -> None: ...

    film, kept = await put_poster(cinema, 1000)
    other, unused = await put_poster(cinema, 900)
    async with cinema.database.write() as session:
        await service.remove_picture(session, other, "poster", "local")
    context = cinema.house.context
    assert await remove_unused(context, Job()) == 0  # type: ignore[arg-type]
    later = time.time() + 2 * 86_400
    monkeypatch.setattr("kino.features.artwork.jobs.time.time", lambda: later)
    assert await remove_unused(context, Job()) == 1  # type: ignore[arg-type]
    store = context.part(PictureStore)
    assert store.find_largest(unused) is None
    assert store.find_largest(kept) is not None
    assert (await cinema.read_item(film)).poster is not None
