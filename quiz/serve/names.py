"""What a server is called: whether only this machine can reach it, and which names the Host header may have."""

from __future__ import annotations

import socket
from ipaddress import ip_address


def is_address(name: str) -> bool:
    """Whether it is the address of a machine and no name."""
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach a server on this address."""
    return host == "localhost" or (is_address(host) and ip_address(host).is_loopback)


def names(host: str) -> frozenset[str]:
    """What a server on this address is called in the Host header."""
    if is_loopback(host):
        return frozenset(("localhost", "127.0.0.1", "::1", host))
    machine = socket.gethostname().lower()
    return frozenset(("localhost", host.lower(), machine, f"{machine}.local"))
