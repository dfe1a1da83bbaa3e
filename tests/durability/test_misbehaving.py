"""Nodes that raise what no node should, values that cannot be stored, poison beside the innocent."""

from __future__ import annotations

from typing import Any

import pytest

from engine.execution.control import InvalidWorkflowError
from engine.run import events as ev
from engine.run.retry import CRASH_LIMIT
from engine.run.state import ENDED, RunStatus
from engine.workflow.definition import Node, OnFailure, Retry
from tests.durability.conftest import Open
from tests.durability.house import House, chain, eventually

PLUGINS = "tests.durability.kinds,tests.durability.misbehaving"
NOTHING = Node(id="after", kind="nothing")


@pytest.fixture
def house(open_house: Open) -> House:
    return open_house(plugins=PLUGINS)


def raising(kind: str, how: str, **policies: Any) -> Node:
    return Node(id="x", kind=kind, config={"how": how}, retry=Retry(attempts=1), **policies)


def pids(house: House) -> set[int]:
    return {child.pid for worker in house.workers for child in worker.children()}


@pytest.mark.parametrize("kind", ["misbehave_sync", "misbehave_async"])
def test_whatever_a_node_raises_fails_its_step_and_no_worker(house: House, kind: str) -> None:
    worker = house.worker()
    house.ended(house.start(chain(NOTHING)))
    before = pids(house)
    said: dict[str, str] = {}
    for how in ("half a character", "exit", "panic", "cancelled", "keyboard", "own timeout"):
        run = house.start(chain(raising(kind, how), NOTHING))
        assert house.ended(run) is RunStatus.FAILED, how
        assert len(house.seen(run, ev.StepStarted)) == 1, how
        said[how] = house.seen(run, ev.StepFailed, "x")[0].error["what"]
    assert pids(house) == before
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
def test_a_default_that_cannot_be_stored_is_refused_at_the_start(open_house: Open, value: Any) -> None:
    house = open_house(plugins=PLUGINS, value_limit_mb="1")
    node = raising("misbehave_sync", "exit", on_failure=OnFailure(then="default", value=value))
    with pytest.raises(InvalidWorkflowError) as caught:
        house.start(chain(node, NOTHING))
    assert "the value to go on with" in str(caught.value)


@pytest.mark.parametrize("kind", ["misbehave_sync", "misbehave_async", "poison"])
def test_a_default_that_became_too_large_ends_the_run(house: House, kind: str) -> None:
    """Its run was started under a higher limit; the worker has a lower one."""
    config = {"tally": str(house.data / "tally")} if kind == "poison" else {"how": "exit"}
    policy = OnFailure(then="default", value="x" * 3_000_000)
    node = Node(id="x", kind=kind, config=config, retry=Retry(attempts=1), on_failure=policy)
    run = house.start(chain(node, NOTHING))
    house.settings["value_limit_mb"] = "1"
    house.worker()
    assert house.ended(run) is RunStatus.FAILED
    (failed,) = house.seen(run, ev.StepFailed)
    assert "3.0 MB" in failed.error["what"]
    assert failed.error["fix"]
    assert house.seen(run, ev.StepStarted, "after") == []


def test_one_poison_after_the_other_does_not_take_an_innocent_with_it(house: House) -> None:
    """What has crashed beside others runs alone from then on."""
    house.worker()
    poison = Node(id="p", kind="poison_async", config={"tally": str(house.data / "tally")})
    with house.held() as hold:
        innocent = house.start(chain(Node(id="slow", kind="take_a_while", config={"hold": str(hold)})))
        house.wait_for(innocent, ev.StepStarted)

        def crashes() -> int:
            return len(house.seen(innocent, ev.StepReclaimed))

        while crashes() < CRASH_LIMIT - 1:
            run = house.start(chain(poison))
            eventually(
                lambda run=run: house.status(run) in ENDED or crashes() == CRASH_LIMIT - 1,
                "the poison to work",
            )
        house.wait_for(innocent, ev.StepStarted, times=CRASH_LIMIT)
        fresh = house.start(chain(poison))
        with pytest.raises(AssertionError, match="waited 2 s"):
            eventually(lambda: house.seen(fresh, ev.StepStarted), "it to wait its turn", patience=2.0)
    assert house.ended(innocent) is RunStatus.SUCCEEDED, house.told(innocent)
    assert crashes() == CRASH_LIMIT - 1
    assert house.ended(fresh) is RunStatus.FAILED
