from __future__ import annotations

import json
import threading
import traceback
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import pytest
from pydantic import ValidationError

from engine.errors import AuthorError, TargetError, TransientError, TreadleError
from engine.http.client import HttpClient
from engine.values import check
from engine.workflow.kinds import Emit
from engine.workflow.ports import Arrival
from tests.engine.nodes.calling import Outside, call_async, kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

TOKEN = "tok-4Hs82kPq"
SECRETS: dict[tuple[str, str | None], dict[str, str]] = {
    ("http", "bearer"): {"token": TOKEN},
    ("http", "basic"): {"username": "ann", "password": "pass-9Xw"},
    ("http", "header"): {"header": "X-Api-Key", "value": TOKEN},
    ("http", "empty"): {},
}
VALUES = (Arrival("tag", "category", "sea & sand"), Arrival("find", "keywords", ["a", "b"]))


@dataclass
class Seen:
    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Target:
    """A server on loopback that answers always the same, and keeps what it saw."""

    status: int = 200
    body: bytes = b'{"ok": true}'
    headers: Mapping[str, str] = field(default_factory=lambda: {"content-type": "application/json"})
    echo: bool = False
    seen: list[Seen] = field(default_factory=list)
    host: str = ""

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        length = int(handler.headers.get("content-length", 0))
        headers = {name.lower(): value for name, value in handler.headers.items()}
        self.seen.append(Seen(handler.command, handler.path, headers, handler.rfile.read(length)))
        body = json.dumps({"you sent": headers}).encode() if self.echo else self.body
        handler.send_response(self.status)
        for name, value in self.headers.items():
            handler.send_header(name, value)
        handler.send_header("content-length", str(len(body)))
        handler.end_headers()
        if handler.command != "HEAD":
            handler.wfile.write(body)


@contextmanager
def serving(target: Target) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def handle_any(self) -> None:
            target.answer(self)

        do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = handle_any  # noqa: N815 - the base class's names

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
            """Say nothing: the test reads `seen`."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        target.host = f"127.0.0.1:{server.server_address[1]}"
        yield f"http://{target.host}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


async def send(target: Target, path: str = "/", *, allowed: bool = True, **config: object) -> Emit:
    with serving(target) as url:
        hosts = frozenset({target.host}) if allowed else frozenset[str]()
        async with HttpClient(allowed_private_hosts=hosts) as client:
            outside = Outside(client=client, secrets=SECRETS)
            result = await call_async(
                "http_request", {"values": VALUES}, {"url": f"{url}{path}", **config}, services=outside
            )
    assert isinstance(result, Emit)
    return result


async def test_a_get_passes_on_status_body_and_a_few_headers() -> None:
    kept = {"content-type": "application/json", "etag": '"7"'}
    target = Target(headers={**kept, "set-cookie": "session=abc", "x-powered-by": "steam"})
    found = await send(target)
    response = found.outputs["response"]
    assert (response["status"], response["body"]) == (200, {"ok": True})
    assert response["headers"].items() >= kept.items()
    assert "set-cookie" not in response["headers"]
    assert "x-powered-by" not in response["headers"]
    assert found.notes["elapsed_ms"] > 0
    (seen,) = target.seen
    assert (seen.method, seen.body) == ("GET", b"")
    assert "idempotency-key" not in seen.headers


async def test_address_and_headers_are_filled_in() -> None:
    target = Target()
    await send(
        target,
        "/topics/{{ category | urlencode }}?n={{ keywords | length }}",
        headers={"X-Topic": "{{ tag.category }}"},
    )
    assert target.seen[0].path == "/topics/sea%20%26%20sand?n=2"
    assert target.seen[0].headers["x-topic"] == "sea & sand"


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
async def test_what_may_change_something_carries_the_steps_key(method: str) -> None:
    target = Target()
    await send(target, method=method)
    assert target.seen[0].headers["idempotency-key"] == "k3v9.7.step.1"


async def test_input_as_json_is_the_values_by_name() -> None:
    target = Target()
    await send(target, method="POST", body="json")
    assert target.seen[0].headers["content-type"] == "application/json"
    assert json.loads(target.seen[0].body) == {"category": "sea & sand", "keywords": ["a", "b"]}


async def test_a_template_is_sent_as_it_comes_out() -> None:
    target = Target()
    headers = {"Content-Type": "application/json"}
    await send(
        target, method="POST", body="template", body_template='{"t": {{ category | json }}}', headers=headers
    )
    assert target.seen[0].body == b'{"t": "sea & sand"}'
    assert target.seen[0].headers["content-type"] == "application/json"


@pytest.mark.parametrize(
    ("body", "content_type", "passed"),
    [
        (b"hello \xf0\x9f\x8e\xbe", "text/plain; charset=utf-8", "hello 🎾"),
        (b"", "text/plain", None),
        (b"{broken", "application/json", "{broken"),
        (b"wort " * 5_000, "text/html", "wort " * 5_000),
    ],
)
async def test_bodies_that_are_not_json_are_text(body: bytes, content_type: str, passed: object) -> None:
    found = await send(Target(body=body, headers={"content-type": content_type}))
    assert found.outputs["response"]["body"] == passed


async def test_a_body_that_is_no_text_is_left_out_and_noted() -> None:
    found = await send(Target(body=b"\x89PNG\0\0", headers={"content-type": "image/png"}))
    assert found.outputs["response"]["body"] is None
    assert found.notes["body"] == "6 bytes of image/png, not kept"


@pytest.mark.parametrize("credential", [None, "bearer"])
@pytest.mark.parametrize("depth", [99, 100, 300, 1000])
async def test_json_nested_deeper_than_a_value_may_be_is_text_and_noted(
    credential: str | None, depth: int
) -> None:
    body = "[" * (depth - 1) + f'["{TOKEN}"]' + "]" * (depth - 1)
    found = await send(Target(body=body.encode()), method="POST", body="json", credential=credential)
    passed = found.outputs["response"]["body"]
    assert isinstance(passed, str) == (depth > 99)
    assert ("body" in found.notes) == (depth > 99)
    shown = check(found.outputs["response"]).decode()
    assert (TOKEN in shown) == (credential is None)


class TestFailures:
    async def test_a_refusal_is_the_targets(self) -> None:
        with pytest.raises(TargetError, match="404"):
            await send(Target(status=404, body=b"no such page"))

    async def test_a_busy_target_is_tried_again(self) -> None:
        with pytest.raises(TransientError) as caught:
            await send(Target(status=429, headers={"retry-after": "9"}))
        assert caught.value.retry_after == 9

    async def test_this_machine_is_refused_unless_the_operator_allows_it(self) -> None:
        target = Target()
        with pytest.raises(AuthorError):
            await send(target, allowed=False)
        assert target.seen == []

    async def test_a_wrong_name_is_found_before_anything_is_sent(self) -> None:
        target = Target()
        with pytest.raises(AuthorError):
            await send(target, "/{{ categry }}")
        assert target.seen == []


class TestCredentials:
    @pytest.mark.parametrize(
        ("name", "header", "value"),
        [
            ("bearer", "authorization", f"Bearer {TOKEN}"),
            ("basic", "authorization", "Basic YW5uOnBhc3MtOVh3"),
            ("header", "x-api-key", TOKEN),
        ],
    )
    async def test_it_signs_the_request_and_the_answer_does_not_repeat_it(
        self, name: str, header: str, value: str
    ) -> None:
        target = Target(echo=True)
        found = await send(target, credential=name, headers={header.upper(): "by hand"})
        assert target.seen[0].headers[header] == value
        recorded = json.dumps([dict(found.outputs), dict(found.notes)])
        assert value.rpartition(" ")[2] not in recorded
        assert "•••" in found.outputs["response"]["body"]["you sent"][header]

    @pytest.mark.parametrize("status", [400, 503])
    async def test_a_target_that_repeats_it_in_an_error_is_not_repeated(self, status: int) -> None:
        with pytest.raises(TreadleError) as caught:
            await send(Target(status=status, echo=True), credential="bearer")
        shown = "".join(traceback.format_exception(caught.value)) + caught.value.report().model_dump_json()
        assert TOKEN not in shown
        assert "•••" in caught.value.why

    async def test_none_is_sent_unless_it_is_chosen(self) -> None:
        target = Target()
        await send(target)
        assert "authorization" not in target.seen[0].headers

    @pytest.mark.parametrize("name", ["gone", "empty"])
    async def test_one_that_is_gone_or_empty_stops_the_request(self, name: str) -> None:
        target = Target()
        with pytest.raises(AuthorError) as caught:
            await send(target, credential=name)
        assert caught.value.where == "credential"
        assert target.seen == []


@pytest.mark.parametrize(
    "config", [{}, {"url": ""}, {"url": "https://a.b", "method": "BREW"}, {"url": "https://a.b", "body": "x"}]
)
def test_a_config_that_makes_no_request_is_refused(config: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        kind("http_request").parse(config)


def test_the_brief_is_method_and_host() -> None:
    assert (
        kind("http_request").brief({"url": "https://example.com/a?b", "method": "POST"}) == "POST example.com"
    )
