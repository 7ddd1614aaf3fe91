"""The way to an address that was checked. Imported with the first request: an HTTP client takes its time."""

import httpx2

from kino.providers.internet_archive.hosts import HostPolicy


class PinnedTransport(httpx2.AsyncBaseTransport):
    """Sends each request to an address that the policy checked, under the host's own name and certificate."""

    def __init__(self, policy: HostPolicy) -> None:
        self._policy = policy
        self._inner = httpx2.AsyncHTTPTransport(trust_env=False, retries=0)

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        address = await self._policy.pick_address(request.url)
        # The Host header is already set from the name; the certificate is checked against it, too.
        extensions = {**request.extensions, "sni_hostname": request.url.host}
        pinned = httpx2.Request(
            request.method,
            request.url.copy_with(host=address),
            headers=request.headers,
            stream=request.stream,
            extensions=extensions,
        )
        return await self._inner.handle_async_request(pinned)

    async def aclose(self) -> None:
        await self._inner.aclose()
