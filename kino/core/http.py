"""What routes share: sessions that end before the answer is sent, parts, and errors in one shape."""

from collections.abc import AsyncIterator, Callable, Sequence
from functools import cache, reduce
from http import HTTPStatus
from operator import or_
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeVar

import structlog
from fastapi import Depends, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import AfterValidator, BaseModel, create_model
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.exceptions import HTTPException

from kino.core.context import ServerContext
from kino.core.errors import KinoError

log = structlog.get_logger(__name__)

T = TypeVar("T")

# 431 and the like never reach a route; these are what Starlette and FastAPI raise by themselves.
_HTTP_ERROR_CODES: dict[int, str] = {
    HTTPStatus.NOT_FOUND: "RouteNotFound",
    HTTPStatus.METHOD_NOT_ALLOWED: "MethodNotAllowed",
    413: "BodyTooLarge",  # its name in HTTPStatus changed with Python 3.13
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: "MediaTypeUnsupported",
}


class InvalidRequest(KinoError):
    """A field of the request is missing or cannot be used; `facts.fields` says which and why."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY


class InternalError(KinoError):
    """Something broke inside the server; the request id finds it in the logs."""

    status = HTTPStatus.INTERNAL_SERVER_ERROR


class ErrorAnswer(BaseModel):
    """What every refusal looks like. error: stable name; detail: a plain sentence; facts: details."""

    error: str
    detail: str
    facts: dict[str, Any]


def get_context(request: Request) -> ServerContext:
    """The server that this request came to."""
    context: ServerContext = request.app.state.context
    return context


Context = Annotated[ServerContext, Depends(get_context)]


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
def _part_getter(kind: type[Any]) -> Callable[[Request], Any]:
    def get_part(request: Request) -> Any:
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


def error_answer(error: KinoError) -> JSONResponse:
    """The refusal as every client reads it; a `retry_after_s` fact becomes a Retry-After header too."""
    headers = {}
    if "retry_after_s" in error.facts:
        headers["Retry-After"] = str(max(1, round(error.facts["retry_after_s"])))
    content = {"error": error.code, "detail": error.message, "facts": error.facts}
    return JSONResponse(content, error.status, headers)


def errors(*types: type[KinoError]) -> dict[int | str, dict[str, Any]]:
    """The `responses=` of a route that may raise these errors, so that the web client has them typed."""
    by_status: dict[int, list[type[KinoError]]] = {}
    for each in types:
        by_status.setdefault(int(each.status), []).append(each)
    return {
        status: {
            "model": reduce(or_, [_answer_model(each.__name__) for each in group]),
            "description": " ".join(f"`{each.__name__}`: {_first_line(each)}" for each in group),
        }
        for status, group in by_status.items()
    }


@cache
def _answer_model(name: str) -> Any:
    # One model a name: two routes that raise the same error must share its schema.
    code: Any = Literal[name]
    return create_model(f"{name}Answer", __base__=ErrorAnswer, error=(code, ...))


def _first_line(error_type: type[KinoError]) -> str:
    return (error_type.__doc__ or "").strip().partition("\n")[0]


COMMON_RESPONSES: dict[int | str, dict[str, Any]] = {
    HTTPStatus.UNPROCESSABLE_ENTITY.value: errors(InvalidRequest)[422],
    "default": {"model": ErrorAnswer, "description": "Any other refusal."},
}


def install_error_answers(app: FastAPI) -> None:
    """Answer every KinoError, failed validation and unknown route in the one shape."""
    app.add_exception_handler(KinoError, _answer_kino_error)
    app.add_exception_handler(RequestValidationError, _answer_invalid_request)
    app.add_exception_handler(HTTPException, _answer_http_error)


async def _answer_kino_error(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, KinoError)
    if error.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        log.error("request failed", error=error.code, detail=error.message, exc_info=error)
    return error_answer(error)


async def _answer_invalid_request(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    fields = {_field_path(each["loc"]): _field_message(each) for each in error.errors()}
    named = "; ".join(f"{path}: {message}" for path, message in fields.items())
    return error_answer(InvalidRequest(f"The request cannot be used. {named}", fields=fields))


def _field_path(loc: Sequence[Any]) -> str:
    # The first part says where the field was (body, query, path), which is the caller's own knowledge.
    return ".".join(str(part) for part in loc[1:]) or str(loc[0])


def _field_message(detail: dict[str, Any]) -> str:
    # pydantic puts its own words before ours.
    return str(detail["msg"]).removeprefix("Value error, ")


async def _answer_http_error(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    code = _HTTP_ERROR_CODES.get(error.status_code, "HttpError")
    content = {"error": code, "detail": str(error.detail), "facts": {}}
    return JSONResponse(content, error.status_code, error.headers)
