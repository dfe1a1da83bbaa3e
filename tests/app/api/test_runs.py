"""Runs over HTTP: starting once per key, lists, cancel, resume, results, and every wrong thing one may ask."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx2
import pytest

from tests.app.api.test_workflows import refused
from tests.app.cli.command import chain, definition, delayed, edge, node
from tests.app.product import Product, Target


@pytest.fixture(scope="module")
def echo(product: Product) -> str:
    return product.create(chain())


@pytest.fixture(scope="module")
def waiting(product: Product) -> str:
    return product.create(delayed(3600))


def test_a_run_is_on_disk_when_the_answer_comes_and_gives_its_output(product: Product, echo: str) -> None:
    run = product.start(echo, {"text": "hello"})
    assert product.get(f"/runs/{run}")["workflow"] == echo
    assert product.ended(run)["output"] == {"end": "hello"}
    result = product.get(f"/runs/{run}/result")
    assert (result["run"], result["status"], result["output"]) == (run, "succeeded", {"end": "hello"})
    assert [(step["node"], step["input"], step["output"]) for step in result["steps"]] == [
        ("text", {}, {"text": "hello"}),
        ("end", {"value": "hello"}, {"value": "hello"}),
    ]


def test_the_same_key_gives_the_same_run_and_is_for_no_other_input(product: Product, echo: str) -> None:
    key = {"Idempotency-Key": "order 7"}
    first = product.start(echo, {"text": "one"}, **key)
    assert product.start(echo, {"text": "one"}, **key) == first
    assert product.start(echo, {"text": "one"}) != first
    for workflow, text in ((echo, "two"), (product.create(chain()), "one")):
        other = product.http.post(
            f"/api/v1/workflows/{workflow}/runs", json={"input": {"text": text}}, headers=key
        )
        refused(other, 422, "idempotency-key-reused")
    assert product.ended(first)["input"] == {"text": "one"}


def test_one_key_sent_many_times_at_once_starts_one_run(product: Product, echo: str) -> None:
    headers = {"Idempotency-Key": "at once"}

    def start(_: int) -> httpx2.Response:
        with httpx2.Client(base_url=product.url, timeout=60) as http:
            return http.post(f"/api/v1/workflows/{echo}/runs", json={"input": {"text": "x"}}, headers=headers)

    with ThreadPoolExecutor(4 * (os.cpu_count() or 1)) as pool:
        answers = list(pool.map(start, range(24)))
    runs = {answer.json()["run"] for answer in answers if answer.status_code == 202}
    assert runs == {product.start(echo, {"text": "x"}, **headers)}
    for answer in answers:
        if answer.status_code != 202:
            refused(answer, 409, "idempotency-key-in-use")


def test_runs_started_at_once_are_all_there_and_end(product: Product, echo: str) -> None:
    def start(number: int) -> int:
        with httpx2.Client(base_url=product.url, timeout=60) as http:
            answer = http.post(f"/api/v1/workflows/{echo}/runs", json={"input": {"text": str(number)}})
        return answer.json()["run"]

    with ThreadPoolExecutor(8) as pool:
        runs = list(pool.map(start, range(24)))
    assert len(set(runs)) == 24
    assert [product.ended(run)["output"] for run in runs] == [{"end": str(number)} for number in range(24)]


WRONG_STARTS: dict[str, bytes] = {
    "not JSON": b"text",
    "half": b'{"input": {"text": ',
    "a list": b"[]",
    "input that is no object": b'{"input": "hello"}',
    "no such field": b'{"input": {"title": "x"}}',
    "no such member": b'{"inputs": {}}',
    "NaN": b'{"input": {"text": NaN}}',
    "infinite": b'{"input": {"text": 1e999}}',
    "huge number": b'{"input": {"text": 123456789012345678901234567890}}',
    "lone surrogate": b'{"input": {"text": "\\ud800"}}',
    "deep": b'{"input": {"text": ' + b"[" * 50_000 + b"]" * 50_000 + b"}}",
    "not UTF-8": b'{"input": {"text": "\xff"}}',
}


@pytest.mark.parametrize("body", WRONG_STARTS.values(), ids=WRONG_STARTS)
def test_a_wrong_start_is_refused_and_starts_nothing(product: Product, echo: str, body: bytes) -> None:
    before = product.get("/runs", workflow=echo, limit=1)
    refused(product.http.post(f"/api/v1/workflows/{echo}/runs", content=body))
    assert product.get("/runs", workflow=echo, limit=1) == before


def test_an_input_of_20_mb_goes_through_whole(product: Product, echo: str) -> None:
    text = "Über den Wolken. " * 1_200_000
    assert len(text.encode()) > 20_000_000
    run = product.start(echo, {"text": text})
    view = product.ended(run)
    assert view["status"] == "succeeded"
    assert len(product.http.get(f"/api/v1/runs/{run}").content) < 200_000
    assert product.get(f"/runs/{run}/result")["output"] == {"end": text}


def test_an_input_beyond_the_limit_is_refused(product: Product, echo: str) -> None:
    body = b'{"input": {"text": "' + b"x" * (65 * 1024 * 1024) + b'"}}'
    refused(product.http.post(f"/api/v1/workflows/{echo}/runs", content=body), 413)


def test_a_workflow_that_cannot_run_says_every_problem(product: Product) -> None:
    workflow = product.create(definition([node("a", "no_such"), node("b", "delay", seconds=-1)], []))
    answer = product.http.post(f"/api/v1/workflows/{workflow}/runs", json={})
    refused(answer, name="invalid-workflow")
    assert {problem["node"] for problem in answer.json()["problems"]} == {"a", "b"}
    assert all(problem["fix"] for problem in answer.json()["problems"])
    refused(product.http.post("/api/v1/workflows/none/runs", json={}), 404)


def test_lists_filter_and_page(product: Product) -> None:
    workflow = product.create(chain())
    runs = [product.start(workflow, {"text": f"number {n}"}) for n in range(5)]
    for run in runs:
        product.ended(run)
    first = product.get("/runs", workflow=workflow, limit=3)
    assert [row["id"] for row in first["runs"]] == runs[:1:-1]
    assert first["counts"] == {"succeeded": 5}
    rest = product.get("/runs", workflow=workflow, cursor=first["next"])
    assert [row["id"] for row in rest["runs"]] == runs[1::-1]
    assert (rest["next"], rest["counts"]) == (None, first["counts"])
    assert [row["id"] for row in product.get("/runs", workflow=workflow, q="number 3")["runs"]] == [runs[3]]
    assert product.get("/runs", workflow=workflow, status="failed")["runs"] == []
    assert product.get("/runs", workflow=workflow, trigger="cli")["counts"] == {}
    assert [
        row["id"] for row in product.get("/runs", workflow=workflow, trigger="api", limit=1)["runs"]
    ] == runs[-1:]
    refused(product.http.get("/api/v1/runs", params={"status": "done"}))
    refused(product.http.get("/api/v1/runs", params={"limit": 0}))
    assert product.get("/runs", workflow=workflow, q=" " + "%" * 200 + " ")["runs"] == []
    refused(product.http.get("/api/v1/runs", params={"q": "a" * 60_000}))


ODD = ["0", "-1", "x", "1.5", str(2**63), str(10**30), "%00", "🎉"]


@pytest.mark.parametrize("number", ODD)
@pytest.mark.parametrize(
    "rest", ["", "/result", "/at/1", "/graph", "/events", "/steps", "/steps/a", "/steps/a/value?port=b"]
)
def test_a_number_that_is_no_run_is_refused(product: Product, number: str, rest: str) -> None:
    answer = product.http.get(f"/api/v1/runs/{number}{rest}")
    refused(answer, answer.status_code)
    assert answer.status_code in {404, 422}


def test_what_a_run_does_not_have_is_refused(product: Product, echo: str) -> None:
    run = product.start(echo, {"text": "x"})
    product.ended(run)
    for path in (f"{run + 10_000}", f"{run}/steps/none", f"{run}/steps/text/value?port=none"):
        refused(product.http.get(f"/api/v1/runs/{path}"), 404, "not-found")
    for path in (
        f"{run}/steps/text/value",
        f"{run}/steps/text/value?port=text&side=both",
        f"{run}/at/{10**30}",
    ):
        refused(product.http.get(f"/api/v1/runs/{path}"))
    for path in (f"{run}/steps/text?at=0", f"{run}/steps/text/value?port=text&offset=-1", f"{run}/at/-1"):
        refused(product.http.get(f"/api/v1/runs/{path}"))
    refused(product.http.post(f"/api/v1/runs/{run + 10_000}/cancel"), 404)
    refused(product.http.post(f"/api/v1/runs/{run + 10_000}/resume"), 404)


NO_PATHS = ["x", "1..2", ".1", "1.", "-1", "1,2", "1\n", "\u0663", "1" * 201]


@pytest.mark.parametrize(("rest", "query"), [("", {}), ("/value", {"port": "text"})])
def test_a_step_is_named_by_its_node_and_path(
    product: Product, echo: str, rest: str, query: dict[str, str]
) -> None:
    run = product.start(echo, {"text": "x"})
    product.ended(run)
    step = f"/runs/{run}/steps/text{rest}"
    assert product.get(step, **query, path="") == product.get(step, **query)
    for path in NO_PATHS:
        answer = product.http.get(f"/api/v1{step}", params={**query, "path": path})
        assert refused(answer, 422, "malformed-request")["where"] == "query.path"
    for path in ("0", "3.1"):
        answer = product.http.get(f"/api/v1{step}", params={**query, "path": path})
        assert f"text[{path}]" in refused(answer, 404, "not-found")["detail"]


def test_a_run_is_cancelled_and_goes_on_where_it_was(product: Product, waiting: str) -> None:
    run = product.start(waiting, {"text": "x"})
    product.until(run, "step_suspended", "wait")
    assert product.http.post(f"/api/v1/runs/{run}/cancel").status_code == 202
    view = product.ended(run)
    assert view["status"] == "cancelled"
    assert {step["node"]: step["status"] for step in view["steps"]} == {
        "text": "succeeded",
        "wait": "cancelled",
        "end": "pending",
    }
    assert product.http.post(f"/api/v1/runs/{run}/cancel").status_code == 202  # it is left as it is
    assert product.get(f"/runs/{run}") == view
    assert product.http.post(f"/api/v1/runs/{run}/resume").status_code == 202
    again = product.get(f"/runs/{run}")
    assert again["status"] in {"running", "queued"}
    assert again["steps"][0] == view["steps"][0]
    refused(product.http.post(f"/api/v1/runs/{run}/resume"))
    product.http.post(f"/api/v1/runs/{run}/cancel")
    assert product.ended(run)["status"] == "cancelled"


def test_a_succeeded_run_cannot_be_resumed(product: Product, echo: str) -> None:
    run = product.start(echo, {"text": "x"})
    view = product.ended(run)
    error = refused(product.http.post(f"/api/v1/runs/{run}/resume"))
    assert "succeeded" in error["detail"]
    assert product.get(f"/runs/{run}") == view


def test_a_run_of_a_changed_or_deleted_workflow_keeps_its_own_graph(product: Product) -> None:
    workflow = product.create(chain(node("wait", "delay", seconds=0)))
    run = product.start(workflow, {"text": "x"})
    before = product.ended(run)
    product.http.delete(f"/api/v1/workflows/{workflow}")
    assert product.get(f"/runs/{run}") == before
    assert [found["id"] for found in product.get(f"/runs/{run}/graph")["nodes"]] == ["text", "wait", "end"]


def test_a_failed_run_says_in_one_line_what_failed_and_why(product: Product) -> None:
    nodes = [node("text", "input"), node("count", "python_code", code="1 / 0"), node("end", "output")]
    edges = [edge("text.text", "count.values"), edge("count.result", "end.value")]
    view = product.ended(product.start(product.create(definition(nodes, edges)), {"text": "a"}))
    line = "The code failed: ZeroDivisionError: division by zero"
    assert next(step["preview"] for step in view["steps"] if step["node"] == "count") == line
    assert product.get("/runs", status="failed")["runs"][0]["summary"] == line


def test_a_failed_run_goes_on_from_the_failed_step(calling: Product, reached: Target) -> None:
    send: dict[str, Any] = {"method": "POST", "url": f"{reached.url}/hook", "body": "json"}
    nodes = [node("text", "input"), node("send", "http_request", **send), node("end", "output")]
    workflow = calling.create(
        definition(nodes, [edge("text.text", "send.values"), edge("send.response", "end.value")])
    )
    reached.status = 400
    run = calling.start(workflow, {"text": "x"})
    view = calling.ended(run)
    assert (view["status"], view["output"]) == ("failed", None)
    assert view["error"]["what"]
    assert view["error"]["fix"]
    assert view["error"] == next(step["error"] for step in view["steps"] if step["node"] == "send")
    pane = calling.get(f"/runs/{run}/steps/send")
    assert [attempt["error"] is None for attempt in pane["attempts"]] == [False]
    assert calling.get("/runs", status="failed")["runs"][0]["failed_node"] == "send"
    reached.status = 200
    assert calling.http.post(f"/api/v1/runs/{run}/resume").status_code == 202
    again = calling.ended(run)
    assert again["status"] == "succeeded"
    assert again["error"] is None
    assert again["output"]["end"]["status"] == 200
    assert again["steps"][0] == view["steps"][0]
    assert len(calling.get(f"/runs/{run}/steps/send")["attempts"]) == 2
    failed = calling.get(f"/runs/{run}/at/{view['seq']}")
    assert (failed["status"], failed["error"], failed["steps"]) == ("failed", view["error"], view["steps"])
    calls = [heard for heard in reached.requests if heard["path"] == "/hook"]
    keys = {heard["headers"]["idempotency-key"] for heard in calls}
    assert (len(calls), keys) == (2, {pane["idempotency_key"]})


def test_a_step_at_work_is_stopped_by_a_cancel(product: Product) -> None:
    code = "total = 0\nfor i in range(10 ** 12):\n    total += i\ntotal"
    nodes = [node("text", "input"), node("long", "python_code", code=code, seconds=8), node("end", "output")]
    edges = [edge("text.text", "long.values"), edge("long.result", "end.value")]
    run = product.start(product.create(definition(nodes, edges)), {"text": "x"})
    product.until(run, "step_started", "long")
    assert product.get(f"/runs/{run}/steps/long")["status"] == "running"
    product.http.post(f"/api/v1/runs/{run}/cancel")
    view = product.ended(run)
    assert view["status"] == "cancelled"
    assert view["duration_ms"] < 7_000
    assert product.get(f"/runs/{run}/steps/long")["status"] == "cancelled"
