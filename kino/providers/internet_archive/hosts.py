"""Where a download may go: named hosts, https, and no address inside this house.

Every request passes `transport.PinnedTransport`: it looks the name up itself, refuses the request when any of
its addresses is not public, and connects to the very address it checked, so that a name cannot change its
mind between the check and the connection (DNS rebinding).
"""

import asyncio
import ipaddress
import socket
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kino.providers.internet_archive.errors import ArchiveUnreachable, HostNotAllowed

if TYPE_CHECKING:
    import httpx2

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolve = Callable[[str, int], Awaitable[list[str]]]

# RFC 6052: an IPv6 address that a translator turns back into any IPv4 address, private ones included.
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


async def resolve_host(host: str, port: int) -> list[str]:
    """All addresses of a name, IPv4 and IPv6. Raises OSError when it has none."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def is_public_address(address: str) -> bool:
    """Whether an address is of the open internet: not loopback, private, shared, or hiding such a one."""
    try:
        parsed: Address = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if not parsed.is_global or parsed.is_multicast:
        return False
    if isinstance(parsed, ipaddress.IPv6Address):
        embeds = parsed.ipv4_mapped or parsed.sixtofour or parsed.teredo
        return embeds is None and parsed not in _NAT64
    return True


@dataclass(frozen=True, slots=True)
class HostPolicy:
    """Which addresses a client may speak to.

    hosts:      exact names; a leading dot stands for every name below it.
    port:       the only port; None for the scheme's own.
    resolve, accept_address: replaced in tests, where the source is a server on loopback.
    """

    hosts: tuple[str, ...] = ("archive.org", ".archive.org")
    scheme: str = "https"
    port: int | None = None
    resolve: Resolve = resolve_host
    accept_address: Callable[[str], bool] = is_public_address

    def check_url(self, url: "httpx2.URL") -> None:
        """Raises HostNotAllowed unless scheme, host and port are the allowed ones and no user is named."""
        host = url.host.lower()
        named = any(host.endswith(rule) if rule.startswith(".") else host == rule for rule in self.hosts)
        if not named or url.scheme != self.scheme or url.port != self.port or url.userinfo:
            raise HostNotAllowed(
                f"The link leads to {url.scheme}://{host}, where Kino does not download from."
            )

    async def pick_address(self, url: "httpx2.URL") -> str:
        """A checked address of the URL's host. Raises HostNotAllowed, ArchiveUnreachable."""
        self.check_url(url)
        port = url.port or (443 if url.scheme == "https" else 80)
        try:
            addresses = await self.resolve(url.host, port)
        except OSError as error:
            raise ArchiveUnreachable(
                f"{url.host} could not be looked up ({error.strerror or error}). "
                "Check the internet connection."
            ) from error
        # One bad address is enough: which of them is connected to must not be a matter of luck.
        refused = [address for address in addresses if not self.accept_address(address)]
        if refused or not addresses:
            raise HostNotAllowed(
                f"{url.host} points into a private network, which Kino does not download from."
            )
        return addresses[0]
