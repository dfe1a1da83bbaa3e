"""Every list comes by the page: nothing is missing, nothing comes twice, and no cursor breaks anything."""

from __future__ import annotations

import re
from typing import Any

import pytest

from app.api.pagination import LIMIT, cursor, place_of
from app.api.problems import MalformedError
from engine.ids import LARGEST
from tests.app.api.test_workflows import refused, whole
from tests.app.cli.command import chain
from tests.app.product import Product

LISTS = {
    "/runs": "runs",
    "/workflows": "workflows",
    "/workflows/{workflow}/versions": "versions",
    "/runs/{run}/events": "events",
}


@pytest.fixture(scope="module")
def known(product: Product) -> dict[str, Any]:
    """A workflow with versions, and a run with events; more workflows and runs than a page of two holds."""
    workflow = product.create(chain())
    for note in ("one", "two", "three", "four", "five"):
        product.http.post(f"/api/v1/workflows/{workflow}/versions", json={"note": note})
        product.http.post("/api/v1/workflows", json={"name": f"Paged {note}"})
        run = product.start(workflow, {"text": note})
        product.ended(run)
    return {"workflow": workflow, "run": run}


@pytest.fixture(params=LISTS)
def path(request: pytest.FixtureRequest, known: dict[str, Any]) -> tuple[str, str]:
    return request.param.format(**known), LISTS[request.param]


def test_every_list_of_the_document_is_here(product: Product) -> None:
    paths = product.http.get("/api/openapi.json").json()["paths"]
    named = {
        path.removeprefix("/api/v1")
        for path, of in paths.items()
        if {"limit", "cursor"} & {one["name"] for one in of.get("get", {}).get("parameters", [])}
    }
    assert named == set(LISTS)


@pytest.mark.parametrize("limit", [1, 2, 3, 200])
def test_pages_put_together_are_the_list(product: Product, path: tuple[str, str], limit: int) -> None:
    rows = whole(product, *path, limit=200)
    assert len(rows) > 4
    assert whole(product, *path, limit=limit) == rows


def test_the_link_leads_to_the_next_page(product: Product, path: tuple[str, str]) -> None:
    first = product.http.get(f"/api/v1{path[0]}", params={"limit": 2})
    link = re.fullmatch(r'<(/api/v1/[!-~]+)>; rel="next"', first.headers["link"])
    assert link
    assert link[1].endswith(f"?limit=2&cursor={first.json()['next']}")
    second = product.http.get(link[1]).json()
    assert second == product.get(path[0], limit=2, cursor=first.json()["next"])
    assert len(second[path[1]]) == 2
    assert not [row for row in second[path[1]] if row in first.json()[path[1]]]
    last = product.http.get(f"/api/v1{path[0]}", params={"limit": 200})
    assert ("link" in last.headers) == (last.json()["next"] is not None)


def test_a_link_keeps_what_was_asked_for(product: Product, known: dict[str, Any]) -> None:
    query = [("status", "succeeded"), ("status", "failed"), ("q", "&ü="), ("q", ""), ("limit", "1")]
    found = product.http.get("/api/v1/runs", params=[*query, ("workflow", known["workflow"])])
    link = found.headers["link"]
    assert "status=succeeded&status=failed&q=%26%C3%BC%3D&q=&limit=1&workflow=" in link
    assert len(product.http.get(link[1 : link.index(">")]).json()["runs"]) == 1


def test_without_a_limit_a_page_is_short_and_events_are_all(product: Product, known: dict[str, Any]) -> None:
    for number in range(LIMIT + 1):
        product.http.post("/api/v1/workflows", json={"name": f"Many {number}"})
    assert len(product.get("/workflows")["workflows"]) == LIMIT
    events = product.get(f"/runs/{known['run']}/events")
    assert events["next"] is None
    assert [event["seq"] for event in events["events"]] == list(range(1, len(events["events"]) + 1))
    after = product.get(f"/runs/{known['run']}/events", cursor=cursor("events", 2))
    assert after["events"] == events["events"][2:]


def test_what_comes_meanwhile_moves_nothing(product: Product, known: dict[str, Any]) -> None:
    path = f"/workflows/{known['workflow']}/versions"
    first = product.get(path, limit=2)
    product.http.post(f"/api/v1{path}", json={"note": "meanwhile"})
    second = product.get(path, limit=2, cursor=first["next"])
    numbers = [row["number"] for row in first["versions"] + second["versions"]]
    assert numbers == list(range(numbers[0], numbers[0] - 4, -1))


WRONG = {
    "empty": "",
    "garbage": "garbage",
    "no base64": "?!*",
    "padded": cursor("runs", 7) + "=",
    "a line more": cursor("runs", 7) + "\n",
    "cut": cursor("runs", 7)[:-1],
    "not canonical": "WyJydW5zIiwgN10",
    "another list's": cursor("others", 7),
    "text for a number": cursor("runs", "7"),
    "negative": cursor("runs", -1),
    "beyond": cursor("runs", LARGEST + 1),
    "too many": cursor("runs", 7, 8),
    "too few": "WyJydW5zIl0",
    "no list": "NywgOA",
    "true": "WyJydW5zIix0cnVlXQ",
    "infinite": "WyJ3b3JrZmxvd3MiLDFlOTk5LCJhIl0",
    "not ASCII": "WyJydW5zIiw3XQé",
    "emoji": "🎉",
    "nul": "\0",
    "not UTF-8": "__79",
    "long": "A" * 100_000,
    "deep": "W1tb" * 5_000,
}


@pytest.mark.parametrize("given", WRONG.values(), ids=WRONG)
def test_a_cursor_that_is_none_is_refused(product: Product, path: tuple[str, str], given: str) -> None:
    for name, shape in (("runs", (int,)), ("workflows", (float, str))):
        with pytest.raises(MalformedError):
            place_of(given, name, *shape)
    if len(given) < 50_000:  # the server's own limit of a line is a matter of its own
        answer = product.http.get(f"/api/v1{path[0]}", params={"cursor": given})
        assert refused(answer, 422, "malformed-request")["where"] == "query.cursor"


def test_a_cursor_of_one_list_is_none_of_another(product: Product, known: dict[str, Any]) -> None:
    cursors = {path: product.get(path.format(**known), limit=1)["next"] for path in LISTS}
    for path in LISTS:
        for other, given in cursors.items():
            answer = product.http.get(f"/api/v1{path.format(**known)}", params={"cursor": given})
            assert answer.status_code == (200 if path == other else 422), (path, other)


@pytest.mark.parametrize("limit", ["0", "-1", "201", "x", "", "1.5", str(10**30)])
def test_a_limit_that_is_none_is_refused(product: Product, path: tuple[str, str], limit: str) -> None:
    refused(product.http.get(f"/api/v1{path[0]}", params={"limit": limit}), 422, "malformed-request")
