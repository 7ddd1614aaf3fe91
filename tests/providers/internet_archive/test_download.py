"""Downloads against a stand-in server on loopback: whole and checked, or refused with a reason."""

import asyncio
import os
from pathlib import Path

import pytest

from kino.providers.internet_archive.client import InternetArchive
from kino.providers.internet_archive.download import Download, DownloadLimits
from kino.providers.internet_archive.errors import (
    ArchiveItemNotFound,
    ArchiveRefused,
    ArchiveUnreachable,
    DownloadCancelled,
    DownloadCorrupt,
    DownloadTooLarge,
    DownloadTooSlow,
    HostNotAllowed,
    NotEnoughSpace,
)
from kino.providers.internet_archive.metadata import choose_file
from tests.providers.internet_archive.archive_server import ITEM, ArchiveServer, running_archive

CONTENT = os.urandom(3_000_017)
QUICK = DownloadLimits(reserve_bytes=0, attempts=3, backoff_s=0.01)


class Home:
    """Where a test's film goes, and what may lie around it."""

    def __init__(self, root: Path) -> None:
        self.target = root / "library" / "Films" / "Llamigos (2016)" / "Llamigos (2016).mp4"
        self.incoming = root / "data" / "incoming"

    def leftovers(self) -> list[str]:
        """Names of files that a failed or finished download left behind, the film itself apart."""
        return sorted(
            path.name
            for path in self.incoming.parent.parent.rglob("*")
            if path.is_file() and path != self.target
        )


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


async def prepare(
    client: InternetArchive,
    home: Home,
    limits: DownloadLimits = QUICK,
    cancel: asyncio.Event | None = None,
    seen: list[tuple[int, int]] | None = None,
) -> Download:
    """The download of the one film that the server has."""

    async def note(done_bytes: int, total_bytes: int) -> None:
        if seen is not None:
            seen.append((done_bytes, total_bytes))

    item = await client.fetch_item(ITEM)
    file = choose_file(item, "Caminandes*Llamigos-1080p.mp4", 150)
    return Download(
        client, item, file, home.target, home.incoming, on_progress=note, cancel=cancel, limits=limits
    )


async def test_film_arrives_whole_through_the_redirect(home: Home) -> None:
    server, seen = ArchiveServer(CONTENT), list[tuple[int, int]]()
    async with running_archive(server) as client:
        assert await (await prepare(client, home, seen=seen)).run() == home.target
    assert home.target.read_bytes() == CONTENT
    assert home.leftovers() == []
    assert seen[0] == (0, len(CONTENT))
    assert seen[-1] == (len(CONTENT), len(CONTENT))
    # The name, not the address, is what the other side is asked for.
    assert server.downloads[0]["host"] == f"ia600607.us.archive.org:{server.port}"


async def test_broken_connections_are_resumed_where_they_broke(home: Home) -> None:
    server = ArchiveServer(CONTENT, break_after=[1_000_000, 700_000])
    async with running_archive(server) as client:
        await (await prepare(client, home)).run()
    assert home.target.read_bytes() == CONTENT
    asked = [(headers.get("range"), headers.get("if-range")) for headers in server.downloads]
    assert asked == [(None, None), ("bytes=1000000-", '"film-1"'), ("bytes=1700000-", '"film-1"')]


async def test_next_run_goes_on_with_what_a_stopped_one_left(home: Home) -> None:
    server = ArchiveServer(CONTENT, break_after=[1_000_000, 0, 0])
    async with running_archive(server) as client:
        with pytest.raises(ArchiveUnreachable, match="goes on from where it stopped"):
            await (
                await prepare(client, home, DownloadLimits(reserve_bytes=0, attempts=2, backoff_s=0.01))
            ).run()
        assert not home.target.exists()
        assert all(not name.endswith(".mp4") for name in home.leftovers())
        await (await prepare(client, home)).run()
    assert home.target.read_bytes() == CONTENT
    assert server.downloads[-1]["range"] == "bytes=1000000-"


async def test_changed_source_is_fetched_anew(home: Home) -> None:
    server = ArchiveServer(CONTENT, break_after=[1_000_000])
    async with running_archive(server) as client:
        # If-Range no longer fits, so all of it comes.
        server.on_break = lambda: setattr(server, "etag", '"film-2"')
        await (await prepare(client, home)).run()
    assert server.downloads[-1]["if-range"] == '"film-1"'
    assert home.target.read_bytes() == CONTENT


async def test_server_without_ranges_starts_over(home: Home) -> None:
    server = ArchiveServer(CONTENT, honours_ranges=False, break_after=[1_000_000])
    async with running_archive(server) as client:
        await (await prepare(client, home)).run()
    assert home.target.read_bytes() == CONTENT


async def test_refused_range_starts_over(home: Home) -> None:
    server = ArchiveServer(CONTENT, break_after=[1_000_000])
    async with running_archive(server) as client:
        refusal = ("416 Range Not Satisfiable", {"Content-Range": "bytes */5"})
        server.on_break = lambda: server.answers.append(refusal)
        await (await prepare(client, home)).run()
    assert home.target.read_bytes() == CONTENT
    assert "range" not in server.downloads[-1]


async def test_whole_part_of_an_earlier_run_needs_no_connection(home: Home) -> None:
    server = ArchiveServer(CONTENT, break_after=[1_000_000, 0, 0, 0])
    async with running_archive(server) as client:
        with pytest.raises(ArchiveUnreachable):
            await (await prepare(client, home)).run()
        part = next(home.incoming.glob("*.part"))
        part.write_bytes(CONTENT)
        before = len(server.downloads)
        await (await prepare(client, home)).run()
    assert len(server.downloads) == before
    assert home.target.read_bytes() == CONTENT


async def test_wrong_checksum_is_refused_and_removed(home: Home) -> None:
    server = ArchiveServer(CONTENT, sha1="0" * 40)
    async with running_archive(server) as client:
        with pytest.raises(DownloadCorrupt, match="arrived damaged"):
            await (await prepare(client, home)).run()
    assert not home.target.exists()
    assert home.leftovers() == []


async def test_more_bytes_than_published_are_refused_and_removed(home: Home) -> None:
    async with running_archive(ArchiveServer(CONTENT, size=1_500_000)) as client:
        with pytest.raises(DownloadTooLarge):
            await (await prepare(client, home)).run()
    assert home.leftovers() == []


async def test_fewer_bytes_than_published_are_no_film(home: Home) -> None:
    async with running_archive(ArchiveServer(CONTENT, size=len(CONTENT) + 5)) as client:
        with pytest.raises((ArchiveUnreachable, ArchiveRefused)):
            await (await prepare(client, home)).run()
    assert not home.target.exists()


@pytest.mark.parametrize(
    "elsewhere",
    [
        "http://evil.example/film.mp4",
        "http://archive.org.evil.example/film.mp4",
        "http://127.0.0.1/film.mp4",
        "ftp://archive.org/f",
    ],
)
async def test_redirect_to_elsewhere_is_refused(home: Home, elsewhere: str) -> None:
    async with running_archive(ArchiveServer(CONTENT, redirect_to=elsewhere)) as client:
        with pytest.raises(HostNotAllowed):
            await (await prepare(client, home)).run()
    assert not home.target.exists()


async def test_redirects_in_a_circle_end(home: Home) -> None:
    server = ArchiveServer(CONTENT)
    async with running_archive(server) as client:
        server.redirect_to = f"http://archive.org:{server.port}/download/again"
        with pytest.raises(ArchiveRefused, match="redirected more than"):
            await (await prepare(client, home)).run()


async def test_busy_server_is_asked_again(home: Home) -> None:
    server = ArchiveServer(
        CONTENT, answers=[("503 Service Unavailable", {}), ("429 Too Many Requests", {"Retry-After": "0"})]
    )
    async with running_archive(server) as client:
        await (await prepare(client, home)).run()
    assert home.target.read_bytes() == CONTENT


async def test_server_that_stays_busy_is_given_up(home: Home) -> None:
    async with running_archive(
        ArchiveServer(CONTENT, answers=[("503 Service Unavailable", {})] * 9)
    ) as client:
        with pytest.raises(ArchiveRefused, match="503"):
            await (await prepare(client, home)).run()


@pytest.mark.parametrize("status", ["403 Forbidden", "404 Not Found"])
async def test_withdrawn_file_is_not_found(home: Home, status: str) -> None:
    async with running_archive(ArchiveServer(CONTENT, answers=[(status, {})])) as client:
        with pytest.raises(ArchiveItemNotFound):
            await (await prepare(client, home)).run()


async def test_unknown_item_is_not_found() -> None:
    async with running_archive(ArchiveServer(CONTENT)) as client:
        with pytest.raises(ArchiveItemNotFound):
            await client.fetch_item("no-such-item")


async def test_cancelled_download_keeps_what_it_has(home: Home) -> None:
    server, cancel = ArchiveServer(CONTENT, break_after=[1_000_000]), asyncio.Event()
    async with running_archive(server) as client:
        limits = DownloadLimits(reserve_bytes=0, attempts=3, backoff_s=30)

        def cancel_soon() -> None:
            asyncio.get_running_loop().call_later(0.2, cancel.set)

        server.on_break = cancel_soon
        with pytest.raises(DownloadCancelled):
            await (await prepare(client, home, limits, cancel)).run()
        await (await prepare(client, home)).run()
    assert server.downloads[-1]["range"] == "bytes=1000000-"
    assert home.target.read_bytes() == CONTENT


async def test_full_disk_is_refused_before_the_first_byte(home: Home) -> None:
    server = ArchiveServer(CONTENT)
    async with running_archive(server) as client:
        with pytest.raises(NotEnoughSpace, match="free space"):
            await (await prepare(client, home, DownloadLimits(reserve_bytes=2**60))).run()
    assert server.downloads == []


async def test_file_above_the_limit_is_refused(home: Home) -> None:
    async with running_archive(ArchiveServer(CONTENT)) as client:
        with pytest.raises(DownloadTooLarge):
            await (await prepare(client, home, DownloadLimits(max_bytes=1000))).run()


async def test_endless_download_ends_and_can_go_on(home: Home) -> None:
    server = ArchiveServer(CONTENT, break_after=[1_000_000])
    async with running_archive(server) as client:
        slow = DownloadLimits(reserve_bytes=0, max_s=0.3, backoff_s=30)
        with pytest.raises(DownloadTooSlow):
            await (await prepare(client, home, slow)).run()
        await (await prepare(client, home)).run()
    assert home.target.read_bytes() == CONTENT
