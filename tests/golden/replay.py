"""Replaying a history: fold it through today's scheduler, which must decide what it decided then."""

from __future__ import annotations

from collections.abc import Sequence

from app.composition import Parts
from engine.ids import RunId
from engine.run import events as ev
from engine.run.fold import apply, fold
from engine.run.scheduler import decide
from engine.run.state import RunState
from engine.workflow.plan import Plan

DECISIONS = (ev.StepReady, ev.StepSkipped, ev.RunSucceeded, ev.RunFailed, ev.RunCancelled)
"""Events that the scheduler alone brings about; a cancelled step may be a worker's report, too."""


class ReplayError(AssertionError):
    """Today's scheduler decides something else than the history holds."""


def replay(plan: Plan, run: RunId, history: Sequence[ev.Recorded]) -> RunState:
    """Return the state after a history; raises `ReplayError` at the first decision that differs."""
    state = RunState(run)
    expected: list[ev.Event] = []
    for recorded in history:
        if expected:
            decided = expected.pop(0)
            if decided != recorded.event:
                raise ReplayError(f"event {recorded.seq} is {recorded.event}, and now {decided} follows")
        elif isinstance(recorded.event, DECISIONS):
            raise ReplayError(f"event {recorded.seq} is {recorded.event}, and now nothing follows")
        apply(plan, state, recorded)
        if not expected:
            expected = decide(plan, state)
    if expected:
        raise ReplayError(f"the history ends, and now {expected[0]} follows")
    return state


def fold_run(parts: Parts, run: RunId) -> RunState:
    """Return the folded state of a stored run."""
    history = parts.stores.runs.history(run)
    started = history[0].event
    assert isinstance(started, ev.RunStarted)
    return fold(parts.plans.get(started.definition), run, history)
