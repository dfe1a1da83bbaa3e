"""Small plans made by hand, and histories over them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from engine.execution.stores import NewRun, RunStore
from engine.ids import Hash, KindName, NodeId, PortName, RunId, StepKey, WorkflowId
from engine.run import events as ev
from engine.run.fold import apply
from engine.run.scheduler import advance
from engine.run.state import RunState
from engine.run.trigger import Trigger
from engine.values import PortType
from engine.workflow.definition import OnFailure, Retry
from engine.workflow.kinds import Pool
from engine.workflow.plan import InEdge, Plan, PlanNode, PlanPort

OUT, ELSE = PortName("out"), PortName("else")


def plan_of(
    edges: Sequence[tuple[str, PortName, str]],
    *,
    nodes: Sequence[str],
    join_any: frozenset[str] = frozenset(),
    pools: Mapping[str, Pool] | None = None,
    hash_: str = "d1",
) -> Plan:
    """A plan over `nodes`, given in topological order, with edges (source, port, target)."""
    made = {
        NodeId(name): PlanNode(
            id=NodeId(name),
            step=StepKey(NodeId(name)),
            kind=KindName("test"),
            version=1,
            config={},
            pool=(pools or {}).get(name, Pool.SYNC),
            ports=(
                PlanPort(
                    PortName("in"),
                    PortType.ANY,
                    required=True,
                    many=True,
                    edges=tuple(
                        InEdge(StepKey(NodeId(source)), port)
                        for source, port, target in edges
                        if target == name
                    ),
                ),
            ),
            outputs=(OUT, ELSE),
            targets=tuple(
                (port, StepKey(NodeId(target))) for source, port, target in edges if source == name
            ),
            in_edges=sum(target == name for _, _, target in edges),
            join_any=name in join_any,
            retry=Retry(),
            timeout_s=60.0,
            on_failure=OnFailure(),
        )
        for name in nodes
    }
    return Plan(Hash(hash_), made, tuple(made), ())


def chain(length: int) -> Plan:
    names = [f"n{index:03}" for index in range(length)]
    return plan_of([(a, OUT, b) for a, b in pairwise(names)], nodes=names)


def new_run(
    workflow: str = "triage", *, at: float = 100.0, key: str | None = None, name: str = "Triage"
) -> NewRun:
    return NewRun(WorkflowId(workflow), name, Hash("d1"), Trigger.API, at, idempotency_key=key)


def step_on(plan: Plan, state: RunState, at: float, *events: ev.Event) -> list[ev.Recorded]:
    """Apply events and what follows from them; give what is to be appended."""
    appended: list[ev.Recorded] = []
    for event in events:
        recorded = ev.Recorded(state.seq + 1, at, event)
        apply(plan, state, recorded)
        appended += [recorded, *advance(plan, state, at)]
    return appended


def start(store: RunStore, plan: Plan, new: NewRun | None = None) -> RunState:
    """Create a run and append its beginning."""
    new = new or new_run()
    with store.write() as transaction:
        run, _ = transaction.create(new)
        state = RunState(run)
        begun = ev.RunStarted(plan.hash, {"v": {}}, new.trigger)
        transaction.append(plan, state, step_on(plan, state, new.created_at, begun))
    return state


def go(
    store: RunStore, plan: Plan, state: RunState, at: float, *events: ev.Event, summary: str | None = None
) -> None:
    """Append events and what follows in one transaction."""
    with store.write() as transaction:
        transaction.append(plan, state, step_on(plan, state, at, *events), summary=summary)


def stored_state(store: RunStore, plan: Plan, run: RunId) -> RunState:
    """Fold what is stored."""
    state = RunState(run)
    for recorded in store.history(run):
        apply(plan, state, recorded)
    return state
