"""Keyboard focus: an element that disappears passes it on to one that stays."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from e2e.product import Product
from e2e.screen import Screen, chain, held_chain
from e2e.target_server import TargetServer

FAILS = chain(
    {"id": "text", "kind": "input"},
    {"id": "fail", "kind": "python_code", "config": {"code": "result = 1 / 0"}},
    name="Fails",
    wires=[("text", "text", "fail", "values")],
)
CHAIN = chain(
    {"id": "text", "kind": "input"},
    {"id": "clean", "kind": "clean_text"},
    {"id": "note", "kind": "template", "config": {"template": "Note: {{ text }}"}},
    name="Focus",
    wires=[("text", "text", "clean", "text"), ("clean", "text", "note", "values")],
)
TEXT = "The boats sail at nine."


def opened(treadle: Product, page: Page) -> Screen:
    return Screen(page).open(f"{treadle.url}/workflows/{treadle.make(CHAIN)}")


def test_run_and_stop_move_the_focus_to_the_canvas(treadle: Product, page: Page, held: TargetServer) -> None:
    screen = Screen(page).open(f"{treadle.url}/workflows/{treadle.make(held_chain(held.address))}")
    screen.at("run-input-text").fill(TEXT)
    screen.at("run").focus()
    screen.press("Enter")
    expect(screen.at("stop")).to_be_visible()
    expect(screen.at("canvas")).to_be_focused()
    screen.at("stop").focus()
    screen.press("Enter")
    screen.ran("cancelled")
    expect(screen.at("canvas")).to_be_focused()
    screen.at("run-with-run").focus()
    screen.press("Enter")
    expect(screen.at("run-with-run")).to_have_text("Running…")
    expect(screen.at("run-with-run")).to_be_focused()
    held.release()
    screen.ran()
    expect(screen.at("run-with-run")).to_be_focused()


def test_a_button_that_becomes_disabled_keeps_the_focus(treadle: Product, page: Page) -> None:
    screen = opened(treadle, page)
    screen.select("clean")
    screen.press("F2")
    page.keyboard.type("Other")
    screen.press("Enter")
    expect(screen.at("undo")).to_be_enabled()
    screen.at("undo").focus()
    screen.press("Enter")
    expect(screen.at("undo")).to_be_disabled()
    expect(screen.at("undo")).to_be_focused()
    expect(screen.node("clean")).to_contain_text("Clean")
    screen.press("Enter")
    expect(screen.at("toast")).to_have_count(0)


def test_closing_a_panel_returns_the_focus(treadle: Product, page: Page) -> None:
    screen = opened(treadle, page)
    screen.select("clean")
    screen.at("panel-close").focus()
    screen.press("Enter")
    expect(screen.at("canvas")).to_be_focused()
    screen.at("publish").click()
    expect(screen.at("publish-note")).to_be_focused()
    screen.press("Escape")
    expect(screen.at("publish")).to_be_focused()
    screen.canvas()
    screen.press("?")
    expect(screen.at("keys")).to_be_visible()
    screen.press("Tab", "Escape")
    expect(screen.at("keys")).to_have_count(0)


def test_a_failed_step_is_read_and_retried_by_keys(treadle: Product, page: Page) -> None:
    workflow = treadle.make(FAILS)
    run = treadle.run(workflow, {"text": TEXT})
    treadle.ended(run)
    screen = Screen(page).open(f"{treadle.url}/workflows/{workflow}")
    screen.status("fail", "failed")
    trace = screen.at("trace")
    trace.locator("summary").focus()
    screen.press("Space")
    expect(trace).to_have_attribute("open", "")
    screen.at("retry-from-here").focus()
    screen.press("Enter")
    expect(screen.at("canvas")).to_be_focused()
    Screen(page).open(f"{treadle.url}/runs/{run}")
    screen.at("resume").focus()
    screen.press("Enter")
    expect(screen.at("canvas")).to_be_focused()


def test_run_held_down_starts_one_run(treadle: Product, page: Page) -> None:
    workflow = treadle.make(CHAIN)
    screen = Screen(page).open(f"{treadle.url}/workflows/{workflow}")
    screen.at("run-input-text").fill(TEXT)
    page.keyboard.down("Control")
    page.keyboard.down("Enter")
    screen.ran()
    for _ in range(5):
        page.keyboard.down("Enter")  # a key that is down already repeats
    page.keyboard.up("Enter")
    page.keyboard.up("Control")
    screen.at("run-with-run").focus()
    page.keyboard.down("Enter")
    screen.status("note", "ok")
    for _ in range(5):
        page.keyboard.down("Enter")
    page.keyboard.up("Enter")
    screen.ran()
    assert len(treadle.get(f"/api/v1/runs?workflow={workflow}&limit=9")["runs"]) <= 2


def test_a_step_out_of_view_is_brought_into_view_to_be_renamed(treadle: Product, page: Page) -> None:
    screen = opened(treadle, page)
    screen.select("clean")
    for _ in range(12):
        screen.at("zoom-out").click()
    expect(screen.at("canvas")).to_have_attribute("data-detail", "block")
    screen.canvas()
    screen.press("F2")
    expect(screen.at("rename-node")).to_be_focused()
    page.keyboard.type("Seen")
    screen.press("Enter")
    expect(screen.node("clean")).to_contain_text("Seen")
    screen.canvas()
    page.mouse.move(600, 300)
    page.mouse.wheel(4000, 0)
    expect(screen.node("clean")).to_have_count(0)
    screen.press("F2")
    expect(screen.at("rename-node")).to_be_focused()
    expect(screen.at("rename-node")).to_be_in_viewport()


def test_the_caret_stays_where_it_is_when_the_text_changes_elsewhere(treadle: Product, page: Page) -> None:
    screen = opened(treadle, page)
    other = Screen(page.context.new_page()).open(page.url)
    for each in (screen, other):
        each.select("note")
    field = screen.at("field-template")
    page.bring_to_front()
    field.focus()
    screen.press("Control+Home", "ArrowRight", "Shift+ArrowRight", "Shift+ArrowRight")
    other.at("field-template").fill("A Note: {{ text }}")
    other.canvas()
    expect(field).to_have_value("A Note: {{ text }}")
    assert field.evaluate("e => [e.selectionStart, e.selectionEnd]") == [3, 5]


def test_a_new_workflow_asks_for_its_text_and_one_that_ran_does_not(treadle: Product, page: Page) -> None:
    sample = {"name": "text", "title": "Text", "type": "text", "multiline": True, "default": "A sample."}
    document = chain(
        {"id": "text", "kind": "input", "config": {"fields": [sample]}},
        {"id": "clean", "kind": "clean_text"},
        name="Sample",
        wires=[("text", "text", "clean", "text")],
    )
    workflow = treadle.make(document)
    screen = Screen(page).open(f"{treadle.url}/workflows/{workflow}")
    expect(screen.at("run-input-text")).to_be_focused()
    page.keyboard.insert_text(TEXT)
    expect(screen.at("run-input-text")).to_have_value(TEXT)
    treadle.ended(treadle.run(workflow, {"text": TEXT}))
    page.reload()
    screen.ran()
    expect(screen.at("run-input-text")).to_be_visible()
    assert page.evaluate("document.activeElement === document.body")


def test_every_button_of_the_bar_is_reached_on_a_small_screen(treadle: Product, page: Page) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    screen = opened(treadle, page)
    for name in ("undo", "redo", "run", "publish"):
        box = screen.at(name).bounding_box()
        assert box is not None
        assert box["x"] >= 48
        assert box["x"] + box["width"] <= 320
    screen.at("publish").click()
    box = screen.page.locator(".publish-box").bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 320
