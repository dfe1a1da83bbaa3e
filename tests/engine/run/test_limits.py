"""Hostile inputs against templates, conditions, code and requests: each ends soon, with an error of the right kind."""

from __future__ import annotations

import asyncio
import resource
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import pytest

from engine import sandbox
from engine.errors import AuthorError, TransientError, TreadleError
from engine.expressions import conditions
from engine.expressions import language as expressions
from engine.http.client import HttpClient
from tests.bounds import does_not_hang


@contextmanager
def modestly(megabytes: int = 400) -> Iterator[None]:
    """Expect the block to end, and the process to grow by less than this."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with does_not_hang():
        yield
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < megabytes * 1024


TEXT = "aB é\n" * 200_000
WIDE: list[Any] = [{"n": index % 7, "t": f"t{index}"} for index in range(100_000)]


def deep(levels: int) -> list[Any]:
    value: list[Any] = []
    for _ in range(levels):
        value = [value]
    return value


class TestTemplates:
    @pytest.mark.parametrize(
        "step",
        [
            "upper | lower | title | capitalize | trim",
            "urlencode",
            "words | join(' ')",
            "lines | sort | reverse | join",
            "split('a') | unique | join('aa')",
            "replace('a', 'b') | replace('b', 'a')",
            "truncate(900000)",
            "json",
            "reverse",
        ],
    )
    def test_long_chains_on_long_text(self, step: str) -> None:
        source = "{{ t | " + " | ".join([step] * max(1, 40 // (step.count("|") + 1))) + " }}"
        with modestly(), suppress(AuthorError):
            expressions.evaluate(source, {"t": TEXT})

    @pytest.mark.parametrize(
        "step", ["sort(false, 't')", "unique", "reverse", "json | length", "pluck('t')", "sort"]
    )
    def test_many_expressions_on_long_lists(self, step: str) -> None:
        with modestly(), pytest.raises(AuthorError) as caught:
            expressions.compile_template(("{{ w | " + step + " | length }}") * 200).render({"w": WIDE})
        assert caught.value.fix

    @pytest.mark.parametrize(
        "source", ["{{ d }}", "{{ d | json }}", "{{ [d] | unique }}", "{{ d == e }}", "{{ d in [e] }}"]
    )
    def test_values_nested_too_deeply(self, source: str) -> None:
        with modestly(), suppress(AuthorError):
            expressions.evaluate(source + " ", {"d": deep(100_000), "e": deep(100_000)})

    @pytest.mark.parametrize(
        "piece", ["{{", "}}", "{%", "{#", "{{ '", "{{ [", "|", "{{ n.", "{% raw %}", "\x00", "\u2028"]
    )
    def test_broken_pieces_in_great_number(self, piece: str) -> None:
        with modestly(), suppress(AuthorError):
            expressions.compile_template(piece * (expressions.MAX_SOURCE // len(piece))).render({"n": 1})


class TestConditions:
    @pytest.mark.parametrize("op", list(conditions.Op))
    def test_large_values(self, op: conditions.Op) -> None:
        wanted: Any = {"between": [TEXT, TEXT], "in": WIDE, "matches": "(a|aB|.)*é$"}.get(op, TEXT)
        compare = conditions.Compare(op=op, value=wanted)
        for value in (TEXT, WIDE, deep(100_000), 10**4000, -1e308):
            with modestly():
                assert conditions.evaluate(compare, value) in (True, False)

    def test_long_texts_against_many_texts(self) -> None:
        many = [f"choice {index}" for index in range(100_000)]
        with modestly():
            assert not conditions.evaluate(conditions.Compare(op=conditions.Op.IN, value=many), TEXT)
            assert not conditions.evaluate(conditions.Compare(op=conditions.Op.CONTAINS, value=TEXT), many)

    def test_patterns_that_would_take_memory(self) -> None:
        for pattern in ("(((a{30}){30}){30}){30}", "a{1001}", "(" * 400 + ")" * 400, "\\pL{500}" * 40):
            with modestly(), suppress(AuthorError):
                compare = conditions.parse_condition({"op": "matches", "value": pattern})
                conditions.evaluate(compare, TEXT)

    def test_a_tree_that_multiplies(self) -> None:
        raw: dict[str, Any] = {"field": "a"}
        for _ in range(9):
            raw = {"match": "any", "conditions": [raw] * 4}
        with modestly(), pytest.raises(AuthorError):
            conditions.parse_condition(raw)


class TestCode:
    @pytest.mark.parametrize(
        "source",
        [
            "import re\nre.match(r'(a*)*b', 'a' * 5000)",
            "import re\nre.match(r'(a+)+\\1$', 'a' * 5000 + 'b')",
            "import re\nre.compile('(((a{100}){100}){100}){100}')",
            "import json\njson.loads('[' * 1000000)",
            "'%*d' % (10**9, 1)",
            "'{:>999999999}'.format(1)",
            "f'{1:>999999999}'",
            "x = 7\nwhile True: x = x * x",
            "d = {}\nwhile True: d[len(d)] = 'x' * 100",
            "[[0] * 10000 for i in range(10**9)]",
            "sorted(range(10**9))",
            "'x'.join(['y' * 10**6] * 10**4)",
            "eval('(' * 100000)",
            "exec('x = 1\\n' * 10**7)",
            "def f(): return [f() for i in range(9)]\nf()",
            "for i in range(10**9): print(i)",
            "a = 'x' * 10**6\nb = [a] * 10**6\nrepr(b)",
            "import hashlib\nwhile True: hashlib.sha256(b'x' * 10**6).hexdigest()",
            "import itertools\nlist(itertools.product(range(99), repeat=9))",
            "int('9' * 10**6) ** 9",
            "class A: pass\na = A()\na.a = a\na",
        ],
    )
    def test_bombs_end(self, source: str) -> None:
        with modestly(), suppress(TreadleError):
            sandbox.run_code(source, {}, timeout_s=0.3, memory_mb=32)
        assert sandbox.run_code("1 + 1", {}) == 2

    def test_an_input_larger_than_the_memory_allowed(self) -> None:
        with modestly(), pytest.raises(AuthorError) as caught:
            sandbox.run_code("len(t)", {"t": TEXT * 40}, memory_mb=16)
        assert caught.value.details["limit"] == "memory"

    def test_a_deep_input_comes_back_whole(self) -> None:
        assert sandbox.run_code("d", {"d": deep(90)}) == deep(90)

    def test_checking_is_as_safe_as_running(self) -> None:
        for source in (
            "(" * 99_000,
            "x = " + "-" * 90_000 + "1",
            "f'" + "{" * 50_001 + "'",
            "if 1:\n" * 20_000,
        ):
            with modestly():
                assert sandbox.check_code(source)


Reply = Callable[[asyncio.StreamWriter], Any]


async def endless_headers(writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\n")
    while True:
        writer.write(b"x: y\r\n" * 1000)
        await writer.drain()


async def endless_continue(writer: asyncio.StreamWriter) -> None:
    while True:
        writer.write(b"HTTP/1.1 103 Early Hints\r\n\r\n" * 100)
        await writer.drain()


async def endless_chunk_header(writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n")
    while True:
        writer.write(b"0" * 10_000)
        await writer.drain()


async def wrong_chunk(writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nffffffffffffffff\r\nx")


async def two_lengths(writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab")


async def endless_redirect_body(writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 302 Found\r\nlocation: /again\r\ntransfer-encoding: chunked\r\n\r\n")
    while True:
        writer.write(b"2710\r\n" + b"x" * 10_000 + b"\r\n")
        await writer.drain()


@pytest.mark.parametrize(
    "reply",
    [
        endless_headers,
        endless_continue,
        endless_chunk_header,
        wrong_chunk,
        two_lengths,
        endless_redirect_body,
    ],
)
async def test_a_server_that_misbehaves(reply: Reply) -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError):
            await reader.readuntil(b"\r\n\r\n")
            await reply(writer)
            await writer.drain()
        writer.close()

    server = await asyncio.start_server(talk, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        async with HttpClient(allowed_private_hosts=frozenset({f"127.0.0.1:{port}"})) as client:
            with modestly(), pytest.raises(TreadleError) as caught:
                await client.request("GET", f"http://127.0.0.1:{port}", timeout_s=0.5)
    assert isinstance(caught.value, TransientError) or "redirects without end" in caught.value.what
