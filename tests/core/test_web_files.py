"""The built web app: hashed assets for ever, and a shell that carries the first answers."""

import gzip
import json
import re
from pathlib import Path
from typing import Any

import httpx2
import pytest

from kino.core.web_files import FirstPicture, FirstScreen, WebFiles

HOSTILE = "</script><script>alert(1)</script><!--"
PICTURE = FirstPicture({780: "/api/images/a/small.webp", 1920: '/api/images/a/"large.webp'}, sizes="100vw")


@pytest.fixture
def build(tmp_path: Path) -> Path:
    folder = tmp_path / "web_dist"
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_text("<head><!--kino-head--></head><body><!--kino-bootstrap--></body>")
    (folder / "assets/app-1a2b.js").write_text("run()" * 100)
    (folder / "assets/app-1a2b.js.gz").write_bytes(gzip.compress(b"run()" * 100))
    (folder / "sw.js").write_text("self")
    return folder


def open_browser(
    folder: Path, facts: dict[str, Any], picture: FirstPicture | None = None, chunks: tuple[str, ...] = ()
) -> httpx2.AsyncClient:
    async def bootstrap(_: object) -> FirstScreen:
        return FirstScreen(facts, picture, chunks)

    app = WebFiles(folder, bootstrap)
    return httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="http://kino")


async def test_assets_are_kept_for_ever_and_other_files_asked_for_again(build: Path) -> None:
    async with open_browser(build, {}) as browser:
        asset = await browser.get("/assets/app-1a2b.js", headers={"accept-encoding": "gzip"})
        assert asset.text == "run()" * 100
        assert asset.headers["content-encoding"] == "gzip"
        assert "immutable" in asset.headers["cache-control"]
        worker = await browser.get("/sw.js", headers={"accept-encoding": "identity"})
        assert worker.headers["cache-control"] == "no-cache"
        assert "content-encoding" not in worker.headers
        again = await browser.get("/sw.js", headers={"if-none-match": worker.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(
    ("path", "accept", "status"),
    [
        ("/title/0190", "text/html", 200),
        ("/search", "*/*", 200),
        ("/films/a.b", "text/html", 200),
        ("/assets/gone-9f.js", "text/html", 404),
        ("/robots.txt", "*/*", 404),
        ("/../pyproject.toml", "*/*", 404),
    ],
)
async def test_unknown_paths_get_the_shell_but_not_in_place_of_a_file(
    build: Path, path: str, accept: str, status: int
) -> None:
    async with open_browser(build, {}) as browser:
        answer = await browser.get(path, headers={"accept": accept})
        assert answer.status_code == status
        assert ("<body>" in answer.text) == (status == 200)


async def test_shell_carries_facts_that_cannot_leave_their_element(build: Path) -> None:
    async with open_browser(build, {"name": HOSTILE}) as browser:
        page = (await browser.get("/")).text
    [told] = re.findall(r'<script id="kino-bootstrap" type="application/json">(.*?)</script>', page)
    assert json.loads(told) == {"name": HOSTILE}
    assert page.count("<script") == 1


async def test_shell_names_every_size_of_its_first_picture(build: Path) -> None:
    async with open_browser(build, {}, PICTURE) as browser:
        answer = await browser.get("/")
    assert answer.headers["cache-control"] == "no-cache, private"
    [head] = re.findall("<head>(.*)</head>", answer.text)
    assert (
        'imagesrcset="/api/images/a/small.webp 780w, /api/images/a/&quot;large.webp 1920w" imagesizes="100vw"'
        in head
    )
    assert "href" not in head


async def test_shell_survives_words_that_are_no_unicode(build: Path) -> None:
    async with open_browser(build, {"title": "Alien\udcff"}) as browser:
        page = (await browser.get("/")).text
    assert "Alien?" in page


async def test_shell_asks_for_the_scripts_of_its_screen_and_for_none_that_are_not_there(build: Path) -> None:
    (build / "assets/words-all-en-D8-HW-D.js").write_text("0")
    async with open_browser(build, {}, chunks=("words-all-en", "words-all-gone", "words-all")) as browser:
        page = (await browser.get("/")).text
    assert re.findall('rel="modulepreload" crossorigin href="(.*?)"', page) == [
        "/assets/words-all-en-D8-HW-D.js"
    ]


async def test_shell_is_packed_for_who_can_unpack_it(build: Path) -> None:
    async with open_browser(build, {"name": "Ada" * 500}) as browser:
        plain = await browser.get("/", headers={"accept-encoding": "identity"})
        packed = await browser.get("/", headers={"accept-encoding": "br, gzip"})
    assert "content-encoding" not in plain.headers
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.headers["vary"] == "accept-encoding"
    assert int(packed.headers["content-length"]) < int(plain.headers["content-length"]) / 4
    assert packed.text == plain.text


async def test_only_reading_is_answered(build: Path) -> None:
    async with open_browser(build, {}) as browser:
        assert (await browser.post("/")).status_code == 405


async def test_missing_build_says_how_to_make_it(tmp_path: Path) -> None:
    async with open_browser(tmp_path / "none", {}) as browser:
        answer = await browser.get("/")
    assert answer.status_code == 503
    assert "make run" in answer.text
