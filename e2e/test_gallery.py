from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from e2e.product import Product
from e2e.screen import Screen, chain, held_chain
from e2e.target_server import TargetServer

NUMBERS = chain(
    {"id": "text", "kind": "input"},
    {"id": "count", "kind": "python_code", "config": {"code": "result = len(text)"}},
    {"id": "note", "kind": "template", "config": {"template": "{{ value }} characters"}},
    name="Numbers <b>&",
    wires=[("text", "text", "count", "values"), ("count", "result", "note", "values")],
)


def test_cards_show_how_runs_ended_and_filters_are_in_the_url(
    treadle: Product, page: Page, held: TargetServer
) -> None:
    good = treadle.make(NUMBERS)
    runs = [treadle.run(good, {"text": "x" * length}) for length in (3, 4)]
    held.status = 404
    held.release()
    bad = treadle.make(held_chain(held.address, "now", name="Calls the target"))
    failed = treadle.run(bad, {"text": "Some text."})
    for run in (*runs, failed):
        treadle.ended(run)
    page.goto(f"{treadle.url}/runs?workflow={good}")
    card = page.locator(f"[data-run='{runs[1]}']")
    expect(card).to_contain_text("Succeeded")
    expect(card).to_contain_text("Numbers <b>&")
    expect(card).to_contain_text("4 characters")
    expect(card).to_contain_text("median")
    expect(card.locator("svg").first).to_be_visible()
    expect(page.get_by_test_id("run-card")).to_have_count(2)
    page.goto(f"{treadle.url}/runs?status=failed&workflow={bad}")
    card = page.locator(f"[data-run='{failed}']")
    expect(card).to_contain_text("Failed")
    expect(card).to_contain_text("404")
    page.get_by_role("link", name="Table").click()
    expect(page).to_have_url(re.compile(r"status=failed.*view=table"))
    expect(page.get_by_test_id("run-row")).to_have_count(1)
    page.get_by_label("Status").select_option("succeeded")
    expect(page).to_have_url(re.compile(r"status=succeeded.*view=table"))
    expect(page.get_by_label("Workflow", exact=True)).to_have_value(bad)
    page.get_by_label("Workflow", exact=True).select_option(good)
    expect(page).to_have_url(re.compile(rf"status=succeeded.*workflow={good}.*view=table"))
    expect(page.get_by_test_id("run-row")).to_have_count(2)
    page.goto(f"{treadle.url}/runs?q=no+such+run")
    expect(page.get_by_text("No run fits.")).to_be_visible()
    treadle.at_home(page)
    expect(page.get_by_test_id("run-card")).to_have_count(min(5, treadle_runs(treadle)))
    page.get_by_test_id("run-card").first.hover()
    page.get_by_test_id("run-card").first.get_by_role("link", name="Open").click()
    expect(page).to_have_url(re.compile(rf"/runs/{failed}$"))


def treadle_runs(treadle: Product) -> int:
    return len(treadle.get("/api/v1/runs?limit=50")["runs"])


def test_a_run_keeps_its_own_graph_when_the_workflow_changes(treadle: Product, page: Page) -> None:
    workflow = treadle.make(NUMBERS)
    run = treadle.run(workflow, {"text": "abc"})
    treadle.ended(run)
    editor = Screen(page).open(f"{treadle.url}/workflows/{workflow}")
    editor.select("note")
    editor.press("Delete")
    editor.at("kind-summarize").click()
    editor.count(3)
    expect(editor.node("note")).to_have_count(0)
    editor.saved()
    old = Screen(page.context.new_page()).open(f"{treadle.url}/runs/{run}")
    old.status("note", "ok")
    expect(old.node("summarize")).to_have_count(0)
    expect(old.wire("count", "result", "note", "values")).to_be_attached()
    expect(old.at("canvas")).to_have_attribute("aria-label", re.compile("Read only"))
    old.at("step-note").click()
    expect(old.at("output-pane")).to_contain_text("3 characters")
    expect(old.at("input-pane")).to_contain_text("3")


def test_the_scrubber_folds_the_first_events(treadle: Product, page: Page) -> None:
    workflow = treadle.make(NUMBERS)
    run = treadle.run(workflow, {"text": "abc"})
    treadle.ended(run)
    events = treadle.get(f"/api/v1/runs/{run}/events")["events"]
    screen = Screen(page).open(f"{treadle.url}/runs/{run}")
    slider = screen.at("scrub-slider")
    expect(slider).to_have_attribute("aria-valuemax", str(len(events)))
    slider.focus()
    screen.press("Home")
    for place in range(1, len(events) + 1):
        expect(screen.at("scrub-place")).to_have_text(f"Event {place} of {len(events)}")
        folded = treadle.get(f"/api/v1/runs/{run}/at/{events[place - 1]['seq']}")
        for step in folded["steps"]:
            expect(screen.at(f"step-{step['node']}")).to_have_attribute("data-status", step["status"])
            screen.status(step["node"], LOOKS[step["status"]])
        screen.press("ArrowRight")
    slider.focus()
    screen.press("Home")
    screen.at("step-count").click()
    expect(screen.at("output-pane")).to_contain_text("Not yet")
    screen.at("scrub-end").click()
    expect(screen.at("output-pane")).to_contain_text("3")


LOOKS = {"pending": "queued", "ready": "queued", "running": "running", "succeeded": "ok"}
