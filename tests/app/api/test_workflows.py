"""Workflows over HTTP: making, listing, deleting, versions, import and export, and every wrong thing one may send."""

from __future__ import annotations

import json
import os
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx2
import pytest

from tests.app.cli.command import EXAMPLE, chain, definition, edge, node
from tests.app.product import Product

EXAMPLE_FILE: dict[str, Any] = json.loads(EXAMPLE.read_text(encoding="utf-8"))


def refused(answer: httpx2.Response, status: int = 422, name: str = "") -> dict[str, str]:
    """Give the problem of an answer, which must have all its members; `name` is its type's."""
    assert answer.status_code == status, answer.text[:500]
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem["status"] == status
    assert all(isinstance(problem[part], str) for part in ("instance", "where", "why"))
    assert problem["type"].startswith(f"/problems/{name}")
    assert problem["title"]
    assert problem["detail"]
    assert problem["fix"]
    return problem


def listed(product: Product) -> set[str]:
    return {row["id"] for row in whole(product, "/workflows", "workflows")}


def whole(product: Product, path: str, name: str, **query: Any) -> list[dict[str, Any]]:
    """Give all rows of a list, page by page."""
    rows: list[dict[str, Any]] = []
    cursor: dict[str, str] = {}
    while True:
        page = product.get(path, **query, **cursor)
        rows += page[name]
        if page["next"] is None:
            return rows
        cursor = {"cursor": page["next"]}


def test_a_workflow_is_made_shown_and_deleted(product: Product) -> None:
    made = product.http.post("/api/v1/workflows", json={"name": "Mail sorting"})
    assert made.status_code == 201
    workflow = made.json()["id"]
    assert workflow in listed(product)
    shown = product.get(f"/workflows/{workflow}/document")
    assert (shown["name"], shown["nodes"], shown["can_undo"]) == ("Mail sorting", [], None)
    assert product.http.delete(f"/api/v1/workflows/{workflow}").status_code == 204
    assert workflow not in listed(product)
    refused(product.http.get(f"/api/v1/workflows/{workflow}/document"), 404)
    refused(product.http.delete(f"/api/v1/workflows/{workflow}"), 404)


def test_two_workflows_of_one_name_are_two(product: Product) -> None:
    ids = {product.http.post("/api/v1/workflows", json={"name": "Twin"}).json()["id"] for _ in range(3)}
    assert len(ids) == 3


def test_what_is_exported_and_imported_is_the_same(product: Product) -> None:
    first = product.create(EXAMPLE_FILE)
    exported = product.http.get(f"/api/v1/workflows/{first}/export")
    assert exported.headers["content-disposition"] == f'attachment; filename="{first}.treadle.json"'
    second = product.create(exported.json())
    again = product.http.get(f"/api/v1/workflows/{second}/export")
    assert again.content == exported.content
    assert exported.json()["nodes"] == EXAMPLE_FILE["nodes"]
    assert exported.json()["edges"] == EXAMPLE_FILE["edges"]


def test_a_label_with_quotes_and_emoji_goes_through_whole(product: Product) -> None:
    label = 'Say "hi" 🎉 </script> \\ Ünïcödé'
    layout = {"labels": {"text": label}}
    workflow = product.create(definition([node("text", "input")], [], name=label, layout=layout))
    shown = product.get(f"/workflows/{workflow}/document")
    assert (shown["name"], shown["nodes"][0]["label"]) == (label, label)
    assert product.get(f"/workflows/{workflow}/export")["name"] == label
    run = product.ended(product.start(workflow, {"text": "x"}))
    assert (run["workflow_name"], run["steps"][0]["label"]) == (label, label)


def test_problems_of_an_imported_workflow_are_listed_and_it_is_kept(product: Product) -> None:
    answer = product.http.post("/api/v1/workflows/import", json=definition([node("a", "no_such_kind")], []))
    assert answer.status_code == 201
    assert [problem["node"] for problem in answer.json()["problems"]] == ["a"]
    assert answer.json()["id"] in listed(product)


DEEP = b'{"nodes": ' + b"[" * 100_000 + b"]" * 100_000 + b"}"
WRONG: dict[str, bytes] = {
    "not JSON": b"nodes: []",
    "half": b'{"nodes": [',
    "empty": b"",
    "a list": b"[]",
    "NaN": b'{"nodes": [{"id": "a", "kind": "delay", "config": {"seconds": NaN}}], "edges": []}',
    "infinite": b'{"nodes": [{"id": "a", "kind": "delay", "config": {"seconds": 1e999}}], "edges": []}',
    "not UTF-8": b'{"name": "\xff\xfe"}',
    "lone surrogate": b'{"name": "\\ud800", "nodes": [], "edges": []}',
    "deep": DEEP,
    "deep in a config": b'{"nodes": [{"id": "a", "kind": "output", "config": {"name": '
    + b"[" * 900
    + b"]" * 900
    + b'}}], "edges": []}',
    "another format": b'{"format": "treadle.workflow/9", "nodes": [], "edges": []}',
    "id that is no identifier": b'{"nodes": [{"id": "two words", "kind": "input"}], "edges": []}',
    "id as a number": b'{"nodes": [{"id": 7, "kind": "input"}], "edges": []}',
    "twice": b'{"nodes": [{"id": "a", "kind": "input"}, {"id": "a", "kind": "input"}], "edges": []}',
    "edge to nowhere": b'{"nodes": [{"id": "a", "kind": "input"}], "edges": [{"source": "a", "source_port": "text", '
    b'"target": "b", "target_port": "text"}]}',
    "unknown member": b'{"nodes": [], "edges": [], "wires": []}',
    "huge number": b'{"nodes": [{"id": "a", "kind": "input", "version": 99999999999999999999999}], "edges": []}',
    "name that is no text": b'{"name": 4, "nodes": [], "edges": []}',
    "place that is none": b'{"nodes": [{"id": "a", "kind": "input"}], "edges": [], '
    b'"layout": {"positions": {"a": "left"}}}',
}


@pytest.mark.parametrize("body", WRONG.values(), ids=WRONG)
def test_a_wrong_file_is_refused_in_four_parts_and_nothing_is_lost(product: Product, body: bytes) -> None:
    before = listed(product)
    refused(product.http.post("/api/v1/workflows/import", content=body))
    wrapped = b'{"document": ' + (body or b"7") + b"}"
    refused(product.http.post("/api/v1/workflows", content=wrapped))
    assert listed(product) == before
    assert product.get("/health")["instance"]


@pytest.mark.parametrize(
    "body", [b"", b"[", b"7", b'{"name": 7}', b'{"title": "x"}', b'{"name": "%s"}' % (b"x" * 200)]
)
def test_a_wrong_request_to_create_is_refused(product: Product, body: bytes) -> None:
    before = listed(product)
    refused(product.http.post("/api/v1/workflows", content=body))
    assert listed(product) == before


def test_a_file_of_20_mb_goes_through(product: Product) -> None:
    """The limit of values is 64 MB; a long text in a template is a config's own matter and is judged there."""
    body = json.dumps(definition([node("a", "python_code", code="x" * 20_000_000)], []))
    answer = product.http.post("/api/v1/validate", content=body)
    assert answer.status_code == 200
    assert [problem["node"] for problem in answer.json()["problems"]] == ["a"]


@pytest.mark.parametrize("path", ["/workflows/import", "/validate", "/workflows", "/workflows/any/versions"])
def test_more_than_the_limit_is_refused(product: Product, path: str) -> None:
    body = b'{"nodes": "' + b"x" * (65 * 1024 * 1024)
    before = listed(product)
    error = refused(product.http.post(f"/api/v1{path}", content=body), 413)
    assert "64 MB" in error["detail"]
    assert listed(product) == before


def problems(product: Product, document: dict[str, Any]) -> list[dict[str, Any]]:
    answer = product.http.post("/api/v1/validate", json=document)
    assert answer.status_code == 200, answer.text
    assert not answer.json()["valid"]
    return answer.json()["problems"]


def test_validation_finds_a_cycle(product: Product) -> None:
    nodes = [node("a", "delay", seconds=1), node("b", "delay", seconds=1)]
    found = problems(product, definition(nodes, [edge("a.value", "b.value"), edge("b.value", "a.value")]))
    assert any(
        ("cycle" in p["what"] or "circle" in p["what"] or "loop" in p["what"]) and p["fix"] for p in found
    )


def test_validation_finds_an_unknown_kind_and_a_wrong_config_at_once(product: Product) -> None:
    found = problems(
        product,
        definition([node("a", "sumarize"), node("b", "delay", seconds=-1), node("c", "http_request")], []),
    )
    assert {(p["node"], p["field"]) for p in found if p["severity"] == "error"} >= {
        ("a", None),
        ("b", "seconds"),
        ("c", "url"),
    }
    assert all(problem["fix"] for problem in found)


def test_a_valid_workflow_is_called_valid(product: Product) -> None:
    answer = product.http.post("/api/v1/validate", json=EXAMPLE_FILE).json()
    assert answer["valid"]
    assert len(answer["hash"]) == 64


def test_versions_are_numbered_and_keep_their_notes(product: Product) -> None:
    workflow = product.create(chain())
    path = f"/workflows/{workflow}/versions"
    assert product.get(path) == {"versions": [], "next": None}
    first = product.http.post(f"/api/v1{path}", json={"note": "first"})
    assert first.status_code == 201
    second = product.http.post(f"/api/v1{path}", json={}).json()
    assert (first.json()["number"], second["number"]) == (1, 2)
    assert [row["note"] for row in product.get(path)["versions"]] == ["", "first"]
    assert product.get(f"/runs/{product.start(workflow, {'text': 'x'})}")["version"] == 2
    refused(product.http.post(f"/api/v1{path}", json={"note": "x" * 501}))
    for wrong in (b"", b"[]", b'{"note": 1}', b'{"more": ""}', b"\xff"):
        refused(product.http.post(f"/api/v1{path}", content=wrong))
    refused(product.http.post("/api/v1/workflows/none/versions", json={}), 404)


def test_the_id_of_a_workflow_may_be_anything_in_the_address(product: Product) -> None:
    for strange in ("%00", "a%2Fb", "🎉", "..", "x" * 3_000, "'; drop table documents; --"):
        answer = product.http.get(f"/api/v1/workflows/{strange}/document")
        assert answer.status_code in {404, 422}, (strange, answer.status_code)
        refused(answer, answer.status_code)


def test_an_address_that_is_not_there_is_answered_in_four_parts(product: Product) -> None:
    refused(product.http.get("/api/v1/nothing"), 404)
    refused(product.http.put("/api/v1/workflows", json={}), 405)


def test_workflows_made_at_once_all_stay(product: Product) -> None:
    def make(_: int) -> str:
        with httpx2.Client(base_url=product.url, timeout=60) as http:
            return http.post("/api/v1/workflows", json={"name": "At once"}).json()["id"]

    with ThreadPoolExecutor(min(8, 4 * (os.cpu_count() or 1))) as pool:
        made = set(pool.map(make, range(16)))
    assert len(made) == 16
    assert made <= listed(product)


@pytest.mark.parametrize("origin", ["https://elsewhere.example", "null", "http://127.0.0.1:1"])
def test_another_site_may_change_nothing(product: Product, origin: str) -> None:
    before = listed(product)
    refused(product.http.post("/api/v1/workflows", json={"name": "x"}, headers={"origin": origin}), 403)
    refused(product.http.get("/api/v1/workflows", headers={"host": "rebound.example"}), 403)
    assert listed(product) == before
    assert product.http.post("/api/v1/workflows", json={}, headers={"origin": product.url}).status_code == 201


def test_an_edit_of_more_than_a_megabyte_is_applied_once(product: Product) -> None:
    workflow = product.create(chain(node("write", "template")))
    long = "漢" * 700_000
    sent = {"nonce": "tab-1", "edit": {"do": "set_config", "node": "write", "changes": {"template": long}}}
    for _ in range(2):
        answer = product.http.post(f"/api/v1/workflows/{workflow}/edits", json=sent)
        assert (answer.status_code, answer.json()) == (200, {"revision": 1})
    shown = {each["id"]: each for each in product.get(f"/workflows/{workflow}/document")["nodes"]}
    assert shown["write"]["config"]["template"] == long
    gone = {"nonce": "tab-2", "edit": {"do": "rename_node", "node": "gone", "label": "X"}}
    refused(product.http.post(f"/api/v1/workflows/{workflow}/edits", json=gone), 409)
    refused(product.http.post(f"/api/v1/workflows/{workflow}/edits", json={"edit": {}}))
