"""Where downloads may go."""

import httpx2
import pytest

from kino.providers.internet_archive.client import InternetArchive
from kino.providers.internet_archive.errors import ArchiveUnreachable, HostNotAllowed
from kino.providers.internet_archive.hosts import HostPolicy, is_public_address


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("207.241.224.2", True),
        ("2620:0:9c0::2", True),
        ("127.0.0.1", False),
        ("10.1.2.3", False),
        ("192.168.1.10", False),
        ("172.16.0.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),
        ("224.0.0.1", False),
        ("255.255.255.255", False),
        ("::1", False),
        ("::", False),
        ("fe80::1%eth0", False),
        ("fd00::1", False),
        ("ff02::1", False),
        ("::ffff:10.0.0.1", False),
        ("::ffff:8.8.8.8", False),
        ("2002:7f00:1::", False),
        ("64:ff9b::a00:1", False),
        ("2001:0:53aa:64c:0:0:0:1", False),
        ("archive.org", False),
        ("", False),
    ],
)
def test_only_addresses_of_the_open_internet_are_public(address: str, public: bool) -> None:
    assert is_public_address(address) is public


@pytest.mark.parametrize(
    "url",
    [
        "https://archive.org/metadata/x",
        "https://ia600607.us.archive.org/12/items/x/film.mp4",
        "https://ARCHIVE.org:443/x",
    ],
)
def test_named_hosts_are_allowed(url: str) -> None:
    HostPolicy().check_url(httpx2.URL(url))


@pytest.mark.parametrize(
    "url",
    [
        "http://archive.org/x",
        "https://archive.org.evil.example/x",
        "https://notarchive.org/x",
        "https://archive.org:8443/x",
        "https://user:secret@archive.org/x",
        "https://127.0.0.1/x",
        "ftp://archive.org/x",
    ],
)
def test_other_places_are_refused(url: str) -> None:
    with pytest.raises(HostNotAllowed):
        HostPolicy().check_url(httpx2.URL(url))


@pytest.mark.parametrize("addresses", [["192.168.1.5"], ["207.241.224.2", "10.0.0.1"], []])
async def test_name_with_any_private_address_is_refused(addresses: list[str]) -> None:
    async def resolve(host: str, port: int) -> list[str]:
        return addresses

    async with InternetArchive(HostPolicy(resolve=resolve)) as client:
        with pytest.raises(HostNotAllowed, match="private network"):
            await client.fetch_item("Sintel")


async def test_being_offline_is_said_in_a_sentence() -> None:
    async def resolve(host: str, port: int) -> list[str]:
        raise OSError(-3, "Temporary failure in name resolution")

    async with InternetArchive(HostPolicy(resolve=resolve)) as client:
        with pytest.raises(ArchiveUnreachable, match="Check the internet connection"):
            await client.fetch_item("Sintel")
