"""What the routes answer is what the canvas was written for: the shapes in protocol.ts."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.app.api.shapes import differences, interfaces
from tests.app.cli.command import EXAMPLE, chain, definition, edge, node
from tests.app.product import Product


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


def test_the_interfaces_are_read() -> None:
    found = interfaces()
    assert {"RunView", "StepView", "StepData", "Shown", "EventView", "DocumentView", "Kind"} <= set(found)
    assert found["StepData"]["attempts"].type.startswith("{ attempt: number;")
    assert found["UserError"]["trace"].optional


def test_a_difference_is_found() -> None:
    right: dict[str, Any] = {"seq": 1, "at": 2.5, "type": "x", "node": None, "text": "t"}
    assert differences(right, "EventView") == []
    assert differences(right | {"more": 1}, "EventView")
    assert differences(right | {"seq": "1"}, "EventView")
    assert differences({key: value for key, value in right.items() if key != "at"}, "EventView")


def test_kinds(product: Product) -> None:
    assert differences(product.get("/kinds"), "Catalogue") == []


def test_documents(product: Product, example: str) -> None:
    assert differences(product.get(f"/workflows/{example}/document"), "DocumentView") == []


@pytest.mark.parametrize("which", ["succeeded", "failed"])
def test_runs_at_every_event(product: Product, which: str, request: pytest.FixtureRequest) -> None:
    run = request.getfixturevalue(which)
    assert differences(run, "RunView") == []
    for seq in range(1, run["seq"] + 1):
        past = product.get(f"/runs/{run['id']}/at/{seq}")
        assert differences(past, "RunView") == []
        assert past["seq"] == seq
    assert past == run
    assert differences(product.get(f"/runs/{run['id']}/steps")["steps"], "StepView[]") == []
    assert differences(product.get(f"/runs/{run['id']}/graph"), "GraphView") == []
    assert differences(product.get(f"/runs/{run['id']}/events")["events"], "EventView[]") == []


@pytest.mark.parametrize("which", ["succeeded", "failed"])
def test_panes_at_every_event(product: Product, which: str, request: pytest.FixtureRequest) -> None:
    run = request.getfixturevalue(which)
    for step in run["steps"]:
        path = f"/runs/{run['id']}/steps/{step['node']}"
        assert differences(product.get(path), "StepData") == []
        assert product.get(path, at=run["seq"]) == product.get(path)
        assert product.get(path, at=1)["output"] == []


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
            assert set(page) == {"text", "offset", "next", "total"}
            assert (page["offset"], page["total"]) == (offset, len(text))
            read, offset = read + page["text"], page["next"]
        assert read == text
    beyond = product.get(f"/runs/{run}/steps/text/value", port="text", offset=10**12)
    assert (beyond["text"], beyond["next"]) == ("", None)


def test_the_result_is_the_documented_one(product: Product, succeeded: dict[str, Any]) -> None:
    result = product.get(f"/runs/{succeeded['id']}/result")
    assert set(result) == {"run", "workflow", "status", "steps", "output", "error"}
    step = {"node", "kind", "status", "attempt", "duration_ms", "input", "output", "error"}
    assert all(set(found) == step for found in result["steps"])
    assert [found["node"] for found in result["steps"]] == [found["node"] for found in succeeded["steps"]]
    assert result["output"] == succeeded["output"]
