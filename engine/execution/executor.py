"""Running node functions: inputs in, outcome out. Sync steps one at a time, async steps many at once."""

from __future__ import annotations

import asyncio
import traceback
from collections.abc import Awaitable
from dataclasses import dataclass
from typing import cast

from pydantic import BaseModel, ValidationError

from engine.errors import AuthorError, EngineError, ErrorReport, StepTimeoutError, TreadleError
from engine.execution.claims import Claim, Deferred, Failed, Outcome, Succeeded
from engine.ids import PortName, idempotency_key
from engine.run.packing import Load, Packer, unpack
from engine.values import DEFAULT_LIMIT_BYTES, Json, coerce
from engine.workflow.context import Context, Services
from engine.workflow.kinds import Catalogue, Delayed, Kind, Result, missing_kind
from engine.workflow.plan import PlanNode, PlanPort
from engine.workflow.ports import Arrival

TRACE_LIMIT = 8000


@dataclass(frozen=True, slots=True)
class Executor:
    """Carries out claims. Holds no state of runs."""

    catalogue: Catalogue
    services: Services
    load: Load
    instance: str
    limit: int = DEFAULT_LIMIT_BYTES

    def run(self, claim: Claim) -> Outcome:
        """Carry out a claim on the sync pool."""
        try:
            kind, config, context, inputs = self._prepare(claim)
            return self._pack(claim, kind.result(kind.invoke(context, inputs, config)))
        except BaseException as error:  # noqa: BLE001 - whatever a node raises, `sys.exit` too, is its step's error
            return Failed(report_of(error, claim))

    async def run_async(self, claim: Claim) -> Outcome:
        """Carry out a claim on the async pool, within its time limit.

        Raises `CancelledError` when the task is interrupted from outside; one the node raises itself is a failure.
        """
        limit = asyncio.timeout(claim.node.timeout_s)
        try:
            kind, config, context, inputs = self._prepare(claim)
            async with limit:
                raw = await cast("Awaitable[object]", kind.invoke(context, inputs, config))
            return self._pack(claim, kind.result(raw))
        except BaseException as error:  # as on the sync pool
            if isinstance(error, asyncio.CancelledError) and _interrupted():
                raise
            if isinstance(error, TimeoutError) and limit.expired():
                return Failed(timeout_of(claim.node, claim.attempt))
            return Failed(report_of(error, claim))

    def _pack(self, claim: Claim, result: Result) -> Succeeded | Deferred:
        """Pack outside of any transaction: hashing 20 MB must not hold the database's lock."""
        packer = Packer(self.limit)
        node = claim.node.id
        outputs = packer.outputs(result.outputs, where=node)
        if isinstance(result, Delayed):
            return Deferred(result.seconds, outputs, packer.blobs)
        notes = packer.pack(dict(result.notes), where=f"{node}, notes") if result.notes else None
        return Succeeded(outputs, notes, packer.blobs)

    def _prepare(self, claim: Claim) -> tuple[Kind, BaseModel, Context, dict[PortName, Json]]:
        node = claim.node
        kind = self.catalogue.get((node.kind, node.version))
        if kind is None:
            raise missing_kind(node.kind, node.version, self.catalogue)
        try:
            config = kind.parse(node.config)
        except ValidationError as error:
            raise AuthorError(
                "The node's parameters do not fit its kind.",
                why=str(error),
                fix="Correct them in the editor.",
            ) from error
        context = Context(
            run=claim.run,
            step=claim.step,
            attempt=claim.attempt,
            idempotency_key=idempotency_key(self.instance, claim.run, claim.step, 1),
            services=self.services,
            run_input=unpack(claim.run_input, self.load) if kind.takes_context else {},
        )
        return kind, config, context, gather(claim, self.load)


def gather(claim: Claim, load: Load) -> dict[PortName, Json]:
    """Return the input values by port, coerced to the ports' types; a port that takes many gets its arrivals."""
    return {port.name: _at_port(claim, port, load) for port in claim.node.ports}


def _at_port(claim: Claim, port: PlanPort, load: Load) -> Json:
    arrived = claim.inputs[port.name]
    where = f"{claim.node.id}, input {port.name}"
    if port.many:
        return tuple(
            Arrival(
                item.source.node, item.source_port, coerce(unpack(item.packed, load), port.type, where=where)
            )
            for item in arrived
        )
    return coerce(unpack(arrived[0].packed, load), port.type, where=where) if arrived else None


def _interrupted() -> bool:
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0


def report_of(error: BaseException, claim: Claim) -> ErrorReport:
    """Bring any exception into the four-line form; one that is not ours is a fault of the node's code."""
    trace = "".join(traceback.format_exception(error))[-TRACE_LIMIT:]
    if isinstance(error, TreadleError):
        node = claim.node.id
        report = error.report(where=node, trace=trace)
        named = report.where == node or report.where.startswith(f"{node},")
        return report if named else report.model_copy(update={"where": f"{node}, {report.where}"})
    return EngineError(
        f"The step ended with an unexpected error: {type(error).__name__}.",
        why=_said(error),
        fix="Look at the trace; if the input is unusual, clean it first.",
    ).report(where=claim.node.id, trace=trace)


def _said(error: BaseException) -> str:
    try:
        return str(error)[:500]
    except Exception:  # noqa: BLE001 - a plugin's own error class may fail at this, too
        return "it cannot say why"


def timeout_of(node: PlanNode, attempt: int) -> ErrorReport:
    """Return the error of an attempt whose time was up."""
    limit = f"{node.timeout_s:g} s"
    return StepTimeoutError(
        f"The step took longer than its limit of {limit}.",
        why=f"attempt {attempt} was stopped after {limit}",
        fix="Raise its timeout under Reliability, or give it less to do.",
    ).report(where=node.id)
