"""Which addresses may be asked, and a way out that connects to checked addresses alone.

A name is resolved once, all its addresses are checked, and the connection goes to one of those: a name
that answers differently a second time (DNS rebinding) gains nothing. TLS and the Host header still
speak of the name. Proxies of the environment are not used, since they would resolve it anew.
"""

import ipaddress
import socket
import ssl
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import httpcore
import httpx
from httpcore import SOCKET_OPTION, NetworkStream

from onrecord.errors import FetchError

NAT64 = ipaddress.ip_network("64:ff9b::/96")
COMPATIBLE = ipaddress.ip_network("::/96")
KEPT_FOR_OTHERS = tuple(
    map(
        ipaddress.ip_network,
        ("192.0.0.0/24", "192.88.99.0/24", "64:ff9b:1::/48", "3fff::/20", "5f00::/16"),
    )
)
"""What the registries of special addresses set apart, and a Python older than their entries takes for public."""
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def is_public(address: str) -> bool:
    """False for private, loopback, link-local, shared, multicast, reserved and unspecified addresses,
    and for IPv6 addresses that carry such an IPv4 address."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    inner = _carried(ip)
    if inner is not None:
        return is_public(str(inner))
    return ip.is_global and not (
        any(ip in network for network in KEPT_FOR_OTHERS)
        or ip.is_multicast
        or ip.is_reserved
        or ip.is_loopback
        or ip.is_link_local
        or (ip.version == 6 and ip.is_site_local)
    )


def _carried(ip: Address) -> ipaddress.IPv4Address | None:
    if ip.version == 4:
        return None
    if ip in NAT64 or (ip in COMPATIBLE and int(ip) > 1):
        return ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    return ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)


class Deadline:
    """The time until which the page at hand must be there; one sender of a byte a second meets it."""

    def __init__(self) -> None:
        self._at = float("inf")

    def start(self, seconds: float) -> None:
        self._at = time.monotonic() + seconds

    def left(self, most: float | None) -> float:
        """Seconds to wait, at most `most`. Raises httpcore.ReadTimeout when none is left."""
        left = self._at - time.monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout("the deadline of the page")
        return left if most is None else min(most, left)


class CheckedBackend(httpcore.NetworkBackend):
    """Connects to public addresses alone, unless private ones are allowed."""

    def __init__(self, deadline: Deadline, *, allow_private: bool = False) -> None:
        self._sockets = httpcore.SyncBackend()
        self._deadline = deadline
        self._allow_private = allow_private

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[SOCKET_OPTION] | None = None,
    ) -> NetworkStream:
        failed: Exception = httpcore.ConnectError("no address")
        for address in self._resolved(host, port):
            try:
                stream = self._sockets.connect_tcp(
                    address, port, self._deadline.left(timeout), local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as cause:
                failed = cause
            else:
                return _Timed(stream, self._deadline)
        raise failed

    def _resolved(self, host: str, port: int) -> list[str]:
        """The addresses of a host. Raises FetchError if only one of them is not public: a name that
        mixes both is not to be trusted. Which address it is, is not told: who asks may be a stranger to
        the network that the name is of."""
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as cause:
            raise httpcore.ConnectError(f"the name cannot be resolved: {host}") from cause
        addresses = list(dict.fromkeys(str(info[4][0]) for info in found))
        if not self._allow_private:
            if not all(map(is_public, addresses)):
                raise FetchError(f"a private address is not asked: {host}")
        return addresses


class _Timed(NetworkStream):
    """A stream whose every wait ends at the deadline."""

    def __init__(self, stream: NetworkStream, deadline: Deadline) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._deadline.left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._deadline.left(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> NetworkStream:
        tls = self._stream.start_tls(ssl_context, server_hostname, self._deadline.left(timeout))
        return _Timed(tls, self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


class CheckedTransport(httpx.BaseTransport):
    """httpx over a pool of httpcore, by the public names of both: httpx hands out no way to set the
    network backend, and a private attribute that goes away would take the check with it."""

    def __init__(self, deadline: Deadline, *, allow_private: bool = False) -> None:
        self._pool = httpcore.ConnectionPool(
            ssl_context=httpx.create_ssl_context(trust_env=False),
            network_backend=CheckedBackend(deadline, allow_private=allow_private),
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        assert isinstance(request.stream, httpx.SyncByteStream)
        url = httpcore.URL(
            scheme=request.url.raw_scheme,
            host=request.url.raw_host,
            port=request.url.port,
            target=request.url.raw_path,
        )
        with _translated():
            response = self._pool.handle_request(
                httpcore.Request(
                    request.method,
                    url,
                    headers=request.headers.raw,
                    content=request.stream,
                    extensions=request.extensions,
                )
            )
        return httpx.Response(
            response.status, headers=response.headers, stream=_Body(response), extensions=response.extensions
        )

    def close(self) -> None:
        self._pool.close()


class _Body(httpx.SyncByteStream):
    def __init__(self, response: httpcore.Response) -> None:
        self._response = response

    def __iter__(self) -> Iterator[bytes]:
        with _translated():
            yield from self._response.iter_stream()

    def close(self) -> None:
        self._response.close()


@contextmanager
def _translated() -> Iterator[None]:
    """httpcore's errors as httpx's, which are what callers of a transport know."""
    try:
        yield
    except httpcore.TimeoutException as cause:
        raise httpx.ReadTimeout(str(cause)) from cause
    except httpcore.NetworkError as cause:
        raise httpx.NetworkError(str(cause)) from cause
    except (httpcore.ProtocolError, httpcore.UnsupportedProtocol) as cause:
        raise httpx.RemoteProtocolError(str(cause)) from cause
