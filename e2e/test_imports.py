from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from e2e.product import Product
from e2e.screen import Screen, chain

GOOD = chain(
    {"id": "text", "kind": "input"},
    {"id": "clean", "kind": "clean_text"},
    name='Quotes "and" <i>tags</i> 🎉',
    wires=[("text", "text", "clean", "text")],
)
WRONG: dict[str, tuple[bytes, str]] = {
    "not_json": (b"PK\x03\x04 no JSON", "JSON"),
    "no_workflow": (b'{"hello": 1}', "format"),
    "a_list": (b"[1, 2]", "object"),
    "bad_id": (
        json.dumps({**GOOD, "nodes": [{"id": "1 text!", "kind": "input"}], "edges": []}).encode(),
        "1 text!",
    ),
}
"""What is refused, and a word of the answer."""


def bring(page: Page, treadle: Product, file: Path) -> None:
    treadle.at_home(page)
    page.get_by_label("Import a file").set_input_files(file)


def workflows(treadle: Product) -> list[Any]:
    return treadle.get("/api/v1/workflows?limit=200")["workflows"]


@pytest.mark.parametrize("name", WRONG)
def test_a_file_that_is_no_workflow_gets_a_clear_answer_and_stores_nothing(
    name: str, treadle: Product, page: Page, tmp_path: Path, browser_errors: list[str]
) -> None:
    content, word = WRONG[name]
    file = tmp_path / "given.json"
    file.write_bytes(content)
    before = workflows(treadle)
    bring(page, treadle, file)
    said = page.get_by_role("alert")
    expect(said).to_contain_text(word)
    assert workflows(treadle) == before
    browser_errors[:] = [each for each in browser_errors if "422" not in each]


def test_a_good_file_opens_and_keeps_its_name(treadle: Product, page: Page, tmp_path: Path) -> None:
    file = tmp_path / "given.json"
    file.write_text(json.dumps(GOOD), "utf-8")
    bring(page, treadle, file)
    page.wait_for_url("**/workflows/*")
    screen = Screen(page)
    screen.count(2)
    expect(screen.at("workflow-name")).to_contain_text('Quotes "and" <i>tags</i> 🎉')
    treadle.at_home(page)
    expect(page.get_by_role("link", name='Quotes "and" <i>tags</i> 🎉').first).to_be_visible()


def test_a_circle_and_an_unknown_kind_open_with_their_problems_and_cannot_run(
    treadle: Product, page: Page, tmp_path: Path
) -> None:
    document = chain(
        {"id": "a", "kind": "clean_text"},
        {"id": "b", "kind": "clean_text"},
        {"id": "odd", "kind": "no_such_kind"},
        name="Broken",
        wires=[("a", "text", "b", "text"), ("b", "text", "a", "text")],
    )
    file = tmp_path / "given.json"
    file.write_text(json.dumps(document), "utf-8")
    bring(page, treadle, file)
    page.wait_for_url("**/workflows/*")
    screen = Screen(page)
    screen.count(3)
    screen.at("problems").click()
    expect(screen.at("problem-item-odd").first).to_contain_text("no_such_kind")
    expect(page.get_by_text("circle").first).to_be_visible()
    screen.at("run").click()
    expect(screen.at("toast").last).to_be_visible()


def test_twenty_megabytes_of_text_run_from_the_editor(treadle: Product, page: Page, tmp_path: Path) -> None:
    file = tmp_path / "large.txt"
    file.write_text("The boats sail at nine. " * 830_000, "utf-8")
    document = chain(
        {"id": "text", "kind": "input"},
        {"id": "count", "kind": "python_code", "config": {"code": "result = len(text)"}},
        name="Large",
        wires=[("text", "text", "count", "values")],
    )
    screen = Screen(page).open(f"{treadle.url}/workflows/{treadle.make(document)}")
    screen.at("file-text").set_input_files(file)
    expect(screen.at("large-input")).to_contain_text("MB")
    screen.at("run-with-run").click()
    screen.ran()
    expect(screen.node("count")).to_contain_text("1992")
