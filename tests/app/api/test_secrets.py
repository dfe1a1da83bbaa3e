"""A credential's value goes to the server it is for and nowhere else."""

from __future__ import annotations

import base64
import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from websockets.sync.client import connect

from tests.app.api.test_workflows import refused
from tests.app.cli.command import definition, edge, node
from tests.app.product import Product, Target, started, store_credential, target

CANARY = "canary-7f3a9c/Ü&1"
PASSWORD = "door-canary-51c4"
FORMS = {
    CANARY,
    CANARY.encode("unicode_escape").decode(),
    base64.b64encode(CANARY.encode()).decode(),
    base64.b64encode(f"me:{CANARY}".encode()).decode(),
    quote(CANARY),
    quote(CANARY, safe=""),
    PASSWORD,
}
"""As it is, and as it may be written in JSON, in a header or in an address."""
TOKENS = {"bearer": {"token": "canary-7f3a9c-token"}, "basic": {"username": "me", "password": CANARY}}
MODEL = {"api_key": "canary-7f3a9c-model", "model": "m"}
MARK = "canary-7f3a9c"


def leaks(content: bytes) -> set[str]:
    return {form for form in {*FORMS, MARK} if form.encode() in content}


@pytest.fixture(scope="module")
def reached() -> Iterator[Target]:
    with target() as found:
        yield found


@pytest.fixture(scope="module")
def guarded(reached: Target, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """The product with a password, credentials, and a server that says back all it was sent."""
    folder = tmp_path_factory.mktemp("secrets")
    for name, fields in TOKENS.items():
        store_credential(folder / "data", name, "http", fields)
    store_credential(folder / "data", "model", "openai", MODEL | {"base_url": f"{reached.url}/v1"})
    env = {"TREADLE_ALLOWED_HOSTS": f"127.0.0.1:{reached.port}", "TREADLE_PASSWORD": PASSWORD}
    with started(folder, **env) as found:
        found.http.headers["authorization"] = f"Bearer {PASSWORD}"
        yield found


def calls(reached: Target) -> dict[str, Any]:
    """Two signed requests and a question to a model, each answered with what was sent; all of it merged."""

    def send(credential: str) -> dict[str, Any]:
        config = {
            "method": "POST",
            "url": f"{reached.url}/{credential}",
            "body": "json",
            "credential": credential,
        }
        return node(credential, "http_request", **config)

    nodes = [
        node("text", "input"),
        send("bearer"),
        send("basic"),
        {**node("asked", "llm_prompt", credential="model"), "retry": {"attempts": 1}},
        node("end", "output"),
    ]
    edges = [edge("text.text", "bearer.values"), edge("bearer.response", "basic.values")]
    return definition(
        nodes, [*edges, edge("basic.response", "asked.values"), edge("asked.answer", "end.value")]
    )


def test_it_is_in_no_answer_no_event_no_file_and_no_log(
    guarded: Product, reached: Target, tmp_path: Path
) -> None:
    workflow = guarded.create(calls(reached))
    run = guarded.start(workflow, {"text": "hello"}, Authorization=f"Bearer {PASSWORD}")
    address = guarded.url.replace("http", "ws", 1)
    headers = {"Authorization": f"Bearer {PASSWORD}"}
    with connect(f"{address}/api/v1/runs/{run}/events", additional_headers=headers) as socket:
        events = "\n".join(str(message) for message in socket)
    sent = [heard["headers"].get("authorization", "") for heard in reached.requests]
    assert sent[0] == f"Bearer {TOKENS['bearer']['token']}"
    assert sent[1] == "Basic " + base64.b64encode(f"me:{CANARY}".encode()).decode()
    assert sent[2] == f"Bearer {MODEL['api_key']}"
    assert not leaks(events.encode())
    paths = [f"/runs/{run}{rest}" for rest in ("", "/result", "/graph", "/events", "/steps")]
    paths += [f"/runs/{run}/steps/{name}" for name in ("text", "bearer", "basic", "asked", "end")]
    paths += [f"/runs/{run}/steps/{name}/value?port=response" for name in ("bearer", "basic")]
    paths += [
        f"/workflows/{workflow}/export",
        f"/workflows/{workflow}/document",
        f"/workflows/{workflow}/versions",
    ]
    paths += ["/kinds", "/kinds/schemas", "/health", "/runs", "/workflows"]
    for path in paths:
        answer = guarded.http.get(f"/api/v1{path}")
        assert answer.status_code == 200, path
        assert not leaks(answer.content), path
    for page in ("/", "/runs", f"/runs/{run}", f"/workflows/{workflow}", "/credentials", "/api/openapi.json"):
        assert not leaks(guarded.http.get(page).content), page
    files = [file for file in guarded.data.parent.rglob("*") if file.is_file()]
    assert any(file.name.endswith(".log") for file in files)
    assert {file.suffix for file in files} & {".db", ".sqlite", ".sqlite3"}
    for file in files:
        with contextlib.suppress(FileNotFoundError):  # a queue's journal comes and goes
            assert not leaks(file.read_bytes()), file.name


def test_without_the_password_nothing_answers(guarded: Product) -> None:
    guarded_headers = {"authorization": "Bearer wrong"}
    for path in ("/api/v1/workflows", "/api/v1/runs/1", "/api/v1/kinds", "/api/openapi.json"):
        answer = guarded.http.get(path, headers=guarded_headers)
        refused(answer, 401, "unauthorized")
    assert guarded.http.post("/api/v1/workflows", json={}, headers=guarded_headers).status_code == 401
