"""Which rows follow from appended events; the same for every kind of storage."""

from __future__ import annotations

from collections.abc import Sequence
from typing import assert_never

from engine.errors import StaleFenceError
from engine.ids import RunId, StepKey
from engine.run import events as ev
from engine.run.state import ENDED, RunState, StepState, StepStatus
from engine.workflow.plan import PlanNode


def touched_steps(recorded: Sequence[ev.Recorded]) -> dict[StepKey, None]:
    """Return the steps whose rows may have changed, in order."""
    touched: dict[StepKey, None] = {}
    for _, _, event in recorded:
        if isinstance(event, ev.OfStep):
            touched[event.step] = None
        else:
            touched.update(dict.fromkeys(ev.steps_of(event)))
    return touched


def timed_steps(recorded: Sequence[ev.Recorded]) -> set[StepKey]:
    """Return the steps whose timer may have changed; the step's `due` says whether it has one."""
    steps: set[StepKey] = set()
    for _, _, event in recorded:
        match event:
            case (
                ev.StepReady() | ev.StepStarted() | ev.StepSucceeded() | ev.StepFailed() | ev.StepReclaimed()
                | ev.StepSkipped() | ev.RunStarted() | ev.RunCancelRequested() | ev.RunResumed()
                | ev.RunSucceeded() | ev.RunFailed() | ev.RunCancelled()
            ):  # fmt: skip
                pass
            case ev.StepSuspended() | ev.StepResumed() | ev.StepCancelled():
                steps.add(event.step)
            case _:
                assert_never(event)
    return steps


def deadline(node: PlanNode, step: StepState) -> float | None:
    """Return when the running attempt's time is up; None when none runs."""
    if step.status is not StepStatus.RUNNING or step.started_at is None:
        return None
    return step.started_at + node.timeout_s


def run_may_change(state: RunState, recorded: Sequence[ev.Recorded]) -> bool:
    """Return whether the run row may differ after these events: most steps of a run leave it as it is.

    A step's start moves the run where it is the first one, and its failure where it stops the run.
    """
    for _, at, event in recorded:  # noqa: SIM110 - at every step, where a generator costs as much as its answer
        if _moves_run(state, at, event):
            return True
    return False


def _moves_run(state: RunState, at: float, event: ev.Event) -> bool:
    match event:
        case ev.StepStarted():
            return at == state.started_at
        case (
            ev.StepReady() | ev.StepSucceeded() | ev.StepSuspended() | ev.StepResumed() | ev.StepReclaimed()
            | ev.StepSkipped() | ev.StepCancelled()
        ):  # fmt: skip
            return False
        case (
            ev.StepFailed() | ev.RunStarted() | ev.RunCancelRequested() | ev.RunResumed() | ev.RunSucceeded()
            | ev.RunFailed() | ev.RunCancelled()
        ):  # fmt: skip
            return True
        case _:
            assert_never(event)


def summary_to_write(state: RunState, given: str | None) -> str | None:
    """Return the run row's new summary, None to leave it: empty while it runs, so a resume clears it."""
    return "" if given is None and state.status not in ENDED else given


def stale(run: RunId, seq: int) -> StaleFenceError:
    """Return the refusal of events that do not follow the run's last one."""
    return StaleFenceError(
        f"Run {run} has gone on without this writer.",
        why=f"Event {seq} is not the next one.",
        fix="Read the history again and decide anew.",
    )
