"""Notifying again of ready steps that nobody took up: a lost notification costs latency and nothing else."""

from __future__ import annotations

from collections.abc import Callable

from engine.execution.journal import NOTIFIED_AT_ONCE
from engine.execution.stores import Notification
from engine.worker.maintenance.service import MaintenancePass
from engine.workflow.kinds import Pool

UNNOTIFIED_AFTER_S = 2.0
"""A step that has been ready for so long is notified of again."""


class Renotification:
    """Notifies a few workers; one that is awake goes on with the rest by itself."""

    def __init__(self, notify: Callable[[Notification], None]) -> None:
        self._notify = notify

    def run(self, current: MaintenancePass) -> float | None:
        """Notify of the steps that have been ready for longest, on each pool."""
        notified = dict.fromkeys(Pool, 0)
        for notification in current.store.unnotified(current.now - UNNOTIFIED_AFTER_S):
            notified[notification.pool] += 1
            if notified[notification.pool] <= NOTIFIED_AT_ONCE:
                self._notify(notification)
        return None
