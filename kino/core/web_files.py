"""Serves the built web app: hashed assets for ever, its shell with what the first screen needs."""

import gzip
import html
import json
import mimetypes
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path
from typing import Any

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import Receive, Scope, Send


@dataclass(frozen=True, slots=True)
class FirstPicture:
    """What `<link rel="preload" as="image">` needs to begin with the very file that the page will choose.

    sources: path by its width in pixels, ascending, at least one. sizes: as in the attribute of `<img>`.
    """

    sources: dict[int, str]
    sizes: str


@dataclass(slots=True)
class FirstScreen:
    """What the shell carries along for this request.

    facts:   the JSON that web/src/app/bootstrap.ts reads (who is signed in, the first rows).
    picture: the one that the screen begins with.
    chunks:  names of the build's scripts that the screen will import, without their hashes; the browser then
             asks for them together with the first one, and not when that one runs.
    """

    facts: dict[str, Any] = field(default_factory=dict)
    picture: FirstPicture | None = None
    chunks: tuple[str, ...] = ()


Bootstrap = Callable[[Request], Awaitable[FirstScreen]]

HEAD_MARK = "<!--kino-head-->"
BOOTSTRAP_MARK = "<!--kino-bootstrap-->"
IMMUTABLE = "public, max-age=31536000, immutable"
# A script of the build: its name, and the hash of its content.
_CHUNK = re.compile(r"/assets/(.+)-[\w-]{7}\.js")
NOT_BUILT = (
    "The web app is not part of this installation. From a source checkout run `make run`, which builds it, "
    "or install the kino wheel, which ships it. The API is at /api/docs."
)


@dataclass(frozen=True, slots=True)
class WebFile:
    """A file of the build with its compressed forms by content coding ("" is the plain one)."""

    media_type: str
    cache_control: str
    etag: str
    bodies: dict[str, bytes]


class WebFiles:
    """ASGI application over the build folder; unknown paths get the shell, whose router takes over.

    The build (about 2 MB) is read once and kept in memory, so no request ever waits for the disk.
    bootstrap: gives what the shell carries for a request.
    """

    def __init__(self, folder: Path, bootstrap: Bootstrap) -> None:
        self._bootstrap = bootstrap
        self._files = _read_build(folder)
        shell = self._files.get("/index.html")
        self._shell = shell.bodies[""].decode() if shell else None
        chunks = ((_CHUNK.fullmatch(path), path) for path in self._files)
        self._chunks = {match[1]: path for match, path in chunks if match}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        response = await self._answer(Request(scope, receive))
        await response(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        if request.method not in ("GET", "HEAD"):
            return PlainTextResponse("Method not allowed", 405, {"allow": "GET, HEAD"})
        path = request.url.path
        file = self._files.get(path)
        if file is not None and path != "/index.html":
            return _file_response(file, request.headers)
        if path.startswith("/assets/") or (
            Path(path).suffix and "text/html" not in request.headers.get("accept", "")
        ):
            return PlainTextResponse("Not found", 404)
        if self._shell is None:
            return PlainTextResponse(NOT_BUILT, 503)
        screen = await self._bootstrap(request)
        modules = [self._chunks[name] for name in screen.chunks if name in self._chunks]
        page = self._shell.replace(HEAD_MARK, _preload_picture(screen.picture) + _preload_modules(modules), 1)
        page = page.replace(BOOTSTRAP_MARK, _json_script(screen.facts), 1)
        return _page_response(page, request.headers)


def _page_response(page: str, headers: Headers) -> Response:
    answer = {"cache-control": "no-cache, private", "vary": "accept-encoding"}
    # Half of a surrogate pair, which no UTF-8 can say, must not cost the whole page.
    body = page.encode(errors="replace")
    if "gzip" in _accepted_codings(headers):
        # Level 4 takes half a millisecond for the 40 KB of a home, and leaves a third of them.
        body, answer["content-encoding"] = gzip.compress(body, 4), "gzip"
    return Response(body, media_type="text/html; charset=utf-8", headers=answer)


def _preload_modules(paths: list[str]) -> str:
    return "".join(f'<link rel="modulepreload" crossorigin href="{html.escape(path)}" />' for path in paths)


def _preload_picture(picture: FirstPicture | None) -> str:
    if picture is None:
        return ""
    sources = ", ".join(f"{path} {width_px}w" for width_px, path in picture.sources.items())
    # Without an href: a browser that does not know imagesrcset must not load a size that it will not show.
    return (
        f'<link rel="preload" as="image" imagesrcset="{html.escape(sources)}" '
        f'imagesizes="{html.escape(picture.sizes)}" fetchpriority="high" />'
    )


def _json_script(facts: dict[str, Any]) -> str:
    text = json.dumps(facts, separators=(",", ":"), ensure_ascii=False)
    # "<" is the only character that could end the script element or open a comment in it.
    text = text.replace("<", "\\u003c")
    return f'<script id="kino-bootstrap" type="application/json">{text}</script>'


def _file_response(file: WebFile, headers: Headers) -> Response:
    answer = {"cache-control": file.cache_control, "etag": file.etag, "vary": "accept-encoding"}
    if headers.get("if-none-match") == file.etag:
        return Response(status_code=304, headers=answer)
    accepted = _accepted_codings(headers)
    coding = next((name for name in ("br", "gzip") if name in accepted and name in file.bodies), "")
    if coding:
        answer["content-encoding"] = coding
    return Response(file.bodies[coding], media_type=file.media_type, headers=answer)


def _accepted_codings(headers: Headers) -> set[str]:
    return {part.split(";")[0].strip() for part in headers.get("accept-encoding", "").split(",")}


def _read_build(folder: Path) -> dict[str, WebFile]:
    files: dict[str, WebFile] = {}
    if not folder.is_dir():
        return files
    for path in sorted(folder.rglob("*")):
        if not path.is_file() or path.suffix in (".br", ".gz", ".map"):
            continue
        bodies = {"": path.read_bytes()}
        for coding, suffix in (("br", ".br"), ("gzip", ".gz")):
            packed = path.with_name(path.name + suffix)
            if packed.is_file():
                bodies[coding] = packed.read_bytes()
        name = "/" + path.relative_to(folder).as_posix()
        media_type = (
            "application/manifest+json" if path.suffix == ".webmanifest" else mimetypes.guess_type(name)[0]
        )
        files[name] = WebFile(
            media_type=media_type or "application/octet-stream",
            cache_control=IMMUTABLE if name.startswith("/assets/") else "no-cache",
            etag=f'"{blake2b(bodies[""], digest_size=12).hexdigest()}"',
            bodies=bodies,
        )
    return files
