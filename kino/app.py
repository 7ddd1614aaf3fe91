"""Plugs the features together: the one place that knows them all."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from pathlib import Path

import structlog
from fastapi import FastAPI

from kino import __version__
from kino.core import api_docs
from kino.core.context import ServerContext
from kino.core.data_dir import DataFolder
from kino.core.db import Database
from kino.core.events import EventBus
from kino.core.http import add_routes, install_http
from kino.core.jobs.housekeeping import register_housekeeping
from kino.core.jobs.interface import JobQueue, JobRegistry, JobRunner
from kino.core.jobs.queue import TableJobQueue
from kino.core.jobs.runner import InProcessJobRunner
from kino.core.migrations import migrate
from kino.core.settings import Settings
from kino.core.web_files import WebFiles
from kino.core.workers import WorkerPool
from kino.features.accounts import register as accounts
from kino.features.accounts import routes as accounts_routes
from kino.features.admin import register as admin
from kino.features.admin import routes as admin_routes
from kino.features.artwork import register as artwork
from kino.features.artwork import routes as artwork_routes
from kino.features.browse import register as browse
from kino.features.browse import routes as browse_routes
from kino.features.browse.parts.first_screen import read_first_screen
from kino.features.demo import register as demo
from kino.features.demo import routes as demo_routes
from kino.features.libraries import register as libraries
from kino.features.libraries import routes as libraries_routes
from kino.features.metadata import register as metadata
from kino.features.metadata import routes as metadata_routes
from kino.features.playback import register as playback
from kino.features.playback import routes as playback_routes
from kino.features.playback.parts import hls, stream
from kino.features.playback.parts.hls import Hls
from kino.features.playback.parts.in_front import InFront
from kino.features.playback.parts.stream import Stream
from kino.features.scanner import register as scanner
from kino.features.scanner import routes as scanner_routes
from kino.features.search import register as search
from kino.features.search import routes as search_routes
from kino.features.subtitles import register as subtitles
from kino.features.subtitles import routes as subtitle_routes
from kino.features.trickplay import register as trickplay
from kino.features.trickplay import routes as trickplay_routes
from kino.features.viewing import register as viewing
from kino.features.viewing import routes as viewing_routes
from kino.media.sandbox import SandboxReport, apply_sandbox

log = structlog.get_logger(__name__)

WEB_DIST = Path(__file__).parent / "web_dist"
# From low to high, as in the import contract.
FEATURES = (
    (accounts.register, accounts_routes.router),
    (libraries.register, libraries_routes.router),
    (artwork.register, artwork_routes.router),
    (subtitles.register, subtitle_routes.router),
    (trickplay.register, trickplay_routes.router),
    (viewing.register, viewing_routes.router),
    (metadata.register, metadata_routes.router),
    (scanner.register, scanner_routes.router),
    (search.register, search_routes.router),
    (playback.register, playback_routes.router),
    (demo.register, demo_routes.router),
    (browse.register, browse_routes.router),
    (admin.register, admin_routes.router),
)
MOST_BODY_BYTES = 1024 * 1024  # of a JSON request; uploads of files will have a way of their own
JOB_LANES = {"default": 2, "scan": 2, "probe": 2, "artwork": 1, "trickplay": 2, "demo": 1}


def create_app(settings: Settings) -> FastAPI:
    """The whole server as an ASGI application; its lifespan opens and closes what it stands on.

    `app.state.context` is the ServerContext. Raises nothing by itself: what cannot be opened is told by
    the lifespan (DataFolderInUse, DatabaseUnusable, MigrationFailed).
    """
    context = _create_context(settings)
    app = FastAPI(
        title="Kino",
        version=__version__,
        summary="A private cinema for the films and series of a household.",
        openapi_url="/api/openapi.json",
        docs_url=None,
        redoc_url=None,
        max_body_size=MOST_BODY_BYTES,
        lifespan=_lifespan,
        telemetry={"tracing": False, "metrics": False, "logs": False},
    )
    app.state.context = context
    for register, router in FEATURES:
        register(context)
        add_routes(app, router)
    app.router.routes.extend(api_docs.ROUTES)
    install_http(app, context)
    # Last added is outermost: bytes pass no other middleware.
    app.add_middleware(InFront, prefix=hls.PREFIX, answer=context.part(Hls))
    app.add_middleware(InFront, prefix=stream.PREFIX, answer=context.part(Stream))
    app.mount("/", WebFiles(WEB_DIST, partial(read_first_screen, context)))
    return app


def _create_context(settings: Settings) -> ServerContext:
    bus = EventBus()
    database = Database(settings.resolved_database_url, bus)
    context = ServerContext(settings, database, bus)
    registry = JobRegistry()
    queue = TableJobQueue(registry)
    register_housekeeping(registry, database, queue)
    context.add_part(DataFolder(settings.data_dir))
    context.add_part(registry)
    context.add_part(queue, as_type=JobQueue)
    context.add_part(InProcessJobRunner(database, bus, registry, lanes=JOB_LANES), as_type=JobRunner)
    context.add_part(
        WorkerPool(settings.worker_count or None, initializer=apply_sandbox, on_prepared=_tell_missing_walls)
    )
    return context


def _tell_missing_walls(report: SandboxReport) -> None:
    if report.missing:
        reasons = [each.reason for each in report.missing]
        log.warning("worker processes are less confined than intended", reasons=reasons)


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    context: ServerContext = app.state.context
    async with AsyncExitStack() as stack:
        stack.enter_context(context.part(DataFolder))
        stack.push_async_callback(context.database.close)
        await migrate(context.database)
        stack.push_async_callback(context.part(WorkerPool).close)
        context.bus.start()
        stack.push_async_callback(context.bus.stop)
        for hook in context.stop_hooks:
            stack.push_async_callback(hook)  # the stack ends with the last one first
        runner = context.part(JobRunner)
        stack.push_async_callback(runner.stop)
        for hook in context.start_hooks:
            await hook()
        await runner.start()
        log.info("kino is ready", version=__version__, database=context.database.dialect_name)
        yield
