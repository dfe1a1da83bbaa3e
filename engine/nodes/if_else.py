"""If."""

from typing import Annotated

from pydantic import Field

from engine.expressions.conditions import MISSING as MISSING_FIELD
from engine.expressions.conditions import Condition, evaluate, explain, fields, resolve
from engine.ids import PortName
from engine.values import PortType
from engine.workflow.declare import node
from engine.workflow.kinds import Emit, Example
from engine.workflow.ports import AnyValue, Port

_POLITICS = {"category": "politics"}
_SPORTS = {"field": "category", "op": "equals", "value": "sports"}


@node(
    name="if",
    title="If",
    category="flow",
    icon="split",
    synonyms=(
        "condition", "branch", "when", "whether", "in case", "check", "decide", "decision", "filter",
        "only if", "only when", "test", "compare", "else", "otherwise", "yes or no", "true or false",
        "gate", "fork", "unless", "provided that",
    ),
    outputs=(
        Port(PortName("true"), PortType.ANY, "True"),
        Port(PortName("false"), PortType.ANY, "False"),
    ),
    brief=lambda config: explain(config.condition),
    example=(
        Example({"value": {"category": "sports"}}, {"true": {"category": "sports"}}, {"condition": _SPORTS}),
        Example({"value": _POLITICS}, {"false": _POLITICS}, {"condition": _SPORTS}),
        Example({"value": "7"}, {"true": "7"}, {"condition": {"op": "greater", "value": 5}}),
    ),
)  # fmt: skip
def if_(
    value: AnyValue,
    *,
    condition: Annotated[
        Condition,
        Field(
            title="Condition",
            description="An empty field name means the value itself.",
            json_schema_extra={"widget": "condition"},
        ),
    ],
) -> Emit:
    """Send the value one way when a condition holds, and the other way when it does not.

    Conditions compare fields of the value (`user.plan`), or the value itself; they may be joined by all,
    any and not. A field that does not exist is missing, never an error: the run's notes name it.
    """
    notes: dict[str, object] = {"condition": explain(condition)}
    missing = sorted(field for field in fields(condition) if resolve(field, value) is MISSING_FIELD)
    if missing:
        notes["missing"] = missing
    return Emit({"true" if evaluate(condition, value) else "false": value}, notes)
