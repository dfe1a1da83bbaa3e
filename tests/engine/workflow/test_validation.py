"""What a definition gives to its run must be fit for it."""

from __future__ import annotations

from typing import Any

import pytest

from engine.errors import AuthorError
from engine.nodes import builtin
from engine.workflow.definition import DEEPEST, Node, OnFailure, Workflow, parse_workflow
from engine.workflow.validation import Problem, errors_of, validate

CATALOGUE = builtin()


def deep(levels: int) -> Any:
    value: Any = 1
    for _ in range(levels):
        value = [value]
    return value


def problems(limit: int = 1_000_000, **parts: Any) -> list[Problem]:
    node = Node(id="a", kind="template", **{"config": {"template": "x"}, **parts})
    return errors_of(validate(Workflow(nodes=(node,)), CATALOGUE, limit=limit))


@pytest.mark.parametrize(
    "value",
    [deep(150), "x" * 3_000_000, float("nan"), "caf\udce9", 2**70],
    ids=["deep", "large", "nan", "half", "int"],
)
def test_a_default_that_could_not_be_stored_is_a_problem(value: Any) -> None:
    (problem,) = problems(on_failure=OnFailure(then="default", value=value))
    assert (problem.node, problem.field) == ("a", "on_failure")
    assert "the value to go on with" in problem.what
    assert problem.fix
    assert problem.model_dump_json()


def test_parameters_that_could_not_be_stored_are_a_problem() -> None:
    assert any("the parameters" in one.what for one in problems(config={"template": deep(150)}))
    assert any("MB" in one.what for one in problems(config={"template": "x" * 3_000_000}))


def test_what_fits_is_no_problem() -> None:
    assert problems(on_failure=OnFailure(then="default", value=deep(100))) == []
    assert problems(on_failure=OnFailure(then="default", value="x" * 900_000)) == []


@pytest.mark.parametrize("levels", [DEEPEST + 1, 260, 900])
@pytest.mark.parametrize(
    "place", ['"config": {"template": %s}', '"on_failure": {"then": "default", "value": %s}']
)
def test_a_definition_that_could_not_be_written_again_is_refused(levels: int, place: str) -> None:
    nested = "[" * levels + "]" * levels
    with pytest.raises(AuthorError) as caught:
        parse_workflow('{"nodes": [{"id": "a", "kind": "template", %s}]}' % (place % nested))
    assert caught.value.fix


def test_every_definition_that_can_be_read_has_a_hash() -> None:
    node = Node(id="a", kind="template", on_failure=OnFailure(then="default", value=deep(DEEPEST)))
    assert Workflow(nodes=(node,)).hash
    node = Node(id="a", kind="template", config={"template": deep(DEEPEST - 1)})
    assert Workflow(nodes=(node,)).hash


CONFIGS: dict[str, dict[str, Any]] = {
    "llm_prompt": {"prompt": "x"},
    "summarize_llm": {},
    "http_request": {"url": "https://example.com"},
}


def about_credentials(kind: str, name: str | None, stored: dict[str, str] | None) -> list[Problem]:
    node = Node(id="a", kind=kind, config=CONFIGS[kind] | {"credential": name})
    found = validate(Workflow(nodes=(node,)), CATALOGUE, credentials=stored)
    return [problem for problem in found if problem.field == "credential"]


@pytest.mark.parametrize("name", [None, ""])
@pytest.mark.parametrize("stored", [{}, {"web": "http"}])
def test_a_step_that_will_lack_a_credential_is_warned_of(name: str | None, stored: dict[str, str]) -> None:
    (problem,) = about_credentials("llm_prompt", name, stored)
    assert problem.severity == "warning"
    assert "a model" in problem.what
    assert "Credentials page" in problem.fix


@pytest.mark.parametrize(
    ("kind", "stored"),
    [
        ("llm_prompt", None),
        ("llm_prompt", {"mine": "openai"}),
        ("summarize_llm", {}),  # does without a model
        ("http_request", {}),
    ],
)
def test_a_step_that_can_do_without_is_not(kind: str, stored: dict[str, str] | None) -> None:
    assert about_credentials(kind, None, stored) == []


@pytest.mark.parametrize("kind", CONFIGS)
def test_a_named_credential_must_be_there_and_of_its_type(kind: str) -> None:
    of_kind, other = ("http", "openai") if kind == "http_request" else ("openai", "http")
    assert about_credentials(kind, "mine", {"mine": of_kind}) == []
    for stored in ({"mine": other}, {"yours": of_kind}, {}):
        (problem,) = about_credentials(kind, "mine", stored)
        assert problem.severity == "error"
        assert "'mine'" in problem.what
