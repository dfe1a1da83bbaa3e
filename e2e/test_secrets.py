from __future__ import annotations

from collections.abc import Callable

import httpx2
from playwright.sync_api import Page, expect

from e2e.product import Product
from e2e.screen import Screen, chain
from e2e.target_server import TargetServer

CANARY = "canary-7f3a91-secret-feather"


def test_a_stored_key_is_used_and_never_seen_again(
    own_server: Callable[..., Product], page: Page, held: TargetServer
) -> None:
    served = own_server()
    served.at_home(page)
    page.goto(f"{served.url}/credentials")
    page.get_by_label("Type").click()
    page.get_by_role("option", name="HTTP header").click()
    page.get_by_label("Name", exact=True).fill("target_key")
    page.get_by_label("Header", exact=True).fill("X-Target")
    value = page.get_by_label("Value", exact=True)
    value.fill(CANARY)
    assert value.get_attribute("type") == "password"
    page.get_by_role("button", name="Store").click()
    expect(page.get_by_text("target_key")).to_be_visible()
    expect(page.get_by_label("Name", exact=True)).to_have_value("")
    page.reload()
    expect(page.get_by_text("target_key")).to_be_visible()
    assert CANARY not in page.content()

    held.status = 404
    held.release()
    document = chain(
        {
            "id": "call",
            "kind": "http_request",
            "config": {"url": f"http://{held.address}/now", "credential": "target_key"},
        },
        name="With a key",
        wires=[],
    )
    workflow = served.make(document)
    screen = Screen(page).open(f"{served.url}/workflows/{workflow}")
    screen.at("run").click()
    screen.ran("failed")
    screen.at("step-call").click()
    expect(screen.at("step-error")).to_be_visible()
    assert CANARY not in page.content()
    assert held.deliveries

    paths = [
        "/api/v1/kinds", "/api/v1/kinds/schemas", "/api/v1/workflows", f"/api/v1/workflows/{workflow}/document",
        f"/api/v1/workflows/{workflow}/export", "/api/v1/runs", "/api/v1/runs/1", "/api/v1/runs/1/result",
        "/api/v1/runs/1/events", "/api/v1/runs/1/steps/call", "/api/v1/runs/1/graph", "/api/openapi.json",
        "/", "/runs", "/runs/1", "/credentials", f"/workflows/{workflow}",
    ]  # fmt: skip
    for path in paths:
        answer = httpx2.get(served.url + path)
        assert answer.status_code == 200, path
        assert CANARY not in answer.text, path
    page.goto(f"{served.url}/credentials")
    page.get_by_role("button", name="Delete target_key").click()
    expect(page.get_by_text("target_key")).to_have_count(0)
    served.stop()
    for file in served.data.rglob("*"):
        if file.is_file():
            assert CANARY.encode() not in file.read_bytes(), file
    assert CANARY not in served.log
