"""The history cache: reading at any event equals the fold up to it, and no event is read twice."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from threading import Thread
from typing import Any, cast

from hypothesis import given, settings
from hypothesis import strategies as st

from app.runs.history_cache import HistoryCache, own
from app.runs.projection import RunProjection
from editor.document import Document
from engine.execution.plans import PlanCache
from engine.execution.stores import RunRow, RunStore
from engine.ids import Hash, RunId, WorkflowId
from engine.nodes import builtin
from engine.run.events import Recorded
from engine.run.fold import apply, fold
from engine.run.state import RunStatus
from engine.run.trigger import Trigger
from engine.workflow.plan import Plan, compile_plan
from tests.engine.run.graphs import random_workflow
from tests.engine.run.simulation import Simulation

CATALOGUE = builtin()


class Growing:
    """A fake store of one growing run, which counts the events that are read."""

    def __init__(self, seed: int) -> None:
        rng = Random(seed)
        workflow = random_workflow(rng, CATALOGUE)
        self.plan = compile_plan(workflow, CATALOGUE)
        simulation = Simulation(self.plan, rng)
        simulation.run()
        self.all = simulation.history
        self.known = len(self.all)
        self.read = 0
        self.document = Document("Grown", workflow)

    def history(self, _run: RunId, after: int = 0) -> list[Recorded]:
        found = self.all[after : self.known]
        self.read += len(found)
        return found

    def get(self, _hash: Hash) -> Plan:
        return self.plan

    def histories(self, keep: int = 100_000) -> HistoryCache:
        return HistoryCache(
            cast("RunStore", self), cast("PlanCache", self), lambda _row: self.document, keep=keep
        )


def row(number: int = 1) -> RunRow:
    return RunRow(
        id=RunId(number),
        workflow=WorkflowId("grown"),
        workflow_name="Grown",
        definition=Hash("0" * 64),
        layout=None,
        version=None,
        status=RunStatus.RUNNING,
        trigger=Trigger.API,
        created_at=0.0,
        started_at=None,
        finished_at=None,
        last_seq=0,
        failed_step=None,
        summary="",
    )


@settings(deadline=None, max_examples=60)
@given(seed=st.integers(0, 10_000), data=st.data())
def test_reading_at_an_event_is_the_fold_up_to_it(seed: int, data: st.DataObject) -> None:
    run = Growing(seed)
    histories = run.histories(keep=data.draw(st.sampled_from([0, 5, 100_000])))
    run.known = 0
    while run.known < len(run.all):
        run.known = data.draw(st.integers(run.known + 1, len(run.all)))
        at = data.draw(st.one_of(st.none(), st.integers(1, run.known)))
        found = histories.get(row(), at=at)
        upto = run.all[: run.known if at is None else at]
        assert found.events == upto
        assert found.state == fold(run.plan, RunId(1), upto)


@settings(deadline=None, max_examples=60)
@given(seed=st.integers(0, 10_000))
def test_a_returned_projection_may_be_advanced_by_its_owner(seed: int) -> None:
    """Every live view applies the events it receives to its own projection."""
    run = Growing(seed)
    histories = run.histories()
    whole = fold(run.plan, RunId(1), run.all)
    for known in range(1, len(run.all)):
        run.known = known
        state = histories.get(row()).state
        for recorded in run.all[known:]:
            apply(run.plan, state, recorded)
        assert state == whole
        assert histories.get(row()).state == fold(run.plan, RunId(1), run.all[:known])


def test_a_copy_shares_no_mutable_state() -> None:
    """Holds for all mutable fields of a state, also those added later."""
    state = Growing(3).histories().get(row()).state
    copied = own(state)
    assert copied == state
    for name in state.__slots__:
        value: Any = getattr(state, name)
        if isinstance(value, dict | set) and name != "input":
            assert getattr(copied, name) is not value, name
    assert all(copied.steps[node] is not step for node, step in state.steps.items())


@settings(deadline=None, max_examples=60)
@given(seed=st.integers(0, 10_000))
def test_steps_are_shown_in_topological_order(seed: int) -> None:
    run = Growing(seed)
    found = run.histories().get(row())
    view = RunProjection(row(), found.plan, found.document, found.state).view(lambda _hash: b"null")
    order = [step.node for step in view.steps]
    assert sorted(order) == sorted(node.id for node in run.document.workflow.nodes)
    assert all(order.index(e.source) < order.index(e.target) for e in run.document.workflow.edges)


def test_every_event_is_read_once_however_often_a_run_is_viewed() -> None:
    run = Growing(7)
    histories = run.histories()
    for known in range(1, len(run.all) + 1):
        run.known = known
        for _ in range(3):
            histories.get(row())
            histories.get(row(), at=1)
    assert run.read == len(run.all)


def test_runs_beyond_the_bound_are_evicted_least_recently_used_first() -> None:
    run = Growing(7)
    histories = run.histories(keep=2 * len(run.all))
    for number in (1, 2, 1, 3):  # 2 has to go
        histories.get(replace(row(), id=RunId(number)))
    assert run.read == 3 * len(run.all)
    histories.get(replace(row(), id=RunId(1)))
    histories.get(replace(row(), id=RunId(3)))
    assert run.read == 3 * len(run.all)
    histories.get(replace(row(), id=RunId(2)))
    assert run.read == 4 * len(run.all)


def test_threads_may_read_one_run_while_it_grows() -> None:
    run = Growing(7)
    histories = run.histories()
    wrong: list[object] = []

    def look() -> None:
        for _ in range(60):
            found = histories.get(row())
            if found.state != fold(run.plan, RunId(1), found.events):
                wrong.append(found)

    run.known = 1
    threads = [Thread(target=look) for _ in range(4)]
    for thread in threads:
        thread.start()
    for known in range(1, len(run.all) + 1):
        run.known = known
        histories.get(row())
    for thread in threads:
        thread.join()
    assert not wrong
    assert run.read == len(run.all)
