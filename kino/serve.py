"""Runs the server process: uvicorn with Kino's byte-sending protocol, and the words on the terminal."""

import asyncio
import signal
import socket
import sys
from contextlib import closing
from ipaddress import ip_address
from typing import Any

import structlog
import uvicorn

from kino import __version__
from kino.app import create_app
from kino.core.context import ServerContext
from kino.core.data_dir import DataFolder
from kino.core.errors import KinoError
from kino.core.http_protocol import GRANT_NOW, KinoHttpProtocol
from kino.core.logs import configure_logs
from kino.core.quick_start import calm_collector
from kino.core.settings import Settings, forget_environment
from kino.features.accounts.parts.live import LiveStreams
from kino.features.accounts.service import ensure_setup_link
from kino.features.demo.parts.demo_account import NAME, PASSWORD, ensure_demo_account
from kino.features.demo.parts.desk import DemoDesk
from kino.features.demo.service import add_demo_library, describe_demo, show_pictures
from kino.features.playback.parts.stream import Stream

log = structlog.get_logger(__name__)

SHUTDOWN_GRACE_S = 5
# A first look without pictures is a bad one, but a slow machine should not keep its owner waiting for all.
PICTURES_WITHIN_S = 8.0


class PortTaken(KinoError):
    """Nothing can listen on the wanted address and port."""

    status = 500


class KinoServer(uvicorn.Server):
    """uvicorn, ending live event streams first: it would otherwise wait for them until its grace is over."""

    def __init__(self, config: uvicorn.Config, context: ServerContext) -> None:
        super().__init__(config)
        self._context = context

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        self.lifespan.state[GRANT_NOW] = self._context.part(Stream).grant_now
        await super().startup(sockets)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._context.part(LiveStreams).end_all()
        await super().shutdown(sockets)


def run_server(settings: Settings) -> None:
    """Serve until stopped. Raises KinoError when it cannot start, with what to do about it.

    What the process was told by KINO_ variables is in `settings`; the variables themselves are gone.
    """
    forget_environment()
    asyncio_run(_serve(settings))


def run_demo(settings: Settings, *, may_fetch: bool = True) -> None:
    """Serve the demo library, with an account to sign in. Raises as run_server does.

    may_fetch: False leaves it at stand-ins and asks nothing of the outside.
    """
    forget_environment()
    asyncio_run(_serve(settings, is_demo=True, may_fetch=may_fetch))


async def _serve(settings: Settings, *, is_demo: bool = False, may_fetch: bool = True) -> None:
    DataFolder(settings.data_dir).create()
    configure_logs(settings.log_level, settings.log_format, settings.data_dir / "logs")
    listener = _listen(settings)
    app = create_app(settings)
    context: ServerContext = app.state.context
    context.part(DemoDesk).may_fetch = may_fetch
    # The lifespan is entered here, not by uvicorn, so that its refusals reach the terminal as sentences.
    async with app.router.lifespan_context(app):
        url = _own_url(settings, listener)
        words = await _open_demo(context, listener) if is_demo else []
        link = await ensure_setup_link(context.database, settings, url)
        _say(f"Kino {__version__} is at {url}")
        if link is not None:
            _say(f"Set it up here (this link works once): {link}")
        for line in words:
            _say(line)
        calm_collector()
        await _serve_until_stopped(KinoServer(_uvicorn_config(app), context), listener)
    log.info("kino has stopped")


async def _serve_until_stopped(server: KinoServer, listener: socket.socket) -> None:
    """Serve until SIGINT or SIGTERM, which then does no more than that.

    uvicorn raises the signal that stopped it once more when it is done. That would end the process on the
    spot, before the jobs, the notes of what changed, the workers and the database are closed. A signal that
    comes while these are closed still ends it at once.
    """

    def stop(*_: object) -> None:
        server.should_exit = True

    handlers = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        await server.serve(sockets=[listener])
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)


async def _open_demo(context: ServerContext, listener: socket.socket) -> list[str]:
    """The demo library and its account are there; what to say about them."""
    is_open = await ensure_demo_account(context)
    await add_demo_library(context)
    films = (await describe_demo(context)).films
    if not any(film.is_playable for film in films):
        _say("Drawing the pictures of the demo library …")
    await show_pictures(context, PICTURES_WITHIN_S)
    words = ["Sign in with the account of this house."]
    if is_open:
        words = [f"Sign in:  name {NAME}  password {PASSWORD}"]
        if not ip_address(listener.getsockname()[0]).is_loopback:
            words.append("Everybody knows this password: change it before others can reach this address.")
    if all(film.state == "real" for film in films):
        words.append("All films of the demo library are here.")
    elif context.part(DemoDesk).may_fetch:
        words.append("The films are fetched from archive.org in the background. Until each is here, a drawn")
        words.append("stand-in of one minute plays in its place, and says so.")
    else:
        words.append("Nothing is fetched: each film is a drawn stand-in of one minute, and says so.")
    return words


def _uvicorn_config(app: Any) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        loop="uvloop",
        http=KinoHttpProtocol,
        ws="none",
        lifespan="off",
        access_log=False,
        log_config=None,
        proxy_headers=False,  # core.http_guard believes X-Forwarded-* from KINO_TRUSTED_PROXIES only
        server_header=False,
        timeout_graceful_shutdown=SHUTDOWN_GRACE_S,
        timeout_keep_alive=75,  # longer than proxies keep their side, so that none reuses a closed connection
    )


def _listen(settings: Settings) -> socket.socket:
    try:
        family, kind, proto, _, address = socket.getaddrinfo(
            settings.host, settings.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listener = socket.socket(family, kind, proto)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(1024)
    except OSError as error:
        raise PortTaken(
            f"Cannot listen on {settings.host} port {settings.port}: {error.strerror or error}. "
            "Choose another with --host and --port, or stop what uses it."
        ) from error
    return listener


def _own_url(settings: Settings, listener: socket.socket) -> str:
    if settings.public_url:
        return settings.public_url
    host, port = listener.getsockname()[:2]
    if ip_address(host).is_unspecified:
        host = _outward_address()
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _outward_address() -> str:
    # Connecting a datagram socket sends nothing; it only asks the routing table for our own address.
    with closing(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return "127.0.0.1"
        return str(probe.getsockname()[0])


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def asyncio_run(work: Any) -> None:
    """Run on uvloop, whose transports the byte-sending protocol was measured with."""
    import uvloop

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(work)
