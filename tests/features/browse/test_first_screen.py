"""What the shell carries along, so that the first screen needs no second round trip."""

from starlette.requests import Request

from kino.core.web_files import FirstScreen
from kino.features.browse.parts.first_screen import read_first_screen
from tests.features.browse.conftest import BrowseHouse
from tests.support.catalogue import POSTER
from tests.support.signed_in import SignedInMember


async def open_page(house: BrowseHouse, path: str, member: SignedInMember | None) -> FirstScreen:
    headers = []
    if member is not None:
        sent = member.client.build_request("GET", "/").headers
        headers = [(name.encode(), value.encode()) for name, value in sent.items()]
    scope = {"type": "http", "method": "GET", "path": path, "query_string": b"", "headers": headers}
    return await read_first_screen(house.house.context, Request(scope))


async def test_home_comes_with_its_rows_and_its_picture(browse_house: BrowseHouse) -> None:
    await browse_house.catalogue.add_film(browse_house.library_id, "Metropolis", backdrop=POSTER)
    screen = await open_page(browse_house, "/", browse_house.ada)
    assert screen.facts["responses"]["/api/home"] == await browse_house.get("home")
    assert screen.facts["responses"]["/api/me"] == await browse_house.get("me")
    assert screen.picture is not None
    assert list(screen.picture.sources) == sorted(screen.picture.sources)
    assert {path.rsplit("-", 1)[1] for path in screen.picture.sources.values()} == {
        "780.webp",
        "1280.webp",
        "1920.webp",
    }


async def test_other_pages_come_without_the_home_screen(browse_house: BrowseHouse) -> None:
    await browse_house.catalogue.add_film(browse_house.library_id, "Metropolis", backdrop=POSTER)
    screen = await open_page(browse_house, "/search", browse_house.ada)
    assert list(screen.facts["responses"]) == ["/api/me"]
    assert screen.picture is None


async def test_stranger_learns_nothing(browse_house: BrowseHouse) -> None:
    await browse_house.catalogue.add_film(browse_house.library_id, "Metropolis", backdrop=POSTER)
    assert await open_page(browse_house, "/", None) == FirstScreen()
