"""Claiming a step and recording what came of it, in the same transaction as the claim of the next.

On a chain that is one write transaction per step: result, decision and next claim together. Where a run has nothing
more to do, the next claim is another run's: with a backlog, too, a step costs one transaction and no doorbell.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from itertools import islice
from typing import NamedTuple

from engine import events as ev
from engine.errors import ErrorReport, StaleFenceError, StorageError, TreadleError
from engine.ids import Hash, NodeId, PortName, RunId, WorkerId
from engine.journal import Change, Changes, Journal
from engine.kinds import Lane
from engine.packing import Packer
from engine.plan import PlanNode
from engine.retry import backoff
from engine.scheduler import CRASH_LIMIT
from engine.state import StepState, StepStatus

log = logging.getLogger("treadle.worker")


class Arrived(NamedTuple):
    """A packed value at an input port, with where it came from."""

    source: NodeId
    source_port: PortName
    packed: ev.Packed


@dataclass(frozen=True, slots=True)
class Claim:
    """A step a worker holds. `fence` is its right to record the outcome."""

    run: RunId
    node: PlanNode
    fence: int
    attempt: int
    inputs: dict[PortName, list[Arrived]]
    run_input: ev.Packed
    is_suspect: bool = False


@dataclass(frozen=True, slots=True)
class Succeeded:
    """The node function returned; its values are packed. `delay_s`: they count after this many seconds."""

    outputs: ev.Outputs
    notes: ev.Packed | None = None
    delay_s: float | None = None
    blobs: dict[Hash, bytes] = field(default_factory=dict[Hash, bytes])


@dataclass(frozen=True, slots=True)
class Failed:
    """The attempt failed."""

    error: ErrorReport


@dataclass(frozen=True, slots=True)
class Cancelled:
    """The attempt was interrupted because its run is being cancelled."""


Outcome = Succeeded | Failed | Cancelled


class Claims:
    """Claims and outcomes of one worker process.

    A step one crash short of the limit is a *suspect*, and a process holds one of them at a time: where many steps
    share a process, the one that kills it would take innocent neighbours over the limit with it.
    """

    def __init__(self, journal: Journal, worker: WorkerId, lane: Lane) -> None:
        self._journal = journal
        self._worker = worker
        self._lane = lane
        self._suspect: Claim | None = None

    def claim(self, run: RunId, most: int = 1) -> list[Claim]:
        """Claim up to `most` ready steps of a run on this lane, or of the run that waits there for longest.

        [] when nothing waits (a late or repeated ring).
        """
        with self._journal.changes() as changes:
            if changes.tx.is_waiting(run, self._lane):
                claims = self._claim(changes.of(run), most)
            else:
                claims = self._claim_elsewhere(changes, run, most)
        return self._keep(claims)

    def record(self, claim: Claim, outcome: Outcome, *, most: int = 1, tired: bool = False) -> list[Claim]:
        """Record an outcome, decide, and claim up to `most` next steps, all in one transaction.

        The next steps are the run's own; where it has none, or its worker is `tired` of it, those of the run that
        waits for longest. Raises `StaleFenceError` when the step was taken over meanwhile: nothing is recorded then.
        """
        if claim is self._suspect:
            self._suspect = None
        with self._journal.changes() as changes:
            change = changes.of(claim.run)
            step = change.state.step(claim.node.id)
            if step.status is not StepStatus.RUNNING or step.fence != claim.fence:
                raise StaleFenceError(
                    f"Run {claim.run}, step {claim.node.id}: it was taken over, so this result is not recorded.",
                    why=f"it is {step.status} with fence {step.fence}; the result carries fence {claim.fence}",
                )
            change.add(event_of(claim, outcome, change.now, change.packer))
            change.decide()
            if not most:
                return []
            if tired:
                claims = self._claim_elsewhere(changes, claim.run, most) or self._claim(change, most)
            else:
                claims = self._claim(change, most) or self._claim_elsewhere(changes, claim.run, most)
        return self._keep(claims)

    def _keep(self, claims: list[Claim]) -> list[Claim]:
        """Remember the suspect among claims that are committed."""
        for claim in claims:
            if claim.is_suspect:
                self._suspect = claim
        return claims

    def _claim_elsewhere(self, changes: Changes, besides: RunId, most: int) -> list[Claim]:
        """Claim from another run. One that cannot be read must not cost the result this transaction records."""
        run = changes.tx.longest_waiting(self._lane, besides)
        if run is None:
            return []
        try:
            change = changes.of(run)
        except StorageError:
            raise
        except TreadleError as error:
            log.info("run %s is left to its own ring: %s", run, error.what)
            return []
        return self._claim(change, most)

    def _claim(self, change: Change, most: int) -> list[Claim]:
        claims: list[Claim] = []
        for node_id in self._next(change, most):
            step = change.state.steps[node_id]
            change.add(ev.StepStarted(node_id, self._worker, step.fence + 1, step.attempt + 1))
            claims.append(hold(change, node_id))
        return claims

    def _next(self, change: Change, most: int) -> list[NodeId]:
        """Choose up to `most` ready steps, one suspect among them at the most."""
        found = list(islice(change.ready(self._lane), most))
        suspects = [node for node in found if _is_suspect(change.state.steps[node])]
        if not suspects:
            return found
        allowed = suspects[:1] if self._suspect is None else []
        return [node for node in found if node not in suspects or node in allowed]


def _is_suspect(step: StepState) -> bool:
    return step.crashes >= CRASH_LIMIT - 1


def hold(change: Change, node_id: NodeId) -> Claim:
    """Give the claim on a running step, with the inputs that arrived at it."""
    node, step = change.plan.nodes[node_id], change.state.steps[node_id]
    inputs: dict[PortName, list[Arrived]] = {}
    for port in node.ports:
        arrived: list[Arrived] = []
        for edge in port.edges:
            packed = (change.state.step(edge.source).outputs or {}).get(edge.source_port)
            if packed is not None and change.state.step(edge.source).status is not StepStatus.WAITING:
                arrived.append(Arrived(edge.source, edge.source_port, packed))
        inputs[port.name] = arrived
    return Claim(
        change.state.run, node, step.fence, step.attempt, inputs, change.state.input, _is_suspect(step)
    )


def event_of(claim: Claim, outcome: Outcome, now: float, packer: Packer) -> ev.StepEvent:
    """Give the event that records an outcome."""
    node = claim.node.id
    match outcome:
        case Succeeded(outputs, notes, delay_s, blobs):
            packer.blobs.update(blobs)
            if delay_s is not None:
                return ev.StepDeferred(node, claim.fence, now + delay_s, outputs)
            return ev.StepSucceeded(node, claim.fence, outputs, notes)
        case Failed(error):
            return failure(claim, error, now, packer)
        case Cancelled():
            return ev.StepCancelled(node)


def failure(
    claim: Claim, error: ErrorReport, now: float, packer: Packer
) -> ev.StepRetryScheduled | ev.StepFailed:
    """Say what follows from a failed attempt: a retry's timer, or the node's failure policy."""
    node = claim.node
    body = error.model_dump(mode="json")
    if not error.permanent and claim.attempt < node.retry.attempts:
        key = f"{claim.run}.{node.id}"
        wait = backoff(node.retry, claim.attempt, key=key, retry_after=error.retry_after)
        return ev.StepRetryScheduled(node.id, claim.fence, now + wait, body)
    match node.on_failure.then:
        case "stop":
            return ev.StepFailed(node.id, claim.fence, body)
        case "error_port":
            return ev.StepFailed(node.id, claim.fence, body, {"error": packer.pack(body)})
        case "default":
            value = packer.pack(node.on_failure.value, where=f"{node.id}, default value")
            return ev.StepFailed(node.id, claim.fence, body, dict.fromkeys(node.outputs, value))


def lose(change: Change, node_id: NodeId) -> None:
    """Take a running step back from a dead worker; one that has lost too many workers fails instead."""
    step = change.state.steps[node_id]
    worker = step.worker or WorkerId("")
    if step.crashes + 1 < CRASH_LIMIT:
        change.add(ev.StepLost(node_id, step.fence, worker))
    else:
        error = ErrorReport(
            type="PoisonStepError",
            what=f"This step has ended its worker process {CRASH_LIMIT} times.",
            where=node_id,
            why=f"the last one was {worker}",
            fix="Lower its memory or time, change its input, then retry from here.",
            permanent=True,
        )
        change.add(failure(hold(change, node_id), error, change.now, change.packer))
    change.decide()
