"""A fake language model on loopback that answers on demand and counts abandoned requests."""

from __future__ import annotations

import json
import select
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

PATIENCE_S = 20.0
REPLY: dict[str, Any] = {
    "edits": [
        {"do": "add_node", "id": "input", "kind": "input", "label": "Input"},
        {"do": "add_node", "id": "sum", "kind": "summarize", "label": "Summarize"},
        {"do": "connect", "source": "input", "source_port": "text", "target": "sum", "target_port": "text"},
    ],
    "phrases": [{"text": "sum it up", "nodes": ["sum"]}],
}


class SlowModel:
    """Holds every request until `answer`; `asked` counts the requests and `left` the abandoned ones."""

    def __init__(self) -> None:
        self.asked = 0
        self.left = 0
        self._go = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}/v1"

    def answer(self) -> None:
        """Answer the requests that wait, and later ones at once."""
        self._go.set()

    def hold(self) -> None:
        """Hold the next requests back, and reset the counts."""
        self.asked = self.left = 0
        self._go.clear()

    def until(self, name: str, count: int) -> None:
        """Wait until `asked` or `left` has reached `count`."""
        until = time.monotonic() + PATIENCE_S
        while time.monotonic() < until:
            if getattr(self, name) >= count:
                return
            time.sleep(0.02)
        raise AssertionError(f"{name}: {getattr(self, name)}, not {count}")

    @contextmanager
    def running(self) -> Iterator[SlowModel]:
        thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield self
        finally:
            self._go.set()
            self._server.shutdown()
            thread.join()
            self._server.server_close()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        model = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                self.rfile.read(int(self.headers["content-length"]))
                model.asked += 1
                while not model._go.wait(0.02):
                    if select.select([self.connection], [], [], 0)[0]:  # nothing more comes but its end
                        model.left += 1
                        self.close_connection = True
                        return
                message = {"role": "assistant", "content": json.dumps(REPLY)}
                choice = {"index": 0, "message": message, "finish_reason": "stop"}
                body = json.dumps({"id": "1", "object": "chat.completion", "created": 1, "model": "slow-1",
                                   "choices": [choice]}).encode()  # fmt: skip
                self.send_response(200)
                self.send_header("content-type", "application/json")
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: Any) -> None:
                """Write no log."""

        return Handler
