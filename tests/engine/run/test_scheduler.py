"""The scheduler under random graphs, outcomes, cancels, resumes and crashes, and mutants of it."""

from __future__ import annotations

import re
from collections import Counter
from random import Random
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.nodes import builtin
from engine.run import events as ev
from engine.run import fold as folding
from engine.run import scheduler
from engine.run.state import StepStatus
from engine.run.waits import RetryTimer
from engine.workflow.plan import compile_plan
from engine.workflow.validation import errors_of, validate
from tests.engine.run.graphs import random_workflow
from tests.engine.run.simulation import Simulation, ViolationError

CATALOGUE = builtin()
NEEDED = {
    "join", "join any", "step_skipped", "kind switch", "kind if", "step_suspended", "cancel", "resume",
    "lost worker", "step_resumed", "step_cancelled", "run succeeded", "run failed", "run cancelled",
    "refused interrupt",
}  # fmt: skip


def simulate(seed: int) -> Counter[str]:
    rng = Random(seed)
    workflow = random_workflow(rng, CATALOGUE)
    simulation = Simulation(compile_plan(workflow, CATALOGUE), rng)
    simulation.run()
    return simulation.seen


@given(st.integers(0, 2**32))
@settings(max_examples=300, deadline=None)
def test_any_run_settles_and_its_history_tells_all(seed: int) -> None:
    simulate(seed)


@given(st.integers(0, 2**32))
@settings(max_examples=150, deadline=None)
def test_generated_workflows_are_valid(seed: int) -> None:
    workflow = random_workflow(Random(seed), CATALOGUE)
    assert errors_of(validate(workflow, CATALOGUE)) == []


def test_the_generators_cover_what_a_run_can_meet(capsys: pytest.CaptureFixture[str]) -> None:
    seen: Counter[str] = Counter()
    for seed in range(400):
        seen += simulate(seed)
    fed = {
        f"port {kind.name}.{port.name} {how}"
        for kind in CATALOGUE.kinds()
        for port in kind.declared.inputs
        for how in (["fed"] if port.required else ["fed", "empty"])
    }
    needed = NEEDED | fed | {f"kind {kind.name}" for kind in CATALOGUE.kinds()}
    with capsys.disabled():
        shown = ", ".join(f"{name} {seen[name]}" for name in sorted(NEEDED))
        print(
            f"\nscheduler coverage over 400 runs: {shown}; {len(fed)} ports of {len(CATALOGUE.kinds())} kinds"
        )
    assert sorted(name for name in needed if not seen[name]) == []


def _starts_early(plan, state, step):
    return ev.StepReady(step.node)


def _never_skips(plan, state, step):
    return None if state.unsettled[step] else ev.StepReady(step.node)


def _forgets_a_decision(original):
    def decide(plan, state):
        decisions = original(plan, state)
        return (
            decisions[1:]
            if len(decisions) > 1 and isinstance(decisions[0], ev.StepSkipped)
            else decisions[:0]
            if (len(decisions) == 1 and isinstance(decisions[0], ev.StepSkipped))
            else decisions
        )

    return decide


def _counts_an_edge_twice(original):
    def settle(plan, state, step, outputs):
        original(plan, state, step, outputs)
        for _, target in plan.targets(step)[:1]:
            state.unsettled[target] = max(0, state.unsettled[target] - 1)
            if state.step(target).status is StepStatus.PENDING and not state.unsettled[target]:
                state.candidates.add(target)

    return settle


def _goes_on_after_a_failure(original):
    def decide(plan, state):
        stopped, state.stopped_by = state.stopped_by, None
        try:
            return original(plan, state)
        finally:
            state.stopped_by = stopped

    return decide


def _resumes_too_little(plan, state):
    return tuple(key for key, step in state.steps.items() if step.status is StepStatus.FAILED)


def _resumes_before_its_time(original):
    def decide(plan, state):
        again = [key for key in sorted(state.active) if isinstance(state.steps[key].wait, RetryTimer)]
        return [ev.StepResumed(key.node) for key in again] or original(plan, state)

    return decide


def _cancels_a_step_of_a_run_that_goes_on(state, step):
    return True


MUTANTS = {
    "starts before its inputs settled": ("engine.run.scheduler._settled", _starts_early),
    "skips do not travel": ("engine.run.scheduler._settled", _never_skips),
    "a skip is forgotten": ("engine.run.scheduler.decide", _forgets_a_decision(scheduler.decide)),
    "an edge is counted twice": ("engine.run.fold._settle", _counts_an_edge_twice(folding._settle)),
    "goes on after a failure": ("engine.run.scheduler.decide", _goes_on_after_a_failure(scheduler.decide)),
    "resume leaves what follows": ("tests.engine.run.simulation.resume_set", _resumes_too_little),
    "a retry does not wait": ("engine.run.scheduler.decide", _resumes_before_its_time(scheduler.decide)),
    "a step is cut from a run that goes on": (
        "engine.run.fold._may_cancel",
        _cancels_a_step_of_a_run_that_goes_on,
    ),
}
NOTICED = {
    "starts before its inputs settled": r"starts though nothing arrived",
    "skips do not travel": r"starts though nothing arrived",
    "a skip is forgotten": r"the run is stuck",
    "an edge is counted twice": r"starts before its inputs settled",
    "goes on after a failure": r"the run succeeded though a step had stopped it",
    "resume leaves what follows": r"the run succeeded and left .* undone",
    "a retry does not wait": r"went on before its time",
    "a step is cut from a run that goes on": r"the run succeeded though .* were cancelled",
}
"""Which property says so. An engine that merely falls over (a `KeyError`) has not been seen to break a promise."""


@pytest.mark.parametrize("name", MUTANTS)
def test_a_mutant_turns_the_property_red(name: str) -> None:
    violations: Counter[str] = Counter()
    with patch(*MUTANTS[name]):
        for seed in range(300):
            try:
                simulate(seed)
            except ViolationError as error:
                if re.search(NOTICED[name], str(error)):
                    return
                violations[str(error)] += 1
    pytest.fail(f"300 runs did not notice: {name}; they noticed {violations}")
