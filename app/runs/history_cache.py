"""Histories of runs kept in memory and brought forward, so that reading a run again does not read it all again.

Panes ask at every change of a step: folding the whole history each time would make a run of n steps cost n².
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from copy import copy
from dataclasses import dataclass, field, fields, replace
from operator import attrgetter
from typing import Any

from editor.document import Document
from engine.execution.plans import PlanCache
from engine.execution.stores import RunRow, RunStore
from engine.ids import RunId
from engine.run.events import Recorded
from engine.run.fold import apply, fold
from engine.run.state import RunState, StepState
from engine.workflow.plan import Plan

KEPT_EVENTS = 100_000
"""Of all kept runs together; an event holds up to 4 KB of each value, larger ones are not in it."""


@dataclass(frozen=True, slots=True)
class RunHistory:
    """A run's events up to some point, and the state they fold to. The caller's own: nobody else changes it."""

    plan: Plan
    document: Document
    events: list[Recorded]
    state: RunState


@dataclass(slots=True)
class _Kept:
    plan: Plan
    document: Document
    state: RunState
    events: list[Recorded] = field(default_factory=list[Recorded])


class HistoryCache:
    """The runs that were read last. Threads may share it: they take turns."""

    def __init__(
        self,
        runs: RunStore,
        plans: PlanCache,
        document: Callable[[RunRow], Document],
        *,
        keep: int = KEPT_EVENTS,
    ) -> None:
        self._runs = runs
        self._plans = plans
        self._document = document
        self._keep = keep
        self._kept: OrderedDict[RunId, _Kept] = OrderedDict()
        self._count = 0
        self._lock = threading.Lock()

    def get(self, row: RunRow, *, at: int | None = None) -> RunHistory:
        """Return a run's history, whole or up to event number `at`."""
        with self._lock:
            kept = self._forward(row)
            events = kept.events[:at]
            state = own(kept.state) if len(events) == len(kept.events) else None
        state = fold(kept.plan, row.id, events) if state is None else state
        return RunHistory(kept.plan, kept.document, events, state)

    def _forward(self, row: RunRow) -> _Kept:
        kept = self._kept.pop(row.id, None)
        if kept is None:
            kept = _Kept(self._plans.get(row.definition), self._document(row), RunState(row.id))
        self._count -= len(kept.events)  # until it is put back: after a failure it is read anew
        for recorded in self._runs.history(row.id, kept.state.seq):
            apply(kept.plan, kept.state, recorded)
            kept.events.append(recorded)
        self._kept[row.id] = kept
        self._count += len(kept.events)
        while self._count > self._keep:
            _, oldest = self._kept.popitem(last=False)
            self._count -= len(oldest.events)
        return kept


_VALUES = attrgetter(*(each.name for each in fields(StepState)))
"""Six times as fast as `copy`: this is done for every step at every look at a run."""


def own(state: RunState) -> RunState:
    """Copy a state so that either may be brought forward alone; values and errors, which nobody changes, are shared."""
    values: dict[str, Any] = {each.name: getattr(state, each.name) for each in fields(RunState)}
    copied: dict[str, Any] = {
        name: copy(value) for name, value in values.items() if type(value) in {dict, set}
    }
    copied["steps"] = {node: StepState(*_VALUES(step)) for node, step in state.steps.items()}
    return replace(state, **copied)
