"""Printers in the shop's own network: whoever takes a call at the port that receipt printers listen on."""

import socket
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from ipaddress import IPv4Interface
from typing import Final

from pos_client.devices.address import PORT
from pos_client.devices.detect import Plugged

CALL_S: Final = 0.6
CALLERS: Final = 64
NETWORK_BITS: Final = 24
"""A shop's network; a larger one is not searched: its printers are typed in."""


def hosts_here() -> list[str]:
    """Every other address of the networks this computer is in."""
    with suppress(OSError):
        own = socket.gethostbyname_ex(socket.gethostname())[2]
        return [host for address in own if not address.startswith("127.") for host in neighbours(address)]
    return []


def neighbours(address: str) -> list[str]:
    """The other addresses of a shop's network."""
    network = IPv4Interface(f"{address}/{NETWORK_BITS}").network
    return [str(host) for host in network.hosts() if str(host) != address]


def network_printers(hosts: Iterable[str] | None = None, *, port: int = PORT) -> list[Plugged]:
    """Who takes a call there, asked many at a time; takes a few seconds. `hosts`: else the shop's network."""
    asked = list(hosts_here() if hosts is None else hosts)
    with ThreadPoolExecutor(CALLERS) as callers:
        answers = list(callers.map(lambda host: _takes_calls(host, port), asked))
    found = [host for host, answers_call in zip(asked, answers, strict=True) if answers_call]
    shown = "" if port == PORT else f":{port}"
    return [Plugged(f"tcp://{host}{shown}", host) for host in found]


def _takes_calls(host: str, port: int) -> bool:
    try:
        socket.create_connection((host, port), timeout=CALL_S).close()
    except OSError:
        return False
    return True
