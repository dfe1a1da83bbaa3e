"""ETags of workflows: what did not change is not sent again, and what was changed meanwhile is not overwritten."""

from __future__ import annotations

import itertools
from typing import Any

import httpx2
import pytest

from tests.app.api.test_workflows import refused
from tests.app.cli.command import chain, node
from tests.app.product import Product

READ = ("document", "export", "versions")
counter = itertools.count()


@pytest.fixture
def workflow(product: Product) -> str:
    return product.create(chain(node("write", "delay", seconds=0)))


def read(product: Product, workflow: str, route: str = "document", **headers: str) -> httpx2.Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return product.http.get(f"/api/v1/workflows/{workflow}/{route}", headers=named)


def tag_of(product: Product, workflow: str, route: str = "document") -> str:
    return read(product, workflow, route).headers["etag"]


def rename(
    product: Product, workflow: str, if_match: str | bytes | None = None, **more: Any
) -> httpx2.Response:
    number = next(counter)
    sent = {"nonce": f"n{number}", "edit": {"do": "rename_node", "node": "write", "label": f"L{number}"}}
    return product.http.post(
        f"/api/v1/workflows/{workflow}/edits", json={**sent, **more}, headers=match(if_match)
    )


def match(if_match: str | bytes | None) -> dict[bytes, bytes]:
    if if_match is None:
        return {}
    return {b"if-match": if_match.encode() if isinstance(if_match, str) else if_match}


def publish(product: Product, workflow: str, if_match: str | bytes | None = None) -> httpx2.Response:
    return product.http.post(f"/api/v1/workflows/{workflow}/versions", json={}, headers=match(if_match))


def delete(product: Product, workflow: str, if_match: str | bytes | None = None) -> httpx2.Response:
    return product.http.delete(f"/api/v1/workflows/{workflow}", headers=match(if_match))


@pytest.mark.parametrize("route", READ)
def test_what_did_not_change_is_not_sent_again(product: Product, workflow: str, route: str) -> None:
    first = read(product, workflow, route)
    tag = first.headers["etag"]
    assert tag.startswith('"')
    assert read(product, workflow, route).headers["etag"] == tag
    for sent in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        again = read(product, workflow, route, if_none_match=sent)
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag), sent
    for sent in ('"other"', tag.strip('"'), "", '"', tag[:-2] + '"', "W/*"):
        assert read(product, workflow, route, if_none_match=sent).content == first.content, sent
    assert rename(product, workflow).status_code == 200
    changed = read(product, workflow, route, if_none_match=tag)
    assert (changed.status_code, changed.headers["etag"] == tag) == (200, False)


def test_what_no_revision_counts_is_sent_too(product: Product, workflow: str) -> None:
    document, versions = tag_of(product, workflow), tag_of(product, workflow, "versions")
    run = product.start(workflow, {"text": "x"})
    product.ended(run)
    shown = read(product, workflow, if_none_match=document)
    assert (shown.status_code, shown.json()["last_run"]) == (200, run)
    publish(product, workflow)
    listed = read(product, workflow, "versions", if_none_match=versions)
    assert (listed.status_code, len(listed.json()["versions"])) == (200, 1)
    assert (
        read(product, workflow, "versions?limit=200", if_none_match=listed.headers["etag"]).status_code == 304
    )


@pytest.mark.parametrize("route", READ)
def test_a_change_asks_whether_it_is_what_was_read(product: Product, workflow: str, route: str) -> None:
    tag, before = tag_of(product, workflow, route), product.get(f"/workflows/{workflow}/versions")
    edited = rename(product, workflow, tag)
    assert (edited.status_code, edited.json()) == (200, {"revision": 1})
    for change in (rename, publish, delete):
        problem = refused(change(product, workflow, tag), 412, "precondition-failed")
        assert (problem["where"], problem["why"]) == (workflow, "it is at revision 1")
    assert product.get(f"/workflows/{workflow}/versions") == before
    again = rename(product, workflow, edited.headers["etag"])
    assert (again.status_code, again.json()) == (200, {"revision": 2})
    assert publish(product, workflow, tag_of(product, workflow, route)).status_code == 201
    assert delete(product, workflow, f'"other", {tag_of(product, workflow, route)}').status_code == 204


def test_whatever_there_is_may_be_changed_and_without_the_header_too(product: Product, workflow: str) -> None:
    for if_match in ("*", None):
        assert rename(product, workflow, if_match).status_code == 200
        assert publish(product, workflow, if_match).status_code == 201
    assert delete(product, workflow, "*").status_code == 204
    for change in (rename, publish, delete):
        refused(change(product, workflow, "*"), 404, "not-found")


def test_a_weak_tag_and_another_workflows_match_nothing(product: Product, workflow: str) -> None:
    tag = tag_of(product, workflow)
    refused(rename(product, workflow, f"W/{tag}"), 412)
    refused(rename(product, workflow, tag_of(product, product.create(chain()))), 412)
    refused(rename(product, workflow, '"0"'), 412)
    refused(rename(product, workflow, '""'), 412)
    refused(rename(product, workflow, ', ,"a",,"b" , ,W/"c"\t,'), 412)


def test_a_workflow_made_anew_under_the_same_id_is_another(product: Product) -> None:
    name = {"name": f"Anew {next(counter)}"}
    first = product.http.post("/api/v1/workflows", json=name).json()["id"]
    tag = tag_of(product, first)
    assert delete(product, first).status_code == 204
    assert product.http.post("/api/v1/workflows", json=name).json()["id"] == first
    refused(delete(product, first, tag), 412)


def test_an_edit_that_comes_again_is_confirmed_though_its_tag_is_old(product: Product, workflow: str) -> None:
    tag = tag_of(product, workflow)
    for _ in range(2):
        answer = rename(product, workflow, tag, nonce="again")
        assert (answer.status_code, answer.json()) == (200, {"revision": 1})


@pytest.mark.parametrize(
    "garbage",
    ["", "5", '"', '"a', 'a"', "'a'", '"a" "b"', 'w/"a"', "*, *", '*, "a"', '"a b"', '"a"; q=1', "W/", ",", b"\xff",
     "é", '"' + "x" * 8_000, '"a",' * 1_000 + "b", '"a"' + " , " * 2_000 + "x"],
    ids=lambda text: ascii(text)[:12],
)  # fmt: skip
def test_what_is_no_tag_is_refused_and_changes_nothing(
    product: Product, workflow: str, garbage: str | bytes
) -> None:
    before = product.get(f"/workflows/{workflow}/versions")
    for change in (rename, publish, delete):
        problem = refused(change(product, workflow, garbage), 422, "malformed-request")
        assert problem["where"] == "header.If-Match"
    assert product.get(f"/workflows/{workflow}/document")["revision"] == 0
    assert product.get(f"/workflows/{workflow}/versions") == before
