"""Refusals as clients read them: one shape for every error, declared so that the web client has it typed."""

from collections.abc import Sequence
from functools import cache, reduce
from http import HTTPStatus
from operator import or_
from typing import Any, Literal

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, create_model
from sqlalchemy.exc import OperationalError
from starlette.exceptions import HTTPException

from kino.core.db import DatabaseAway, is_database_away
from kino.core.errors import KinoError

log = structlog.get_logger(__name__)

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
    app.add_exception_handler(OperationalError, _answer_database_error)


async def _answer_kino_error(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, KinoError)
    if error.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        log.error("request failed", error=error.code, detail=error.message, exc_info=error)
    return error_answer(error)


async def _answer_database_error(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, OperationalError)
    if not is_database_away(error):
        raise error
    sentence = (
        "Kino's database does not answer, so nothing was saved. It may be starting, or its disk may be full. "
        "Kino goes on by itself once it is back."
    )
    return await _answer_kino_error(request, DatabaseAway(sentence))


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
