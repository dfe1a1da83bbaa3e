"""Merge."""

from typing import Annotated, Literal, NamedTuple

from pydantic import Field

from engine.errors import AuthorError
from engine.values import Json, as_text
from engine.workflow.arrivals import fields_of
from engine.workflow.declare import node
from engine.workflow.kinds import Example
from engine.workflow.ports import AnyValue, Arrival, Many

_TWO = (Arrival("summarize", "summary", "Ferry late."), Arrival("extract", "keywords", ["ferry", "harbour"]))
_MODES = {"fields": "one object", "list": "one list", "first": "the first value", "text": "one text"}


class Merged(NamedTuple):
    """What the values became."""

    merged: AnyValue


@node(
    title="Merge",
    category="flow",
    icon="git-merge",
    synonyms=(
        "join", "combine", "collect", "bring together", "put together", "unite", "gather", "both",
        "concatenate", "append", "zip", "fan in", "merge branches", "aggregate", "bundle", "as one object",
        "together",
    ),
    brief=lambda config: _MODES[config.mode],
    example=(
        Example({"values": _TWO}, {"merged": {"summary": "Ferry late.", "keywords": ["ferry", "harbour"]}}),
        Example({"values": _TWO}, {"merged": ["Ferry late.", ["ferry", "harbour"]]}, {"mode": "list"}),
        Example({"values": _TWO}, {"merged": "Ferry late."}, {"mode": "first"}),
        Example(
            {"values": _TWO}, {"merged": "Ferry late. / ferry\nharbour"}, {"mode": "text", "separator": " / "}
        ),
    ),
)  # fmt: skip
def merge(
    values: Many,
    *,
    mode: Annotated[
        Literal["fields", "list", "first", "text"],
        Field(
            title="Into",
            description="What the values become.",
            json_schema_extra={
                "widget": "select",
                "options": [{"value": value, "title": title.capitalize()} for value, title in _MODES.items()],
            },
        ),
    ] = "fields",
    separator: Annotated[
        str,
        Field(
            title="Between them",
            max_length=200,
            json_schema_extra={"widget": "textarea", "show_if": {"field": "mode", "equals": ["text"]}},
        ),
    ] = "\n\n",
) -> Merged:
    """Bring the values of several branches together into one.

    Branches that were not taken are left out. In an object each value is called after its port, or after
    node and port where two ports have the same name.
    """
    found = tuple(values or ())
    if not found:
        raise AuthorError(
            "Nothing arrived to merge.",
            why="no edge into this node carried a value",
            fix="Connect at least one output to this node.",
        )
    merged: Json
    match mode:
        case "fields":
            merged = fields_of(found)
        case "list":
            merged = [arrival.value for arrival in found]
        case "first":
            merged = found[0].value
        case "text":
            merged = separator.join(as_text(arrival.value) for arrival in found)
    return Merged(merged)
