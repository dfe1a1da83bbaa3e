"""A worker for the time of one command, if none runs on the data folder."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

from app.workers import live_workers
from engine.errors import EngineError

if TYPE_CHECKING:
    from app.server.web import Web

MAX_STARTS = 5
DRAIN_S = 35.0


class TemporaryWorker:
    """Starts a worker if none runs on the data folder, also when one dies meanwhile."""

    def __init__(self, web: Web) -> None:
        self._web = web
        self._process: subprocess.Popen[bytes] | None = None
        self._starts = 0

    @property
    def is_running(self) -> bool:
        """Return whether the worker of this command runs."""
        return self._process is not None and self._process.poll() is None

    def ensure_running(self) -> None:
        """Start a worker if none runs. Raises `EngineError` when it keeps dying."""
        if self.is_running or live_workers(self._web.parts):
            return
        if self._starts >= MAX_STARTS:
            raise EngineError(
                "The worker does not stay alive.",
                where=str(self._web.settings.data),
                why=f"it ended {self._starts} times; its output is above",
                fix="Run `treadle doctor`. The run is kept and goes on once a worker runs.",
            )
        from app.server.worker_process import command, environment

        self._starts += 1
        # In a session of its own, so that Ctrl+C reaches this command alone, which then drains the worker.
        self._process = subprocess.Popen(  # noqa: S603 - our own module
            command(),
            env=environment(self._web.settings),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            start_new_session=True,
        )

    def drain(self) -> None:
        """Let running steps finish, then stop the worker; Ctrl+C meanwhile kills it."""
        if self._process is None or self._process.poll() is not None:
            return
        self._process.terminate()
        try:
            self._process.wait(DRAIN_S)
        except (KeyboardInterrupt, subprocess.TimeoutExpired):
            self._process.kill()
            self._process.wait()
