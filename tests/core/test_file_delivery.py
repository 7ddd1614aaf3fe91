import errno
import os
import struct
import threading
import time
from collections.abc import Iterator
from email.utils import formatdate
from pathlib import Path

import pytest

from kino.core import disk_reads, open_files, page_cache
from kino.core.content_disposition import content_disposition
from kino.core.disk_reads import DiskReads, OpenFile, find_mount_point
from kino.core.file_delivery import DeliveredFile, plan_answer
from tests.core.byte_server import Client, FileApp, Protocol, describe, serving, wait_until

SIZE = 9 * 1024 * 1024 + 123
ENTRIES: list[tuple[Protocol, str]] = [
    ("kino", "uvloop"),
    ("kino", "asyncio"),
    ("httptools", "uvloop"),
    ("h11", "asyncio"),
]


@pytest.fixture(scope="session")
def content() -> bytes:
    """Bytes in which no two places look alike."""
    return b"".join(struct.pack(">Q", at) for at in range(0, SIZE, 8))[:SIZE]


@pytest.fixture
def film(tmp_path: Path, content: bytes) -> Path:
    path = tmp_path / "film.mp4"
    path.write_bytes(content)
    return path


@pytest.fixture(params=ENTRIES, ids="-".join)
def entry(request: pytest.FixtureRequest) -> tuple[Protocol, str]:
    """The servers that deliver: with the offers of our protocol, and without."""
    found: tuple[Protocol, str] = request.param
    return found


@pytest.fixture
def any_server(film: Path, entry: tuple[Protocol, str]) -> Iterator[tuple[FileApp, int]]:
    app = FileApp(describe(film))
    with serving(app, *entry) as port:
        yield app, port


@pytest.fixture
def server(film: Path) -> Iterator[tuple[FileApp, int]]:
    app = FileApp(describe(film))
    with serving(app) as port:
        yield app, port


def open_descriptors(path: Path) -> int:
    """How many descriptors of this process are open on path, also when it was deleted since."""
    found = 0
    for entry in Path("/proc/self/fd").iterdir():
        try:
            found += str(entry.readlink()).startswith(str(path))
        except FileNotFoundError:
            continue
    return found


def drop_from_memory(path: Path) -> None:
    """The page cache holds nothing of path any more."""
    fd = os.open(path, os.O_RDONLY)
    os.fsync(fd)
    os.posix_fadvise(fd, 0, 0, os.POSIX_FADV_DONTNEED)
    os.close(fd)


def test_the_whole_file_and_its_facts_are_delivered(any_server: tuple[FileApp, int], content: bytes) -> None:
    app, port = any_server
    with Client(port) as client:
        reply = client.fetch()
        assert (reply.status, reply.body == content) == (200, True)
        assert reply.headers["etag"] == app.file.etag.decode()
        assert reply.headers["last-modified"] == formatdate(app.file.mtime_ns // 10**9, usegmt=True)
        assert reply.headers["accept-ranges"] == "bytes"
        assert reply.headers["content-type"] == "video/mp4"
        assert reply.headers["x-content-type-options"] == "nosniff"
        assert reply.headers["content-disposition"] == "inline"
        head = client.fetch(method="HEAD")
        assert head.headers["content-length"] == str(SIZE)
        assert client.fetch(method="HEAD", range="bytes=0-1").status == 200
        assert client.fetch("/hello").body == b"hello"


@pytest.mark.parametrize(
    ("wanted", "start", "stop"),
    [
        ("bytes=0-0", 0, 1),
        ("bytes=5-", 5, SIZE),
        ("bytes=4096-8191", 4096, 8192),
        ("bytes=-7", SIZE - 7, SIZE),
        (f"bytes={SIZE - 1}-{SIZE + 5}", SIZE - 1, SIZE),
        ("bytes=100-5000000", 100, 5_000_001),
    ],
)
def test_a_range_is_exactly_what_was_asked(
    any_server: tuple[FileApp, int], content: bytes, wanted: str, start: int, stop: int
) -> None:
    _, port = any_server
    with Client(port) as client:
        for _ in range(3):  # by the general way, by a grant, and by its repetition
            reply = client.fetch(range=wanted)
            assert (reply.status, reply.body == content[start:stop]) == (206, True)
            assert reply.headers["content-range"] == f"bytes {start}-{stop - 1}/{SIZE}"


def test_many_ranges_come_as_parts(any_server: tuple[FileApp, int], content: bytes) -> None:
    _, port = any_server
    with Client(port) as client:
        reply = client.fetch(range="bytes=5000000-8000000,0-1,-3")
        kind, _, boundary = reply.headers["content-type"].partition("; boundary=")
        assert (reply.status, kind) == (206, "multipart/byteranges")
        assert reply.is_whole
        parts = reply.body.split(b"\r\n--" + boundary.encode())
        assert (parts[0], parts[-1]) == (b"", b"--\r\n")
        spans = [(5_000_000, 8_000_001), (0, 2), (SIZE - 3, SIZE)]
        for part, (start, stop) in zip(parts[1:-1], spans, strict=True):
            head, _, body = part.partition(b"\r\n\r\n")
            assert f"Content-Range: bytes {start}-{stop - 1}/{SIZE}".encode() in head
            assert body == content[start:stop]
        assert client.fetch("/hello").body == b"hello"


def test_a_range_behind_the_end_is_refused_with_the_size(any_server: tuple[FileApp, int]) -> None:
    _, port = any_server
    with Client(port) as client:
        for _ in range(2):
            reply = client.fetch(range=f"bytes={SIZE}-")
            assert (reply.status, reply.headers["content-range"]) == (416, f"bytes */{SIZE}")
            assert b'"error": "RangeNotSatisfiable"' in reply.body
            assert client.fetch(range="bytes=0-1").status == 206


@pytest.mark.parametrize(
    ("method", "conditions", "status"),
    [
        ("GET", {"if-none-match": "ETAG"}, 304),
        ("HEAD", {"if-none-match": 'W/ETAG, "x"'}, 304),
        ("GET", {"if-none-match": '"x"', "if-modified-since": "DATE"}, 200),
        ("GET", {"if-modified-since": "DATE"}, 304),
        ("GET", {"if-modified-since": "Sun, 06 Nov 1994 08:49:37 GMT"}, 200),
        ("GET", {"if-match": "ETAG"}, 200),
        ("GET", {"if-match": "W/ETAG"}, 412),
        ("GET", {"if-unmodified-since": "Sun, 06 Nov 1994 08:49:37 GMT"}, 412),
        ("GET", {"range": "bytes=0-1", "if-range": "ETAG"}, 206),
        ("GET", {"range": "bytes=0-1", "if-range": "DATE"}, 206),
        ("GET", {"range": "bytes=0-1", "if-range": '"x"'}, 200),
        ("GET", {"range": "bytes=0-1", "if-range": "W/ETAG"}, 200),
        ("GET", {"range": "bytes=0-1", "if-none-match": "ETAG"}, 304),
        ("GET", {"range": "lines=0-1"}, 200),
    ],
)
def test_conditions_are_judged_in_their_order(
    film: Path, method: str, conditions: dict[str, str], status: int
) -> None:
    file = describe(film)
    date = formatdate(file.mtime_ns // 10**9, usegmt=True)
    request = {
        name.encode(): value.replace("ETAG", file.etag.decode()).replace("DATE", date).encode()
        for name, value in conditions.items()
    }
    answer = plan_answer(method, request, file, now_s=file.mtime_ns / 10**9 + 60)
    assert answer.status == status


@pytest.mark.parametrize(
    ("name", "value", "status"),
    [("if_none_match", "ETAG", 304), ("if_range", '"x"', 200), ("if_range", "ETAG", 206)],
)
def test_conditions_hold_also_where_ranges_are_repeated(
    server: tuple[FileApp, int], name: str, value: str, status: int
) -> None:
    app, port = server
    conditions = {name: value.replace("ETAG", app.file.etag.decode())}
    with Client(port) as client:
        for _ in range(3):
            assert client.fetch(range="bytes=0-1").status == 206
            assert client.fetch(range="bytes=0-1", **conditions).status == status


def test_only_reading_is_allowed(any_server: tuple[FileApp, int]) -> None:
    _, port = any_server
    with Client(port) as client:
        reply = client.fetch(method="POST", content_length="0")
        assert (reply.status, reply.headers["allow"]) == (405, "GET, HEAD")


def test_an_empty_file_is_delivered_empty(tmp_path: Path, entry: tuple[Protocol, str]) -> None:
    path = tmp_path / "empty.mp4"
    path.touch()
    with serving(FileApp(describe(path)), *entry) as port, Client(port) as client:
        reply = client.fetch()
        assert (reply.status, reply.body) == (200, b"")
        assert client.fetch(range="bytes=0-").status == 416
        assert client.fetch(range="bytes=-5").status == 200


def test_requests_in_a_row_are_granted_and_asked_for_leave_each_time(
    server: tuple[FileApp, int], content: bytes
) -> None:
    app, port = server
    with Client(port) as client:
        for start in range(0, 4_000_000, 100_000):
            reply = client.fetch(range=f"bytes={start}-{start + 99_999}", user_agent="player")
            assert reply.body == content[start : start + 100_000]
        assert app.in_full == 1, "the first opened the file, the others needed no task"
        app.is_live = False
        assert client.fetch(range="bytes=0-1", user_agent="player").status == 403
        app.is_live = True
        assert client.fetch(range="bytes=0-1", user_agent="player").status == 206


def test_nothing_but_a_range_hides_in_a_repeated_request(server: tuple[FileApp, int]) -> None:
    app, port = server
    with Client(port) as client:
        for _ in range(3):
            client.fetch(range="bytes=0-1", user_agent="player")
        full = app.in_full
        client.socket.sendall(
            b"GET /film HTTP/1.1\r\nHost: kino\r\nrange: bytes=0-1\r\nIf-None-Match: *\r\n"
            b"user-agent: player\r\n\r\n"
        )
        assert client.take().status == 304
        assert app.in_full == full + 1


def test_pipelined_requests_are_answered_in_their_order(
    any_server: tuple[FileApp, int], content: bytes
) -> None:
    _, port = any_server
    with Client(port) as client:
        client.fetch(range="bytes=0-1")
        wanted = [(0, 2_000_000), (7, 9), (3_000_000, 9_000_000), (1, 1)]
        for start, last in wanted:
            client.ask(range=f"bytes={start}-{last}")
        client.ask("/hello")
        for start, last in wanted:
            assert client.take().body == content[start : last + 1]
        assert client.take().body == b"hello"


def test_a_request_in_single_bytes_is_understood(server: tuple[FileApp, int], content: bytes) -> None:
    _, port = server
    request = b"GET /film HTTP/1.1\r\nHost: kino\r\nRange: bytes=10-19\r\n\r\n"
    with Client(port) as client:
        for _ in range(2):
            for at in range(len(request)):
                client.socket.sendall(request[at : at + 1])
                time.sleep(0.001)
            assert client.take().body == content[10:20]


def test_delivery_works_under_tls(film: Path, content: bytes, tmp_path: Path) -> None:
    with serving(FileApp(describe(film)), tls=tmp_path) as port, Client(port, tls=tmp_path) as client:
        assert client.fetch().body == content
        assert client.fetch(range="bytes=100-7000000").body == content[100:7_000_001]


def test_http_1_0_clients_get_the_file_and_the_end(server: tuple[FileApp, int], content: bytes) -> None:
    _, port = server
    with Client(port) as client:
        client.socket.sendall(b"GET /film HTTP/1.0\r\nRange: bytes=0-4999999\r\n\r\n")
        assert client.take().body == content[:5_000_000]
        assert client.socket.recv(1) == b""


def test_a_slow_client_gets_every_byte_and_costs_no_memory(
    any_server: tuple[FileApp, int], content: bytes
) -> None:
    _, port = any_server
    with Client(port, buffer_bytes=65536) as client:
        client.ask(range=f"bytes=0-{SIZE - 1}")
        time.sleep(0.3)
        with Client(port) as other:
            assert other.fetch("/hello").body == b"hello"
        assert client.take().body == content


def test_a_leaving_client_frees_its_stream_at_once(film: Path, entry: tuple[Protocol, str]) -> None:
    app = FileApp(describe(film))
    with serving(app, *entry) as port:
        app.delivery.open_files._max_kept = 0
        clients = [Client(port, buffer_bytes=65536) for _ in range(3)]
        for client in clients:
            client.ask()
            client.take_head()
        assert open_descriptors(film) == 3
        for client in clients:
            client.socket.close()
        wait_until(lambda: open_descriptors(film) == 0, 2)


def test_one_playback_has_one_descriptor_until_it_is_idle(film: Path) -> None:
    app = FileApp(describe(film))
    with serving(app) as port:
        app.delivery.open_files._idle_s = 0.4
        for start in range(20):
            with Client(port) as client:
                assert client.fetch(range=f"bytes={start}-{start}").status == 206
        assert open_descriptors(film) == 1
        wait_until(lambda: open_descriptors(film) == 0, 3)


def test_the_number_of_kept_descriptors_is_bounded(tmp_path: Path) -> None:
    paths = [tmp_path / f"{n}.mp4" for n in range(5)]
    for path in paths:
        path.write_bytes(b"film" * 1000)
    app = FileApp(describe(paths[0]))
    with serving(app) as port:
        app.delivery.open_files._max_kept = 2
        for path in paths:
            app.file = describe(path)
            with Client(port) as client:
                assert client.fetch(range="bytes=0-3").body == b"film"
        assert len(app.delivery.open_files) == 2
        assert sum(open_descriptors(path) for path in paths) == 2


@pytest.mark.parametrize(
    ("change", "status", "error"),
    [
        ("remove", 404, "FileMissing"),
        ("grow", 409, "FileChanged"),
        ("cut", 409, "FileChanged"),
        ("rewrite", 409, "FileChanged"),
        ("replace by another", 409, "FileChanged"),
        ("replace by a link", 409, "FileChanged"),
        ("replace by a pipe", 409, "FileChanged"),
        ("replace by a folder", 409, "FileChanged"),
    ],
)
@pytest.mark.parametrize("was_streamed", [False, True])
def test_a_file_that_is_not_the_scanned_one_is_refused(
    server: tuple[FileApp, int], film: Path, change: str, status: int, error: str, was_streamed: bool
) -> None:
    app, port = server
    with Client(port) as client:
        if was_streamed:
            client.fetch(range="bytes=0-1")
        change_file(film, change)
        if was_streamed:
            time.sleep(2 * open_files.TRUST_FILE_S)
        if was_streamed and change.startswith(("remove", "replace")):
            # The old file still has a name, `film.old`: only a look at its path can tell, after an answer.
            app.delivery.open_files._kept[bytes(film)].path_seen_at_s -= 10
            client.fetch(range="bytes=0-1")
            wait_until(lambda: len(app.delivery.open_files) == 0)
        reply = client.fetch(range="bytes=0-1")
        assert (reply.status, error in reply.body.decode()) == (status, True)
        assert client.fetch("/hello").status == 200


def change_file(path: Path, change: str) -> None:
    if change == "grow":
        with path.open("ab") as file:
            file.write(b"more")
    elif change == "cut":
        os.truncate(path, 100)
    elif change == "rewrite":
        time.sleep(0.02)
        with path.open("r+b") as file:
            file.write(b"other")
    elif change == "unlink":
        path.unlink()
    else:
        path.rename(path.with_suffix(".old"))
        if "another" in change:
            path.write_bytes(b"another film")
        elif "link" in change:
            path.symlink_to(path.with_suffix(".old"))
        elif "pipe" in change:
            os.mkfifo(path)
        elif "folder" in change:
            path.mkdir()


def test_a_removed_file_is_missed_at_once(server: tuple[FileApp, int], film: Path) -> None:
    _, port = server
    with Client(port) as client:
        assert client.fetch(range="bytes=0-1").status == 206
        film.unlink()
        time.sleep(2 * open_files.TRUST_FILE_S)
        assert client.fetch(range="bytes=0-1").status == 404


@pytest.mark.parametrize("change", ["cut", "grow", "rewrite", "unlink"])
def test_a_file_that_changes_under_a_stream_ends_the_connection(
    entry: tuple[Protocol, str], tmp_path: Path, change: str, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "long.mp4"
    with path.open("wb") as file:
        file.truncate(200 * 1024 * 1024)
    with serving(FileApp(describe(path)), *entry) as port, Client(port, buffer_bytes=65536) as client:
        client.ask()
        _, headers = client.take_head()
        client.take_body(1000)
        time.sleep(0.1)
        change_file(path, change)
        promised = int(headers["content-length"])
        came = 1000 + len(client.take_body(promised))
        assert came < promised
        with Client(port) as other:
            assert other.fetch("/hello").body == b"hello"


def test_a_cold_file_is_read_by_threads_and_never_by_sendfile(
    server: tuple[FileApp, int], film: Path, content: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    real_sendfile = os.sendfile
    waited: list[int] = []

    def watchful_sendfile(out: int, source: int, offset: int, count: int) -> int:
        # What RWF_NOWAIT gives is in memory; sendfile is only for bytes of which it gives all.
        probe = bytearray(count)
        if os.preadv(source, [probe], offset, os.RWF_NOWAIT) != count:
            waited.append(offset)
        return real_sendfile(out, source, offset, count)

    monkeypatch.setattr(os, "sendfile", watchful_sendfile)
    _, port = server
    threaded: list[int] = []
    real_read = disk_reads._read_slowly

    def counted_read(file: OpenFile, offset: int, left: int) -> bytes:
        threaded.append(offset)
        return real_read(file, offset, left)

    monkeypatch.setattr(disk_reads, "_read_slowly", counted_read)
    with Client(port) as client:
        for _ in range(3):
            drop_from_memory(film)
            assert client.fetch(range=f"bytes=10-{SIZE - 10}").body == content[10 : SIZE - 9]
    assert waited == []
    if not threaded:
        pytest.skip("this file system keeps files in memory: nothing was cold")


def test_the_page_cache_is_told_page_by_page(film: Path) -> None:
    drop_from_memory(film)
    fd = os.open(film, os.O_RDONLY)
    os.posix_fadvise(fd, 0, 0, os.POSIX_FADV_RANDOM)
    view = page_cache.PageCacheView(fd, SIZE)
    if view.resident_until(0, SIZE) != 0:
        pytest.skip("this file system keeps files in memory")
    os.pread(fd, 3 * 4096, 4096 * 10)
    assert view.resident_until(4096 * 10 + 5, SIZE) == 4096 * 13
    assert view.resident_until(4096 * 10, 4096 * 12) == 4096 * 12
    assert view.resident_until(4096 * 13, SIZE) == 4096 * 13
    for start in range(0, SIZE, 1 << 20):
        os.pread(fd, 1 << 20, start)
    assert view.resident_until(0, SIZE) == page_cache.PROBE_BLOCKS << 20
    assert view.resident_until(SIZE - 5, SIZE) == SIZE
    assert view._count_cached(0, SIZE)
    drop_from_memory(film)
    assert view.resident_until(0, SIZE) == 0, "what was seen a moment ago is looked at again"
    view.close()
    os.close(fd)


def test_a_file_whose_pages_the_kernel_hides_is_copied(
    film: Path, content: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(disk_reads, "open_page_cache_view", lambda *_: None)
    monkeypatch.setattr(os, "sendfile", lambda *_: pytest.fail("sendfile may block here"))
    with serving(FileApp(describe(film))) as port, Client(port) as client:
        for _ in range(3):
            assert client.fetch(range="bytes=3-8000000").body == content[3:8_000_001]


class SleepingDisk(DiskReads):
    """A disk whose reads of `slow.mp4` wait until the test lets them go; the rest is in memory."""

    let_go = threading.Event()
    began = 0

    def read_cached(self, file: OpenFile, offset_bytes: int, limit_bytes: int) -> memoryview | None:
        if "slow" in Path(f"/proc/self/fd/{file.fd}").readlink().name:
            return None
        return super().read_cached(file, offset_bytes, limit_bytes)


@pytest.fixture
def sleeping_disk(monkeypatch: pytest.MonkeyPatch) -> Iterator[type[SleepingDisk]]:
    SleepingDisk.let_go = threading.Event()
    SleepingDisk.began = 0
    real_read = disk_reads._read_slowly

    def sleepy_read(file: OpenFile, offset: int, left: int) -> bytes:
        SleepingDisk.began += 1
        assert SleepingDisk.let_go.wait(20)
        return real_read(file, offset, left)

    monkeypatch.setattr(disk_reads, "_read_slowly", sleepy_read)
    monkeypatch.setattr(disk_reads, "open_page_cache_view", lambda *_: None)
    yield SleepingDisk
    SleepingDisk.let_go.set()


def test_a_slow_disk_blocks_nobody(
    film: Path, tmp_path: Path, content: bytes, sleeping_disk: type[SleepingDisk], entry: tuple[Protocol, str]
) -> None:
    slow = tmp_path / "slow.mp4"
    slow.write_bytes(content)
    app = FileApp(describe(film), slow=describe(slow), reads=sleeping_disk)
    with serving(app, *entry) as port, Client(port) as waiting, Client(port) as other:
        waiting.ask("/slow", range="bytes=5-2000000")
        wait_until(lambda: sleeping_disk.began == 1)
        assert other.fetch("/hello").body == b"hello"
        assert other.fetch(range="bytes=0-5000000").body == content[:5_000_001]
        sleeping_disk.let_go.set()
        assert waiting.take().body == content[5:2_000_001]


def test_a_client_that_leaves_a_sleeping_disk_leaves_nothing_behind(
    film: Path, tmp_path: Path, content: bytes, sleeping_disk: type[SleepingDisk], entry: tuple[Protocol, str]
) -> None:
    slow = tmp_path / "slow.mp4"
    slow.write_bytes(content)
    app = FileApp(describe(film), slow=describe(slow), reads=sleeping_disk)
    with serving(app, *entry) as port:
        app.delivery.open_files._max_kept = 0
        with Client(port) as client:
            client.ask("/slow")
            wait_until(lambda: sleeping_disk.began == 1)
        # Servers tell the application of a disconnect in their own time.
        time.sleep(0.3)
        sleeping_disk.let_go.set()
        wait_until(lambda: open_descriptors(slow) == 0)
        assert sleeping_disk.began == 1


def test_a_dead_mount_exhausts_only_its_own_threads() -> None:
    mounts = [b"/mnt/nas/films", b"/mnt/nas", b"/mnt", b"/"]
    assert find_mount_point(b"/mnt/nas/films/a.mkv", mounts) == b"/mnt/nas/films"
    assert find_mount_point(b"/mnt/nas/filmsold/a.mkv", mounts) == b"/mnt/nas"
    assert find_mount_point(b"/srv/a.mkv", mounts) == b"/"
    assert find_mount_point(b"/mnt/nas/films", mounts) == b"/mnt/nas/films", "a library is often a whole disk"


@pytest.mark.parametrize("refusal", [errno.EOPNOTSUPP, errno.EINVAL])
def test_a_file_system_without_nowait_is_asked_once(
    film: Path, content: bytes, monkeypatch: pytest.MonkeyPatch, refusal: int
) -> None:
    asked: list[int] = []

    def refuse(*_: object) -> int:
        asked.append(1)
        raise OSError(refusal, "refused")

    monkeypatch.setattr(os, "preadv", refuse)
    monkeypatch.setattr(disk_reads, "open_page_cache_view", lambda *_: None)
    with serving(FileApp(describe(film))) as port, Client(port) as client:
        for _ in range(2):
            assert client.fetch(range="bytes=3-3000000").body == content[3:3_000_001]
    assert len(asked) == 1


def test_a_disk_error_ends_the_stream_and_nothing_else(
    film: Path, entry: tuple[Protocol, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> bytes:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(disk_reads, "_read_slowly", fail)
    monkeypatch.setattr(disk_reads, "open_page_cache_view", lambda *_: None)
    monkeypatch.setattr(DiskReads, "read_cached", lambda *_: None)
    with serving(FileApp(describe(film)), *entry) as port:
        with Client(port) as client:
            reply = client.fetch()
            assert not reply.is_whole
        with Client(port) as client:
            assert client.fetch("/hello").body == b"hello"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (None, b"inline"),
        ("film.mkv", b'attachment; filename="film.mkv"'),
        ('a"b\\c.mkv', b"attachment; filename=\"a_b_c.mkv\"; filename*=UTF-8''a%22b_c.mkv"),
        ("a\r\nX: y.mkv", b"attachment; filename=\"a__X_ y.mkv\"; filename*=UTF-8''a__X%3A%20y.mkv"),
        ("Amélie.mkv", b"attachment; filename=\"Am_lie.mkv\"; filename*=UTF-8''Am%C3%A9lie.mkv"),
        ("100%.mkv", b"attachment; filename=\"100_.mkv\"; filename*=UTF-8''100%25.mkv"),
        ("../../etc/passwd", b'attachment; filename="_.._etc_passwd"'),
        ("\udcff.mkv", b'attachment; filename="_.mkv"'),
        ("-rf", b'attachment; filename="-rf"'),
        (" . ", b'attachment; filename="film"'),
    ],
)
def test_hostile_names_stay_within_their_header(name: str | None, expected: bytes) -> None:
    assert content_disposition(name) == expected


def test_a_stream_under_way_does_not_keep_the_server_from_stopping(film: Path) -> None:
    began_s = time.monotonic()
    with serving(FileApp(describe(film))) as port:
        clients = [Client(port, buffer_bytes=65536) for _ in range(3)]
        for client in clients:
            client.ask(range=f"bytes=0-{SIZE - 1}")
            client.take_head()
    assert time.monotonic() - began_s < 10
    for client in clients:
        client.socket.close()


def test_delivered_files_differ_in_their_etags() -> None:
    facts = (b"/a", 1, 2, "id", "video/mp4")
    etags = {
        DeliveredFile(*facts).etag,
        DeliveredFile(b"/a", 3, 2, "id", "video/mp4").etag,
        DeliveredFile(b"/a", 1, 3, "id", "video/mp4").etag,
        DeliveredFile(b"/a", 1, 2, "other", "video/mp4").etag,
    }
    assert len(etags) == 4
