"""The guard in `tests/conftest.py` itself: nothing leaves this machine."""

import asyncio
import socket
import urllib.request

import pytest

ELSEWHERE = [("192.0.2.1", 80), ("8.8.8.8", 53), ("example.org", 443), ("0.0.0.1", 80)]


def refused(call: object, *arguments: object) -> str:
    """The name of the error that a call ends with."""
    with pytest.raises(Exception) as caught:  # noqa: PT011 - conftest's own class has another module's identity
        call(*arguments)  # type: ignore[operator]
    return caught.type.__name__


@pytest.mark.parametrize("address", ELSEWHERE)
@pytest.mark.parametrize("method", ["connect", "connect_ex"])
def test_connections_beyond_loopback_fail(method, address):
    with socket.socket() as connection:
        assert refused(getattr(connection, method), address) == "NetworkUsedError"


def test_connections_over_ipv6_fail():
    with socket.socket(socket.AF_INET6) as connection:
        assert refused(connection.connect, ("2001:db8::1", 80, 0, 0)) == "NetworkUsedError"


def test_datagrams_beyond_loopback_fail():
    with socket.socket(type=socket.SOCK_DGRAM) as connection:
        assert refused(connection.sendto, b"?", ("192.0.2.1", 53)) == "NetworkUsedError"


def test_urllib_is_stopped_as_well():
    assert refused(urllib.request.urlopen, "http://192.0.2.1/") == "NetworkUsedError"


async def test_asyncio_streams_are_stopped_as_well():
    with pytest.raises(Exception, match=r"192\.0\.2\.1"):
        await asyncio.open_connection("192.0.2.1", 80)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_loopback_stays_open(host):
    with socket.create_server(("127.0.0.1", 0)) as server, socket.socket() as connection:
        connection.connect((host, server.getsockname()[1]))
        assert server.getsockname() == connection.getpeername()
