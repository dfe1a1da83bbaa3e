"""Nodes that raise what no node should, values that cannot be stored, poison steps beside healthy ones."""

from __future__ import annotations

from typing import Any

import pytest

from engine.execution.control import InvalidWorkflowError
from engine.run import events as ev
from engine.run.retry import CRASH_LIMIT
from engine.run.state import ENDED, RunStatus
from engine.workflow.definition import Node, OnFailure, Retry
from tests.durability.conftest import OpenDeployment
from tests.durability.deployment import Deployment, chain, eventually

PLUGINS = "tests.durability.kinds,tests.durability.misbehaving"
NOTHING = Node(id="after", kind="nothing")


@pytest.fixture
def deployment(open_deployment: OpenDeployment) -> Deployment:
    return open_deployment(plugins=PLUGINS)


def raising(kind: str, how: str, **policies: Any) -> Node:
    return Node(id="x", kind=kind, config={"how": how}, retry=Retry(attempts=1), **policies)


def pids(deployment: Deployment) -> set[int]:
    return {child.pid for worker in deployment.workers for child in worker.children()}


@pytest.mark.parametrize("kind", ["misbehave_sync", "misbehave_async"])
def test_whatever_a_node_raises_fails_its_step_and_ends_no_worker(deployment: Deployment, kind: str) -> None:
    worker = deployment.worker()
    deployment.ended(deployment.start(chain(NOTHING)))
    before = pids(deployment)
    said: dict[str, str] = {}
    for how in ("half a character", "exit", "panic", "cancelled", "keyboard", "own timeout"):
        run = deployment.start(chain(raising(kind, how), NOTHING))
        assert deployment.ended(run) is RunStatus.FAILED, how
        assert len(deployment.events(run, ev.StepStarted)) == 1, how
        said[how] = deployment.events(run, ev.StepFailed, "x")[0].error["what"]
    assert pids(deployment) == before
    assert not worker.ended()
    assert said == {
        "half a character": "The step ended with an unexpected error: ValueError.",
        "exit": "The step ended with an unexpected error: SystemExit.",
        "panic": "The step ended with an unexpected error: BaseException.",
        "cancelled": "The step ended with an unexpected error: CancelledError.",
        "keyboard": "The step ended with an unexpected error: KeyboardInterrupt.",
        "own timeout": "The step ended with an unexpected error: TimeoutError.",
    }


def nested(levels: int) -> Any:
    value: Any = 1
    for _ in range(levels):
        value = [value]
    return value


@pytest.mark.parametrize("value", [nested(150), "x" * 3_000_000], ids=["deep", "large"])
def test_a_default_that_cannot_be_stored_is_refused_at_the_start(
    open_deployment: OpenDeployment, value: Any
) -> None:
    deployment = open_deployment(plugins=PLUGINS, value_limit_mb="1")
    node = raising("misbehave_sync", "exit", on_failure=OnFailure(then="default", value=value))
    with pytest.raises(InvalidWorkflowError) as caught:
        deployment.start(chain(node, NOTHING))
    assert "the value to go on with" in str(caught.value)


@pytest.mark.parametrize("kind", ["misbehave_sync", "misbehave_async", "poison"])
def test_a_default_that_became_too_large_ends_the_run(deployment: Deployment, kind: str) -> None:
    """Its run was started under a higher limit; the worker has a lower one."""
    config = {"tally": str(deployment.data / "tally")} if kind == "poison" else {"how": "exit"}
    policy = OnFailure(then="default", value="x" * 3_000_000)
    node = Node(id="x", kind=kind, config=config, retry=Retry(attempts=1), on_failure=policy)
    run = deployment.start(chain(node, NOTHING))
    deployment.settings["value_limit_mb"] = "1"
    deployment.worker()
    assert deployment.ended(run) is RunStatus.FAILED
    (failed,) = deployment.events(run, ev.StepFailed)
    assert "3.0 MB" in failed.error["what"]
    assert failed.error["fix"]
    assert deployment.events(run, ev.StepStarted, "after") == []


def test_poison_steps_do_not_fail_a_step_that_runs_beside_them(deployment: Deployment) -> None:
    """A step that has crashed beside others runs without another such step from then on."""
    deployment.worker()
    poison = Node(id="p", kind="poison_async", config={"tally": str(deployment.data / "tally")})
    with deployment.held() as hold:
        healthy = deployment.start(chain(Node(id="slow", kind="take_a_while", config={"hold": str(hold)})))
        deployment.wait_for(healthy, ev.StepStarted)

        def crashes() -> int:
            return len(deployment.events(healthy, ev.StepReclaimed))

        while crashes() < CRASH_LIMIT - 1:
            run = deployment.start(chain(poison))
            eventually(
                lambda run=run: deployment.status(run) in ENDED or crashes() == CRASH_LIMIT - 1,
                "the poison step to run",
            )
        deployment.wait_for(healthy, ev.StepStarted, times=CRASH_LIMIT)
        fresh = deployment.start(chain(poison))
        with pytest.raises(AssertionError, match="waited 2 s"):
            eventually(lambda: deployment.events(fresh, ev.StepStarted), "it to wait its turn", patience=2.0)
    assert deployment.ended(healthy) is RunStatus.SUCCEEDED, deployment.report(healthy)
    assert crashes() == CRASH_LIMIT - 1
    assert deployment.ended(fresh) is RunStatus.FAILED
