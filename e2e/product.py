"""The product as a process of its own, started, stopped and killed by its id."""

from __future__ import annotations

import contextlib
import os
import re
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import psutil
from playwright.sync_api import Page

ROOT = Path(__file__).resolve().parent.parent
START_S = 40.0
STOP_S = 15.0
_URL = re.compile(rb"http://[^\s]+")


class Product:
    """One server with its worker on one data folder. `start` again after `kill` or `stop` takes the same port."""

    def __init__(self, data: Path, **settings: str) -> None:
        self.data = data
        self.url = ""
        self._port = "0"
        self._settings = settings
        self._process: subprocess.Popen[bytes] | None = None
        self._orphans: list[psutil.Process] = []
        self._log = data.parent / f"{data.name}.log"

    def start(self) -> Product:
        """Start it, and return once it answers and a worker sends heartbeats."""
        named = {f"TREADLE_{name.upper()}": value for name, value in self._settings.items()}
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "app.cli", "serve", "--no-open"],
                cwd=ROOT,
                env={**os.environ, **named, "TREADLE_DATA": str(self.data), "TREADLE_PORT": self._port},
                stdout=subprocess.PIPE,
                stderr=log,
                start_new_session=True,
            )
        self.url = self._address()
        self._port = self.url.rsplit(":", 1)[1]
        self._wait_for_worker()
        return self

    def stop(self) -> int:
        """Stop it as Ctrl+C does and return the exit code; assert that none of its processes is left."""
        processes = self.processes()
        self._running.send_signal(signal.SIGINT)
        code = self._ended()
        psutil.wait_procs(self._orphans, timeout=STOP_S)
        left = [process for process in (*processes, *self._orphans) if _alive(process)]
        for process in left:
            process.kill()
        assert not left, f"still there after the end: {left}"
        return code

    def kill_web(self) -> None:
        """Kill the web process alone (SIGKILL); its worker notices, finishes its steps and ends."""
        self._orphans += self.workers()
        self._running.kill()
        self._ended()

    def kill_workers(self) -> int:
        """Kill the worker and all its children at once (SIGKILL); return how many there were."""
        workers = self.workers()
        for process in workers:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()
        psutil.wait_procs(workers, timeout=STOP_S)
        return len(workers)

    def processes(self) -> list[psutil.Process]:
        """Return the web process and all its descendants."""
        return [psutil.Process(self._running.pid), *self.workers()]

    def workers(self) -> list[psutil.Process]:
        """Return the worker and its children."""
        return psutil.Process(self._running.pid).children(recursive=True)

    def end(self) -> None:
        """Stop it if it still runs; for teardowns."""
        if self._process is not None and self._process.poll() is None:
            self.stop()

    def at_home(self, page: Page) -> None:
        """Open the home page; the very first visit is redirected to the example."""
        page.goto(self.url)
        if "/workflows/" in page.url:
            page.goto(self.url)
        page.get_by_role("heading", name="Workflows", level=1).wait_for()

    def get(self, path: str) -> Any:
        """Return the JSON of a route."""
        answer = httpx2.get(self.url + path, headers=self._bearer(), timeout=30)
        answer.raise_for_status()
        return answer.json()

    def post(self, path: str, body: Any = None) -> Any:
        """Send JSON to a route and return its JSON."""
        answer = httpx2.post(self.url + path, json=body, headers=self._bearer(), timeout=30)
        answer.raise_for_status()
        return answer.json()

    def make(self, document: dict[str, Any]) -> str:
        """Store a workflow and return its id."""
        return self.post("/api/v1/workflows", {"document": document})["id"]

    def run(self, workflow: str, input_: dict[str, Any] | None = None) -> int:
        """Start a run and return its number."""
        return self.post(f"/api/v1/workflows/{workflow}/runs", {"input": input_ or {}})["run"]

    def ended(self, run: int, *, within_s: float = 30.0) -> dict[str, Any]:
        """Wait until a run has ended and return its view."""
        until = time.monotonic() + within_s
        while time.monotonic() < until:
            view = self.get(f"/api/v1/runs/{run}")
            if view["status"] in {"succeeded", "failed", "cancelled"}:
                return view
            time.sleep(0.05)
        raise AssertionError(f"run {run} has not ended: {view['status']}")

    @property
    def log(self) -> str:
        """Return what it wrote to stderr."""
        return self._log.read_text(errors="replace") if self._log.exists() else ""

    @property
    def _running(self) -> subprocess.Popen[bytes]:
        assert self._process is not None
        assert self._process.poll() is None, f"it has ended by itself:\n{self.log[-2000:]}"
        return self._process

    def _bearer(self) -> dict[str, str]:
        password = self._settings.get("password")
        return {"Authorization": f"Bearer {password}"} if password else {}

    def _address(self) -> str:
        process = self._process
        assert process is not None
        assert process.stdout is not None
        until, said = time.monotonic() + START_S, b""
        while time.monotonic() < until and process.poll() is None:
            if select.select([process.stdout], [], [], 0.2)[0]:
                said += os.read(process.stdout.fileno(), 4096)
                if found := _URL.search(said):
                    return found[0].decode()
        raise AssertionError(f"it did not start:\n{said.decode()}\n{self.log[-2000:]}")

    def _wait_for_worker(self) -> None:
        until = time.monotonic() + START_S
        while time.monotonic() < until:
            with contextlib.suppress(httpx2.TransportError):
                if self.get("/api/v1/health")["workers"]:
                    return
            time.sleep(0.05)
        raise AssertionError(f"no worker sends heartbeats:\n{self.log[-2000:]}")

    def _ended(self) -> int:
        process = self._process
        assert process is not None
        try:
            return process.wait(STOP_S)
        except subprocess.TimeoutExpired:
            process.kill()
            raise
        finally:
            if process.stdout is not None:
                process.stdout.close()


def _alive(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


@contextlib.contextmanager
def product(data: Path, **settings: str) -> Iterator[Product]:
    """Serve for the length of a block."""
    served = Product(data, **settings)
    try:
        yield served.start()
    finally:
        served.end()
