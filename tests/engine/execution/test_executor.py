"""What a step's attempt comes to, on either pool, whatever its node raises."""

from __future__ import annotations

import asyncio
import errno
from collections.abc import Callable
from typing import Any, NamedTuple

import orjson
import pytest

from engine.errors import AuthorError, ErrorReport, TransientError
from engine.execution.claims import Claim, Failed, Outcome
from engine.execution.executor import Executor
from engine.ids import Hash, NodeId, RunId, StepKey
from engine.workflow.declare import node
from engine.workflow.definition import Node, Workflow
from engine.workflow.kinds import Catalogue, Example
from engine.workflow.plan import compile_plan
from engine.workflow.ports import AnyValue


class Sent(NamedTuple):
    value: AnyValue


class MuteError(Exception):
    def __str__(self) -> str:
        raise RuntimeError("no words")


RAISED: dict[str, Callable[[], BaseException]] = {
    "TimeoutError": lambda: TimeoutError("the socket timed out"),
    "ETIMEDOUT": lambda: OSError(errno.ETIMEDOUT, "Connection timed out"),
    "CancelledError": lambda: asyncio.CancelledError("leaked"),
    "SystemExit": lambda: SystemExit(3),
    "KeyboardInterrupt": KeyboardInterrupt,
    "GeneratorExit": GeneratorExit,
    "BaseException": lambda: BaseException("panic"),
    "half a character": lambda: ValueError("caf\udce9.txt"),
    "ours with half a character": lambda: AuthorError(
        "caf\udce9.txt", why="\ud800", details={"\udce9": "\udce9"}
    ),
    "details that are no JSON": lambda: AuthorError(
        "no", details={"at": Executor, "n": 2**70, "in": {1, (2,)}}
    ),
    "an error without words": MuteError,
    "a wait without end": lambda: TransientError("later", retry_after=float("inf")),
}
EXAMPLE = Example({}, {})


@node(title="Raise", category="flow", icon="hash", example=EXAMPLE)
def raise_here(*, how: str) -> Sent:
    """Raise."""
    error = RAISED[how]()
    raise error


@node(title="Raise, async", category="flow", icon="hash", example=EXAMPLE)
async def raise_there(*, how: str) -> Sent:
    """Raise."""
    error = RAISED[how]()
    raise error


@node(title="Wait", category="flow", icon="hash", example=EXAMPLE)
async def wait_long() -> Sent:
    """Wait."""
    await asyncio.sleep(3600)
    return Sent(1)


CATALOGUE = Catalogue([raise_here, raise_there, wait_long])  # pyright: ignore[reportArgumentType]


def nothing(_hash: Hash) -> bytes | None:
    return None


def attempt(kind: str, **config: str) -> tuple[Executor, Claim]:
    step = Node(id="a", kind=kind, config=config, timeout_s=0.05 if kind == "wait_long" else 60)
    plan = compile_plan(Workflow(nodes=(step,)), CATALOGUE)
    services: Any = None
    executor = Executor(CATALOGUE, services, nothing, "i")
    return executor, Claim(RunId(1), StepKey(NodeId("a")), plan.nodes[NodeId("a")], 1, 1, {}, {"v": {}})


def report(outcome: Outcome) -> ErrorReport:
    assert isinstance(outcome, Failed)
    return outcome.error


@pytest.mark.parametrize("how", RAISED)
async def test_whatever_a_node_raises_is_its_steps_failure_and_can_be_stored(how: str) -> None:
    executor, claim = attempt("raise_here", how=how)
    here = report(executor.run(claim))
    executor, claim = attempt("raise_there", how=how)
    there = report(await executor.run_async(claim))
    assert orjson.loads(orjson.dumps(here.model_dump(mode="json"))) == here.model_dump(mode="json")
    assert here.model_dump(exclude={"trace"}) == there.model_dump(exclude={"trace"}), (
        "both pools say the same"
    )
    assert "longer than its limit" not in here.what
    assert here.trace


async def test_a_step_that_takes_too_long_is_told_from_one_that_says_so() -> None:
    executor, claim = attempt("wait_long")
    assert report(await executor.run_async(claim)).type == "StepTimeoutError"


async def test_a_step_that_is_interrupted_has_no_outcome() -> None:
    executor, claim = attempt("wait_long")
    task = asyncio.create_task(executor.run_async(claim))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
