"""`Idempotency-Key` on every POST route of the OpenAPI document, and every wrong key one may send."""

from __future__ import annotations

import re
import socket
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast
from urllib.parse import urlsplit

import httpx2
import pytest
from fastapi import FastAPI

from app.api.idempotency import HEADER, LONGEST_KEY, REPLAYED, Operation, api_router
from app.api.problems import PreconditionFailedError, add_problems
from engine.errors import StorageError
from engine.execution.idempotency import FORGOTTEN_AFTER_S, TAKEN_OVER_AFTER_S
from engine.sqlite import driver
from storage.stores import memory_stores
from tests.app.api.test_workflows import listed, refused
from tests.app.cli.command import chain, node
from tests.app.product import Product

if TYPE_CHECKING:
    from app.server.web import Web


@pytest.fixture(scope="module")
def echo(product: Product) -> str:
    return product.create(chain())


def post(product: Product, path: str, key: str | bytes, body: object = None) -> httpx2.Response:
    headers = {HEADER.encode(): key.encode() if isinstance(key, str) else key}
    return product.http.post(f"/api/v1{path}", json={} if body is None else body, headers=headers)


def change_row(product: Product, key: str, change: str) -> None:
    """Bring a stored key into another state, as a crash or the time does."""
    with closing(driver.connect(str(product.data / "treadle.db"), isolation_level=None)) as connection:
        assert connection.execute(f"UPDATE idempotency SET {change} WHERE key = ?", (key,)).rowcount == 1  # noqa: S608 - ours


DIED = f"status = NULL, headers = NULL, body = NULL, claimed_at = claimed_at - {TAKEN_OVER_AFTER_S}"
"""The server died before the answer was stored, and that is a while ago."""


def test_every_post_route_takes_a_key_and_only_for_one_input(product: Product, echo: str) -> None:
    run = product.start(echo, {"text": "x"})
    product.ended(run)
    known = {"workflow": echo, "run": run}
    paths = product.http.get("/api/openapi.json").json()["paths"]
    posts = {path: of["post"] for path, of in paths.items() if "post" in of}
    assert len(posts) >= 8
    for path, told in posts.items():
        headers = [one["name"] for one in told.get("parameters", []) if one["in"] == "header"]
        assert HEADER in headers, path
        filled = re.sub(r"\{(\w+)\}", lambda name: str(known[name[1]]), path).removeprefix("/api/v1")
        first = post(product, filled, f"walk {path}", {})
        again = post(product, filled, f"walk {path}", {})
        assert REPLAYED not in first.headers, path
        assert again.headers[REPLAYED] == "true", path
        assert (again.status_code, again.content) == (first.status_code, first.content), path
        assert again.headers["content-type"] == first.headers["content-type"], path
        refused(
            post(product, filled, f"walk {path}", {"input": {"text": "y"}}), 422, "idempotency-key-reused"
        )


def test_what_is_made_under_a_key_is_made_once(product: Product) -> None:
    made = [post(product, "/workflows", "make", {"name": "Once"}).json() for _ in range(3)]
    assert made == [made[0]] * 3
    assert len([name for name in listed(product) if name.startswith("once")]) == 1
    echo = product.create(chain())
    numbers = [post(product, f"/workflows/{echo}/versions", "publish").json()["number"] for _ in range(3)]
    assert numbers == [1, 1, 1]
    assert len(product.get(f"/workflows/{echo}/versions")["versions"]) == 1


def test_without_a_key_every_request_is_carried_out(product: Product) -> None:
    ids = {product.http.post("/api/v1/workflows", json={"name": "Often"}).json()["id"] for _ in range(2)}
    assert len(ids) == 2


def test_a_refusal_is_an_answer_too(product: Product) -> None:
    first = post(product, "/workflows/not_yet/versions", "refused")
    refused(first, 404, "not-found")
    assert post(product, "/workflows/not_yet/versions", "refused").content == first.content


@pytest.mark.parametrize(
    ("key", "same"),
    [("plain", '"plain"'), ('a"b\\c', '"a\\"b\\\\c"'), ("'; drop table run; --,", None), ("~", None)],
)
def test_a_key_of_odd_characters_is_one(product: Product, key: str, same: str | None) -> None:
    first = post(product, "/workflows", f"odd {key}" if same is None else key, {"name": key[:9]})
    assert first.status_code == 201
    again = post(product, "/workflows", f"odd {key}" if same is None else same, {"name": key[:9]})
    assert (again.headers[REPLAYED], again.json()) == ("true", first.json())


WRONG_KEYS: dict[str, bytes] = {
    "empty": b"",
    "too long": b"x" * (LONGEST_KEY + 1),
    "256": b"x" * 256,
    "a kilobyte": b"x" * 1024,
    "UTF-8": "schlüssel".encode(),
    "Latin-1": "schlüssel".encode("latin-1"),
    "emoji": "🎉".encode(),
    "tab": b"a\tb",
    "quoted and empty": b'""',
    "half a quotation": b'"abc',
    "a quotation and more": b'"abc" def',
    "a wrong escape": b'"a\\bc"',
    "a lone quote": b'"',
}


@pytest.mark.parametrize("key", WRONG_KEYS.values(), ids=WRONG_KEYS)
def test_a_key_that_is_none_is_refused_and_nothing_is_done(product: Product, echo: str, key: bytes) -> None:
    before = listed(product)
    for path in ("/workflows", f"/workflows/{echo}/runs"):
        problem = refused(post(product, path, key, {}), 422, "malformed-request")
        assert problem["where"] == f"header.{HEADER}"
    assert listed(product) == before


def test_the_longest_key_is_taken(product: Product) -> None:
    assert post(product, "/workflows", "x" * LONGEST_KEY, {"name": "Long key"}).status_code == 201


def test_two_keys_are_none(product: Product) -> None:
    twice = [(HEADER, "one"), (HEADER, "two")]
    refused(product.http.post("/api/v1/workflows", json={}, headers=twice), 422, "malformed-request")


def test_two_identical_posts_at_once_make_one_workflow(product: Product) -> None:
    def make(_: int) -> httpx2.Response:
        with httpx2.Client(base_url=product.url, timeout=60) as http:
            return http.post("/api/v1/workflows", json={"name": "Twofold"}, headers={HEADER: "twofold"})

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(make, range(16)))
    made = [answer for answer in answers if answer.status_code == 201]
    assert made
    assert len({answer.json()["id"] for answer in made}) == 1
    assert len([answer for answer in made if REPLAYED not in answer.headers]) == 1
    for answer in answers:
        if answer.status_code != 201:
            refused(answer, 409, "idempotency-key-in-use")
    assert len([name for name in listed(product) if name.startswith("twofold")]) == 1


def test_while_the_first_is_under_way_the_key_is_in_use(product: Product) -> None:
    first = post(product, "/workflows", "under way", {"name": "Under way"})
    change_row(product, "under way", "status = NULL")
    again = post(product, "/workflows", "under way", {"name": "Under way"})
    refused(again, 409, "idempotency-key-in-use")
    refused(post(product, "/workflows", "under way", {}), 422, "idempotency-key-reused")
    assert first.json()["id"] in listed(product)


def test_a_start_whose_answer_was_never_stored_gives_the_same_run(product: Product, echo: str) -> None:
    body = {"input": {"text": "once"}}
    first = post(product, f"/workflows/{echo}/runs", "died", body).json()
    for _ in range(2):
        change_row(product, "died", DIED)
        again = post(product, f"/workflows/{echo}/runs", "died", body)
        assert (again.status_code, again.json()) == (202, first)
        assert REPLAYED not in again.headers
    refused(post(product, f"/workflows/{echo}/runs", "died", {}), 422, "idempotency-key-reused")
    assert post(product, f"/workflows/{echo}/runs", "died", body).headers[REPLAYED] == "true"


def test_a_key_that_is_forgotten_starts_anew(product: Product, echo: str) -> None:
    first = post(product, f"/workflows/{echo}/runs", "old", {"input": {"text": "one"}}).json()["run"]
    change_row(product, "old", f"created_at = created_at - {FORGOTTEN_AFTER_S}")
    other = post(product, f"/workflows/{echo}/runs", "old", {"input": {"text": "two"}}).json()["run"]
    assert other != first
    assert product.ended(other)["input"] == {"text": "two"}


def test_an_edit_has_its_nonce_and_a_key(product: Product) -> None:
    workflow = product.create(chain(node("write", "template")))
    sent = {"nonce": "n-1", "edit": {"do": "rename_node", "node": "write", "label": "A"}}
    for key in ("edit-1", "edit-1", "edit-2"):
        answer = post(product, f"/workflows/{workflow}/edits", key, sent)
        assert (answer.status_code, answer.json()) == (200, {"revision": 1})


def test_a_body_beyond_the_limit_claims_nothing(product: Product) -> None:
    headers = {HEADER: "large"}
    body = b'{"name": "' + b"x" * (65 * 1024 * 1024) + b'"}'
    refused(product.http.post("/api/v1/workflows", content=body, headers=headers), 413, "too-large")
    assert post(product, "/workflows", "large", {"name": "Small"}).status_code == 201


def test_a_body_that_never_comes_whole_claims_nothing(product: Product) -> None:
    head = b"POST /api/v1/workflows HTTP/1.1\r\nHost: HOST\r\nIdempotency-Key: half\r\n"
    address = urlsplit(product.url)
    with socket.create_connection((address.hostname, address.port or 80), timeout=60) as connection:
        connection.sendall(head.replace(b"HOST", address.netloc.encode()) + b"Content-Length: 100\r\n\r\n{")
    assert post(product, "/workflows", "half", {"name": "Whole"}).status_code == 201


def failing(*faults: Exception | None) -> tuple[FastAPI, list[str | None]]:
    """Give an app with a route that ends in one fault after the other, and the operations it was called for."""
    web = SimpleNamespace(
        parts=SimpleNamespace(stores=memory_stores()),
        settings=SimpleNamespace(value_limit=1_000),
        clock=lambda: 1000.0,
    )
    routes = api_router(cast("Web", web), "faults")
    waiting, called = list(faults), list[str | None]()

    @routes.post("/faults", status_code=201)
    async def fault(operation: Operation) -> dict[str, int]:
        called.append(operation)
        if (raised := waiting.pop(0)) is not None:
            raise raised
        return {"made": len(called)}

    app = FastAPI()
    app.include_router(routes)
    add_problems(app)
    return app, called


@pytest.mark.parametrize(
    ("fault", "status"),
    [
        (StorageError("Locked.", fix="Wait."), 503),
        (ZeroDivisionError(), 500),
        (PreconditionFailedError("Changed.", fix="Look."), 412),
    ],
    ids=lambda value: type(value).__name__,
)
async def test_after_what_is_no_answer_the_same_request_is_carried_out(fault: Exception, status: int) -> None:
    app, called = failing(fault, None)
    transport = httpx2.ASGITransport(app, raise_app_exceptions=False)
    async with httpx2.AsyncClient(transport=transport, base_url="http://t") as http:

        async def post(body: str) -> httpx2.Response:
            return await http.post("/faults", content=body, headers={HEADER: "k"})

        refused(await post("x"), status)
        refused(await post("y"), 422, "idempotency-key-reused")
        answers = [await post("x") for _ in range(2)]
    assert [(one.status_code, one.json()) for one in answers] == [(201, {"made": 2})] * 2
    assert len(called) == 2
    assert called[0] == called[1] is not None
