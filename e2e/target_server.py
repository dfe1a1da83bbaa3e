"""A server that workflows call: it can hold its answers back, and records every request."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class TargetServer:
    """Records requests. Answers `/hold` after `release`, `/slow/<ms>/…` after that time, others at once."""

    def __init__(self) -> None:
        self.deliveries: list[tuple[str, str | None]] = []
        self.status = 200
        self._open = threading.Event()
        self._arrived = threading.Condition()
        self.address = ""

    def release(self) -> None:
        """Answer the requests that wait, and later ones at once."""
        self._open.set()

    def hold(self) -> None:
        """Hold answers back from now on, and forget earlier requests."""
        self._open.clear()
        self.deliveries.clear()
        self.status = 200

    def take(self, path: str, key: str | None) -> int:
        """Record a request, wait if it is to be held, and return the status."""
        with self._arrived:
            self.deliveries.append((path, key))
            self._arrived.notify_all()
        if path.startswith("/hold"):
            self._open.wait(60)
        if path.startswith("/slow"):
            time.sleep(int(path.split("/")[2]) / 1000)
        return self.status

    def until(self, count: int, within_s: float = 20.0) -> None:
        """Wait until so many requests have come."""
        with self._arrived:
            came = self._arrived.wait_for(lambda: len(self.deliveries) >= count, within_s)
        assert came, f"{len(self.deliveries)} of {count} deliveries"


@contextlib.contextmanager
def start_target_server() -> Iterator[TargetServer]:
    """Serve on a free port of loopback for the length of a block."""
    target = TargetServer()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status = target.take(self.path, self.headers.get("Idempotency-Key"))
            at = self.path.rsplit("/", 1)[-1]
            body = (
                f'{{"stamp": "received", "at": "at {at}"}}'.encode() if status < 400 else b'{"error": "shut"}'
            )
            with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

        def do_POST(self) -> None:
            self.do_GET()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the base class's
            """Write no log."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    target.address = f"127.0.0.1:{server.server_address[1]}"
    serving = threading.Thread(target=server.serve_forever, daemon=True)
    serving.start()
    try:
        yield target
    finally:
        target.release()
        server.shutdown()
        server.server_close()
        serving.join()
