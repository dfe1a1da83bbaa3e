"""Set fields."""

from typing import Annotated, NamedTuple

from pydantic import AfterValidator, Field

from engine.errors import AuthorError
from engine.nodes._rows import distinct_names
from engine.values import Json
from engine.workflow.arrivals import object_of, scope_of
from engine.workflow.declare import node
from engine.workflow.definition import Part
from engine.workflow.kinds import Example
from engine.workflow.ports import Arrival, JsonObject, Many


class FieldRow(Part):
    """One field to set."""

    name: Annotated[str, Field(title="Name", min_length=1, max_length=64, pattern=r"\S")]
    value: Annotated[
        str,
        Field(
            title="Value",
            max_length=20_000,
            description="Text, or one {{ … }}, which keeps its type.",
            json_schema_extra={"widget": "template"},
        ),
    ] = ""


class Fields(NamedTuple):
    """The object that was made."""

    result: JsonObject


@node(
    title="Set fields",
    category="flow",
    icon="table",
    synonyms=(
        "set", "set field", "edit fields", "assign", "rename", "pick", "pick a field", "select fields",
        "map fields", "transform", "shape", "reshape", "add field", "project", "make json", "build json",
        "object", "keep only",
    ),
    brief=lambda config: ", ".join(row.name for row in config.fields),
    example=(
        Example(
            {"values": (Arrival("tag", "category", "transport"), Arrival("find", "keywords", ["ferry"]))},
            {"result": {"topic": "Transport", "count": 1}},
            {
                "fields": [
                    {"name": "topic", "value": "{{ category | title }}"},
                    {"name": "count", "value": "{{ keywords | length }}"},
                ]
            },
        ),
        Example(
            {"values": (Arrival("fetch", "response", {"status": 200, "body": "ok"}),)},
            {"result": {"status": 200, "body": "ok", "fine": True}},
            {"fields": [{"name": "fine", "value": "{{ response.status == 200 }}"}], "keep_others": True},
        ),
    ),
)  # fmt: skip
def set_fields(
    values: Many = (),
    *,
    fields: Annotated[
        tuple[FieldRow, ...],
        AfterValidator(distinct_names),
        Field(title="Fields", min_length=1, max_length=100, json_schema_extra={"widget": "rows"}),
    ],
    keep_others: Annotated[
        bool,
        Field(
            title="Keep the others",
            description="Also pass on what arrived: the fields of a single object, else each value by name.",
        ),
    ] = False,
) -> Fields:
    """Make an object from what arrived: pick, rename and compute fields.

    A value that is one `{{ … }}` keeps its type (`{{ keywords | length }}` is a number); anything else is
    text.
    """
    from engine.expressions.language import evaluate  # noqa: PLC0415 - jinja2 is only needed where a step runs

    found = tuple(values or ())
    result: dict[str, Json] = object_of(found) if keep_others else {}
    scope = scope_of(found)
    for row in fields:
        try:
            result[row.name] = evaluate(row.value, scope)
        except AuthorError as error:
            raise _at(error, row.name) from error
    return Fields(result)


def _at(error: AuthorError, name: str) -> AuthorError:
    where = ", ".join(part for part in (f"field {name}", error.where) if part)
    return AuthorError(error.what, where=where, why=error.why, fix=error.fix, details=error.details)
