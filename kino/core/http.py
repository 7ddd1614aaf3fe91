"""What routes share: sessions that end before the answer is sent, parts of the server, and who asks."""

from collections.abc import AsyncIterator, Awaitable, Callable
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

from fastapi import APIRouter, Depends, FastAPI, Request
from pydantic import AfterValidator
from sqlalchemy.ext.asyncio import AsyncSession

from kino.core.context import ServerContext
from kino.core.http_errors import COMMON_RESPONSES, ErrorAnswer, errors, install_error_answers
from kino.core.http_guard import OriginGuard, ResponseEdge, TrustedProxies

__all__ = [
    "COMMON_RESPONSES",
    "Context",
    "ErrorAnswer",
    "Line",
    "Part",
    "Reading",
    "Writing",
    "add_routes",
    "api_router",
    "base_url",
    "client_address",
    "errors",
    "get_context",
    "install_http",
    "is_secure",
]

T = TypeVar("T")


def api_router(
    tag: str, *, prefix: str = "", responses: dict[int | str, dict[str, Any]] | None = None
) -> APIRouter:
    """The routes of one feature below /api, complete in themselves, to be given to `add_routes`."""
    return APIRouter(
        prefix=f"/api{prefix}",
        tags=[tag],
        responses=COMMON_RESPONSES | (responses or {}),
        generate_unique_id_function=lambda route: route.name,
    )


def add_routes(app: FastAPI, router: APIRouter) -> None:
    """Serve a feature's routes.

    `include_router` would do the same, but looks through every route a second time, at the first
    request: 0.2 s of a start.
    """
    app.router.routes.extend(router.routes)


def install_http(app: FastAPI, context: ServerContext) -> None:
    """Give the app its context, its one shape of errors and its guards."""
    app.state.context = context
    install_error_answers(app)
    # The last one added is the outermost.
    app.add_middleware(OriginGuard, public_url=context.settings.public_url)
    app.add_middleware(ResponseEdge)
    app.add_middleware(TrustedProxies, trusted=context.settings.trusted_proxies)


def get_context(request: Request) -> ServerContext:
    """The server that this request came to."""
    context: ServerContext = request.app.state.context
    return context


# A dependency that is not async is called in a thread, which takes longer than all that these do.
async def _read_context(request: Request) -> ServerContext:
    return get_context(request)


Context = Annotated[ServerContext, Depends(_read_context)]


async def _open_reading(context: Context) -> AsyncIterator[AsyncSession]:
    async with context.database.read() as session:
        yield session


async def _open_writing(context: Context) -> AsyncIterator[AsyncSession]:
    async with context.database.write() as session:
        yield session


# Scope "function": the session is closed, a writing one committed, before a byte of the answer leaves.
# So an answer never promises what a failed commit then takes back, and a stream holds no session.
Reading = Annotated[AsyncSession, Depends(_open_reading, scope="function")]
Writing = Annotated[AsyncSession, Depends(_open_writing, scope="function")]

if TYPE_CHECKING:
    Part = Annotated[T, "a part of the server, by its type"]
else:

    class Part:
        """`live: Part[LivePlaybacks]` gives a route the server's part of that type."""

        def __class_getitem__(cls, kind: type[Any]) -> Any:
            return Annotated[kind, Depends(_part_getter(kind))]


@cache
def _part_getter(kind: type[Any]) -> Callable[[Request], Awaitable[Any]]:
    async def get_part(request: Request) -> Any:
        return get_context(request).part(kind)

    return get_part


def client_address(request: Request) -> str:
    """The address that the request came from, past trusted proxies; empty when nobody knows."""
    return request.client.host if request.client else ""


def is_secure(request: Request) -> bool:
    """Whether the browser treats the page as a secure context: https, or the machine itself."""
    return request.url.scheme == "https" or request.url.hostname in ("localhost", "127.0.0.1", "::1")


def base_url(request: Request) -> str:
    """The address that people type, without a slash at the end: `public_url`, else as asked."""
    return get_context(request).settings.public_url or str(request.base_url).rstrip("/")


def _one_printable_line(value: str) -> str:
    # PostgreSQL refuses NUL in text, and a name with line breaks or direction marks lies to its reader.
    value = value.strip()
    if not value.isprintable():
        raise ValueError("use letters, digits, punctuation and spaces only")
    return value


Line = Annotated[str, AfterValidator(_one_printable_line)]
