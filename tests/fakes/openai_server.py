"""A fake OpenAI server on loopback with the endpoints that are used, for the real SDK."""

from __future__ import annotations

import json
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

KEY = "sk-test-7Qm3xK9vLw2"


@dataclass(frozen=True)
class Reply:
    """An answer of the server: a completion of `content`, or with another status an error of `message`."""

    content: str | None = "Fine."
    status: int = 200
    message: str = ""
    code: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    finish_reason: str = "stop"
    refusal: str | None = None
    raw: bytes | None = None
    content_type: str = "application/json"


@dataclass
class Request:
    path: str
    headers: Mapping[str, str]
    body: dict[str, Any]


class OpenAIServer:
    """Answers with `replies` in order, repeating the last one; refuses `refused_forms`; records requests."""

    def __init__(self, *replies: Reply, refused_forms: frozenset[str] = frozenset()) -> None:
        self.requests: list[Request] = []
        self._replies = list(replies) or [Reply()]
        self._refused_forms = refused_forms
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02})

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}/v1"

    def fields(self, **changes: str) -> dict[str, str]:
        """Return the fields of a credential for this server."""
        return {"api_key": KEY, "base_url": self.url, "model": "small-1", **changes}

    @contextmanager
    def running(self) -> Iterator[OpenAIServer]:
        self._thread.start()
        try:
            yield self
        finally:
            self._server.shutdown()
            self._thread.join()
            self._server.server_close()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        fake = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["content-length"])))
                fake.requests.append(
                    Request(self.path, {name.lower(): value for name, value in self.headers.items()}, body)
                )
                status, headers, content = fake._answer(
                    self.path, self.headers.get("authorization", ""), body
                )
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("content-length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
                """Write no log: tests read `requests`."""

        return Handler

    def _answer(
        self, path: str, authorization: str, body: dict[str, Any]
    ) -> tuple[int, dict[str, str], bytes]:
        if path != "/v1/chat/completions":
            return _error(Reply(status=404, message=f"no route {path}"))
        if authorization != f"Bearer {KEY}":
            return _error(Reply(status=401, message=f"Incorrect API key provided: {authorization}."))
        form = body.get("response_format", {}).get("type", "text")
        if form in self._refused_forms:
            return _error(Reply(status=400, message=f"Invalid parameter: 'response_format' of type '{form}'"))
        reply = self._replies[0] if len(self._replies) == 1 else self._replies.pop(0)
        if reply.raw is not None:
            return reply.status, {"content-type": reply.content_type}, reply.raw
        return _error(reply) if reply.status != 200 else _completion(reply, body)


def _error(reply: Reply) -> tuple[int, dict[str, str], bytes]:
    error = {"message": reply.message, "type": "error", "param": None, "code": reply.code}
    return (
        reply.status,
        {"content-type": "application/json", **reply.headers},
        json.dumps({"error": error}).encode(),
    )


def _completion(reply: Reply, body: dict[str, Any]) -> tuple[int, dict[str, str], bytes]:
    message = {"role": "assistant", "content": reply.content, "refusal": reply.refusal}
    answer = {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1_700_000_000,
        "model": f"{body['model']}-2030",
        "choices": [{"index": 0, "message": message, "finish_reason": reply.finish_reason, "logprobs": None}],
        "usage": {"prompt_tokens": 11, "completion_tokens": 3, "total_tokens": 14},
    }
    return 200, {"content-type": "application/json"}, json.dumps(answer).encode()
