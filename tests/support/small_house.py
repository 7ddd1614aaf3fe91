"""A house with a few films and a series, each screen of which has something to show, in a real server."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx2

from tests.media.clips import draw
from tests.support.kino_process import KinoProcess

# Playwright gives the type of its argument no public name, and a house needs no browser.
if TYPE_CHECKING:
    from playwright._impl._api_structures import SetCookieParam

ADMIN = "Ada"
PASSWORD = "a lantern by the sea"
SCAN_WITHIN_S = 240.0
CAPABILITIES = {
    "containers": ["mp4"],
    "answers": {'video/mp4; codecs="avc1.640028"': True, 'audio/mp4; codecs="mp4a.40.2"': True},
}
_TITLES = (
    "The Paper Lantern (2019)",
    "Salt and Iron (2021)",
    "Night Ferry to Aurora (1962)",
    "Donaudampfschifffahrtsgesellschaftskapitän und seine Freunde (1958)",
    "Kettle (2003)",
    "The Long Way Down to the Very Quiet Sea (1999)",
)
# And the series and the broken file.
DRAWN_TITLES = len(_TITLES) + 2
_EPISODES = ("S01E01 First Light", "S01E02 The Pilot Boat", "S02E01 Ice on the Quay")
_CREDITS = """<movie><title>The Paper Lantern</title><year>2019</year><genre>Drama</genre><mpaa>PG</mpaa>
<plot>A lamplighter finds a letter in the last lantern of the town, and it is addressed to her.</plot>
<director>Ines Falk</director><actor><name>Mona Reyes</name><role>The lamplighter</role></actor>
<actor><name>Tobias Quist</name><role>The postman</role></actor></movie>"""


@dataclass(frozen=True, slots=True)
class SmallHouse:
    """A server with an admin who has begun to watch. client: signed in as that admin.

    pages: names and paths of every screen behind the sign-in; open_pages: of those before it.
    """

    server: KinoProcess
    client: httpx2.Client
    pages: dict[str, str]
    open_pages: dict[str, str]

    @property
    def session_cookie(self) -> "SetCookieParam":
        """For a browser that is to be signed in without typing."""
        value = self.client.cookies["kino_session"]
        return {"name": "kino_session", "value": value, "url": self.server.url}


def draw_library(folder: Path) -> Path:
    """Six films of 20 seconds and a series of three episodes below folder, all from one drawing."""
    folder.mkdir(parents=True)
    clip = folder / "clip.mp4"
    draw(clip, "-f", "lavfi", "-i", "testsrc2=size=320x180:rate=10:duration=20",
         "-f", "lavfi", "-i", "sine=frequency=330:duration=20:sample_rate=48000",
         "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p",
         "-c:a", "aac", "-b:a", "32k")  # fmt: skip
    data = clip.read_bytes()
    clip.unlink()
    for place, name in enumerate(_TITLES):
        film = folder / "films" / name / f"{name}.mp4"
        film.parent.mkdir(parents=True)
        film.write_bytes(data + _mark(place))
    (folder / "films" / _TITLES[0] / "movie.nfo").write_text(_CREDITS)
    for place, name in enumerate(_EPISODES):
        episode = folder / f"films/Harbour Town/Season {name[1:3]}/Harbour Town {name}.mp4"
        episode.parent.mkdir(parents=True, exist_ok=True)
        episode.write_bytes(data + _mark(100 + place))
    (folder / "films/Broken (2001).mp4").write_bytes(b"no film at all")
    return folder / "films"


def _mark(number: int) -> bytes:
    """An empty box of MP4: the scan knows files by their content, and two alike would be one that moved."""
    return (9).to_bytes(4) + b"free" + bytes([number])


@contextmanager
def small_house(data: Path, films: Path, title_count: int = DRAWN_TITLES) -> Iterator[SmallHouse]:
    """The server on what draw_library made, once it is read: with progress, history, list and invitation.

    title_count: how many titles it must find; more when others were laid beside.
    """
    with KinoProcess(data, [films.parent]) as server, signed_up(server) as client:
        library_id = add_library(client, "Films", films, title_count)
        titles = {one["title"]: one for one in client.get("/api/titles").json()["items"]}
        lantern, series = titles["The Paper Lantern"], titles["Harbour Town"]
        _watch(client, lantern["id"], 12)
        client.put(f"/api/list/{series['id']}")
        client.put(f"/api/list/{lantern['id']}")
        detail = client.get(f"/api/titles/{lantern['id']}").json()
        episode_id = client.get(f"/api/titles/{series['id']}").json()["play"]["item_id"]
        wish = {"note": "For Grace", "sees_all_libraries": False, "library_ids": [library_id]}
        invitation = client.post("/api/admin/invitations", json=wish).json()["url"]
        pages = {
            **_PAGES,
            "film": f"/title/{lantern['id']}",
            "series-title": f"/title/{series['id']}",
            "person": f"/person/{detail['people'][0]['person_id']}",
            "player": f"/play/{episode_id}",
            "admin-library": f"/admin/libraries/{library_id}",
        }
        yield SmallHouse(
            server, client, pages, {**_OPEN_PAGES, "register": invitation.removeprefix(server.url)}
        )


_PAGES = {
    "home": "/",
    "films": "/films",
    "series": "/series",
    "my-list": "/list",
    "history": "/history",
    "search": "/search",
    "search-found": "/search?q=lantern",
    "search-nothing": "/search?q=zzzzqqqq",
    "settings": "/settings",
    "settings-https": "/settings/https",
    "profiles": "/profiles",
    "not-found": "/nowhere",
    "admin": "/admin",
    "admin-libraries": "/admin/libraries",
    "admin-library-new": "/admin/libraries/new",
    "admin-titles": "/admin/titles",
    "admin-members": "/admin/members",
    "admin-problems": "/admin/problems",
    "admin-jobs": "/admin/jobs",
    "admin-logs": "/admin/logs",
    "admin-house": "/admin/house",
}
_OPEN_PAGES = {
    "login": "/login",
    "register-uninvited": "/register",
    "reset-over": "/reset/no-such-link",
    "setup-closed": "/setup/no-such-link",
}


@contextmanager
def signed_up(server: KinoProcess) -> Iterator[httpx2.Client]:
    """The first admin of a new house, by the API."""
    assert server.setup_link is not None
    wish = {"token": server.setup_link.rpartition("/")[2], "name": ADMIN, "password": PASSWORD}
    with httpx2.Client(base_url=server.url, headers={"Origin": server.url}, timeout=120) as client:
        answer = client.post("/api/setup", json={**wish, "house_name": "Lantern House", "language": "en"})
        assert answer.status_code == 200, answer.text
        me = answer.json()
        if not me["profile"]:
            client.post(f"/api/profiles/{me['profiles'][0]['id']}/select")
        yield client


def add_library(client: httpx2.Client, name: str, folder: Path, title_count: int) -> str:
    """The id of a new library, once its scan is over; fails when it has not so many titles."""
    wish = {"name": name, "kind": "mixed", "language": "en", "folders": [str(folder)]}
    made = client.post("/api/admin/libraries", json=wish)
    assert made.status_code == 201, made.text
    library_id: str = made.json()["id"]
    deadline = time.monotonic() + SCAN_WITHIN_S
    seen: dict[str, Any] = {}
    while time.monotonic() < deadline:
        seen = {one["id"]: one for one in client.get("/api/admin/libraries").json()}[library_id]
        scan = seen["scan"]
        if (
            seen["scanned_at"]
            and seen["title_count"] == title_count
            and (not scan or scan["phase"] == "done")
        ):
            return library_id
        time.sleep(0.1)
    raise AssertionError(f"{name} was not read: {seen}")


def _watch(client: httpx2.Client, item_id: str, position_s: float) -> None:
    plan = client.post(f"/api/playback/{item_id}", json={"capabilities": CAPABILITIES}).json()
    report = {"position_s": position_s, "duration_s": 20, "watched_s": position_s, "state": "paused"}
    answer = client.post(f"/api/playback/{plan['playback_id']}/progress", json=report)
    assert answer.status_code == 200, answer.text
