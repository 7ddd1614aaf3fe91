"""Keeps tests off the outside network: whatever is not this machine is refused before a packet leaves."""

import ipaddress
import socket
from typing import Any

import pytest


class OutsideNetworkRefused(Exception):
    """A test tried to reach another machine; give it a recorded answer or a server on loopback."""


def forbid_outside_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make every socket of this process refuse addresses that are not loopback, and every look-up of a name.

    Child processes are their own masters: Chromium is started with its background traffic off instead.
    """
    for name in ("connect", "connect_ex"):
        monkeypatch.setattr(socket.socket, name, _guarded(getattr(socket.socket, name)))
    monkeypatch.setattr(socket.socket, "sendto", _guarded_sendto(socket.socket.sendto))
    look_up = socket.getaddrinfo

    def look_up_here(host: Any, *arguments: Any, **options: Any) -> Any:
        _refuse_outside(host)
        return look_up(host, *arguments, **options)

    monkeypatch.setattr(socket, "getaddrinfo", look_up_here)


def _guarded(connect: Any) -> Any:
    def connect_here(self: socket.socket, address: Any) -> Any:
        if self.family in {socket.AF_INET, socket.AF_INET6}:
            _refuse_outside(address[0])
        return connect(self, address)

    return connect_here


def _guarded_sendto(sendto: Any) -> Any:
    def send_here(self: socket.socket, data: Any, *rest: Any) -> Any:
        if self.family in {socket.AF_INET, socket.AF_INET6}:
            _refuse_outside(rest[-1][0])
        return sendto(self, data, *rest)

    return send_here


def _refuse_outside(host: str | bytes | None) -> None:
    name = host.decode() if isinstance(host, bytes) else host
    if name is None or name in {"", "localhost"} or name.endswith(".localhost"):
        return
    try:
        # A link-local IPv6 address may carry a zone, which is no part of the number.
        here = ipaddress.ip_address(name.partition("%")[0])
    except ValueError:
        raise OutsideNetworkRefused(f"a test looked up {name!r}") from None
    # Binding and asking for "any address" reaches nobody.
    if not (here.is_loopback or here.is_unspecified):
        raise OutsideNetworkRefused(f"a test tried to reach {name}")
