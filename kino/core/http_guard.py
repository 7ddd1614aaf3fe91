"""What every request passes on its way in and out, as plain ASGI: proxies, origin, headers, the last catch.

No BaseHTTPMiddleware: it costs a task and two queues a request and holds streams up.
"""

import ipaddress
import secrets
from collections.abc import Iterable
from http import HTTPStatus
from urllib.parse import urlsplit

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kino.core.errors import KinoError
from kino.core.http_errors import InternalError, error_answer
from kino.core.security import SESSION_COOKIE

log = structlog.get_logger(__name__)

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self' 'unsafe-inline'",  # toasts and the player's captions place themselves by style
        "img-src 'self' data: blob:",
        "media-src 'self' blob:",
        "worker-src 'self' blob:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
_SECURITY_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",  # strict enough, and leaves the Referer that the origin check may need
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_DEFAULT_PORTS = {"http": ":80", "https": ":443"}


class OriginRefused(KinoError):
    """A write came from a page of another site."""

    status = HTTPStatus.FORBIDDEN


class TrustedProxies:
    """Believes X-Forwarded-For, -Proto and -Host, but only from the proxies that the settings name.

    trusted: addresses or networks; `*` trusts whoever connects (a Unix socket's peer has no address).
    """

    def __init__(self, app: ASGIApp, trusted: Iterable[str]) -> None:
        self.app = app
        words = tuple(trusted)
        self.trusts_all = "*" in words
        self.networks = [ipaddress.ip_network(word, strict=False) for word in words if word != "*"]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] in ("http", "websocket"):
            peer = scope["client"][0] if scope.get("client") else ""
            if self.is_trusted(peer):
                scope = self._rewritten(scope)
        await self.app(scope, receive, send)

    def is_trusted(self, address: str) -> bool:
        """Whether this address is one of our proxies; an IPv4 address in IPv6 dress counts as itself."""
        if self.trusts_all:
            return True
        parsed = _parse_address(address)
        return parsed is not None and any(parsed in network for network in self.networks)

    def _rewritten(self, scope: Scope) -> Scope:
        headers = Headers(scope=scope)
        changed = dict(scope)
        if forwarded := headers.getlist("x-forwarded-for"):
            changed["client"] = (self._real_client(",".join(forwarded), scope), 0)
        proto = _first(headers.get("x-forwarded-proto", ""))
        if proto in _DEFAULT_PORTS:
            changed["scheme"] = proto
        if host := _first(headers.get("x-forwarded-host", "")):
            kept = [(name, value) for name, value in scope["headers"] if name != b"host"]
            changed["headers"] = [*kept, (b"host", host.encode("latin-1", "replace"))]
        return changed

    def _real_client(self, forwarded: str, scope: Scope) -> str:
        """The nearest address that is no proxy of ours: what stands left of it, a client can invent.

        Where that cannot be read, it is the last proxy that could: nothing beyond it is believed. When all
        are proxies of ours, the first of them asked by itself.
        """
        reached: str = scope["client"][0] if scope.get("client") else ""
        for hop in reversed([_without_port(hop.strip()) for hop in forwarded.split(",") if hop.strip()]):
            if _parse_address(hop) is None:
                break
            reached = hop
            if self.trusts_all or not self.is_trusted(hop):
                break
        return reached


def _first(value: str) -> str:
    return value.partition(",")[0].strip().lower()


def _parse_address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return None
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped:
        return address.ipv4_mapped
    return address


def _without_port(hop: str) -> str:
    if hop.startswith("["):
        return hop[1:].partition("]")[0]
    return hop.partition(":")[0] if hop.count(":") == 1 else hop


class OriginGuard:
    """Refuses writes that another site's page sends with the member's cookie.

    A write needs an Origin, or else a Referer, of the asked host or `public_url`. A Bearer header exempts
    (a foreign page cannot set it); so does the absence of both headers and of a session cookie (scripts).
    """

    def __init__(self, app: ASGIApp, public_url: str = "") -> None:
        self.app = app
        self.public_host = urlsplit(public_url).netloc.lower()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] not in _SAFE_METHODS:
            headers = Headers(scope=scope)
            if not self._is_allowed(headers, scope.get("scheme", "http")):
                origin = headers.get("origin") or headers.get("referer") or "nowhere"
                host = headers.get("host", "")
                refused = OriginRefused(
                    f"This change was asked for by {origin[:200]}, not by a page of {host[:200]}. If a proxy "
                    "stands in front, it must pass the Host on, or KINO_PUBLIC_URL must name the address."
                )
                await error_answer(refused)(scope, receive, send)
                return
        await self.app(scope, receive, send)

    def _is_allowed(self, headers: Headers, scheme: str) -> bool:
        if headers.get("authorization", "").lower().startswith("bearer "):
            return True
        source = headers.get("origin") or headers.get("referer")
        if source is None:
            return f"{SESSION_COOKIE}=" not in headers.get("cookie", "")
        try:
            netloc = urlsplit(source).netloc.lower()
        except ValueError:
            return False
        asked = headers.get("host", "").lower().removesuffix(_DEFAULT_PORTS.get(scheme, ""))
        return bool(netloc) and netloc in (asked, self.public_host)


class ResponseEdge:
    """Gives each request an id, each response its security headers, and each crash an answer.

    The one place of the server that catches whatever a route lets through.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request_id = secrets.token_hex(8)
        scope["state"] = {**scope.get("state", {}), "request_id": request_id}
        is_api = scope["path"].startswith("/api/")
        has_begun = False

        async def send_with_headers(message: Message) -> None:
            nonlocal has_begun
            if message["type"] == "http.response.start":
                has_begun = True
                _complete_headers(message, request_id, is_api)
            await send(message)

        with structlog.contextvars.bound_contextvars(request_id=request_id):
            try:
                await self.app(scope, receive, send_with_headers)
            except Exception:
                log.exception("request failed", method=scope["method"], path=scope["path"])
                if has_begun:
                    raise  # too late for an answer; the server must cut the connection
                failed = InternalError(
                    f"Something broke inside Kino. The log has more under {request_id}.",
                    request_id=request_id,
                )
                await error_answer(failed)(scope, receive, send_with_headers)


def _complete_headers(message: Message, request_id: str, is_api: bool) -> None:
    message.setdefault("headers", [])
    headers = MutableHeaders(scope=message)
    headers["X-Request-Id"] = request_id
    for name, value in _SECURITY_HEADERS.items():
        headers.setdefault(name, value)
    headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
    if is_api:
        # What one member may see must not be kept for the next at the same screen.
        headers.setdefault("Cache-Control", "no-store")
