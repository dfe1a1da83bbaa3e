"""The form of a maintenance service, and what one pass of the loop gives it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

from engine.execution.stores import RunStore, StepRow

UNREADABLE_S = 1.0
"""How often something is tried again for a run that cannot be read."""


@dataclass(frozen=True)
class MaintenancePass:
    """One pass over what is due. `now` is epoch seconds; `elapsed` counts seconds on a clock that nobody sets."""

    store: RunStore
    now: float
    elapsed: float

    @cached_property
    def running(self) -> list[StepRow]:
        """The steps that run, read once for all services of the pass."""
        return self.store.running()


class MaintenanceService(Protocol):
    """One duty. Every action is guarded by the state in its own transaction, so any number of loops may run."""

    def run(self, current: MaintenancePass) -> float | None:
        """Do what is due. Return the seconds until it is next worth calling; None to leave that to the loop."""
        ...
