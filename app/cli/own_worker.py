"""A worker for the time of one command, where none is at work on the data folder."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

from app.workers import live_workers
from engine.errors import EngineError

if TYPE_CHECKING:
    from app.server.web import Web

STARTS = 5
DRAIN_S = 35.0


class OwnWorker:
    """Starts a worker where none beats, also when the one that was there dies meanwhile."""

    def __init__(self, web: Web) -> None:
        self._web = web
        self._process: subprocess.Popen[bytes] | None = None
        self._starts = 0

    @property
    def is_own(self) -> bool:
        """Whether a worker of this command is at work."""
        return self._process is not None and self._process.poll() is None

    def look_after(self) -> None:
        """Start a worker if there is none; raises `EngineError` when it keeps dying."""
        if self.is_own or live_workers(self._web.parts):
            return
        if self._starts >= STARTS:
            raise EngineError(
                "The worker does not stay alive.",
                where=str(self._web.settings.data),
                why=f"it ended {self._starts} times; its last words are above",
                fix="Run `treadle doctor`. The run is kept and goes on once a worker runs.",
            )
        from app.server.worker_process import command, environment

        self._starts += 1
        # In a session of its own: Ctrl+C is for this command, which then drains the worker.
        self._process = subprocess.Popen(  # noqa: S603 - our own module
            command(),
            env=environment(self._web.settings),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            start_new_session=True,
        )

    def drain(self) -> None:
        """Let running steps finish, then end it; Ctrl+C meanwhile ends it now."""
        if self._process is None or self._process.poll() is not None:
            return
        self._process.terminate()
        try:
            self._process.wait(DRAIN_S)
        except (KeyboardInterrupt, subprocess.TimeoutExpired):
            self._process.kill()
            self._process.wait()
