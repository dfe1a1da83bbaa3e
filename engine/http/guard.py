"""Where requests may go: public addresses, and private hosts the operator has named.

The guard sits where the connection is made. It resolves a host name once, refuses it when any of its
addresses is not public, and connects to the very address it checked, so neither a redirect, nor an address
written in an unusual way, nor a name that answers differently the second time gets past it.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, cast

import anyio
import httpcore2
import httpx2

from engine.errors import AuthorError

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Resolver = Callable[[str, int], Awaitable[Sequence[str]]]
"""Returns the addresses of a host name, as text. Raises `OSError` when it has none."""

_PUBLIC_V6 = ipaddress.IPv6Network("2000::/3")
# Called global by the registry, yet they lead into another address or network.
_TRANSLATED: tuple[Network, ...] = tuple(
    ipaddress.ip_network(text)
    for text in (
        "192.0.0.0/24",  # protocol assignments
        "192.88.99.0/24",  # 6to4 relays
        "240.0.0.0/4",  # reserved
        "2001::/23",  # Teredo, ORCHID and other protocol assignments
        "2002::/16",  # 6to4: carries an IPv4 address
        "3fff::/20",  # documentation
        "64:ff9b::/96",  # NAT64: carries an IPv4 address
        "64:ff9b:1::/48",  # the same, locally
    )
)


def is_public(address: Address) -> bool:
    """Return whether `address` lies on the public Internet. IPv4 inside IPv6 counts as the IPv4 address."""
    plain = _unwrap(address)
    if isinstance(plain, ipaddress.IPv6Address) and (plain.scope_id or plain not in _PUBLIC_V6):
        return False
    if not plain.is_global or plain.is_multicast or plain.is_reserved:
        return False
    return not any(plain in network for network in _TRANSLATED if network.version == plain.version)


def _unwrap(address: Address) -> Address:
    return getattr(address, "ipv4_mapped", None) or address


@dataclass(frozen=True, slots=True)
class AllowList:
    """Private places the operator allows: (host, port or None for any), and networks."""

    hosts: frozenset[tuple[str, int | None]]
    networks: tuple[Network, ...]

    @classmethod
    def parse(cls, entries: Iterable[str]) -> AllowList:
        """Read entries like `localhost`, `127.0.0.1:8123`, `[::1]:80`, `10.0.0.0/8`.

        Raises `AuthorError` for an entry of another form.
        """
        hosts: set[tuple[str, int | None]] = set()
        networks: list[Network] = []
        for entry in filter(None, map(str.strip, entries)):
            try:
                if "/" in entry:
                    networks.append(ipaddress.ip_network(entry))
                else:
                    hosts.add(_host_and_port(entry))
            except ValueError as error:
                raise AuthorError(
                    f"TREADLE_ALLOWED_HOSTS has an entry that cannot be read: “{entry[:100]}”.",
                    why=str(error),
                    fix="Write entries like localhost, 127.0.0.1:8123, [::1]:80 or 10.0.0.0/8.",
                ) from error
        return cls(frozenset(hosts), tuple(networks))

    def permits(self, host: str, port: int, address: Address) -> bool:
        """Return whether the operator named this host, this address, or a network around it."""
        plain = _unwrap(address)
        names = (_normal(host), str(plain))
        if any((name, number) in self.hosts for name in names for number in (port, None)):
            return True
        return any(plain in network for network in self.networks if network.version == plain.version)


def _host_and_port(entry: str) -> tuple[str, int | None]:
    if entry.startswith("["):
        inside, closed, after = entry[1:].partition("]")
        if not closed or (after and not after.startswith(":")):
            raise ValueError("an address in brackets is followed by nothing, or by : and a port")
        return str(_unwrap(ipaddress.ip_address(inside))), int(after[1:]) if after else None
    if entry.count(":") == 1:
        host, _, port = entry.partition(":")
        return _normal(host), int(port)
    if ":" in entry or not entry.isascii() or any(mark in entry for mark in "@ ?#"):
        return str(ipaddress.ip_address(entry)), None
    return _normal(entry), None


def _normal(host: str) -> str:
    name = host.strip("[]").rstrip(".").lower()
    try:
        return str(_unwrap(ipaddress.ip_address(name)))
    except ValueError:
        return name


async def system_resolver(host: str, port: int) -> Sequence[str]:
    """Ask the operating system for the addresses of `host`."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


class GuardedBackend(httpcore2.AsyncNetworkBackend):
    """Opens the TCP connections of a connection pool, to checked addresses only.

    `inner` opens the connection to an address. Raises `AuthorError` for an address that is refused.
    """

    def __init__(
        self,
        allowed: AllowList,
        *,
        resolver: Resolver = system_resolver,
        inner: httpcore2.AsyncNetworkBackend | None = None,
    ) -> None:
        self._allowed = allowed
        self._resolver = resolver
        # The package swaps in a stand-in of another type where anyio is missing; here it is not.
        self._inner = inner or cast("httpcore2.AsyncNetworkBackend", httpcore2.AnyIOBackend())

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - the interface of httpcore2
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.AsyncNetworkStream:
        """Resolve `host` once, check every address, and connect to the first that answers."""
        try:
            with anyio.fail_after(timeout):
                addresses = await self._resolve(host, port)
        except TimeoutError as error:
            raise httpcore2.ConnectTimeout(f"finding the address of {host} took too long") from error
        for address in addresses:
            if not (is_public(address) or self._allowed.permits(host, port, address)):
                raise _refusal(host, port, address)
        return await self._connect_first(addresses, port, timeout, local_address, socket_options)

    async def _resolve(self, host: str, port: int) -> list[Address]:
        try:
            return [ipaddress.ip_address(host.strip("[]"))]
        except ValueError:
            pass
        try:
            found = [ipaddress.ip_address(text) for text in await self._resolver(host, port)]
        except (OSError, UnicodeError, ValueError) as error:
            raise httpcore2.ConnectError(f"no address found for {host}: {error}") from error
        if not found:
            raise httpcore2.ConnectError(f"no address found for {host}")
        return found

    async def _connect_first(
        self,
        addresses: Sequence[Address],
        port: int,
        timeout: float | None,  # noqa: ASYNC109 - handed on to httpcore2
        local_address: str | None,
        socket_options: Iterable[Any] | None,
    ) -> httpcore2.AsyncNetworkStream:
        for address in addresses[:-1]:
            try:
                return await self._inner.connect_tcp(
                    str(address), port, timeout, local_address, socket_options
                )
            except httpcore2.ConnectError:
                continue
        return await self._inner.connect_tcp(str(addresses[-1]), port, timeout, local_address, socket_options)

    async def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,  # noqa: ARG002, ASYNC109 - the interface of httpcore2
        socket_options: Iterable[Any] | None = None,  # noqa: ARG002 - same
    ) -> httpcore2.AsyncNetworkStream:
        """Refuse: a request never leads to a local socket."""
        raise AuthorError(
            "A request cannot go to a local socket.", why=path, fix="Use an http or https address."
        )

    async def sleep(self, seconds: float) -> None:
        """Wait, as the connection pool asks."""
        await self._inner.sleep(seconds)


def _refusal(host: str, port: int, address: Address) -> AuthorError:
    shown = host if host.strip("[]") == str(address) else f"{host} ({address})"
    return AuthorError(
        f"Requests to {shown} are not allowed.",
        why="The address is private, local or reserved, not on the public Internet.",
        fix=f"Use a public address, or ask the operator to add {host}:{port} to TREADLE_ALLOWED_HOSTS.",
        details={"host": host, "port": port, "address": str(address)},
    )


class GuardedTransport(httpx2.AsyncBaseTransport):
    """Joins a httpx2 client to a connection pool that connects through `backend`."""

    def __init__(self, backend: GuardedBackend) -> None:
        self._pool = httpcore2.AsyncConnectionPool(
            ssl_context=_ssl_context(),
            # No limit here: a worker holds so many steps and no more, and one that had to wait for a connection
            # of ours would wait inside its own time limit.
            max_connections=None,
            max_keepalive_connections=20,
            keepalive_expiry=5.0,
            network_backend=backend,
        )

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send one request. Failures arise as exceptions of httpcore2."""
        url = request.url
        answer = await self._pool.handle_async_request(
            httpcore2.Request(
                method=request.method,
                url=httpcore2.URL(
                    scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path
                ),
                headers=request.headers.raw,
                content=request.stream,
                extensions=request.extensions,
            )
        )
        return httpx2.Response(answer.status, headers=answer.headers, stream=_Body(answer))

    async def aclose(self) -> None:
        """Close every connection of the pool."""
        await self._pool.aclose()


class _Body(httpx2.AsyncByteStream):
    def __init__(self, answer: httpcore2.Response) -> None:
        self._answer = answer

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for piece in self._answer.aiter_stream():
            yield piece

    async def aclose(self) -> None:
        await self._answer.aclose()


@cache
def _ssl_context() -> ssl.SSLContext:
    return httpx2.create_ssl_context(trust_env=False)
