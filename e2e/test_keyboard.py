from __future__ import annotations

from playwright.sync_api import Page, expect

from e2e.product import Product
from e2e.screen import Screen, chain

BROKEN = chain(
    {"id": "text", "kind": "input"},
    {"id": "far", "kind": "summarize"},
    name="Not finished",
    wires=[],
)


def tab_to(page: Page, name: str) -> None:
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate(
            "(document.activeElement.getAttribute('aria-label') || document.activeElement.innerText)"
        ).startswith(name):
            return
    raise AssertionError(f"Tab never reaches {name!r}")


def test_a_workflow_is_built_run_and_read_by_keys_alone(treadle: Product, page: Page) -> None:
    treadle.at_home(page)
    page.get_by_role("heading", name="Workflows", level=1).wait_for()
    tab_to(page, "New workflow")
    page.keyboard.press("Enter")
    page.wait_for_url("**/workflows/*")
    screen = Screen(page)
    screen.ready()
    tab_to(page, "Canvas")
    for word in ("input", "clean", "keywords"):
        screen.press("/")
        expect(screen.at("palette-search")).to_be_focused()
        page.keyboard.type(word)
        screen.press("Enter")
        expect(screen.at("canvas")).to_be_focused()
    screen.count(3)
    # Each step that is added after another is joined to it.
    expect(page.locator("[data-testid^='wire-']")).to_have_count(2)
    screen.press("/")
    page.keyboard.type("template")
    screen.press("Enter")
    screen.count(4)
    screen.press("Enter")
    page.keyboard.type("Words: ")
    screen.press("Escape")
    expect(screen.at("canvas")).to_be_focused()
    screen.press("F2")
    page.keyboard.press("Control+a")
    page.keyboard.type("The end")
    screen.press("Enter")
    expect(screen.node("template")).to_contain_text("The end")
    screen.press("ArrowLeft", "ArrowLeft", "ArrowLeft", "ArrowLeft")
    expect(screen.at("canvas")).to_have_attribute("aria-activedescendant", "step-input")
    screen.press("Control+Enter")
    expect(screen.at("run-input-text")).to_be_focused()  # it asks for what is missing
    page.keyboard.type("Boats sail at nine. The harbour opens at eight. Boats are white.")
    screen.press("Control+Enter")
    screen.ran()
    screen.press("Escape", "]", "]")
    expect(screen.at("output-pane")).to_contain_text("Boats")
    screen.press("Alt+ArrowDown")
    expect(screen.at("undo")).to_be_enabled()


def test_a_wire_is_drawn_by_keys(treadle: Product, page: Page) -> None:
    screen = Screen(page).open(f"{treadle.url}/workflows/{treadle.make(BROKEN)}")
    screen.canvas()
    screen.press("ArrowRight")
    expect(screen.at("canvas")).to_have_attribute("aria-activedescendant", "step-text")
    screen.press("c")
    expect(screen.at("picker")).to_be_visible()
    screen.press("Enter")
    expect(screen.wire("text", "text", "far", "text")).to_be_attached()


def test_the_sheet_of_keys_opens_and_closes(treadle: Product, page: Page) -> None:
    screen = Screen(page).open(f"{treadle.url}/workflows/article_triage")
    screen.canvas()
    screen.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_contain_text("Undo")
    screen.press("Escape")
    expect(page.get_by_role("dialog", name="Keys")).to_have_count(0)
    expect(screen.at("canvas")).to_be_focused()


def test_the_list_of_problems_leads_to_the_step(treadle: Product, page: Page) -> None:
    screen = Screen(page).open(f"{treadle.url}/workflows/{treadle.make(BROKEN)}")
    expect(screen.node("far").get_by_test_id("node-problem")).to_be_visible()
    screen.at("problems").click()
    screen.at("problem-item-far").first.click()
    expect(screen.at("canvas")).to_have_attribute("aria-activedescendant", "step-far")
    expect(screen.at("panel-title")).to_contain_text("Far")
    expect(screen.at("parameter-panel")).to_contain_text("not connected")
    screen.at("run").click()
    expect(screen.at("toast").last).to_be_visible()
    assert not treadle.get(f"/api/v1/runs?workflow={page.url.rsplit('/', 1)[1]}")["runs"]
