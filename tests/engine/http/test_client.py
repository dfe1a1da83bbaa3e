from __future__ import annotations

import asyncio
import gzip
import ipaddress
import ssl
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpcore2
import httpx2
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from engine.errors import AuthorError, TargetError, TransientError
from engine.http import guard as http_guard
from engine.http.client import MAX_BODY, MAX_REDIRECTS, HttpClient
from engine.http.guard import AllowList, GuardedBackend, Resolver, is_public, system_resolver
from engine.http.outcome import MAX_RETRY_AFTER, retry_after
from engine.worker.pools import ASYNC_SLOTS
from tests.bounds import does_not_hang


@dataclass(frozen=True)
class Seen:
    method: str
    path: str
    headers: dict[str, str]
    body: bytes


Handler = Callable[[Seen, asyncio.StreamWriter], Awaitable[None]]


@dataclass(frozen=True)
class Server:
    port: int
    seen: list[Seen]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def client(self, *, max_body: int = MAX_BODY, resolver: Resolver = system_resolver) -> HttpClient:
        allowed = frozenset({f"127.0.0.1:{self.port}"})
        return HttpClient(allowed_private_hosts=allowed, max_body=max_body, resolver=resolver)


@asynccontextmanager
async def serving(handler: Handler, tls: ssl.SSLContext | None = None) -> AsyncIterator[Server]:
    seen: list[Seen] = []

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
            method, path, _ = head[0].split(" ")
            headers = {
                name.lower(): value for name, _, value in (line.partition(": ") for line in head[1:] if line)
            }
            body = await reader.readexactly(int(headers.get("content-length", "0")))
            seen.append(Seen(method, path, headers, body))
            await handler(seen[-1], writer)
            await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(talk, "127.0.0.1", 0, ssl=tls)
    async with server:
        yield Server(server.sockets[0].getsockname()[1], seen)


def answer(status: str = "200 OK", body: bytes = b"", **headers: str) -> bytes:
    fields = {"content-length": str(len(body)), "connection": "close"}
    fields |= {name.replace("_", "-"): value for name, value in headers.items()}
    return (
        f"HTTP/1.1 {status}\r\n".encode()
        + "".join(f"{k}: {v}\r\n" for k, v in fields.items()).encode()
        + b"\r\n"
        + body
    )


def always(reply: bytes) -> Handler:
    async def handler(_: Seen, writer: asyncio.StreamWriter) -> None:
        writer.write(reply)

    return handler


async def test_a_request_arrives_as_it_was_made_and_its_answer_comes_back() -> None:
    reply = answer(body=b'{"ok": [1, 2]}', content_type="application/json; charset=utf-8", x_tag="t")
    async with serving(always(reply)) as server, server.client() as client:
        response = await client.request(
            "post", server.url + "/a?b=c", headers={"Idempotency-Key": "k1"}, body={"n": 1}, timeout_s=5
        )
    (seen,) = server.seen
    assert (seen.method, seen.path, seen.body) == ("POST", "/a?b=c", b'{"n":1}')
    assert seen.headers["content-type"] == "application/json"
    assert seen.headers["idempotency-key"] == "k1"
    assert seen.headers["user-agent"] == "Treadle"
    assert (response.status, response.body_json) == (200, {"ok": [1, 2]})
    assert response.body_text == '{"ok": [1, 2]}'
    assert response.headers["x-tag"] == "t"
    assert response.url == server.url + "/a?b=c"
    assert 0 < response.elapsed_ms < 5000


@pytest.mark.parametrize(
    ("body", "kind", "sent"),
    [
        ("héllo", "text/plain; charset=utf-8", "héllo".encode()),
        (b"\x00\x01", "application/octet-stream", b"\x00\x01"),
        ([1], "application/json", b"[1]"),
        (None, "", b""),
    ],
)
async def test_bodies(body: object, kind: str, sent: bytes) -> None:
    async with serving(always(answer())) as server, server.client() as client:
        await client.request("POST", server.url, body=body)
    assert server.seen[0].body == sent
    assert server.seen[0].headers.get("content-type", "") == kind


@pytest.mark.parametrize(
    ("reply", "text", "parsed"),
    [
        (answer(body=b"{broken", content_type="application/json"), "{broken", None),
        (answer(body=b'{"a": 1}', content_type="text/plain"), '{"a": 1}', None),
        (answer(body=b"[1]", content_type="application/problem+json"), "[1]", [1]),
        (answer(body=b"\xe9", content_type="text/plain; charset=latin-1"), "é", None),
        (answer(body=b"\xff", content_type="text/plain; charset=nonsense"), "�", None),
        (answer(body=b"abc", content_type="text/plain; charset=hex"), "abc", None),
        (answer(body=b"\x82\xa0", content_type="text/plain; charset=Shift_JIS"), "あ", None),
        (answer(body=b"a\xff", content_type="text/plain; charset=us-ascii"), "a�", None),
        (answer(body=b"\xd8\x00\x00a", content_type="text/plain; charset=utf-16-be"), "�a", None),
        (answer(body=b"\\ud800", content_type="text/plain; charset=unicode_escape"), "\\ud800", None),
        (answer(body=b"\\ud800", content_type="text/plain; charset=raw-unicode-escape"), "\\ud800", None),
        (answer(body=b"+2AA-", content_type="text/plain; charset=utf-7"), "+2AA-", None),
        (answer(body=b"xn--4ca", content_type="text/plain; charset=idna"), "xn--4ca", None),
        (answer(body=b"[" * 100_000, content_type="application/json"), "[" * 100_000, None),
        (answer(body=gzip.compress(b"small"), content_encoding="gzip"), "small", None),
    ],
)
async def test_answers_are_read(reply: bytes, text: str, parsed: object) -> None:
    async with serving(always(reply)) as server, server.client() as client:
        response = await client.request("GET", server.url)
    assert (response.body_text, response.body_json) == (text, parsed)


async def test_as_many_requests_are_open_at_once_as_a_worker_holds_steps() -> None:
    everyone = asyncio.Event()
    arrived = 0

    async def when_all_are_here(_: Seen, writer: asyncio.StreamWriter) -> None:
        nonlocal arrived
        arrived += 1
        if arrived == ASYNC_SLOTS:
            everyone.set()
        await everyone.wait()
        writer.write(answer(body=b"late"))

    async with serving(when_all_are_here) as server, server.client() as client:
        calls = [client.request("POST", server.url, timeout_s=60) for _ in range(ASYNC_SLOTS)]
        assert {response.body for response in await asyncio.gather(*calls)} == {b"late"}


class TestWhoseFault:
    @pytest.mark.parametrize(
        "status", ["400 Bad Request", "401 Unauthorized", "404 Not Found", "422 Nope", "499 Odd"]
    )
    async def test_a_refusal_is_the_targets_and_permanent(self, status: str) -> None:
        async with serving(always(answer(status, b"because of x"))) as server, server.client() as client:
            with pytest.raises(TargetError) as caught:
                await client.request("GET", server.url + "/p?key=secret")
        error = caught.value
        assert status[:3] in error.what
        assert "secret" not in str(error) + str(error.details)
        assert error.why == "because of x"
        assert error.fix
        assert error.details["status"] == int(status[:3])

    @pytest.mark.parametrize("status", ["408 T", "425 T", "429 T", "500 T", "502 T", "503 T", "599 T"])
    async def test_what_passes_is_transient(self, status: str) -> None:
        async with serving(always(answer(status, retry_after="7"))) as server, server.client() as client:
            with pytest.raises(TransientError) as caught:
                await client.request("GET", server.url)
        assert caught.value.retry_after == 7.0

    @pytest.mark.parametrize(
        ("headers", "seconds"),
        [
            ({}, None),
            ({"retry-after": "120"}, 120.0),
            ({"retry-after": "0"}, 0.0),
            ({"retry-after": "-5"}, None),
            ({"retry-after": "1e400"}, None),
            ({"retry-after": "9" * 400}, None),
            ({"retry-after": "99999999999"}, MAX_RETRY_AFTER),
            ({"retry-after": "soon"}, None),
            (
                {"retry-after": "Wed, 21 Oct 2026 07:28:30 GMT", "date": "Wed, 21 Oct 2026 07:28:00 GMT"},
                30.0,
            ),
            (
                {"retry-after": "Wed, 21 Oct 2026 07:28:00 GMT", "date": "Wed, 21 Oct 2026 07:29:00 GMT"},
                0.0,
            ),
        ],
    )
    def test_retry_after(self, headers: dict[str, str], seconds: float | None) -> None:
        assert retry_after(httpx2.Headers(headers)) == seconds

    async def test_no_server_is_transient(self) -> None:
        async with serving(always(b"")) as server:
            pass
        async with server.client() as client:
            with pytest.raises(TransientError) as caught:
                await client.request("GET", server.url)
        assert "failed" in caught.value.what

    @pytest.mark.parametrize(
        "reply",
        [
            b"",
            b"nonsense\r\n\r\n",
            b"HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nabc",
            b"HTTP/1.1 200 OK\r\nx: " + b"y" * 200_000,
        ],
    )
    async def test_a_broken_answer_is_transient(self, reply: bytes) -> None:
        async with serving(always(reply)) as server, server.client() as client:
            with pytest.raises(TransientError):
                await client.request("GET", server.url)

    async def test_an_unknown_host_is_transient(self) -> None:
        async def nobody(_host: str, _port: int) -> Sequence[str]:
            raise OSError("no such host")

        async with HttpClient(resolver=nobody) as client:
            with pytest.raises(TransientError) as caught:
                await client.request("GET", "http://nowhere.example")
        assert "no such host" in caught.value.why

    @pytest.mark.parametrize("pause", ["before", "between", "resolving"])
    async def test_the_time_limit_covers_everything(self, pause: str) -> None:
        stop = asyncio.Event()

        async def drip(_: Seen, writer: asyncio.StreamWriter) -> None:
            if pause == "before":
                await stop.wait()
            writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n")
            while not stop.is_set():
                # Each byte comes well within the limit; only all of them together do not.
                writer.write(b"x")
                await writer.drain()
                await asyncio.sleep(0.02)

        async def slow(_host: str, _port: int) -> Sequence[str]:
            await stop.wait()
            return ["127.0.0.1"]

        async with serving(drip) as server, server.client(resolver=slow) as client:
            host = "slow.example" if pause == "resolving" else "127.0.0.1"
            with does_not_hang(), pytest.raises(TransientError) as caught:
                await client.request("GET", f"http://{host}:{server.port}", timeout_s=0.2)
            stop.set()
        assert "in time" in caught.value.what


class TestSizes:
    async def test_a_body_over_the_limit_is_refused(self) -> None:
        async with (
            serving(always(answer(body=b"x" * 2000))) as server,
            server.client(max_body=1999) as client,
        ):
            with pytest.raises(TargetError) as caught:
                await client.request("GET", server.url)
        assert "1,999 bytes" in caught.value.why

    async def test_a_body_at_the_limit_is_taken(self) -> None:
        async with (
            serving(always(answer(body=b"x" * 2000))) as server,
            server.client(max_body=2000) as client,
        ):
            assert len((await client.request("GET", server.url)).body) == 2000

    async def test_a_body_that_does_not_end_is_cut(self) -> None:
        async def endless(_: Seen, writer: asyncio.StreamWriter) -> None:
            writer.write(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n")
            while True:
                writer.write(b"2710\r\n" + b"x" * 10_000 + b"\r\n")
                await writer.drain()

        async with serving(endless) as server, server.client(max_body=100_000) as client:
            with pytest.raises(TargetError):
                await client.request("GET", server.url, timeout_s=5)

    @pytest.mark.parametrize("encoding", ["gzip", "deflate", "gzip, gzip"])
    async def test_a_compressed_bomb_is_counted_as_it_unfolds(self, encoding: str) -> None:
        plain = b"\0" * 200_000_000
        packed = zlib.compress(plain, 9) if encoding == "deflate" else gzip.compress(plain, 9)
        if encoding == "gzip, gzip":
            packed = gzip.compress(packed)
        async with (
            serving(always(answer(body=packed, content_encoding=encoding))) as server,
            server.client() as client,
        ):
            with does_not_hang(), pytest.raises(TargetError) as caught:
                await client.request("GET", server.url)
        assert "decompressed" in caught.value.why

    async def test_a_body_that_cannot_be_decompressed_is_the_targets_fault(self) -> None:
        async with (
            serving(always(answer(body=b"no", content_encoding="gzip"))) as server,
            server.client() as client,
        ):
            with pytest.raises(TargetError):
                await client.request("GET", server.url)


PRIVATE = [
    "127.0.0.1",
    "127.255.255.254",
    "0.0.0.0",  # noqa: S104 - asked for, not bound to
    "10.0.0.1",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "192.0.0.9",
    "192.88.99.1",
    "198.18.0.1",
    "203.0.113.5",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::7f00:1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::ffff:a9fe:a9fe",
    "64:ff9b::7f00:1",
    "64:ff9b::8.8.8.8",
    "64:ff9b:1::1",
    "2002:7f00:1::",
    "2001:0:4136:e378:8000:63bf:3fff:fdd2",
    "2001:db8::1",
    "3fff::1",
    "fc00::1",
    "fd00::1",
    "fe80::1",
    "fe80::1%eth0",
    "fec0::1",
    "ff02::1",
    "100::1",
]


class TestGuard:
    @pytest.mark.parametrize("text", PRIVATE)
    def test_not_public(self, text: str) -> None:
        assert not is_public(ipaddress.ip_address(text))

    @pytest.mark.parametrize(
        "text", ["8.8.8.8", "93.184.216.34", "::ffff:8.8.8.8", "2606:4700::1111", "2a00:1450::1"]
    )
    def test_public(self, text: str) -> None:
        assert is_public(ipaddress.ip_address(text))

    @pytest.mark.parametrize(
        "text",
        [*PRIVATE[:-1], "localhost", "2130706433", "0x7f000001", "127.1", "017700000001", "localhost."],
    )
    async def test_a_private_target_is_refused_however_it_is_written(self, text: str) -> None:
        host = f"[{text}]" if ":" in text else text
        async with HttpClient() as client:
            with pytest.raises((AuthorError, TransientError)) as caught:
                await client.request("GET", f"http://{host}:9/", timeout_s=5)
        if isinstance(caught.value, AuthorError):
            assert "TREADLE_ALLOWED_HOSTS" in caught.value.fix or "address" in caught.value.what
        else:
            assert "no address" in caught.value.why

    async def test_nothing_is_sent_to_a_refused_server(self) -> None:
        async with serving(always(answer())) as server, HttpClient() as client:
            for host in ("127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "2130706433"):
                with pytest.raises(AuthorError) as caught:
                    await client.request("GET", f"http://{host}:{server.port}")
                assert "TREADLE_ALLOWED_HOSTS" in caught.value.fix
            assert server.seen == []

    async def test_a_redirect_to_a_private_server_is_refused(self) -> None:
        async with serving(always(answer(body=b"inside"))) as inner:
            for location in (
                inner.url,
                f"http://[::ffff:127.0.0.1]:{inner.port}/",
                f"//localhost:{inner.port}/x",
            ):
                async with (
                    serving(always(answer("302 Found", location=location))) as outer,
                    outer.client() as client,
                ):
                    with pytest.raises(AuthorError):
                        await client.request("GET", outer.url)
            assert inner.seen == []

    @pytest.mark.parametrize(
        "location",
        ["file:///etc/passwd", "ftp://example.com/", "http://", "http://u:p@127.0.0.1/", "http://[bad"],
    )
    async def test_a_redirect_to_something_else_is_refused(self, location: str) -> None:
        async with (
            serving(always(answer("302 Found", location=location))) as server,
            server.client() as client,
        ):
            with pytest.raises((AuthorError, TargetError)):
                await client.request("GET", server.url)

    async def test_a_name_is_resolved_once_and_the_checked_address_is_used(self) -> None:
        answers = iter([["93.184.216.34"], ["127.0.0.1"]])
        asked: list[str] = []

        async def rebinding(host: str, _port: int) -> Sequence[str]:
            asked.append(host)
            return next(answers)

        inner = Recorder()
        backend = GuardedBackend(AllowList.parse([]), resolver=rebinding, inner=inner)
        with pytest.raises(httpcore2.ConnectError):
            await backend.connect_tcp("rebind.example", 80, timeout=1)
        assert (asked, inner.tried) == (["rebind.example"], ["93.184.216.34"])
        with pytest.raises(AuthorError):
            await backend.connect_tcp("rebind.example", 80, timeout=1)
        assert inner.tried == ["93.184.216.34"]

    async def test_one_private_address_among_public_ones_refuses_the_name(self) -> None:
        async def mixed(_host: str, _port: int) -> Sequence[str]:
            return ["93.184.216.34", "2606:4700::1111", "::ffff:192.168.0.1"]

        inner = Recorder()
        with pytest.raises(AuthorError):
            await GuardedBackend(AllowList.parse([]), resolver=mixed, inner=inner).connect_tcp(
                "mixed.example", 80
            )
        assert inner.tried == []

    async def test_the_next_address_is_tried_when_one_does_not_answer(self) -> None:
        async def two(_host: str, _port: int) -> Sequence[str]:
            return ["93.184.216.34", "2606:4700::1111"]

        inner = Recorder()
        with pytest.raises(httpcore2.ConnectError):
            await GuardedBackend(AllowList.parse([]), resolver=two, inner=inner).connect_tcp(
                "two.example", 80
            )
        assert inner.tried == ["93.184.216.34", "2606:4700::1111"]

    async def test_refusals_do_not_use_up_the_connections(self) -> None:
        async with serving(always(answer())) as server, server.client() as client:
            for _ in range(150):
                with pytest.raises(AuthorError):
                    await client.request("GET", "http://127.0.0.2/", timeout_s=1)
            assert (await client.request("GET", server.url, timeout_s=1)).status == 200

    async def test_a_local_socket_is_refused(self) -> None:
        with pytest.raises(AuthorError):
            await GuardedBackend(AllowList.parse([])).connect_unix_socket("/run/some.sock")

    async def test_the_environment_is_not_asked(self, monkeypatch: pytest.MonkeyPatch) -> None:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, "http://127.0.0.1:9")
        async with serving(always(answer())) as server, server.client() as client:
            assert (await client.request("GET", server.url)).status == 200


class Recorder(httpcore2.AsyncNetworkBackend):
    def __init__(self) -> None:
        self.tried: list[str] = []

    async def connect_tcp(self, host: str, *_: object, **__: object) -> httpcore2.AsyncNetworkStream:
        self.tried.append(host)
        raise httpcore2.ConnectError("nobody there")


class TestAllowList:
    @pytest.mark.parametrize(
        ("entry", "host", "port", "address"),
        [
            ("127.0.0.1:80", "127.0.0.1", 80, "127.0.0.1"),
            ("127.0.0.1", "127.0.0.1", 8123, "127.0.0.1"),
            ("127.0.0.1:80", "name.example", 80, "127.0.0.1"),
            ("127.0.0.1:80", "::ffff:127.0.0.1", 80, "::ffff:127.0.0.1"),
            (" LocalHost ", "localhost.", 1, "::1"),
            ("localhost:1", "localhost", 1, "127.0.0.1"),
            ("[::1]:80", "::1", 80, "::1"),
            ("::1", "::1", 80, "::1"),
            ("10.0.0.0/8", "db.example", 5, "10.9.8.7"),
        ],
    )
    def test_permits(self, entry: str, host: str, port: int, address: str) -> None:
        assert AllowList.parse([entry]).permits(host, port, ipaddress.ip_address(address))

    @pytest.mark.parametrize(
        ("entry", "host", "port", "address"),
        [
            ("127.0.0.1:80", "127.0.0.1", 81, "127.0.0.1"),
            ("localhost:80", "localhost.evil.example", 80, "127.0.0.1"),
            ("localhost", "evil.example", 80, "127.0.0.1"),
            ("10.0.0.0/8", "x", 80, "11.0.0.1"),
            ("", "localhost", 80, "127.0.0.1"),
        ],
    )
    def test_does_not_permit(self, entry: str, host: str, port: int, address: str) -> None:
        assert not AllowList.parse([entry]).permits(host, port, ipaddress.ip_address(address))

    @pytest.mark.parametrize(
        "entry", ["localhost:x", "10.0.0.1/8", "http://a", "a b", "x@y", "[::1", "1:2:3"]
    )
    def test_an_entry_that_cannot_be_read_is_refused(self, entry: str) -> None:
        with pytest.raises(AuthorError) as caught:
            AllowList.parse([entry])
        assert "TREADLE_ALLOWED_HOSTS" in caught.value.what


class TestRedirects:
    async def follow(self, status: str, method: str, *, same: bool) -> Seen:
        async with serving(always(answer(body=b"end"))) as end:
            target = end.url + "/end"

            async def hop(seen: Seen, writer: asyncio.StreamWriter) -> None:
                final = seen.path == "/end"
                writer.write(answer() if final else answer(status, location="/end" if same else target))

            async with serving(hop) as start:
                allowed = frozenset({f"127.0.0.1:{start.port}", f"127.0.0.1:{end.port}"})
                async with HttpClient(allowed_private_hosts=allowed) as client:
                    headers = {"Authorization": "Bearer canary", "X-Api-Key": "canary", "Accept": "a/b"}
                    await client.request(method, start.url, headers=headers, body={"n": 1})
                return start.seen[-1] if same else end.seen[-1]

    @pytest.mark.parametrize("status", ["301 M", "302 F", "303 S", "307 T", "308 P"])
    async def test_secrets_stay_at_home(self, status: str) -> None:
        seen = await self.follow(status, "POST", same=False)
        assert "canary" not in str(seen.headers)
        assert seen.headers["accept"] == "a/b"

    async def test_secrets_go_along_within_the_same_origin(self) -> None:
        seen = await self.follow("307 T", "POST", same=True)
        assert seen.headers["x-api-key"] == "canary"

    @pytest.mark.parametrize(
        ("status", "method", "then", "body"),
        [
            ("301 M", "POST", "GET", b""),
            ("302 F", "POST", "GET", b""),
            ("303 S", "PUT", "GET", b""),
            ("302 F", "PUT", "PUT", b'{"n":1}'),
            ("307 T", "POST", "POST", b'{"n":1}'),
            ("308 P", "PATCH", "PATCH", b'{"n":1}'),
        ],
    )
    async def test_the_method_after_a_redirect(
        self, status: str, method: str, then: str, body: bytes
    ) -> None:
        seen = await self.follow(status, method, same=True)
        assert (seen.method, seen.body) == (then, body)

    async def test_a_loop_ends(self) -> None:
        async with serving(always(answer("302 Found", location="/"))) as server, server.client() as client:
            with pytest.raises(TargetError) as caught:
                await client.request("GET", server.url)
        assert "without end" in caught.value.what
        assert len(server.seen) == MAX_REDIRECTS + 1

    async def test_a_redirect_is_given_back_when_not_followed(self) -> None:
        async with serving(always(answer("302 Found", location="/x"))) as server, server.client() as client:
            response = await client.request("GET", server.url, follow_redirects=False)
        assert (response.status, response.headers["location"]) == (302, "/x")

    async def test_cookies_are_not_kept(self) -> None:
        async with (
            serving(always(answer(set_cookie="session=1; Path=/"))) as server,
            server.client() as client,
        ):
            for _ in range(2):
                await client.request("GET", server.url)
        assert "cookie" not in server.seen[1].headers


@pytest.mark.parametrize(
    ("method", "url", "headers"),
    [
        ("BREW", "http://example.com", {}),
        ("GET / HTTP/1.1\r\nX: y", "http://example.com", {}),
        ("GET", "example.com", {}),
        ("GET", "", {}),
        ("GET", "http://", {}),
        ("GET", "file:///etc/passwd", {}),
        ("GET", "gopher://example.com", {}),
        ("GET", "http://user:pass@example.com", {}),
        ("GET", "http://exa mple.com", {}),
        ("GET", "http://example.com:99999", {}),
        ("GET", "http://example.com", {"Host": "internal"}),
        ("GET", "http://example.com", {"Transfer-Encoding": "chunked"}),
        ("GET", "http://example.com", {"content-length": "5"}),
        ("GET", "http://example.com", {"X": "a\r\nY: b"}),
        ("GET", "http://example.com", {"X": "a\x00"}),
        ("GET", "http://example.com", {"X\r\nY": "a"}),
        ("GET", "http://example.com", {"X": "日本"}),
        ("GET", "http://example.com/\ud800", {}),
        ("GET", "http://example.com/?q=\ud800", {}),
    ],
)
async def test_a_request_that_cannot_be_made_is_the_authors(
    method: str, url: str, headers: dict[str, str]
) -> None:
    async def never(_host: str, _port: int) -> Sequence[str]:
        pytest.fail("went as far as asking for the address")

    async with HttpClient(resolver=never) as client:
        with pytest.raises(AuthorError) as caught:
            await client.request(method, url, headers=headers)
    assert caught.value.fix


async def test_a_header_value_beyond_ascii_travels_as_latin_1() -> None:
    async with serving(always(answer())) as server, server.client() as client:
        await client.request("GET", server.url, headers={"X-Name": "José"})
    assert server.seen[0].headers["x-name"] == "José"


def certificate(host: str, folder: Path) -> tuple[Path, Path]:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    start = datetime.now(UTC) - timedelta(days=1)
    made = (
        x509.CertificateBuilder(
            name, name, key.public_key(), x509.random_serial_number(), start, start + timedelta(9)
        )
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    public, private = folder / "cert.pem", folder / "key.pem"
    public.write_bytes(made.public_bytes(Encoding.PEM))
    private.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return public, private


@pytest.mark.parametrize(
    ("host", "trusted", "good"),
    [("tls.example", True, True), ("tls.example", False, False), ("other.example", True, False)],
)
async def test_the_certificate_is_checked_against_the_name_not_the_address(
    host: str, *, trusted: bool, good: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    public, private = certificate("tls.example", tmp_path)
    if trusted:
        monkeypatch.setattr(http_guard, "_ssl_context", lambda: ssl.create_default_context(cafile=public))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(public, private)

    async def here(_host: str, _port: int) -> Sequence[str]:
        return ["127.0.0.1"]

    async with (
        serving(always(answer(body=b"safe")), context) as server,
        server.client(resolver=here) as client,
    ):
        if good:
            assert (await client.request("GET", f"https://{host}:{server.port}")).body == b"safe"
            return
        with pytest.raises(TargetError) as caught:
            await client.request("GET", f"https://{host}:{server.port}")
    assert "certificate" in caught.value.what
    assert server.seen == []


@pytest.mark.parametrize("status", ["204 No Content", "200 OK"])
async def test_an_empty_answer_said_to_be_compressed_is_empty(status: str) -> None:
    async with serving(always(answer(status, content_encoding="gzip"))) as server, server.client() as client:
        assert (await client.request("HEAD", server.url)).body == b""
