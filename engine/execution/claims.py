"""Claiming a step and recording what came of it, in the same transaction as the claim of the next.

On a chain that is one write transaction per step: result, decision and next claim together. Where a run has nothing
more to do, the next claim is another run's: with a backlog, too, a step costs one transaction and no notification.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, field

from engine.errors import ErrorReport, StaleFenceError, StorageError, TreadleError
from engine.execution.journal import Journal, RunUpdate, UnitOfWork
from engine.ids import Hash, PortName, RunId, StepKey, WorkerId
from engine.run import events as ev
from engine.run.inputs import Arrived, inputs_of
from engine.run.retry import failure, may_be_poison, reclaim
from engine.run.state import StepStatus
from engine.run.waits import Timer
from engine.workflow.kinds import Pool
from engine.workflow.plan import PlanNode

log = logging.getLogger("treadle.worker")


@dataclass(frozen=True, slots=True)
class Claim:
    """A step a worker has claimed. `fence` is its right to record the outcome."""

    run: RunId
    step: StepKey
    node: PlanNode
    fence: int
    attempt: int
    inputs: dict[PortName, list[Arrived]]
    run_input: ev.Packed
    may_be_poison: bool = False


@dataclass(frozen=True, slots=True)
class Succeeded:
    """The node function returned; its values are packed."""

    outputs: ev.Outputs
    notes: ev.Packed | None = None
    blobs: dict[Hash, bytes] = field(default_factory=dict[Hash, bytes])


@dataclass(frozen=True, slots=True)
class Deferred:
    """The node function returned, and its packed values count after `seconds`."""

    seconds: float
    outputs: ev.Outputs
    blobs: dict[Hash, bytes] = field(default_factory=dict[Hash, bytes])


@dataclass(frozen=True, slots=True)
class Failed:
    """The attempt failed."""

    error: ErrorReport


@dataclass(frozen=True, slots=True)
class Cancelled:
    """The attempt was interrupted because its run is being cancelled."""


Outcome = Succeeded | Deferred | Failed | Cancelled


class Claims:
    """Claims and outcomes of one worker process.

    A step one crash short of the limit may be *poison*, and runs alone in its process: where many steps share one, the
    step that kills it would take innocent neighbours over the limit with it. So such a step waits until nothing else
    is in flight here, and while it waits or runs nothing else is begun.
    """

    def __init__(self, journal: Journal, worker: WorkerId, pool: Pool) -> None:
        self._journal = journal
        self._worker = worker
        self._pool = pool
        self._in_flight: dict[tuple[RunId, StepKey, int], Claim] = {}
        self._isolated: RunId | None = None
        """The run whose possible poison is next, as soon as nothing else is in flight."""
        self._damaged: set[RunId] = set()

    def claim(self, run: RunId, most: int = 1) -> list[Claim]:
        """Claim up to `most` ready steps of a run on this pool, or of the run that waits there for longest.

        Returns [] when nothing waits (a late or repeated notification), or when a possible poison must be alone.
        """
        with self._journal.unit_of_work() as work:
            first = run if work.tx.is_waiting(run, self._pool) else None
            claims = self._claim_next(work, first, besides=run, most=most)
        return self._keep(claims)

    def record(self, claim: Claim, outcome: Outcome, *, most: int = 1, yielding: bool = False) -> list[Claim]:
        """Record an outcome, decide, and claim up to `most` next steps, all in one transaction.

        The next steps are the run's own; where it has none, or its worker is `yielding`, those of the run that waits
        for longest. Raises `StaleFenceError` when the step was taken over meanwhile: nothing is recorded then.
        """
        self._in_flight.pop((claim.run, claim.step, claim.fence), None)
        with self._journal.unit_of_work() as work:
            update = work.run(claim.run)
            step = update.state.step(claim.step)
            if step.status is not StepStatus.RUNNING or step.fence != claim.fence:
                raise StaleFenceError(
                    f"Run {claim.run}, step {claim.step}: it was taken over, so this result is not recorded.",
                    why=f"it is {step.status} with fence {step.fence}; the result carries fence {claim.fence}",
                )
            update.add(event_of(update, claim.step, outcome))
            update.decide()
            if not most:
                return []
            claims = self._claim_next(work, claim.run, besides=claim.run, most=most, yielding=yielding)
        return self._keep(claims)

    def _keep(self, claims: list[Claim]) -> list[Claim]:
        """Remember claims that are committed."""
        for claim in claims:
            self._in_flight[claim.run, claim.step, claim.fence] = claim
        return claims

    def _claim_next(
        self, work: UnitOfWork, own: RunId | None, *, besides: RunId, most: int, yielding: bool = False
    ) -> list[Claim]:
        """Claim from the run a worker goes on with: its own or, where that has nothing or it yields, another.

        A run whose possible poison waits to be alone comes before both.
        """
        if len(self._in_flight) == 1 and next(iter(self._in_flight.values())).may_be_poison:  # it runs alone
            return []
        if self._isolated is not None:
            if self._in_flight:
                return []
            isolated, self._isolated = self._isolated, None
            if claims := self._claim_of(work, isolated, most):
                return claims
        if not yielding and own is not None and (claims := self._claim_of(work, own, most)):
            return claims
        other = work.tx.longest_waiting(self._pool, besides)
        if other is not None and (claims := self._claim_of(work, other, most)):
            return claims
        return self._claim_of(work, own, most) if yielding and own is not None else []

    def _claim_of(self, work: UnitOfWork, run: RunId, most: int) -> list[Claim]:
        """Claim from a run. One that is damaged must not cost the result this transaction records of another."""
        if self._isolated is not None:
            return []
        if run in work.updates:
            return self._start(work.run(run), most)
        try:
            return self._start(work.run(run), most)
        except StorageError:
            raise
        except Exception as error:
            work.discard(run)
            if run not in self._damaged:
                trace = not isinstance(error, TreadleError)
                log.warning("run %s cannot be read and is left alone: %s", run, error, exc_info=trace)
            self._damaged.add(run)
            return []

    def _start(self, update: RunUpdate, most: int) -> list[Claim]:
        claims: list[Claim] = []
        for key in self._next(update, most):
            step = update.state.steps[key]
            update.add(
                ev.StepStarted(key.node, self._worker, step.fence + 1, step.attempt + 1, path=key.path)
            )
            claims.append(_claim(update, key))
        return claims

    def _next(self, update: RunUpdate, most: int) -> list[StepKey]:
        """Choose up to `most` ready steps, or one possible poison alone; [] where that has to wait."""
        found = update.ready(self._pool, most)
        poison = next((step for step in found if may_be_poison(update.state.steps[step])), None)
        if poison is None:
            return found
        if not self._in_flight:
            return [poison]
        self._isolated = update.state.run
        return []


def _claim(update: RunUpdate, key: StepKey) -> Claim:
    """Return the claim on a running step, with the inputs that arrived at it."""
    step = update.state.steps[key]
    return Claim(
        run=update.state.run,
        step=key,
        node=update.plan.nodes[key.node],
        fence=step.fence,
        attempt=step.attempt,
        inputs=inputs_of(update.plan, update.state, key),
        run_input=update.state.input,
        may_be_poison=may_be_poison(step),
    )


def event_of(update: RunUpdate, key: StepKey, outcome: Outcome) -> ev.StepEvent:
    """Return the event that records the outcome of a running step."""
    fence = update.state.steps[key].fence
    match outcome:
        case Succeeded(outputs, notes, blobs):
            update.packer.blobs.update(blobs)
            return ev.StepSucceeded(key.node, fence, outputs, notes, path=key.path)
        case Deferred(seconds, outputs, blobs):
            update.packer.blobs.update(blobs)
            return ev.StepSuspended(key.node, fence, Timer(update.now + seconds), outputs, path=key.path)
        case Failed(error):
            return failure(update.plan, update.state, key, error, update.now, update.packer)
        case Cancelled():
            return ev.StepCancelled(key.node, path=key.path)


def reclaim_step(update: RunUpdate, key: StepKey) -> None:
    """Take a running step back from a dead worker; one that has ended too many workers fails instead."""
    update.add(reclaim(update.plan, update.state, key, update.now, update.packer))
    update.decide()
