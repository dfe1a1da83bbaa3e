from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from e2e.product import Product, product
from e2e.screen import Screen, held_chain
from e2e.target_server import TargetServer

TEXT = "The boats sail at nine. The harbour opens at eight."


@pytest.fixture(scope="module")
def unpolled(folder: Path, target_server: TargetServer) -> Iterator[Product]:
    """A server whose event stream never polls: only a notification wakes it."""
    with product(folder / "unpolled", allowed_hosts=target_server.address, event_poll_s="0") as served:
        yield served


def start(served: Product, page: Page, held: TargetServer, path: str = "hold") -> Screen:
    workflow = served.make(held_chain(held.address, path))
    screen = Screen(page).open(f"{served.url}/workflows/{workflow}")
    screen.at("run-input-text").fill(TEXT)
    screen.press("Control+Enter")
    return screen


@pytest.mark.parametrize("stream", ["polled", "unpolled"])
def test_running_and_the_first_value_are_seen_while_a_step_is_held(
    stream: str, treadle: Product, unpolled: Product, page: Page, held: TargetServer
) -> None:
    screen = start(treadle if stream == "polled" else unpolled, page, held)
    screen.status("call", "running")
    screen.status("clean", "ok")
    screen.status("note", "queued")
    expect(screen.at("run-chip")).to_have_attribute("data-status", "running")
    expect(screen.at("stop")).to_be_visible()
    screen.at("step-clean").click()
    expect(screen.at("output-text")).to_contain_text("The boats sail at nine.")
    expect(screen.at("run-chip")).to_have_attribute("data-status", "running")  # before it has ended
    screen.at("follow-live").click()
    expect(screen.at("step-call")).to_have_attribute("aria-current", "true")
    held.release()
    screen.ran()
    screen.status("note", "ok")
    screen.at("step-note").click()
    expect(screen.at("output-pane")).to_contain_text("Stamp: received")
    assert len(held.deliveries) == 1


def test_a_reload_in_the_middle_of_a_run_brings_everything_back(
    treadle: Product, page: Page, held: TargetServer
) -> None:
    screen = start(treadle, page, held)
    screen.status("call", "running")
    page.reload()
    screen.status("call", "running")
    screen.status("clean", "ok")
    screen.at("step-clean").click()
    expect(screen.at("output-text")).to_contain_text("The boats sail at nine.")
    held.release()
    screen.ran()
    screen.status("note", "ok")


def test_a_run_is_stopped(treadle: Product, page: Page, held: TargetServer) -> None:
    screen = start(treadle, page, held)
    screen.status("call", "running")
    screen.press("Control+.")
    screen.ran("cancelled")
    screen.status("call", "cancelled")
    screen.status("note", "idle")
    screen.status("clean", "ok")
    expect(screen.at("run")).to_be_enabled()


def test_a_failed_step_shows_four_lines_and_succeeds_once_the_cause_is_fixed(
    treadle: Product, page: Page, held: TargetServer
) -> None:
    held.status = 404
    held.release()
    screen = start(treadle, page, held, "now")
    screen.ran("failed")
    screen.status("call", "failed")
    screen.at("step-call").click()
    error = screen.at("step-error")
    for line in ("What", "Where", "Why", "Fix"):
        expect(error.locator("dt", has_text=line)).to_be_visible()
    trace = screen.at("trace")
    if trace.count():
        expect(trace).not_to_have_attribute("open", "")
    held.status = 200
    screen.at("retry-from-here").click()
    screen.ran()
    screen.status("note", "ok")
    run = treadle.get("/api/v1/runs?limit=1&q=Held")["runs"]
    assert run == [] or run[0]["status"] == "succeeded"
    assert [path for path, _ in held.deliveries] == ["/now", "/now"]


def test_a_late_tab_and_the_page_of_the_run_show_the_same_run(
    treadle: Product, page: Page, held: TargetServer
) -> None:
    screen = start(treadle, page, held)
    screen.status("call", "running")
    watching = Screen(page.context.new_page()).open(page.url)
    watching.status("call", "running")
    link = screen.at("run-link").get_attribute("href")
    own_page = Screen(page.context.new_page()).open(f"{treadle.url}{link}")
    own_page.status("call", "running")
    held.release()
    for each in (screen, watching):
        each.ran()
    expect(own_page.at("run-status")).to_have_attribute("data-status", "succeeded")
    own_page.status("note", "ok")


def test_the_worker_is_killed_in_the_middle_and_the_run_finishes(
    own_server: Callable[..., Product], page: Page, held: TargetServer
) -> None:
    served = own_server(lease_s="2")
    screen = start(served, page, held)
    screen.status("call", "running")
    held.until(1)
    assert served.kill_workers() >= 3
    held.until(2)  # taken up again, with the same key
    held.release()
    screen.ran()
    screen.status("note", "ok")
    assert len({key for _, key in held.deliveries}) == 1


def test_the_web_process_is_killed_and_the_page_comes_back_by_itself(
    own_server: Callable[..., Product], page: Page, held: TargetServer, ignore_connection_errors: None
) -> None:
    served = own_server(lease_s="2")
    screen = start(served, page, held)
    screen.status("call", "running")
    held.until(1)
    served.kill_web()
    expect(screen.at("saved")).to_contain_text("Reconnecting")
    held.release()
    served.start()
    served.ended(1)
    screen.ran()
    screen.status("note", "ok")
    assert len({key for _, key in held.deliveries}) == 1
