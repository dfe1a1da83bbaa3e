"""Claiming a step and recording what came of it, in the same transaction as the claim of the next.

On a chain that is one write transaction per step: result, decision and next claim together. Where a run has nothing
more to do, the next claim is another run's: with a backlog, too, a step costs one transaction and no task_queue.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import NamedTuple

from engine.errors import ErrorReport, StaleFenceError, StorageError, TreadleError
from engine.execution.journal import Change, Changes, Journal
from engine.ids import Hash, NodeId, PortName, RunId, WorkerId
from engine.run import events as ev
from engine.run.retry import failure, may_be_poison, reclaim
from engine.run.state import StepStatus
from engine.workflow.kinds import Pool
from engine.workflow.plan import PlanNode

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
    may_be_poison: bool = False


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

    A step one crash short of the limit is a *suspect*, and runs alone in its process: where many steps share one, the
    step that kills it would take innocent neighbours over the limit with it. So a suspect waits until nothing else
    runs here, and while it waits or runs nothing else is begun.
    """

    def __init__(self, journal: Journal, worker: WorkerId, pool: Pool) -> None:
        self._journal = journal
        self._worker = worker
        self._pool = pool
        self._held: dict[tuple[RunId, NodeId, int], Claim] = {}
        self._awaited: RunId | None = None
        """The run whose suspect is next, as soon as nothing else runs."""
        self._damaged: set[RunId] = set()

    def claim(self, run: RunId, most: int = 1) -> list[Claim]:
        """Claim up to `most` ready steps of a run on this pool, or of the run that waits there for longest.

        [] when nothing waits (a late or repeated notification), or when a suspect must be alone.
        """
        with self._journal.changes() as changes:
            waits = changes.tx.is_waiting(run, self._pool)
            claims = self._claim(changes, [run] if waits else self._elsewhere(changes, run), most)
        return self._keep(claims)

    def record(self, claim: Claim, outcome: Outcome, *, most: int = 1, yielding: bool = False) -> list[Claim]:
        """Record an outcome, decide, and claim up to `most` next steps, all in one transaction.

        The next steps are the run's own; where it has none, or its worker is `yielding` of it, those of the run that
        waits for longest. Raises `StaleFenceError` when the step was taken over meanwhile: nothing is recorded then.
        """
        self._held.pop((claim.run, claim.node.id, claim.fence), None)
        with self._journal.changes() as changes:
            change = changes.of(claim.run)
            step = change.state.step(claim.node.id)
            if step.status is not StepStatus.RUNNING or step.fence != claim.fence:
                raise StaleFenceError(
                    f"Run {claim.run}, step {claim.node.id}: it was taken over, so this result is not recorded.",
                    why=f"it is {step.status} with fence {step.fence}; the result carries fence {claim.fence}",
                )
            change.add(event_of(change, claim.node.id, outcome))
            change.decide()
            if not most:
                return []
            own, others = [claim.run], self._elsewhere(changes, claim.run)
            claims = self._claim(changes, chain(others, own) if yielding else chain(own, others), most)
        return self._keep(claims)

    def _keep(self, claims: list[Claim]) -> list[Claim]:
        """Remember claims that are committed."""
        for claim in claims:
            self._held[claim.run, claim.node.id, claim.fence] = claim
        return claims

    def _elsewhere(self, changes: Changes, besides: RunId) -> Iterator[RunId]:
        run = changes.tx.longest_waiting(self._pool, besides)
        if run is not None:
            yield run

    def _claim(self, changes: Changes, runs: Iterable[RunId], most: int) -> list[Claim]:
        """Claim from the first of the runs that has something to claim."""
        if len(self._held) == 1 and next(iter(self._held.values())).may_be_poison:
            return []
        if self._awaited is not None and not self._held:
            runs, self._awaited = chain([self._awaited], runs), None
        for run in runs:
            if self._awaited is not None:
                break
            if claims := self._claim_of(changes, run, most):
                return claims
        return []

    def _claim_of(self, changes: Changes, run: RunId, most: int) -> list[Claim]:
        """Claim from a run. One that is damaged must not cost the result this transaction records of another."""
        if run in changes.opened:
            return self._start(changes.of(run), most)
        try:
            return self._start(changes.of(run), most)
        except StorageError:
            raise
        except Exception as error:
            changes.drop(run)
            if run not in self._damaged:
                trace = not isinstance(error, TreadleError)
                log.warning("run %s cannot be read and is left alone: %s", run, error, exc_info=trace)
            self._damaged.add(run)
            return []

    def _start(self, change: Change, most: int) -> list[Claim]:
        claims: list[Claim] = []
        for node_id in self._next(change, most):
            step = change.state.steps[node_id]
            change.add(ev.StepStarted(node_id, self._worker, step.fence + 1, step.attempt + 1))
            claims.append(_hold(change, node_id))
        return claims

    def _next(self, change: Change, most: int) -> list[NodeId]:
        """Choose up to `most` ready steps, or one suspect alone; [] where that has to wait."""
        found = list(islice(change.ready(self._pool), most))
        suspect = next((node for node in found if may_be_poison(change.state.steps[node])), None)
        if suspect is None:
            return found
        if not self._held:
            return [suspect]
        self._awaited = change.state.run
        return []


def _hold(change: Change, node_id: NodeId) -> Claim:
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
        change.state.run, node, step.fence, step.attempt, inputs, change.state.input, may_be_poison(step)
    )


def event_of(change: Change, node: NodeId, outcome: Outcome) -> ev.StepEvent:
    """Give the event that records the outcome of a running step."""
    fence = change.state.steps[node].fence
    match outcome:
        case Succeeded(outputs, notes, delay_s, blobs):
            change.packer.blobs.update(blobs)
            if delay_s is not None:
                return ev.StepDeferred(node, fence, change.now + delay_s, outputs)
            return ev.StepSucceeded(node, fence, outputs, notes)
        case Failed(error):
            return failure(change.plan, change.state, node, error, change.now, change.packer)
        case Cancelled():
            return ev.StepCancelled(node)


def reclaim_step(change: Change, node_id: NodeId) -> None:
    """Take a running step back from a dead worker; one that has lost too many workers fails instead."""
    change.add(reclaim(change.plan, change.state, node_id, change.now, change.packer))
    change.decide()
