from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from e2e.product import Product
from e2e.screen import Screen, real_text

TEXTS = {
    "news": ("held_out/news-ferry.toml", "sandbank"),
    "technical": ("held_out/tech-search.toml", "index"),
    "licence": ("licence.txt", "license"),
}


def test_the_first_start_opens_the_example_and_one_key_puts_values_on_its_steps(
    own_server: Callable[..., Product], page: Page
) -> None:
    served = own_server()
    screen = Screen(page).open(served.url)
    expect(page).to_have_url(f"{served.url}/workflows/article_triage")
    expect(screen.at("run-input-text")).to_have_value(re.compile("Harbour ferries"))
    expect(screen.at("run-input-text")).to_be_focused()
    screen.press("Control+Enter")
    screen.ran()
    for node in (
        "article",
        "clean_text",
        "summarize",
        "extract_keywords",
        "tag_category",
        "merge",
        "travel_note",
    ):
        screen.status(node, "ok")
    screen.status("archive_note", "skipped")
    expect(screen.node("tag_category")).to_contain_text("transport")
    expect(screen.node("clean_text")).to_contain_text("words")
    expect(screen.node("is_it_transport")).to_contain_text("true: 3 fields")
    page.goto(served.url)
    expect(page.get_by_role("heading", name="Workflows", level=1)).to_be_visible()


def test_the_dock_shows_input_and_output_in_every_form(treadle: Product, page: Page) -> None:
    screen = Screen(page).open(f"{treadle.url}/workflows/article_triage")
    screen.at("run").click()
    screen.ran()
    screen.at("step-merge").click()
    output = screen.at("output-pane")
    expect(output).to_contain_text("transport")
    screen.at("output-as-table").click()
    expect(output.get_by_role("table")).to_be_visible()
    screen.at("output-as-json").click()
    expect(output).to_contain_text('"category": "transport"')
    screen.at("output-as-text").click()
    expect(output.get_by_test_id("view-text")).to_contain_text("transport")
    screen.at("output-as-auto").click()
    expect(output).not_to_contain_text('"category"')
    expect(screen.at("input-pane")).to_contain_text("Summarize")
    screen.at("input-as-json").click()
    expect(screen.at("input-pane")).to_contain_text('"')


@pytest.mark.parametrize("name", TEXTS)
def test_a_real_text_is_pasted_and_run(name: str, treadle: Product, page: Page) -> None:
    file, word = TEXTS[name]
    text = real_text(file)
    screen = Screen(page).open(f"{treadle.url}/workflows/article_triage")
    screen.at("run-input-text").fill(text)
    screen.press("Control+Enter")
    screen.ran()
    screen.at("step-clean_text").click()
    expect(screen.at("output-pane")).to_contain_text(word)
    screen.at("step-summarize").click()
    run = treadle.get("/api/v1/runs?limit=1&workflow=article_triage")["runs"][0]
    summary = treadle.get(f"/api/v1/runs/{run['id']}/steps/summarize")["output"][0]["value"]
    assert 0 < len(summary) < len(text) / 3
    expect(screen.at("output-pane")).to_contain_text(summary[:60])
