"""The attempts that a pane lists: how each ended, also where the run was stopped."""

from __future__ import annotations

from app.runs.reading import attempts_of
from engine.ids import NodeId, StepKey, WorkerId
from engine.run import events as ev
from engine.run.waits import RetryTimer, Timer

A = NodeId("a")
BROKEN = {"type": "TransientError", "what": "It broke."}


def attempts(*events: ev.Event) -> list[tuple[int, float | None, str]]:
    history = [ev.Recorded(seq, float(seq), event) for seq, event in enumerate(events, 1)]
    return [
        (attempt.attempt, attempt.finished_at, attempt.error.what if attempt.error else "")
        for attempt in attempts_of(history, StepKey(A))
    ]


def started(attempt: int) -> ev.StepStarted:
    return ev.StepStarted(A, WorkerId("w"), fence=attempt, attempt=attempt)


def test_an_attempt_ends_with_its_failure_or_its_success() -> None:
    suspended = ev.StepSuspended(A, 1, RetryTimer(2.5), error=BROKEN)
    ended = [started(1), suspended, ev.StepResumed(A), started(2), ev.StepSucceeded(A, 2, {})]
    assert attempts(*ended) == [(1, 2.0, "It broke."), (2, 5.0, "")]


def test_what_is_cancelled_while_it_waits_keeps_how_its_attempt_ended() -> None:
    retry = ev.StepSuspended(A, 1, RetryTimer(9.0), error=BROKEN)
    delay = ev.StepSuspended(A, 1, Timer(9.0), outputs={})
    assert attempts(started(1), retry, ev.StepCancelled(A)) == [(1, 2.0, "It broke.")]
    assert attempts(started(1), delay, ev.StepCancelled(A)) == [(1, 2.0, "")]


def test_an_attempt_that_was_interrupted_did_not_succeed() -> None:
    assert attempts(started(1), ev.StepCancelled(A)) == [
        (1, 2.0, "It was interrupted, because its run was stopped.")
    ]


def test_a_step_of_another_frame_is_another_step() -> None:
    other = ev.StepStarted(A, WorkerId("w"), fence=1, attempt=1, path="0")
    assert attempts(other, started(1)) == [(1, None, "")]
