"""Forms made from config schemas: by type, by hint, and for every kind that ships."""

from enum import StrEnum
from typing import Annotated, Any, Literal, NamedTuple

import pytest
from pydantic import Field

from editor.forms import form, form_defaults
from editor.protocol import dump
from engine.nodes import builtin
from engine.workflow.declare import node
from engine.workflow.definition import Part
from engine.workflow.kinds import Example, Kind, Secret
from engine.workflow.ports import Text

WIDGETS = {
    "text", "textarea", "code", "template", "number", "slider", "switch", "select", "segmented", "tags",
    "rows", "condition", "json", "credential", "map",
}  # fmt: skip


class Out(NamedTuple):
    text: Text


class Size(StrEnum):
    SMALL = "small"
    LARGE = "large"


class Row(Part):
    """A row."""

    name: str
    weight: Annotated[float | None, Field(ge=0)] = None


@node(title="All sorts", category="text", icon="x", example=Example({}, {}))
def all_sorts(  # noqa: PLR0913
    *,
    plain: Annotated[
        str, Field(max_length=9, description="Say it.", json_schema_extra={"placeholder": "like so"})
    ],
    long: Annotated[str, Field(json_schema_extra={"widget": "textarea"})] = "",
    count: Annotated[int, Field(ge=1, lt=10)] = 3,
    share: Annotated[
        float | None, Field(gt=0, le=1, json_schema_extra={"widget": "slider", "step": 0.1})
    ] = None,
    on: bool = True,
    size: Size = Size.SMALL,
    mode: Literal["a", "b", "c", "d", "e"] = "a",
    words: tuple[str, ...] = (),
    rows: list[Row] = [],  # noqa: B006
    headers: dict[str, str] = {},  # noqa: B006
    anything: Any = None,
    numbers: list[int] = [1],  # noqa: B006
    key: Annotated[str | None, Secret("openai")] = None,
    only: Annotated[str, Field(json_schema_extra={"show_if": {"field": "on", "equals": [True]}})] = "",
    time_out_s: Annotated[float, Field(title="Time limit")] = 1,
) -> Out:
    """Have every sort of field."""
    return Out(
        f"{plain}{long}{count}{share}{on}{size}{mode}{words}{rows}{headers}{anything}{numbers}{key}{only}{time_out_s}"
    )


FIELDS = {field.name: dump(field) for field in form(all_sorts)}


@pytest.mark.parametrize(
    ("name", "widget"),
    [
        ("plain", "text"), ("long", "textarea"), ("count", "number"), ("share", "slider"), ("on", "switch"),
        ("size", "segmented"), ("mode", "select"), ("words", "tags"), ("rows", "rows"), ("headers", "map"),
        ("anything", "json"), ("numbers", "json"), ("key", "credential"), ("only", "text"),
        ("time_out_s", "number"),
    ],
)  # fmt: skip
def test_the_type_decides_unless_a_hint_does(name: str, widget: str) -> None:
    assert FIELDS[name]["widget"] == widget


def test_what_a_field_says() -> None:
    plain, count, share = FIELDS["plain"], FIELDS["count"], FIELDS["share"]
    assert (plain["required"], plain["default"], plain["max_length"]) == (True, None, 9)
    assert (plain["help"], plain["placeholder"], plain["title"]) == ("Say it.", "like so", "Plain")
    assert (count["minimum"], count["maximum"], count["step"], count["default"]) == (1, 9, 1, 3)
    assert (share["minimum"], share["maximum"], share["step"]) == (0, 1, 0.1)
    assert FIELDS["size"]["options"] == [
        {"value": "small", "title": "Small"},
        {"value": "large", "title": "Large"},
    ]
    assert [column["widget"] for column in FIELDS["rows"]["fields"]] == ["text", "number"]
    assert FIELDS["key"]["credential"] == "openai"
    assert FIELDS["only"]["show_if"] == {"field": "on", "equals": [True]}
    assert FIELDS["time_out_s"]["title"] == "Time limit"


def test_defaults_leave_out_what_must_be_filled_in() -> None:
    defaults = form_defaults(all_sorts)
    assert "plain" not in defaults
    assert (defaults["size"], defaults["words"]) == ("small", [])


@pytest.mark.parametrize(
    "hints",
    [
        {"widget": "hologram"},
        {"options": [{"value": 1}]},
        {"placeholder": 5},
        {"step": "wide"},
        {"show_if": {"field": "on"}},
    ],
)
def test_a_field_with_hints_of_another_shape_is_drawn_by_its_type(hints: dict[str, Any]) -> None:
    @node(title="Odd", category="text", icon="x", example=Example({}, {}))
    def odd(*, shade: Annotated[str, Field(json_schema_extra=hints)] = "") -> Out:
        """Have a field with a wrong hint."""
        return Out(shade)

    (field,) = form(odd)
    assert (field.widget, field.placeholder, field.options, field.show_if) == ("text", "", (), None)


@pytest.mark.parametrize("kind", builtin().kinds(), ids=lambda kind: kind.name)
def test_every_kind_that_ships_has_a_form(kind: Kind) -> None:
    fields = [dump(field) for field in form(kind)]
    assert [field["name"] for field in fields] == list(kind.config.model_fields)
    pending = list(fields)
    while pending:
        field = pending.pop()
        assert field["widget"] in WIDGETS
        assert field["title"]
        assert field["widget"] != "rows" or field["fields"], f"{field['name']} has no columns"
        assert field["widget"] not in {"select", "segmented"} or field["options"]
        if field["show_if"]:
            assert field["show_if"]["field"] in kind.config.model_fields
        pending.extend(field["fields"])


@pytest.mark.parametrize("kind", builtin().kinds(), ids=lambda kind: kind.name)
def test_defaults_fit_the_kind_once_what_is_required_is_there(kind: Kind) -> None:
    example = kind.examples[0].config
    required = {field.name: example[field.name] for field in form(kind) if field.required}
    assert kind.parse({**form_defaults(kind), **required})
