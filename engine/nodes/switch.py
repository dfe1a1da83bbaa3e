"""Switch."""

from typing import Annotated, Any

from pydantic import AfterValidator, Field

from engine.expressions.conditions import Condition, evaluate, explain
from engine.ids import PortName
from engine.nodes._rows import free_ports
from engine.values import PortType
from engine.workflow.declare import node
from engine.workflow.definition import Identifier, Part
from engine.workflow.kinds import Emit, Example
from engine.workflow.ports import AnyValue, Port, PortContext, Ports

OTHERWISE = Port(PortName("otherwise"), PortType.ANY, "Otherwise")


class Case(Part):
    """One way out; its name is also the output port's."""

    name: Annotated[Identifier, Field(title="Name", description="Also the name of the output port.")]
    condition: Annotated[Condition, Field(title="When", json_schema_extra={"widget": "condition"})]


def _free(cases: tuple[Case, ...]) -> tuple[Case, ...]:
    if any(case.name == OTHERWISE.name for case in cases):
        raise ValueError("'otherwise' is the port for what fits no case; take another name")
    return free_ports(cases)


def _ports(declared: Ports, config: Any, _known: PortContext) -> Ports:  # noqa: ANN401 - the generated config model
    cases = tuple(
        Port(PortName(case.name), PortType.ANY, case.name.replace("_", " ")) for case in config.cases
    )
    return declared._replace(outputs=(*cases, OTHERWISE))


_CASES = [
    {"name": "urgent", "condition": {"field": "days", "op": "less", "value": 2}},
    {"name": "soon", "condition": {"field": "days", "op": "less", "value": 7}},
]


@node(
    title="Switch",
    category="flow",
    icon="route",
    synonyms=(
        "route", "router", "cases", "case", "choose between", "several ways", "multiple branches",
        "depending on", "dispatch", "distribute", "send each to", "by category", "select branch",
        "one of several", "pick a path",
    ),
    outputs=(OTHERWISE,),
    ports=_ports,
    brief=lambda config: ", ".join(case.name for case in config.cases),
    example=(
        Example({"value": {"days": 1}}, {"urgent": {"days": 1}}, {"cases": _CASES}),
        Example({"value": {"days": 30}}, {"otherwise": {"days": 30}}, {"cases": _CASES}),
    ),
)  # fmt: skip
def switch(
    value: AnyValue,
    *,
    cases: Annotated[
        tuple[Case, ...],
        AfterValidator(_free),
        Field(
            title="Cases",
            description="Tried from the top; the first that holds is taken.",
            min_length=1,
            max_length=40,
            json_schema_extra={"widget": "rows"},
        ),
    ],
) -> Emit:
    """Send the value one of several ways: to the first case whose condition holds.

    Every case is an output port; what fits no case leaves through `otherwise`.
    """
    for case in cases:
        if evaluate(case.condition, value):
            return Emit({case.name: value}, {"case": case.name, "condition": explain(case.condition)})
    return Emit({OTHERWISE.name: value}, {"case": OTHERWISE.name})
