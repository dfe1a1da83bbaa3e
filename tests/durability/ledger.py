"""The target of effects: a server process that writes every delivery down before it answers.

`python -m tests.durability.ledger FILE` prints its port. Each POST is one line of FILE, synced to the disk, repeated
ones too. The answer is `{"delivery": n}`: how often its Idempotency-Key has been delivered. By the path:

- `/flaky/N/...`: answers 503 to the first N deliveries of a key;
- `/refuse/N/...`: answers 400 to the first N;
- `/slow/S/...`: answers after S seconds.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from collections import Counter
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Delivery:
    key: str
    path: str


class Ledger:
    """The server process, and its deliveries as read from the file."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.file.touch()
        command = [sys.executable, "-m", "tests.durability.ledger", str(file)]
        self._process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        assert self._process.stdout is not None
        self.port = int(self._process.stdout.readline())

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.port}"

    def url(self, path: str = "") -> str:
        return f"http://{self.host}/{path}"

    def deliveries(self) -> list[Delivery]:
        lines = self.file.read_text().splitlines()
        return [Delivery(**json.loads(line)) for line in lines]

    def times(self, key: str) -> int:
        return sum(delivery.key == key for delivery in self.deliveries())

    def close(self) -> None:
        self._process.kill()
        self._process.communicate()


class _DeliveryFile:
    def __init__(self, file: Path) -> None:
        self._descriptor = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        self._lock = threading.Lock()
        self._times: Counter[str] = Counter()

    def write(self, key: str, path: str) -> int:
        with self._lock:
            os.write(self._descriptor, json.dumps({"key": key, "path": path}).encode() + b"\n")
            os.fsync(self._descriptor)
            self._times[key] += 1
            return self._times[key]


def _handler(deliveries: _DeliveryFile) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            number = deliveries.write(self.headers.get("Idempotency-Key", ""), self.path)
            _, how, *rest = self.path.split("/")
            status = 200
            if how == "flaky" and number <= int(rest[0]):
                status = 503
            elif how == "refuse" and number <= int(rest[0]):
                status = 400
            elif how == "slow":
                time.sleep(float(rest[0]))
            body = json.dumps({"delivery": number}).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            """Write no log: the file is one."""

    return Handler


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: Any) -> None:
        """Ignore callers that are killed in the middle of a request."""


def main(file: Path) -> None:
    server = _Server(("127.0.0.1", 0), _handler(_DeliveryFile(file)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    sys.stdout.write(f"{server.server_address[1]}\n")
    sys.stdout.flush()
    sys.stdin.read()  # ends when the test does


if __name__ == "__main__":
    main(Path(sys.argv[1]))
