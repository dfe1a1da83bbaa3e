"""Steps that wait, for their next attempt or for a time: what is seen of it on the canvas and in the run data."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from e2e.product import Product
from e2e.screen import Screen, chain
from e2e.target_server import TargetServer


def waiting(address: str, *, seconds: float) -> dict[str, Any]:
    """Return a workflow with a step that is tried three times and one that waits."""
    retry = {"attempts": 3, "first_s": seconds, "factor": 1, "max_s": seconds, "jitter": 0}
    return chain(
        {"id": "text", "kind": "input"},
        {"id": "call", "kind": "http_request", "config": {"url": f"http://{address}/now"}, "retry": retry},
        {"id": "pause", "kind": "delay", "config": {"seconds": seconds}},
        {"id": "out", "kind": "output"},
        name="Waits",
        wires=[
            ("text", "text", "call", "values"),
            ("text", "text", "pause", "value"),
            ("pause", "value", "out", "value"),
        ],
    )


def start(served: Product, page: Page, document: dict[str, Any]) -> Screen:
    screen = Screen(page).open(f"{served.url}/workflows/{served.make(document)}")
    screen.at("run-input-text").fill("The boats sail at nine.")
    screen.press("Control+Enter")
    return screen


@pytest.fixture
def failing(held: TargetServer) -> TargetServer:
    """The target server while it answers that it has no time."""
    held.status = 503
    held.release()
    return held


def test_a_step_says_what_it_waits_for_also_after_a_reload_and_stops_with_its_run(
    treadle: Product, page: Page, failing: TargetServer
) -> None:
    screen = start(treadle, page, waiting(failing.address, seconds=60))
    for turn in range(2):
        if turn:
            page.reload()
            screen.ready()
        screen.status("call", "retrying")
        screen.status("pause", "waiting")
        expect(screen.node("call")).to_have_attribute("aria-label", re.compile("retrying"))
        for step in ("call", "pause"):
            expect(screen.node(step)).to_contain_text(re.compile(r"in \d+ s"))
        screen.at("step-call").click()
        expect(screen.at("output-note")).to_contain_text("Attempt 2 of 3 begins in")
        expect(screen.at("step-error")).to_be_visible()
        expect(screen.at("step-facts")).to_contain_text("Idempotency key")
        screen.at("step-pause").click()
        expect(screen.at("output-note")).to_contain_text("Waiting holds no worker.")
        expect(screen.at("output-value")).to_contain_text("The boats sail at nine.")
    screen.canvas()
    screen.press("Control+.")
    screen.ran("cancelled")
    screen.status("call", "cancelled")
    screen.status("pause", "cancelled")


def test_the_history_tells_attempts_from_waits(treadle: Product, page: Page, failing: TargetServer) -> None:
    screen = start(treadle, page, waiting(failing.address, seconds=3))
    screen.at("step-call").click()
    expect(screen.at("output-note")).to_contain_text("Attempt 3 of 3 begins")
    failing.status = 200
    screen.ran()
    link = screen.at("run-link").get_attribute("href")
    history = Screen(page).open(f"{treadle.url}{link}")
    bars = {
        "call-1": "failed",
        "call-1-wait": "retry",
        "call-2": "failed",
        "call-2-wait": "retry",
        "call-3": "ok",
    }
    for bar, tone in {**bars, "pause-1": "ok", "pause-1-wait": "waiting"}.items():
        expect(history.at(f"scrub-bar-{bar}")).to_have_attribute("data-tone", tone)
    history.at("step-call").click()
    expect(history.at("attempts").locator("li")).to_have_count(3)
