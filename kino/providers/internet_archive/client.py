"""Asks archive.org, following its redirects by hand so that every hop is checked."""

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from types import TracebackType
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import kino
from kino.providers.internet_archive.errors import ArchiveItemNotFound, ArchiveRefused, ArchiveUnreachable
from kino.providers.internet_archive.hosts import HostPolicy
from kino.providers.internet_archive.metadata import ArchiveItem, parse_item

if TYPE_CHECKING:
    import httpx2

_MAX_REDIRECTS = 5
# The largest items list some ten thousand files in 8 MB.
_MAX_METADATA_BYTES = 16 * 1024 * 1024
_CONNECT_S = 15.0
# A read that brings nothing for this long is a dead connection.
_IDLE_S = 30.0


class InternetArchive:
    """A client of archive.org; use it as an async context manager.

    policy:   where it may connect; tests give their own.
    base_url: without a path.
    """

    def __init__(
        self, policy: HostPolicy | None = None, base_url: str = "https://archive.org", idle_s: float = _IDLE_S
    ) -> None:
        import httpx2

        from kino.providers.internet_archive.transport import PinnedTransport

        self._policy = policy or HostPolicy()
        self.base_url = base_url
        self._http = httpx2.AsyncClient(
            transport=PinnedTransport(self._policy),
            timeout=httpx2.Timeout(idle_s, connect=_CONNECT_S),
            # A proxy or a netrc of the environment would undo the checked address.
            trust_env=False,
            follow_redirects=False,
            headers={"User-Agent": f"Kino/{kino.__version__} (self-hosted media server)"},
        )

    async def __aenter__(self) -> "InternetArchive":
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Closes its connections."""
        await self._http.aclose()

    async def fetch_item(self, identifier: str) -> ArchiveItem:
        """The item with its files, sizes and checksums.

        Raises ArchiveItemNotFound, ArchiveRefused, ArchiveUnreachable, HostNotAllowed.
        """
        url = f"{self.base_url}/metadata/{quote(identifier, safe='')}"
        body = bytearray()
        async with self.open_stream(url) as response:
            if response.status_code == 404:
                raise ArchiveItemNotFound(f"archive.org has no item {identifier}.")
            if response.status_code != 200:
                raise ArchiveRefused(f"archive.org answered {response.status_code} about {identifier}.")
            async for part in response.aiter_bytes(65_536):
                body += part
                if len(body) > _MAX_METADATA_BYTES:
                    raise ArchiveRefused(f"archive.org's answer about {identifier} is too long to be true.")
        try:
            answer: Any = json.loads(body)
        except ValueError as error:
            raise ArchiveRefused(f"archive.org answered nonsense about {identifier}.") from error
        return parse_item(identifier, answer)

    @asynccontextmanager
    async def open_stream(
        self, url: str, headers: Mapping[str, str] | None = None
    ) -> AsyncIterator["httpx2.Response"]:
        """The answer to a GET after its redirects, its body not read yet.

        A broken connection, here or while the body is read, becomes ArchiveUnreachable.
        """
        import httpx2

        try:
            async with self._follow(httpx2.URL(url), dict(headers or {})) as response:
                yield response
        except httpx2.TransportError as error:
            reason = str(error) or type(error).__name__
            raise ArchiveUnreachable(
                f"archive.org cannot be reached just now ({reason}). Check the internet connection; "
                "Kino goes on from where it stopped."
            ) from error

    @asynccontextmanager
    async def _follow(self, url: "httpx2.URL", headers: dict[str, str]) -> AsyncIterator["httpx2.Response"]:
        for _ in range(_MAX_REDIRECTS + 1):
            # Checked here as well as in the transport: nothing is built for a place that is not allowed.
            self._policy.check_url(url)
            request = self._http.build_request("GET", url, headers=headers)
            response = await self._http.send(request, stream=True)
            target = response.headers.get("location")
            if response.status_code not in {301, 302, 303, 307, 308} or not target:
                try:
                    yield response
                finally:
                    await response.aclose()
                return
            await response.aclose()
            url = url.join(target)
        raise ArchiveRefused(f"archive.org redirected more than {_MAX_REDIRECTS} times.")
