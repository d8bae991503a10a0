"""No test may reach beyond this machine, by whatever library."""

import ipaddress
import socket
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

# Two busy cores are slow at times; that is no failure of what is tested.
settings.register_profile("steady", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("steady")


class NetworkUsedError(Exception):
    """A test tried to leave this machine: give it a fake of the port instead."""


def is_local(family: int, address: Any) -> bool:
    """Whether an address stays on this machine."""
    if family not in {socket.AF_INET, socket.AF_INET6}:
        return True
    host = str(address[0])
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def guarded(name: str) -> Any:
    """A socket's method that refuses every address but local ones; the address is its last argument."""
    original = getattr(socket.socket, name)

    def refusing(self: socket.socket, *arguments: Any) -> Any:
        if not is_local(self.family, arguments[-1]):
            self.close()
            raise NetworkUsedError(f"{name} to {arguments[-1]!r}")
        return original(self, *arguments)

    return refusing


@pytest.fixture(scope="session", autouse=True)
def no_network() -> Iterator[None]:
    """Every connection beyond loopback fails."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("connect", "connect_ex", "sendto"):
            patch.setattr(socket.socket, name, guarded(name))
        yield
