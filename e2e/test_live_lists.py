"""The home page and the gallery while runs come and go."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from e2e.product import Product
from e2e.screen import chain, held_chain
from e2e.target_server import TargetServer

ONE_STEP = chain({"id": "text", "kind": "input"}, name="One step", wires=[])


def mark(page: Page) -> None:
    """Mark the focused element so that `marked` recognizes it."""
    page.evaluate("document.activeElement.marked = true")


def marked(page: Page) -> bool:
    return page.evaluate("document.activeElement.marked === true")


@pytest.mark.parametrize(
    ("path", "name"), [("/", "run-card"), ("/runs", "run-card"), ("/runs?view=table", "run-row")]
)
def test_the_focus_stays_where_it_is_while_runs_change(
    path: str, name: str, treadle: Product, page: Page, held: TargetServer
) -> None:
    workflow = treadle.make(held_chain(held.address, name="Calls the target"))
    run = treadle.run(workflow, {"text": "Some text."})
    treadle.at_home(page)
    page.goto(treadle.url + path)
    card = page.locator(f"[data-run='{run}']")
    expect(card).to_contain_text("Running")
    link = card.locator(f"a[href='/runs/{run}']:not([tabindex='-1'])").first
    link.focus()
    mark(page)
    other = treadle.run(treadle.make(ONE_STEP), {"text": "x"})
    expect(page.locator(f"[data-run='{other}']")).to_contain_text("Succeeded")
    assert marked(page)
    held.release()
    expect(card).to_contain_text("Succeeded")
    assert marked(page)
    assert page.get_by_test_id(name).first.get_attribute("data-run") == str(other)


def test_a_card_that_disappears_passes_the_focus_on(treadle: Product, page: Page) -> None:
    workflow = treadle.make(ONE_STEP)
    for _ in range(5):
        last = treadle.run(workflow, {"text": "x"})
    treadle.ended(last)
    treadle.at_home(page)
    oldest = page.get_by_test_id("run-card").last
    oldest.get_by_role("heading").get_by_role("link").focus()
    new = treadle.run(workflow, {"text": "x"})
    expect(page.get_by_test_id("run-card").first).to_have_attribute("data-run", str(new))
    assert page.evaluate("document.activeElement.closest('[data-testid=run-card]') !== null")


def test_a_filter_applies_when_chosen_and_not_while_stepped_through(treadle: Product, page: Page) -> None:
    treadle.ended(treadle.run(treadle.make(ONE_STEP), {"text": "x"}))
    page.goto(f"{treadle.url}/runs?status=succeeded")
    origin = page.get_by_label("Started from")
    origin.select_option("api")
    expect(page).to_have_url(re.compile("trigger=api"))
    expect(origin).to_be_focused()
    expect(page.get_by_test_id("run-card").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    expect(origin).to_have_value("cli")
    expect(page).to_have_url(re.compile("trigger=api"))
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Filter")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("trigger=cli"))
    expect(page.get_by_text("No run fits.")).to_be_visible()
