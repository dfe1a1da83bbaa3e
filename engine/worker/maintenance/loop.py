"""The loop that runs the maintenance services."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence

from engine.errors import StorageError
from engine.execution.stores import RunStore
from engine.worker.maintenance.service import MaintenancePass, MaintenanceService
from engine.worker.ports import Listener
from engine.worker.stop import Stop

log = logging.getLogger("treadle.maintenance")
TICK_S = 1.0
"""The longest time between two passes."""


class MaintenanceLoop:
    """Runs services one after another. `now` gives epoch seconds, `elapsed` seconds on a clock that nobody sets."""

    def __init__(
        self,
        store: RunStore,
        services: Sequence[MaintenanceService],
        now: Callable[[], float],
        elapsed: Callable[[], float],
    ) -> None:
        self._store = store
        self._services = services
        self._now = now
        self._elapsed = elapsed

    def run_once(self) -> float:
        """Let every service do what is due; return the seconds until the next pass is worth it."""
        current = MaintenancePass(self._store, self._now(), self._elapsed())
        waits = [service.run(current) for service in self._services]
        return min([TICK_S, *(max(0.0, wait) for wait in waits if wait is not None)])

    def run_until(self, stop: Stop, listener: Listener, orphaned: Callable[[], bool]) -> None:
        """Run passes until `stop` is set or the parent is gone: at a wake-up, when due, and every `TICK_S`."""
        while not stop.is_set() and not orphaned():
            wait = TICK_S
            try:
                wait = self.run_once()
            except StorageError as error:
                log.warning("storage refused, trying again in %g s: %s", wait, error.what)
            listener.wait(wait, stop)
