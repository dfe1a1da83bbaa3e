"""The product as users start it: a web process with its worker on a data folder of its own."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx2
from websockets.sync.client import connect

from app.composition import Parts
from app.settings import Settings
from tests.app.cli.command import Treadle

SHOWN_S = 60.0


@dataclass
class Product:
    """A running server. `url` has no slash at its end."""

    url: str
    data: Path
    log: Path
    http: httpx2.Client

    def create(self, document: dict[str, Any]) -> str:
        answer = self.http.post("/api/v1/workflows/import", json=document)
        assert answer.status_code == 201, answer.text
        return answer.json()["id"]

    def start(self, workflow: str, input_: dict[str, Any] | None = None, **headers: str) -> int:
        answer = self.http.post(
            f"/api/v1/workflows/{workflow}/runs", json={"input": input_ or {}}, headers=headers
        )
        assert answer.status_code == 202, answer.text
        return answer.json()["run"]

    def get(self, path: str, /, **query: Any) -> Any:
        answer = self.http.get(f"/api/v1{path}", params=query)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def events(self, run: int, after: int = 0) -> Iterator[dict[str, Any]]:
        """Yield a run's events as they come over a WebSocket, until the run has ended."""
        address = self.url.replace("http", "ws", 1)
        with connect(f"{address}/api/v1/runs/{run}/events?after={after}", open_timeout=SHOWN_S) as socket:
            for message in socket:
                yield json.loads(message)

    def ended(self, run: int) -> dict[str, Any]:
        """Wait until a run has ended and return its RunView."""
        for _ in self.events(run):
            pass
        return self.get(f"/runs/{run}")

    def until(self, run: int, type_: str, node: str | None = None) -> None:
        """Wait for an event of a type, of one node if it is given."""
        for event in self.events(run):
            if event["type"] == type_ and node in {None, event["node"]}:
                return
        raise AssertionError(f"run {run} ended without {type_} of {node}")


@contextmanager
def started(folder: Path, **env: str) -> Iterator[Product]:
    """Run the product on a folder for the length of a block. Its output goes to a log file."""
    folder.mkdir(parents=True, exist_ok=True)
    treadle = Treadle(folder)
    try:
        process, url = treadle.serve(**env)
        log = folder / "server.log"
        assert process.stderr is not None
        copier = threading.Thread(target=_copy, args=(process.stderr.fileno(), log), daemon=True)
        copier.start()
        with httpx2.Client(base_url=url, timeout=SHOWN_S) as http:
            yield Product(url, treadle.data, log, http)
    finally:
        treadle.end()


def store_credential(data: Path, name: str, type_: str, fields: dict[str, str]) -> None:
    """Store a credential before the product starts."""
    data.mkdir(parents=True, exist_ok=True)
    parts = Parts.open(Settings(data=data))
    try:
        parts.stores.credentials.put(name, type_, fields, 0.0)
    finally:
        parts.close()


def _copy(source: int, target: Path) -> None:
    with target.open("wb", buffering=0) as file:
        while chunk := os.read(source, 65_536):
            file.write(chunk)


@dataclass
class Target:
    """A server that workflows call: echoes requests, with the status it was set to; the first `refusals` get a 503."""

    port: int = 0
    status: int = 200
    refusals: int = 0
    requests: list[dict[str, Any]] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@contextmanager
def target() -> Iterator[Target]:
    """Run a `Target` on loopback for the length of a block."""
    here = Target()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            named = {name.lower(): value for name, value in self.headers.items()}
            received = {"path": self.path, "headers": named, "body": body.decode()}
            here.requests.append(received)
            answer = json.dumps(received).encode()
            self.send_response(503 if here.refusals else here.status)
            here.refusals = max(0, here.refusals - 1)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: Any) -> None:
            """Write no log."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    here.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield here
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
