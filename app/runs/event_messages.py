"""Events in words."""

from __future__ import annotations

from collections.abc import Callable
from typing import assert_never

from engine.run import events as ev
from engine.run.results import failure_line
from engine.run.waits import RetryTimer


def event_words(event: ev.Event, label: Callable[[str], str]) -> str:
    """Return what happened, in one line."""
    if isinstance(event, ev.OfStep):
        name = label(event.node)
        return _step_words(event, f"{name} [{event.path}]" if event.path else name)
    return _run_words(event, label)


def _run_words(event: ev.RunEvent, label: Callable[[str], str]) -> str:
    match event:
        case ev.RunStarted(trigger=trigger):
            return f"Started from {trigger.value}"
        case ev.RunCancelRequested(by=by):
            return f"Stop asked for by {by}"
        case ev.RunResumed(reset=reset, by=by):
            return f"Retried by {by}: {', '.join(label(step.node) for step in reset)}"
        case ev.RunSucceeded():
            return "Succeeded"
        case ev.RunFailed(node=node):
            return f"Failed at {label(node)}"
        case ev.RunCancelled():
            return "Cancelled"
        case _:
            assert_never(event)


def _step_words(event: ev.StepEvent, name: str) -> str:  # noqa: C901, PLR0911 - one arm per event type
    match event:
        case ev.StepReady():
            return f"{name} is ready"
        case ev.StepStarted(attempt=attempt):
            return f"{name} started" + (f", attempt {attempt}" if attempt > 1 else "")
        case ev.StepSucceeded():
            return f"{name} succeeded"
        case ev.StepSuspended(wait=RetryTimer(), error=error):
            return f"{name} will be tried again: {failure_line(error or {})}"
        case ev.StepSuspended():
            return f"{name} waits"
        case ev.StepResumed(outputs=None):
            return f"{name} is ready again"
        case ev.StepResumed():
            return f"{name} goes on"
        case ev.StepFailed(error=error):
            return f"{name} failed: {failure_line(error)}"
        case ev.StepReclaimed():
            return f"{name} lost its worker and was taken back"
        case ev.StepSkipped():
            return f"{name} was skipped"
        case ev.StepCancelled():
            return f"{name} was cancelled"
        case _:
            assert_never(event)
