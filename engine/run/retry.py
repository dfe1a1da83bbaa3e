"""What follows from an attempt that failed or was lost. Pure: time is given, jitter comes from the step's own key."""

from __future__ import annotations

import hashlib

from engine.errors import ErrorReport, ValueRefusedError
from engine.ids import StepKey, WorkerId
from engine.run import events as ev
from engine.run.packing import Packer
from engine.run.state import RunState, StepState
from engine.run.waits import RetryTimer
from engine.values import Json
from engine.workflow.definition import Retry
from engine.workflow.plan import Plan, PlanNode

CRASH_LIMIT = 3
"""A step that has lost this many workers is failed, not looped."""


def failure(
    plan: Plan, state: RunState, key: StepKey, error: ErrorReport, now: float, packer: Packer
) -> ev.StepSuspended | ev.StepFailed:
    """Return what follows from a failed attempt of a running step: the wait for a retry, or the node's failure policy.

    Where what the policy puts in place of the outputs cannot be stored, the step stops the run and says why.
    """
    node, step = plan.nodes[key.node], state.steps[key]
    body = error.model_dump(mode="json")
    if not error.permanent and step.attempt < node.retry.attempts:
        wait = backoff(node.retry, step.attempt, key=f"{state.run}.{key}", retry_after=error.retry_after)
        return ev.StepSuspended(key.node, step.fence, RetryTimer(now + wait), error=body, path=key.path)
    try:
        return ev.StepFailed(key.node, step.fence, body, _fallback(node, body, packer), path=key.path)
    except ValueRefusedError as refused:
        body = _without_fallback(error, refused).model_dump(mode="json")
        return ev.StepFailed(key.node, step.fence, body, path=key.path)


def _fallback(node: PlanNode, body: dict[str, Json], packer: Packer) -> ev.Outputs | None:
    """Return the outputs a failed step goes on with; None where it stops the run."""
    match node.on_failure.then:
        case "stop":
            return None
        case "error_port":
            return {"error": packer.pack(body, where=f"{node.id}, output error")}
        case "default":
            value = packer.pack(node.on_failure.value, where=f"{node.id}, default value")
            return dict.fromkeys(node.outputs, value)


def _without_fallback(error: ErrorReport, refused: ValueRefusedError) -> ErrorReport:
    reason = refused.report(where=error.where)
    return error.model_copy(
        update={
            "what": f"The step failed, and the run cannot go on without it: {reason.what}",
            "where": reason.where,
            "why": f"the step's own error: {error.what} {error.why}".strip(),
            "fix": reason.fix,
            "permanent": True,
        }
    )


def reclaim(
    plan: Plan, state: RunState, key: StepKey, now: float, packer: Packer
) -> ev.StepReclaimed | ev.StepSuspended | ev.StepFailed:
    """Return what follows when a running step's worker died: it is ready again, until too many have died of it."""
    step = state.steps[key]
    worker = step.worker or WorkerId("")
    if step.crashes + 1 < CRASH_LIMIT:
        return ev.StepReclaimed(key.node, step.fence, worker, path=key.path)
    error = ErrorReport(
        type="PoisonStepError",
        what=f"This step has ended its worker process {CRASH_LIMIT} times.",
        where=key.node,
        why=f"the last one was {worker}",
        fix="Lower its memory or time, change its input, then retry from here.",
        permanent=True,
    )
    return failure(plan, state, key, error, now, packer)


def may_be_poison(step: StepState) -> bool:
    """Return whether one more crash fails the step: from then on nothing may run beside it that could be the cause."""
    return step.crashes >= CRASH_LIMIT - 1


def backoff(retry: Retry, attempt: int, *, key: str, retry_after: float | None = None) -> float:
    """Return the seconds to wait after attempt number `attempt` (from 1) failed.

    Exponential with a cap, plus up to `jitter` of itself; a target's `retry_after` is a lower bound.

    >>> [backoff(Retry(jitter=0), n, key="") for n in (1, 2, 3)]
    [1.0, 2.0, 4.0]
    >>> backoff(Retry(jitter=0, max_s=3), 9, key=""), backoff(Retry(jitter=0), 1, key="", retry_after=7.5)
    (3.0, 7.5)
    """
    try:
        wait = min(retry.first_s * retry.factor ** (attempt - 1), retry.max_s)
    except OverflowError:
        wait = retry.max_s
    wait *= 1 + retry.jitter * _share(f"{key}.{attempt}")
    return max(wait, retry_after or 0.0)


def _share(key: str) -> float:
    return int.from_bytes(hashlib.blake2b(key.encode(), digest_size=4).digest()) / 2**32
