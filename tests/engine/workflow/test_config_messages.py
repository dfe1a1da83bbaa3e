"""What is wrong with a config is said in the words of its form."""

from __future__ import annotations

from typing import Any

import pytest

from engine.nodes import builtin
from engine.workflow.definition import Node, Workflow
from engine.workflow.validation import validate


@pytest.mark.parametrize(
    ("kind", "config", "what"),
    [
        ("summarize", {"sentences": 2.5}, "Sentences must be a whole number."),
        ("summarize", {"sentences": 99}, "Sentences must be at most 50."),
        ("http_request", {}, "URL must be given."),
        ("tag_category", {}, "Categories must be given."),
        ("tag_category", {"categories": []}, "Categories must not be empty."),
        (
            "input", {"fields": ["2 a"]},
            "Fields, entry 1, name must be small letters, digits and _, with a letter first.",
        ),
        ("input", {"fields": ["a", "a"]}, "Fields: two rows are called 'a'; give each its own name."),
        ("summarize", {"sentence": 2}, "There is no setting 'sentence'."),
    ],
)  # fmt: skip
def test_a_mistake_in_a_config_is_told_in_plain_words(kind: str, config: dict[str, Any], what: str) -> None:
    problems = validate(Workflow(nodes=(Node(id="step", kind=kind, config=config),)), builtin())
    assert [problem.what for problem in problems if problem.field is not None] == [what]
