"""Updating runs from maintenance: one run that cannot be read must not keep the others from what is due."""

from __future__ import annotations

import logging
from collections.abc import Callable

from engine.errors import StorageError, TreadleError
from engine.execution.journal import Journal, RunUpdate
from engine.execution.stores import StepRow
from engine.ids import RunId
from engine.run.state import StepStatus

log = logging.getLogger("treadle.maintenance")


class GuardedUpdates:
    """Updates of runs by one journal. `unreadable` holds the runs that could not be read so far."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self.unreadable: set[RunId] = set()

    def run(self, run: RunId, action: Callable[[RunUpdate], None]) -> None:
        """Update a run; one that cannot be read is logged once. Raises `StorageError` for the database's own faults."""
        try:
            with self._journal.update(run) as update:
                action(update)
        except StorageError:
            raise
        except TreadleError as error:
            if run not in self.unreadable:
                log.exception("run %s: nothing can be done for it: %s", run, error.what)
            self.unreadable.add(run)

    def attempt(self, row: StepRow, action: Callable[[RunUpdate], None]) -> None:
        """Update the run of a running attempt, if that attempt is still the one that was seen."""

        def if_same(update: RunUpdate) -> None:
            step = update.state.step(row.step)
            if step.status is StepStatus.RUNNING and step.fence == row.fence:
                action(update)

        self.run(row.run, if_same)
