"""The worker as a child of the web process: its command, its environment, and how it is kept running."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import sys
import time
from pathlib import Path

from app.settings import Settings

log = logging.getLogger("treadle.server")
STABLE_AFTER_S = 10.0
DRAIN_S = 30.0
FAILED, KILLED = 1, 130
"""Exit codes: it ended by itself; it was interrupted a second time (130, as in shells after Ctrl+C)."""
MAX_RESTART_DELAY_S = 30.0


def command() -> list[str]:
    """Return the command line of a worker that drains when this process dies."""
    return [sys.executable, "-m", "app.worker", str(os.getpid())]


def environment(settings: Settings) -> dict[str, str]:
    """Return a worker's environment: this process's settings without the password, which it does not need."""
    kept = settings.model_dump(mode="json", exclude={"password"}, exclude_none=True)
    named = {f"TREADLE_{name.upper()}": str(value) for name, value in kept.items()}
    inherited = {name: value for name, value in os.environ.items() if name != "TREADLE_PASSWORD"}
    path = os.pathsep.join(filter(None, [str(Path(__file__).parents[2]), os.environ.get("PYTHONPATH")]))
    return {**inherited, **named, "PYTHONPATH": path}


class WorkerProcess:
    """The worker as a child of the web process, restarted with a growing delay when it dies."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._process: asyncio.subprocess.Process | None = None
        self._killed = False

    async def keep_running(self) -> None:
        """Keep a worker running until cancelled."""
        delay = 0.0
        while True:
            began = time.monotonic()
            try:
                self._process = await asyncio.create_subprocess_exec(
                    *command(), env=environment(self._settings), start_new_session=True
                )
                ended = f"the worker ended with code {await self._process.wait()}"
            except OSError as error:  # such as too many processes or too little memory, which may pass
                ended = f"no worker could be started: {error}"
            delay = (
                0.2
                if time.monotonic() - began > STABLE_AFTER_S
                else min(max(delay * 2, 0.2), MAX_RESTART_DELAY_S)
            )
            log.warning("%s; starting another in %.1f s", ended, delay)
            await asyncio.sleep(delay)

    async def drain(self) -> int:
        """Let running steps finish, stop the worker and return the exit code."""
        if self._process is None or self._process.returncode is not None:
            return 0
        self._process.terminate()
        try:
            async with asyncio.timeout(DRAIN_S + 5):
                code = await self._process.wait()
        except TimeoutError:
            self._process.kill()
            code = await self._process.wait()
        if self._killed:
            return KILLED
        if code == -signal.SIGTERM:  # the signal came while it was still starting
            return 0
        return FAILED if code < 0 else code

    def kill(self) -> None:
        """Kill the worker with its children; its steps are taken back at the next start."""
        if self._process is not None and self._process.returncode is None:
            self._killed = True
            self._process.kill()
