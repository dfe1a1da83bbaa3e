"""What the routes answer is what the canvas was written for: the messages its protocol.ts is generated from."""

from __future__ import annotations

import json
from typing import Any

import pytest

from app.runs.views import EventView, RunSummary, RunView, Shown, StepData, StepView, ValuePage
from editor.protocol import Catalogue, DocumentView, GraphView, Problem, UserError
from tests.app.api.shapes import differences
from tests.app.cli.command import EXAMPLE, chain, definition, edge, node
from tests.app.product import Product, Target


@pytest.fixture(scope="module")
def example(product: Product) -> str:
    return product.create(json.loads(EXAMPLE.read_text(encoding="utf-8")))


@pytest.fixture(scope="module")
def succeeded(product: Product, example: str) -> dict[str, Any]:
    run = product.ended(product.start(example, {"text": "The ferry is late. " * 40}))
    assert run["status"] == "succeeded", run["error"]
    return run


@pytest.fixture(scope="module")
def failed(product: Product) -> dict[str, Any]:
    code = node("code", "python_code", code="1 / 0")
    nodes = [node("text", "input"), code, node("end", "output")]
    workflow = product.create(
        definition(nodes, [edge("text.text", "code.values"), edge("code.result", "end.value")])
    )
    run = product.ended(product.start(workflow, {"text": "x"}))
    assert run["status"] == "failed"
    return run


@pytest.fixture(scope="module")
def retried(calling: Product, reached: Target) -> dict[str, Any]:
    """A run whose steps wait, one for a time and one for its second attempt, which succeeds."""
    send = node("send", "http_request", method="POST", url=f"{reached.url}/retried", body="json")
    send["retry"] = {"attempts": 2, "first_s": 0.05}
    nodes = [node("text", "input"), node("wait", "delay", seconds=0.05), send, node("end", "output")]
    edges = [edge("text.text", "wait.value"), edge("wait.value", "send.values")]
    workflow = calling.create(definition(nodes, [*edges, edge("send.response", "end.value")]))
    reached.status, reached.refusals = 200, 1
    view = calling.ended(calling.start(workflow, {"text": "x"}))
    assert view["status"] == "succeeded", view["error"]
    assert [step["attempt"] for step in view["steps"]] == [1, 1, 2, 1]
    return view


RUNS = pytest.mark.parametrize(
    ("which", "server", "waits"),
    [
        ("succeeded", "product", set()),
        ("failed", "product", set()),
        ("retried", "calling", {"timer", "retry"}),
    ],
)


def without(answer: dict[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in answer.items() if key != name}


def test_a_difference_is_found() -> None:
    right: dict[str, Any] = {"seq": 1, "at": 2.5, "type": "x", "node": None, "path": "", "text": "t"}
    assert differences(right, EventView) == []
    assert differences(right | {"more": 1}, EventView)
    assert differences(right | {"seq": "1"}, EventView)
    assert differences(right | {"seq": True}, EventView)
    assert differences(without(right, "at"), EventView)


def test_a_missing_field_is_found_where_python_has_a_default_for_it() -> None:
    right = Problem(what="It is empty.", fix="Fill it in.").model_dump()
    assert differences(right, Problem) == []
    assert differences(without(right, "node"), Problem)


def test_fields_go_by_their_names_on_the_wire() -> None:
    right = {
        "port": "p",
        "type": "text",
        "title": "P",
        "from": "",
        "value": [1],
        "bytes": 1,
        "truncated": False,
    }
    assert differences(right, Shown) == []
    assert differences(without(right, "from") | {"source": ""}, Shown)


def test_what_may_be_left_out_may_be() -> None:
    told = {"what": "No.", "where": "", "why": "", "fix": ""}
    assert differences(told, UserError) == differences(told | {"trace": "T", "type": "E"}, UserError) == []


def test_kinds(product: Product) -> None:
    assert differences(product.get("/kinds"), Catalogue) == []


def test_documents(product: Product, example: str) -> None:
    assert differences(product.get(f"/workflows/{example}/document"), DocumentView) == []


def test_lists_of_runs(product: Product, succeeded: dict[str, Any], failed: dict[str, Any]) -> None:
    runs = product.get("/runs")["runs"]
    assert {succeeded["id"], failed["id"]} <= {run["id"] for run in runs}
    assert differences(runs, list[RunSummary]) == []


@RUNS
def test_runs_at_every_event(
    which: str, server: str, waits: set[str], request: pytest.FixtureRequest
) -> None:
    product, run = request.getfixturevalue(server), request.getfixturevalue(which)
    path = f"/runs/{run['id']}"
    assert differences(run, RunView) == []
    past: dict[str, Any] = {}
    waited: set[str] = set()
    for seq in range(1, run["seq"] + 1):
        past = product.get(f"{path}/at/{seq}")
        assert differences(past, RunView) == []
        assert past["seq"] == seq
        waited |= {step["wait"]["for"] for step in past["steps"] if step["wait"]}
    assert past == run
    assert waited == waits
    assert differences(product.get(f"{path}/graph"), GraphView) == []
    assert differences(product.get(f"{path}/steps")["steps"], list[StepView]) == []
    events = product.get(f"{path}/events")["events"]
    assert len(events) == run["seq"]
    assert differences(events, list[EventView]) == []


@RUNS
def test_panes_at_every_event(
    which: str, server: str, waits: set[str], request: pytest.FixtureRequest
) -> None:
    product, run = request.getfixturevalue(server), request.getfixturevalue(which)
    for step in run["steps"]:
        path = f"/runs/{run['id']}/steps/{step['node']}"
        for seq in range(1, run["seq"] + 1):
            assert differences(product.get(path, at=seq), StepData) == []
        assert product.get(path, at=run["seq"]) == product.get(path)
        assert product.get(path, at=1)["output"] == []
        assert len(product.get(path)["attempts"]) == step["attempt"]


def test_values_are_paged_whole(product: Product) -> None:
    """Characters of several bytes, and a text longer than one page."""
    text = "Fähre 🎉 " * 200_000
    workflow = product.create(chain())
    run = product.start(workflow, {"text": text})
    product.ended(run)
    shown = product.get(f"/runs/{run}/steps/end")["input"][0]
    assert shown["truncated"]
    assert text.startswith(shown["value"])
    assert len(shown["value"]) < 40_000
    for side, step, port in (("output", "text", "text"), ("input", "end", "value")):
        read, offset = "", 0
        while offset is not None:
            page = product.get(f"/runs/{run}/steps/{step}/value", side=side, port=port, offset=offset)
            assert differences(page, ValuePage) == []
            assert (page["offset"], page["total"]) == (offset, len(text))
            read, offset = read + page["text"], page["next"]
        assert read == text
    beyond = product.get(f"/runs/{run}/steps/text/value", port="text", offset=10**12)
    assert (beyond["text"], beyond["next"]) == ("", None)


def test_the_result_is_the_documented_one(product: Product, succeeded: dict[str, Any]) -> None:
    result = product.get(f"/runs/{succeeded['id']}/result")
    assert set(result) == {"run", "workflow", "status", "steps", "output", "error"}
    step = {"node", "path", "kind", "status", "attempt", "duration_ms", "input", "output", "error"}
    assert all(set(found) == step for found in result["steps"])
    assert [found["node"] for found in result["steps"]] == [found["node"] for found in succeeded["steps"]]
    assert result["output"] == succeeded["output"]
