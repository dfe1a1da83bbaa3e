"""Kinds whose ports follow from their config or from a stored workflow, and kinds that start runs."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple, cast

import pytest

from editor.document import Document
from editor.edits import apply, parse_edit
from editor.views import graph_view, kind_view
from engine.errors import EditRefusedError
from engine.execution.claims import Claims
from engine.execution.control import Control, InvalidWorkflowError, Start
from engine.execution.executor import Executor
from engine.execution.journal import Journal, Notifiers
from engine.execution.plans import PlanCache
from engine.execution.stores import RunFilter
from engine.ids import NodeId, PortName, RunId, WorkerId, WorkflowId
from engine.run.fold import fold
from engine.run.results import output_of
from engine.run.state import RunState, RunStatus
from engine.run.trigger import Trigger
from engine.values import Json, PortType
from engine.workflow.context import Context, Services
from engine.workflow.declare import node
from engine.workflow.definition import Edge, Node, Workflow
from engine.workflow.kinds import Catalogue, Emit, Example, Pool, Role
from engine.workflow.lookup import nodes_of_role, ports_of, start_form
from engine.workflow.plan import compile_plan
from engine.workflow.ports import AnyValue, InputField, Inputs, Many, Port, PortContext, Ports, Text
from engine.workflow.validation import errors_of, validate
from storage.stores import memory_stores

EXAMPLE = Example({}, {})
GIVEN = {"three": PortType.NUMBER, "four": PortType.ANY, "both": PortType.JSON}
NUMBERS = tuple(Port(PortName(name), type_, name) for name, type_ in GIVEN.items())


class One(NamedTuple):
    value: AnyValue


@node(title="Numbers", category="text", icon="x", example=EXAMPLE, outputs=NUMBERS)
def numbers() -> Emit:
    """Give two numbers."""
    return Emit({"three": 3, "four": 4.5})


@node(title="Say", category="text", icon="x", example=EXAMPLE)
def say() -> One:
    """Give a text."""
    return One("So")


def _slots(declared: Ports, config: Any, _known: PortContext) -> Ports:
    slots = tuple(
        Port(PortName(name), PortType.TEXT, name.title(), required=name != "maybe") for name in config.slots
    )
    return declared._replace(inputs=(*declared.inputs, *slots))


@node(title="Fill", category="text", icon="x", example=EXAMPLE, ports=_slots)
def fill(text: Text, values: Inputs, *, slots: tuple[str, ...] = ("low", "high"), sep: str = " ") -> One:
    """Put the values after a text."""
    return One(sep.join([text, *(f"{name}={value!r}" for name, value in values.items())]))


@node(title="Fill, async", category="text", icon="x", example=EXAMPLE, ports=_slots)
async def fill_async(ctx: Context, values: Inputs, *, slots: tuple[str, ...] = ()) -> One:
    """Give the values."""
    return One(dict(values))


def _called(declared: Ports, config: Any, known: PortContext) -> Ports:
    called = known.workflow(WorkflowId(config.workflow))
    if called is None:
        return declared
    form, results = start_form(called, CATALOGUE), nodes_of_role(called, Role.RESULT, CATALOGUE)
    return Ports(
        tuple(Port(PortName(one.name), one.type, one.title, required=one.required) for one in form),
        tuple(Port(PortName(one.id), PortType.ANY, one.id) for one in results),
    )


@node(title="Call a workflow", category="flow", icon="x", example=EXAMPLE, ports=_called)
def call_workflow(values: Inputs, *, workflow: str = "") -> Emit:
    """Give what came in as the report."""
    return Emit({"report": dict(values)})


def _asked(config: Any) -> tuple[InputField, ...]:
    return tuple(InputField(name, name.title(), PortType.NUMBER) for name in config.asks)


@node(title="Ask", category="start", icon="x", example=EXAMPLE, role=Role.START, form=_asked)
def ask(ctx: Context, *, asks: tuple[str, ...] = ("days",)) -> One:
    """Give the whole input."""
    return One(dict(ctx.run_input))


@node(title="Every night", category="start", icon="x", example=EXAMPLE, role=Role.START)
def every_night() -> One:
    """Start without an input."""
    return One("midnight")


@node(title="Report", category="flow", icon="x", example=EXAMPLE, role=Role.RESULT)
def report(values: Many) -> One:
    """Give what came in."""
    return One([arrival.value for arrival in values])


CATALOGUE = Catalogue((numbers, say, fill, fill_async, call_workflow, ask, every_night, report))


def joined(*edges: str) -> tuple[Edge, ...]:
    ends = [[end.split(".") for end in edge.split(" > ")] for edge in edges]
    return tuple(
        Edge(source=source, source_port=out, target=target, target_port=into)
        for (source, out), (target, into) in ends
    )


@dataclass
class InMemoryEngine:
    """The engine on stores in memory; the steps run one after another, on the pools of their kinds."""

    catalogue: Catalogue = field(default_factory=lambda: CATALOGUE)

    def __post_init__(self) -> None:
        self.stores = memory_stores()
        plans = PlanCache(self.stores.definitions, self.catalogue)
        silent = Notifiers(step=lambda _: None, timer=lambda: None, event_stream=lambda: None)
        self.journal = Journal(self.stores.runs, plans, lambda: 100.0, silent)
        self.control = Control(self.journal, self.catalogue)

    def start(self, workflow: Workflow, **input_: Json) -> RunId:
        return self.control.start(Start(WorkflowId("w"), "W", workflow, input_, Trigger.API))

    async def ended(self, workflow: Workflow, **input_: Json) -> tuple[RunState, dict[str, Json]]:
        """Carry a run out; return its state and what it gave."""
        run, services = self.start(workflow, **input_), cast("Services", None)  # no kind here asks for one
        executor = Executor(self.catalogue, services, self.stores.runs.blob, "i")
        pools = {pool: Claims(self.journal, WorkerId("w:1"), pool) for pool in Pool}
        while claimed := [(pool, claim) for pool in Pool for claim in pools[pool].claim(run)]:
            for pool, claim in claimed:
                outcome = executor.run(claim) if pool is Pool.SYNC else await executor.run_async(claim)
                pools[pool].record(claim, outcome, most=0)
        plan = compile_plan(workflow, self.catalogue)
        state = fold(plan, run, self.stores.runs.history(run))
        return state, output_of(plan, state, self.stores.runs.blob)


@pytest.fixture
def engine() -> InMemoryEngine:
    return InMemoryEngine()


def names(ports: tuple[Port, ...]) -> list[str]:
    return [port.name for port in ports]


def workflow(*nodes: Node, edges: tuple[Edge, ...] = ()) -> Workflow:
    return Workflow(nodes=nodes, edges=edges)


def all_errors(definition: Workflow, catalogue: Catalogue = CATALOGUE) -> list[tuple[str | None, str]]:
    return [(problem.node, problem.what) for problem in errors_of(validate(definition, catalogue))]


def edited(definition: Workflow, id_: str, catalogue: Catalogue = CATALOGUE, **changes: Json) -> Workflow:
    """Change the config of a node, as the editor does."""
    edit = parse_edit({"do": "set_config", "node": id_, "changes": changes, "unset": []})
    return apply(Document(workflow=definition), edit, catalogue).document.workflow


FILLED = workflow(
    Node(id="numbers", kind="numbers"),
    Node(id="say", kind="say"),
    Node(id="fill", kind="fill", config={"slots": ["b", "a", "maybe"], "sep": "-"}),
    edges=joined("say.value > fill.text", "numbers.four > fill.a", "numbers.three > fill.b"),
)


async def test_values_at_ports_of_the_config_come_as_a_mapping(engine: InMemoryEngine) -> None:
    """In the order of the ports and coerced to their types, beside the declared port; None where nothing came."""
    assert all_errors(FILLED) == []
    state, output = await engine.ended(FILLED)
    assert state.status is RunStatus.SUCCEEDED
    assert output == {"fill": "So-b='3'-a='4.5'-maybe=None"}


async def test_the_mapping_comes_after_a_context_and_declares_no_port(engine: InMemoryEngine) -> None:
    assert names(fill_async.declared.inputs) == []
    filled = workflow(
        Node(id="numbers", kind="numbers"),
        Node(id="fill", kind="fill_async", config={"slots": ["n"]}),
        edges=joined("numbers.three > fill.n"),
    )
    assert (await engine.ended(filled))[1] == {"fill": {"n": "3"}}
    assert (await engine.ended(edited(filled, "fill", slots=[])))[1] == {
        "numbers": {"three": 3, "four": 4.5},
        "fill": {},
    }


def test_input_ports_of_the_config_are_those_of_the_validation_and_the_plan() -> None:
    (numbers_, say_, fill_), edges = FILLED.nodes, FILLED.edges
    unfed = workflow(numbers_, say_, fill_, edges=edges[:2])
    assert all_errors(unfed) == [("fill", "Its input B is not connected.")]
    wrong = workflow(numbers_, say_, fill_, edges=(*edges, *joined("numbers.three > fill.c")))
    assert all_errors(wrong) == [("fill", "fill has no input 'c'.")]
    unfit = workflow(numbers_, say_, fill_, edges=(*edges, *joined("numbers.both > fill.maybe")))
    assert [node for node, what in all_errors(unfit) if "does not fit" in what] == ["fill"]
    ports = compile_plan(FILLED, CATALOGUE).nodes[NodeId("fill")].ports
    assert [(port.name, len(port.edges)) for port in ports] == [("text", 1), ("b", 1), ("a", 1), ("maybe", 0)]


def test_input_ports_of_the_config_are_drawn() -> None:
    drawn = graph_view(Document(workflow=FILLED), CATALOGUE).nodes[2]
    assert [(port.name, port.type, port.required) for port in drawn.inputs] == [
        ("text", PortType.TEXT, True),
        ("b", PortType.TEXT, True),
        ("a", PortType.TEXT, True),
        ("maybe", PortType.TEXT, False),
    ]
    assert [port.name for port in kind_view(fill).inputs] == ["text", "low", "high"]


def test_an_input_port_that_goes_takes_its_edge_along() -> None:
    after = edited(FILLED, "fill", slots=["b"])
    assert after.edges == joined("say.value > fill.text", "numbers.three > fill.b")
    assert edited(FILLED, "fill", slots=7).edges == FILLED.edges, "while it is typed, the ports are not known"


CALLED = workflow(
    Node(id="ask", kind="ask", config={"asks": ["days", "weeks"]}),
    Node(id="report", kind="report"),
    edges=joined("ask.value > report.values"),
)
CALLER = workflow(
    Node(id="numbers", kind="numbers"),
    Node(id="call", kind="call_workflow", config={"workflow": "called"}),
    Node(id="end", kind="report"),
    edges=joined("numbers.three > call.days", "numbers.four > call.weeks", "call.report > end.values"),
)


class Stored:
    """What is known of stored workflows."""

    def __init__(self, **workflows: Workflow) -> None:
        self.workflows = workflows

    def workflow(self, workflow: WorkflowId) -> Workflow | None:
        return self.workflows.get(workflow)


KNOWING = CATALOGUE.knowing(Stored(called=CALLED))


def test_ports_follow_from_a_stored_workflow_where_it_can_be_looked_up() -> None:
    call = CALLER.nodes[1]
    assert [names(ports) for ports in ports_of(call, KNOWING)] == [["days", "weeks"], ["report"]]
    assert list(ports_of(call, CATALOGUE)) == [(), ()]
    assert list(call_workflow.ports(call.config)) == [(), ()]
    assert list(KNOWING) == list(CATALOGUE)


def test_validation_sees_the_ports_of_a_stored_workflow() -> None:
    assert all_errors(CALLER, KNOWING) == []
    assert {what for _, what in all_errors(CALLER)} == {
        "call has no input 'days'.",
        "call has no input 'weeks'.",
        "call has no output 'report'.",
    }
    unfed = workflow(*CALLER.nodes, edges=CALLER.edges[1:])
    assert all_errors(unfed, KNOWING) == [("call", "Its input Days is not connected.")]


async def test_a_plan_has_the_ports_of_a_stored_workflow() -> None:
    plan = compile_plan(CALLER, KNOWING).nodes[NodeId("call")]
    assert [(port.name, port.type) for port in plan.ports] == [
        ("days", PortType.NUMBER),
        ("weeks", PortType.NUMBER),
    ]
    assert plan.outputs == ("report",)
    _, output = await InMemoryEngine(KNOWING).ended(CALLER)
    assert output == {"end": [{"days": 3, "weeks": 4.5}]}


def test_the_editor_sees_the_ports_of_a_stored_workflow() -> None:
    without = workflow(*CALLER.nodes)
    drawn = graph_view(Document(workflow=without), KNOWING).nodes[1]
    assert [(port.name, port.type) for port in drawn.inputs] == [
        ("days", PortType.NUMBER),
        ("weeks", PortType.NUMBER),
    ]
    assert [port.name for port in drawn.outputs] == ["report"]
    assert graph_view(Document(workflow=without), CATALOGUE).nodes[1].inputs == ()
    connect = {
        "do": "connect",
        "edge": {"source": "numbers", "source_port": "three", "target": "call", "target_port": "days"},
    }
    connected = apply(Document(workflow=without), parse_edit(connect), KNOWING).document
    assert connected.workflow.edges == CALLER.edges[:1]
    with pytest.raises(EditRefusedError, match="no input 'days'"):
        apply(Document(workflow=without), parse_edit(connect), CATALOGUE)


ASK = Node(id="ask", kind="ask", config={"asks": ["days", "weeks"]})
NIGHT = Node(id="night", kind="every_night")


async def test_a_start_with_a_form_gets_the_input(engine: InMemoryEngine) -> None:
    definition = workflow(ASK, Node(id="end", kind="report"), edges=joined("ask.value > end.values"))
    assert all_errors(definition) == []
    assert start_form(definition, CATALOGUE) == (
        InputField("days", "Days", PortType.NUMBER),
        InputField("weeks", "Weeks", PortType.NUMBER),
    )
    assert (await engine.ended(definition, days=2, weeks=1))[1] == {"end": [{"days": 2, "weeks": 1}]}


async def test_a_start_without_a_form_takes_no_input(engine: InMemoryEngine) -> None:
    definition = workflow(NIGHT, Node(id="end", kind="report"), edges=joined("night.value > end.values"))
    assert all_errors(definition) == []
    assert start_form(definition, CATALOGUE) == ()
    assert (await engine.ended(definition))[1] == {"end": ["midnight"]}


def test_a_form_that_does_not_parse_is_none() -> None:
    assert start_form(workflow(ASK.model_copy(update={"config": {"asks": 7}})), CATALOGUE) == ()
    assert CATALOGUE.of_role(Role.START) == [ask, every_night]


@pytest.mark.parametrize("nodes", [(ASK, NIGHT), (NIGHT, ASK), (ASK, ASK.model_copy(update={"id": "again"}))])
def test_a_workflow_has_one_start(nodes: tuple[Node, Node], engine: InMemoryEngine) -> None:
    definition = workflow(*nodes)
    assert all_errors(definition) == [(nodes[1].id, "2 nodes start this workflow; it has at most one.")]
    with pytest.raises(InvalidWorkflowError):
        engine.start(definition)
    assert engine.stores.runs.runs(RunFilter()) == []
