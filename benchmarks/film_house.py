"""A real server with a library of a few films, which has read them and does nothing any more."""

import os
import shutil
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx2

from benchmarks.harness import list_family
from tests.support.kino_process import KinoProcess
from tests.support.small_house import add_library, signed_up

# Playwright gives the type of its argument no public name, and not every benchmark has a browser.
if TYPE_CHECKING:
    from playwright._impl._api_structures import SetCookieParam

QUIET_WITHIN_S = 300.0
_LOOK_EVERY_S = 0.25


@dataclass(frozen=True, slots=True)
class FilmHouse:
    """client: signed in as the admin. title_ids: by the name of the film.

    data: the server's folder. library: that of the films.
    """

    server: KinoProcess
    client: httpx2.Client
    title_ids: Mapping[str, str]
    data: Path
    library: Path

    @property
    def session_cookie(self) -> "SetCookieParam":
        """For a browser that is to be signed in without typing."""
        value = self.client.cookies["kino_session"]
        return {"name": "kino_session", "value": value, "url": self.server.url}

    def plan(self, name: str, wish: Mapping[str, Any], client: httpx2.Client | None = None) -> dict[str, Any]:
        """A playback of the film begins. Raises SystemExit when it is refused or does not play."""
        answer = (client or self.client).post(f"/api/playback/{self.title_ids[name]}", json=wish)
        if answer.status_code != 200 or not answer.json()["is_playable"]:
            raise SystemExit(f"{name} does not play: {answer.text[:1000]}")
        plan: dict[str, Any] = answer.json()
        return plan

    def list_encoders(self) -> list[int]:
        """The pids of the ffmpegs that the server runs now."""
        return [pid for pid in list_family(self.server.pid) if _runs_ffmpeg(pid)]

    def wait_until_quiet(self) -> None:
        """Return when nobody plays, nothing is converted and no job waits or runs."""
        deadline_s = time.monotonic() + QUIET_WITHIN_S
        looked_quiet = 0
        busy: list[object] = []
        while time.monotonic() < deadline_s:
            jobs = [one["kind"] for one in self.client.get("/api/admin/overview").json()["jobs"]]
            plays = [one["title"] for one in self.client.get("/api/admin/playbacks").json()]
            busy = [*jobs, *plays, *self.list_encoders()]
            # One job may be over and the next one not yet be queued.
            looked_quiet = 0 if busy else looked_quiet + 1
            if looked_quiet >= 4:
                return
            time.sleep(_LOOK_EVERY_S)
        raise SystemExit(f"the server did not come to rest within {QUIET_WITHIN_S:g} s: {busy}")


def _runs_ffmpeg(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/exe").readlink().name.startswith("ffmpeg")
    except OSError:
        return False  # it has ended


@contextmanager
def film_house(films: Mapping[str, Path], beside: Mapping[str, bytes] | None = None) -> Iterator[FilmHouse]:
    """A running house. films: the file of each by its name. beside: further files of the library by name."""
    with tempfile.TemporaryDirectory(prefix="kino-bench-", dir=os.environ.get("KINO_BENCH_DIR")) as name:
        folder, library = Path(name), Path(name) / "films"
        library.mkdir()
        for title, path in films.items():
            _lay(path, library / f"{title} (2020){path.suffix}")
        for file_name, content in (beside or {}).items():
            (library / file_name).write_bytes(content)
        with KinoProcess(folder / "data", [library]) as server, signed_up(server) as client:
            add_library(client, "Films", library, len(films))
            found = client.get("/api/titles", params={"limit": 120}).json()["items"]
            ids = {one["title"]: one["id"] for one in found}
            named = {title: ids[title] for title in films}
            house = FilmHouse(server, client, named, folder / "data", library)
            _call_off_later_work(client)
            house.wait_until_quiet()
            yield house


def _call_off_later_work(client: httpx2.Client) -> None:
    """The pictures of all timelines are drawn some minutes after a scan, which could be amid a measurement.

    Those of a film that is opened are drawn then, as ever.
    """
    jobs = client.get("/api/admin/overview").json()["jobs"]
    for job in jobs:
        if job["kind"] == "trickplay.make_ahead":
            client.post(f"/api/admin/jobs/{job['id']}/cancel").raise_for_status()


def _lay(film: Path, target: Path) -> None:
    try:
        target.hardlink_to(film)
    except OSError:  # another disk
        shutil.copyfile(film, target)
