"""Parsing the input that users give into the fields of the workflow."""

from __future__ import annotations

from typing import Any

import pytest

from app.workspace.launching import check_input, fields_of, input_from
from engine.errors import AuthorError, ValueRefusedError
from engine.workflow.definition import Workflow


def workflow(*fields: Any) -> Workflow:
    config = {"fields": list(fields)} if fields else {}
    return Workflow.model_validate({"nodes": [{"id": "start", "kind": "input", "config": config}]})


FORM = workflow({"name": "days", "type": "number"}, {"name": "city"}, {"name": "note", "type": "text"})
NONE = Workflow.model_validate({"nodes": []})


def test_an_input_node_without_fields_has_one_text() -> None:
    assert [field["name"] for field in fields_of(workflow())] == ["text"]
    assert fields_of(NONE) == []


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
    assert input_from(FORM, given) == input_


def test_fields_given_by_name_alone_are_texts() -> None:
    assert input_from(workflow("town"), "Graz") == {"town": "Graz"}
    assert [field["name"] for field in fields_of(workflow("town"))] == ["town"]
    check_input(workflow("town"), {"town": "Graz"})


def test_an_input_without_a_field_for_it_is_refused() -> None:
    with pytest.raises(AuthorError, match="takes no input"):
        input_from(NONE, "Graz")
    with pytest.raises(AuthorError, match="without a text field"):
        input_from(workflow({"name": "days", "type": "number"}), "Graz")


def test_unknown_fields_and_values_that_are_no_json_are_refused() -> None:
    check_input(FORM, {"city": "Graz"})
    with pytest.raises(AuthorError, match="no field 'town'") as refused:
        check_input(FORM, {"town": "Graz"})
    assert "city" in refused.value.why
    with pytest.raises(ValueRefusedError):
        check_input(FORM, {"days": float("nan")})
    with pytest.raises(AuthorError):
        check_input(NONE, {"text": "x"})
