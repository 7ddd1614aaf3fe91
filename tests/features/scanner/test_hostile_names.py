"""Names as disks may hold them: cut in the middle of a letter, of signs alone, too long for any database."""

import os
import random
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx2
import pytest

from kino.core.jobs.interface import JobQueue
from kino.features.scanner.jobs import MOST_DIRECTORIES, enqueue_directories
from kino.features.scanner.parts.walk import MOST_PATH_BYTES
from tests.e2e.test_server_process import CAPABILITIES, set_up, wait_for_titles
from tests.features.artwork.drawn import draw
from tests.features.scanner.scan_desk import ScanDesk
from tests.media.clips import Clips
from tests.support.kino_process import KinoProcess

ALIKE = {
    "undecodable": [b"\xff (2007)", b"\xfe (2007)"],
    "one undecodable letter": [b"Caf\xc3 (2001)", b"Caf\xe9 (2001)", "Café (2001)".encode()],
    "punctuation": [b"!!! (2001)", b"??? (2001)", b"... (2001)"],
    "cut between letters": [("é" * 200).encode()[:250], ("é" * 200).encode()[:248]],
    "cut inside a letter": [("é" * 200).encode()[:251], ("é" * 200).encode()[:249]],
    "cut inside a sign": [("😀" * 100).encode()[:length] for length in (251, 250, 249, 248, 247)],
    "longer once folded": [("ﷺ" * 83).encode(), ("ﷺ" * 82).encode(), ("ﷺ" * 70).encode() + b" (2001)"],
}


@pytest.mark.parametrize("names", ALIKE.values(), ids=ALIKE.keys())
async def test_films_whose_names_hardly_differ_are_different_films(
    films: ScanDesk, names: list[bytes]
) -> None:
    films.put(*(name + b".mkv" for name in names))
    await films.scan()
    placed = {bytes(row.path): row.item_id for row in await films.all_files()}
    assert set(placed) == {name + b".mkv" for name in names if not name.startswith(b".")}
    assert len(set(placed.values())) == len(placed)
    await films.scan(is_thorough=True)
    assert {bytes(row.path): row.item_id for row in await films.all_files()} == placed
    assert len(await films.items()) == len(placed)


@pytest.mark.parametrize("names", ALIKE.values(), ids=ALIKE.keys())
async def test_series_whose_names_hardly_differ_are_different_series(
    series: ScanDesk, names: list[bytes]
) -> None:
    series.put(*(name + b"/Season 1/S01E01.mkv" for name in names))
    await series.scan()
    items = await series.items()
    owners = {items[row.item_id].series_id for row in await series.all_files() if row.item_id}
    assert len(owners) == sum(not name.startswith(b".") for name in names)


async def test_versions_of_one_undecodable_name_are_one_film(films: ScanDesk) -> None:
    films.put(b"Caf\xe9 (2001)/Caf\xe9 (2001) - 1080p.mkv", b"Caf\xe9 (2001)/Caf\xe9 (2001) - 720p.mkv")
    await films.scan()
    assert len(await films.items()) == 1


def make_deep(root: Path, folders: list[bytes], name: bytes) -> None:
    """A file further down than a path may be long for one call of the system."""
    fd = os.open(root, os.O_RDONLY)
    try:
        for folder in folders:
            os.mkdir(folder, dir_fd=fd)
            below = os.open(folder, os.O_RDONLY, dir_fd=fd)
            os.close(fd)
            fd = below
        os.close(os.open(name, os.O_WRONLY | os.O_CREAT, dir_fd=fd))
    finally:
        os.close(fd)


async def test_path_that_no_database_can_index_is_listed_and_stops_nothing(films: ScanDesk) -> None:
    """Of letters that do not compress: PostgreSQL squeezes what it indexes first."""
    letters = random.Random(7)
    folders = [bytes(letters.choices(b"abcdefghijklmnopqrstuvwxyz0123456789", k=250)) for _ in range(14)]
    make_deep(films.root, folders, b"Deep (2001).mkv")
    films.put("Alpha (2001)/Alpha (2001).mkv", b"/".join(folders[:7]) + b"/Beta (2002).mkv")
    await films.scan()
    assert set(await films.titles()) == {"Alpha", "Beta"}
    place = b"/".join(folders[:7])
    assert len(place) <= MOST_PATH_BYTES
    assert await films.problems() == {place.decode(): "path_too_long"}
    await films.scan(b"/".join(folders[:9]).decode())
    await films.scan(is_thorough=True)
    assert set(await films.titles()) == {"Alpha", "Beta"}
    assert await films.problems() == {place.decode(): "path_too_long"}


async def test_changes_in_folders_of_long_names_fit_a_job(films: ScanDesk) -> None:
    """More than fits is a reason to walk everything, not one to hear of nothing any more."""
    queue = films.context.part(JobQueue)
    names = [b"%03d" % number + b"x" * 250 for number in range(MOST_DIRECTORIES)]
    async with films.database.write() as session:
        job_id = await enqueue_directories(session, queue, films.library_id, films.folder_id, names)
        job = await queue.get_job(session, job_id)
    assert "directories" not in job.payload


PLAYED = [
    b'It\'s "quoted" (2001)',
    b"new\nline (2002)",
    b"100%41 %s {0} (2003)",
    b"-rf (2004)",
    b"y" * 240,
    b"caf\xe9 (2006)",
    b"\xff\xfe (2007)",
    b"<img src=x onerror=alert(1)> (2008)",
    b"$(reboot) `reboot` ; & | (2009)",
    b"tail\\ of .. dots.. (2010)",
]


@pytest.mark.slow
def test_films_of_hostile_names_are_probed_shown_and_played(tmp_path: Path, clips: Clips) -> None:
    """Folder, film, poster and subtitles bear the name; a real server with real workers reads them."""
    clip = clips.get("h264.mp4").read_bytes()
    root = tmp_path / "films"
    for number, name in enumerate(PLAYED):
        folder = os.fsencode(root) + b"/" + name
        Path(os.fsdecode(folder)).mkdir(parents=True)
        for ending, content in ((b".mp4", clip), (b".jpg", draw(200 + number, 300)), (b".en.srt", SUBTITLES)):
            Path(os.fsdecode(folder + b"/" + name + ending)).write_bytes(content)
    with ExitStack() as stack:
        server = stack.enter_context(KinoProcess(tmp_path / "data", [tmp_path]))
        client = set_up(server, root)
        stack.callback(client.close)
        titles = wait_for_titles(client, len(PLAYED))
        assert len(titles) == len(PLAYED)
        widths = set()
        for title in titles:
            poster = wait_for_poster(client, title["id"])
            widths.add(poster["width_px"])
            image = client.get(f"/api/images/{poster['hash']}/poster-200.webp")
            assert image.status_code == 200
            plan = client.post(f"/api/playback/{title['id']}", json={"capabilities": CAPABILITIES}).json()
            assert plan["is_playable"], plan
            answer = client.get(plan["parts"][0]["url"], headers={"Range": "bytes=100-199"})
            assert (answer.status_code, answer.content) == (206, clip[100:200])
        assert widths == {200 + number for number in range(len(PLAYED))}
        problems = client.get("/api/admin/problems").json()["items"]
        assert not problems, problems


SUBTITLES = b"1\n00:00:00,000 --> 00:00:01,000\nHello.\n"


def wait_for_poster(client: httpx2.Client, title_id: str) -> dict[str, Any]:
    """What the title is shown with, once it has been looked for."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        poster: dict[str, Any] | None = client.get(f"/api/titles/{title_id}").json()["poster"]
        if poster is not None:
            return poster
        time.sleep(0.1)
    raise AssertionError(f"{title_id} has no poster after 60 s")
