"""Workflow files: what is read, and what is refused and why."""

import json

import pytest

from editor.document import Document, Position, parse_document, pixel, to_file
from engine.errors import AuthorError, TreadleError

FILE = {
    "format": "treadle.workflow/1",
    "name": "Article triage",
    "nodes": [
        {"id": "start", "kind": "source"},
        {"id": "loud", "kind": "shout", "version": 1, "config": {"times": 2}},
    ],
    "edges": [{"source": "start", "source_port": "text", "target": "loud", "target_port": "text"}],
    "layout": {"positions": {"start": [80, 80], "loud": [368.5, -0.5]}, "labels": {"loud": "Very  loud\n"}},
}


def test_a_file_round_trips() -> None:
    document = parse_document(json.dumps(FILE))
    assert document.name == "Article triage"
    assert document.position("loud") == Position(369, 0)
    assert document.label("loud") == "Very loud"
    assert document.label("start") == "Start"
    again = parse_document(json.dumps(to_file(document)))
    assert again == document
    assert again.workflow.hash == document.workflow.hash


def test_the_layout_is_no_part_of_the_hash() -> None:
    bare = {key: value for key, value in FILE.items() if key not in {"layout", "name"}}
    assert parse_document(bare).workflow.hash == parse_document(FILE).workflow.hash


def test_a_file_needs_neither_name_nor_layout() -> None:
    document = parse_document({"nodes": [], "edges": []}, name="Given")
    assert document == Document(name="Given")


def test_what_the_layout_says_of_unknown_nodes_is_dropped() -> None:
    document = parse_document({**FILE, "layout": {"positions": {"gone": [1, 2]}, "labels": {"gone": "Gone"}}})
    assert document.layout.positions == {}
    assert document.layout.labels == {}


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"nodes": [{"id": "a", "kind": "source"}, {"id": "a", "kind": "shout"}], "edges": []}, "node a"),
        ({"nodes": []}, "start.text"),
        ({"edges": FILE["edges"] * 2}, "start.text"),
        ({"name": 7}, "name"),
        ({"layout": []}, "layout"),
        ({"layout": {"positions": []}}, "layout"),
        ({"layout": {"positions": {"start": [1, "2"]}}}, "layout.positions.start"),
        ({"layout": {"positions": {"start": [1, 2e7]}}}, "layout.positions.start"),
        ({"layout": {"labels": {"start": " "}}}, "layout.labels.start"),
        ({"nodes": [{"id": "Start!", "kind": "source"}]}, "nodes.0.id"),
        ({"extra": 1}, "extra"),
        ({"format": "treadle.workflow/9"}, "format"),
    ],
)
def test_a_damaged_file_is_refused_with_its_place(change: dict[str, object], where: str) -> None:
    with pytest.raises(AuthorError) as refused:
        parse_document({**FILE, **change})
    assert where in refused.value.where
    assert refused.value.fix


def test_values_that_are_no_json_are_refused() -> None:
    with pytest.raises(TreadleError, match="lone surrogate"):
        parse_document({**FILE, "name": "\ud800"})


def test_halves_are_rounded_up_as_javascript_does() -> None:
    assert [pixel(value) for value in (-1.5, -0.5, 0.5, 1.5, 2.5, 2.4999)] == [-1, 0, 1, 2, 3, 2]


@pytest.mark.parametrize("raw", ["{}", '{"name": "Only a name"}'])
def test_an_object_without_format_and_nodes_is_no_workflow(raw: str) -> None:
    with pytest.raises(AuthorError, match="not a workflow"):
        parse_document(raw)
