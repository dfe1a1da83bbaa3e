"""Parsing the input that users give into the fields of the workflow."""

from __future__ import annotations

from typing import Any, NamedTuple

import pytest

from app.workspace.launching import check_input, input_from
from engine.errors import AuthorError, ValueRefusedError
from engine.nodes import builtin
from engine.values import PortType
from engine.workflow.context import Context
from engine.workflow.declare import node
from engine.workflow.definition import Workflow
from engine.workflow.kinds import Catalogue, Example, Role
from engine.workflow.lookup import start_form
from engine.workflow.ports import AnyValue, InputField

CATALOGUE = builtin()


def workflow(*fields: Any) -> Workflow:
    config = {"fields": list(fields)} if fields else {}
    return Workflow.model_validate({"nodes": [{"id": "start", "kind": "input", "config": config}]})


FORM = workflow({"name": "days", "type": "number"}, {"name": "city"}, {"name": "note", "type": "text"})
NONE = Workflow.model_validate({"nodes": []})


class Started(NamedTuple):
    value: AnyValue


def _form(config: Any) -> tuple[InputField, ...]:
    return (InputField(config.asks, "Asked", PortType.TEXT),)


@node(title="Ask", category="start", icon="x", example=Example({}, {}), role=Role.START, form=_form)
def ask(ctx: Context, *, asks: str = "town") -> Started:
    """Give the input."""
    return Started(dict(ctx.run_input))


@node(title="Every night", category="start", icon="x", example=Example({}, {}), role=Role.START)
def every_night() -> Started:
    """Start without an input."""
    return Started(None)


def test_the_form_may_be_that_of_another_start() -> None:
    catalogue = Catalogue([*CATALOGUE.values(), ask, every_night])
    asking = Workflow.model_validate({"nodes": [{"id": "ask", "kind": "ask"}]})
    assert input_from(asking, "Graz", catalogue) == {"town": "Graz"}
    check_input(asking, {"town": "Graz"}, catalogue)
    with pytest.raises(AuthorError, match="no field 'text'"):
        check_input(asking, {"text": "Graz"}, catalogue)
    nightly = Workflow.model_validate({"nodes": [{"id": "night", "kind": "every_night"}]})
    check_input(nightly, {}, catalogue)
    with pytest.raises(AuthorError, match="no field 'town'"):
        check_input(nightly, {"town": "Graz"}, catalogue)
    with pytest.raises(AuthorError, match="takes no input"):
        input_from(nightly, "Graz", catalogue)


def test_an_input_node_without_fields_has_one_text() -> None:
    assert [field.name for field in start_form(workflow(), CATALOGUE)] == ["text"]
    assert start_form(NONE, CATALOGUE) == ()


@pytest.mark.parametrize(
    ("given", "input_"),
    [
        ("Graz", {"city": "Graz"}),
        ("", {"city": ""}),
        ('{"city": "Graz", "days": 3}', {"city": "Graz", "days": 3}),
        (' {"days": 3}', {"days": 3}),
        ('{"town": "Graz"}', {"city": '{"town": "Graz"}'}),
        ("{not JSON", {"city": "{not JSON"}),
        ('["Graz"]', {"city": '["Graz"]'}),
        ("7", {"city": "7"}),
    ],
)
def test_a_text_is_the_first_text_field_unless_it_is_the_form(given: str, input_: dict[str, Any]) -> None:
    assert input_from(FORM, given, CATALOGUE) == input_


def test_fields_given_by_name_alone_are_texts() -> None:
    assert input_from(workflow("town"), "Graz", CATALOGUE) == {"town": "Graz"}
    assert [field.name for field in start_form(workflow("town"), CATALOGUE)] == ["town"]
    check_input(workflow("town"), {"town": "Graz"}, CATALOGUE)


def test_an_input_without_a_field_for_it_is_refused() -> None:
    with pytest.raises(AuthorError, match="takes no input"):
        input_from(NONE, "Graz", CATALOGUE)
    with pytest.raises(AuthorError, match="without a text field"):
        input_from(workflow({"name": "days", "type": "number"}), "Graz", CATALOGUE)


def test_unknown_fields_and_what_is_no_json_are_refused() -> None:
    check_input(FORM, {"city": "Graz"}, CATALOGUE)
    with pytest.raises(AuthorError, match="no field 'town'") as refused:
        check_input(FORM, {"town": "Graz"}, CATALOGUE)
    assert "city" in refused.value.why
    with pytest.raises(ValueRefusedError):
        check_input(FORM, {"days": float("nan")}, CATALOGUE)
    with pytest.raises(AuthorError):
        check_input(NONE, {"text": "x"}, CATALOGUE)
