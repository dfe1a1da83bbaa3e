"""Waiting for a model that reads a description: what every view shows meanwhile, and what cancelling leaves."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from app.composition import Parts
from app.settings import Settings
from e2e.product import Product, product
from e2e.screen import Screen, chain
from e2e.slow_model import SlowModel

SENTENCE = "sum it up"


@pytest.fixture(scope="module")
def slow() -> Iterator[SlowModel]:
    with SlowModel().running() as model:
        yield model


@pytest.fixture(scope="module")
def reader(folder: Path, slow: SlowModel) -> Iterator[Product]:
    """A server whose descriptions are read by the slow model."""
    data = folder / "reader"
    data.mkdir()
    parts = Parts.open(Settings(data=data))
    fields = {"api_key": "sk-test-0123456789", "base_url": slow.url, "model": "slow-1"}
    parts.stores.credentials.put("slow", "openai", fields, 0.0)
    parts.close()
    with product(data) as served:
        yield served


@pytest.fixture
def model(slow: SlowModel) -> Iterator[SlowModel]:
    slow.hold()
    yield slow
    slow.answer()


def workflows(served: Product) -> int:
    return len(served.get("/api/v1/workflows?limit=200")["workflows"])


def box(page: Page) -> Locator:
    return page.get_by_role("textbox", name="Describe your workflow")


def describe_at_home(served: Product, page: Page) -> Locator:
    served.at_home(page)
    box(page).fill(SENTENCE)
    draw = page.get_by_role("button", name=re.compile("Draw it|Reading"))
    draw.click()
    return draw


def test_the_home_page_asks_for_one_draft_however_often_it_is_clicked(
    reader: Product, page: Page, model: SlowModel
) -> None:
    before = workflows(reader)
    draw = describe_at_home(reader, page)
    box(page).press("Control+Enter")
    draw.click(force=True, no_wait_after=True)
    expect(draw).to_have_text("Reading…")
    expect(draw).to_be_disabled()
    model.until("asked", 1)
    assert workflows(reader) == before
    model.answer()
    page.wait_for_url("**/workflows/*")
    expect(Screen(page).at("review")).to_be_visible()
    assert model.asked == 1
    assert workflows(reader) == before + 1


def test_a_double_click_makes_one_workflow(treadle: Product, page: Page) -> None:
    treadle.at_home(page)
    before = workflows(treadle)
    box(page).fill("summarize it")
    page.get_by_role("button", name="Draw it").dblclick()
    page.wait_for_url("**/workflows/*")
    expect(Screen(page).at("review")).to_be_visible()
    treadle.at_home(page)
    page.get_by_role("button", name="New workflow").dblclick()
    page.wait_for_url("**/workflows/*")
    Screen(page).ready()
    assert workflows(treadle) == before + 2


def test_the_home_page_cancels_and_keeps_the_sentence(reader: Product, page: Page, model: SlowModel) -> None:
    before = workflows(reader)
    draw = describe_at_home(reader, page)
    model.until("asked", 1)
    page.get_by_role("button", name="Cancel").click()
    model.until("left", 1)
    expect(draw).to_be_enabled()
    expect(page.get_by_role("button", name="Cancel")).to_be_hidden()
    expect(box(page)).to_have_value(SENTENCE)
    expect(box(page)).to_be_focused()
    assert workflows(reader) == before


def test_leaving_the_home_page_cancels_the_description(reader: Product, page: Page, model: SlowModel) -> None:
    before = workflows(reader)
    describe_at_home(reader, page)
    model.until("asked", 1)
    page.reload()
    model.until("left", 1)
    assert workflows(reader) == before


def two_editors(served: Product, page: Page) -> tuple[Screen, Screen]:
    workflow = served.make(chain({"id": "text", "kind": "input"}, name="Two", wires=[]))
    url = f"{served.url}/workflows/{workflow}"
    return Screen(page).open(url), Screen(page.context.new_page()).open(url)


def describe(screen: Screen, sentence: str = SENTENCE) -> None:
    screen.page.bring_to_front()
    screen.at("describe-open").click()
    screen.at("describe-text").fill(sentence)
    screen.press("Control+Enter")


def test_editors_keep_the_sentence_over_a_reload_and_show_its_draft(
    reader: Product, page: Page, model: SlowModel
) -> None:
    a, b = two_editors(reader, page)
    describe(a)
    model.until("asked", 1)
    expect(b.at("describe-draft")).to_have_text("Reading…")
    page.reload()
    for screen in (a, b):
        expect(screen.at("describe-text")).to_have_value(SENTENCE)
        expect(screen.at("describe-draft")).to_be_disabled()
    model.answer()
    for screen in (a, b):
        expect(screen.at("draft-summary")).to_contain_text("added")
        expect(screen.at("describe-sentence")).to_contain_text(SENTENCE)
    a.at("draft-discard").click()
    expect(b.at("review")).to_have_count(0)


def test_an_editor_cancels_the_reading(reader: Product, page: Page, model: SlowModel) -> None:
    a, b = two_editors(reader, page)
    describe(a)
    model.until("asked", 1)
    a.at("describe-cancel").click()
    model.until("left", 1)
    expect(a.at("describe-draft")).to_be_enabled()
    expect(a.at("describe-text")).to_have_value(SENTENCE)
    expect(b.at("describe")).to_have_count(0)
    expect(a.at("review")).to_have_count(0)


def test_only_the_draft_that_is_shown_is_accepted(treadle: Product, page: Page) -> None:
    a, b = two_editors(treadle, page)
    describe(a, "then summarize it")
    expect(a.at("review")).to_be_visible()
    expect(b.at("describe-sentence")).to_contain_text("summarize it")
    b.page.bring_to_front()
    b.at("describe-edit").click()
    b.at("describe-text").fill("then extract keywords")
    b.press("Control+Enter")
    for screen in (a, b):
        expect(screen.at("describe-sentence")).to_contain_text("extract keywords")
    page.bring_to_front()
    a.at("draft-accept").click()
    for screen in (a, b):
        expect(screen.at("review")).to_have_count(0)
        screen.count(2)
    assert "extract_keywords" in " ".join(b.nodes())


def test_phrases_are_marked_at_their_place_after_emoji(treadle: Product, page: Page) -> None:
    a, _b = two_editors(treadle, page)
    describe(a, "😀😀 then summarize it")
    marks = a.at("describe-sentence").locator("mark")
    expect(marks.first).to_contain_text("summarize it")
    expect(a.at("describe-sentence").locator("p")).to_contain_text("😀😀 ")
