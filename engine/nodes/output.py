"""What a run answers with."""

from typing import Annotated, NamedTuple

from pydantic import Field

from engine.workflow.declare import node
from engine.workflow.kinds import Example, Role
from engine.workflow.ports import AnyValue


class Output(NamedTuple):
    """The result."""

    value: AnyValue


@node(
    name="output",
    title="Output",
    category="flow",
    icon="log-out",
    role=Role.RESULT,
    synonyms=(
        "result", "end", "finish", "final", "return", "answer", "show", "display", "print", "give back",
        "response", "deliver", "report", "last step",
    ),
    brief=lambda config: config.name or "result of the run",
    example=Example({"value": "Ferry late."}, {"value": "Ferry late."}, {"name": "summary"}),
)  # fmt: skip
def output(
    value: AnyValue,
    *,
    name: Annotated[  # noqa: ARG001 - the plan reads it (`Plan.results`)
        str,
        Field(
            title="Name",
            description="The result's name in the run's output; left empty, the step's id.",
            max_length=64,
            pattern=r"^$|\S",
        ),
    ] = "",
) -> Output:
    """Give a value as a result of the run, under a name.

    A run's output is the values of its output nodes. Without any, it is what the last nodes gave.
    """
    return Output(value)
