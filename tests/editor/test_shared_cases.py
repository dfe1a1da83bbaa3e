"""What is computed in Python and in the browser comes out the same: both sides are held to `assets/cases`.

The front end's tests read the same files. Expected values were written by running Python once. In `edits.json` a
document is in a short form: policies are left out where they are the default, edges are `source.port>target.port`.
What only Python knows is no part of it: a node's ports, its brief, and the edges that go with a port.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from app.runs.projection import edge_label
from editor.document import Document, parse_document
from editor.edits import apply, parse_edit
from editor.layout import GAP_X, GAP_Y, HEIGHT, PITCH, WIDTH
from editor.layout_rows import VISIBLE, split_into_rows
from editor.protocol import dump
from editor.views import graph_view, kind_view
from engine.expressions.conditions import Op
from engine.ids import identifier_from
from engine.run.retry import backoff
from engine.workflow.arrivals import UNSPEAKABLE, names_of
from engine.workflow.definition import FORMAT, Node, Retry, Workflow
from engine.workflow.plan import compile_plan
from tests.editor.kinds import CATALOGUE

FOLDER = Path(__file__).parents[2] / "assets" / "cases"


def cases(name: str) -> Any:
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))


def named(name: str) -> list[Any]:
    return [pytest.param(case, id=case["name"]) for case in cases(name)["cases"]]


def policy(node: Node) -> dict[str, Any]:
    return node.model_dump(mode="json", include={"retry", "timeout_s", "on_failure", "join"})


def document_of(short: dict[str, Any]) -> Document:
    """Read the short form."""
    return parse_document(
        {
            "format": FORMAT,
            "name": short["name"],
            "nodes": [
                {"id": node["id"], "kind": node["kind"], "config": node["config"], **node.get("policy", {})}
                for node in short["nodes"]
            ],
            "edges": [edge_of(edge) for edge in short["edges"]],
            "layout": {
                "positions": {node["id"]: [node["x"], node["y"]] for node in short["nodes"]},
                "labels": {node["id"]: node["label"] for node in short["nodes"]},
            },
        }
    )


def edge_of(text: str) -> dict[str, str]:
    (source, source_port), (target, target_port) = (end.split(".") for end in text.split(">"))
    return {"source": source, "source_port": source_port, "target": target, "target_port": target_port}


def short_of(document: Document) -> dict[str, Any]:
    """Write the short form."""
    view: Any = dump(graph_view(document, CATALOGUE))
    default = policy(Node(id="a", kind="a"))
    return {
        "name": document.name,
        "nodes": [
            {key: node[key] for key in ("id", "label", "kind", "x", "y", "config")}
            | ({} if node["policy"] == default else {"policy": node["policy"]})
            for node in view["nodes"]
        ],
        "edges": ["{source}.{source_port}>{target}.{target_port}".format(**edge) for edge in view["edges"]],
    }


@pytest.mark.parametrize("case", named("edits"))
def test_an_edit_changes_a_document(case: dict[str, Any]) -> None:
    applied = apply(document_of(case["before"]), parse_edit(case["edit"]), CATALOGUE)
    assert short_of(applied.document) == case["after"]


def test_the_kinds_and_the_default_policy_of_the_edits() -> None:
    found = cases("edits")
    shown = [dump(kind_view(kind)) for kind in CATALOGUE.kinds()]
    assert found["kinds"] == [
        {key: kind[key] for key in ("name", "version", "title", "inputs", "outputs", "defaults")}
        for kind in shown
    ]
    assert found["default_policy"] == policy(Node(id="a", kind="a"))


def test_ids_from_labels_and_labels_from_ids() -> None:
    found = cases("ids")
    assert [identifier_from(label, set(taken)) for label, taken, _ in found["ids"]] == [
        id_ for _, _, id_ in found["ids"]
    ]
    assert [Document().label(id_) for id_, _ in found["labels"]] == [label for _, label in found["labels"]]


@pytest.mark.parametrize("case", named("arrivals"))
def test_names_of_arrivals(case: dict[str, Any]) -> None:
    assert list(names_of([(node, port) for node, port in case["ends"]])) == case["names"]


@pytest.mark.parametrize("case", named("rows"))
def test_rows_of_a_wide_drawing(case: dict[str, Any]) -> None:
    layers = [[f"{layer}.{index}" for index in range(size)] for layer, size in enumerate(case["layers"])]
    wires = [(f"{source}.0", f"{target}.0") for source, target in case["wires"]]
    assert [[row.start, row.stop - 1] for row in split_into_rows(layers, wires, PITCH)] == case["rows"]


def test_the_sizes_of_steps_and_rows() -> None:
    assert cases("rows")["sizes"] == {
        "width": WIDTH,
        "height": HEIGHT,
        "gap_x": GAP_X,
        "gap_y": GAP_Y,
        "between": PITCH.between,
        "room": list(VISIBLE),
    }


@pytest.mark.parametrize("case", named("order"))
def test_the_order_of_steps(case: dict[str, Any]) -> None:
    nodes = [{"id": node, "kind": "gather"} for node in case["nodes"]]
    edges = [edge_of(f"{source}.value>{target}.values") for source, target in case["edges"]]
    workflow = Workflow.model_validate({"format": FORMAT, "nodes": nodes, "edges": edges})
    assert list(compile_plan(workflow, CATALOGUE).order) == case["order"]


@pytest.mark.parametrize("case", named("waits"))
def test_waits_between_attempts(case: dict[str, Any]) -> None:
    retry = Retry(**case["retry"], jitter=0)
    assert [backoff(retry, attempt, key="") for attempt in range(1, retry.attempts)] == case["waits"]


def test_measures_of_values() -> None:
    found = cases("measures")["cases"]
    assert [edge_label({"v": value}) for value, _ in found] == [said for _, said in found]


def test_names_that_both_sides_list() -> None:
    found = cases("names")
    assert found["condition_operators"] == [str(op) for op in Op]
    assert found["reserved_in_expressions"] == sorted(UNSPEAKABLE)
