from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, WebSocketRoute, expect

from e2e.product import Product
from e2e.screen import Screen, chain, middle

PIPELINE = chain(
    {"id": "text", "kind": "input"},
    {"id": "clean", "kind": "clean_text"},
    {"id": "short", "kind": "summarize", "config": {"sentences": 2}},
    name="Pipeline",
    wires=[("text", "text", "clean", "text"), ("clean", "text", "short", "text")],
)


def empty(treadle: Product, page: Page) -> Screen:
    workflow = treadle.post("/api/v1/workflows", {"name": "Built by hand"})["id"]
    return Screen(page).open(f"{treadle.url}/workflows/{workflow}")


def pipeline(treadle: Product, page: Page) -> Screen:
    screen = Screen(page).open(f"{treadle.url}/workflows/{treadle.make(PIPELINE)}")
    screen.count(3)
    return screen


def test_a_pipeline_is_built_by_drag_click_and_search_and_runs(treadle: Product, page: Page) -> None:
    screen = empty(treadle, page)
    screen.at("kind-input").click()
    screen.count(1)
    screen.at("kind-clean_text").drag_to(screen.at("canvas"), target_position={"x": 420, "y": 120})
    screen.count(2)
    screen.canvas()
    screen.press("/")
    expect(screen.at("palette-search")).to_be_focused()
    page.keyboard.type("keyw")
    screen.press("Enter")
    screen.count(3)
    screen.at("kind-summarize").drag_to(screen.at("canvas"), target_position={"x": 560, "y": 420})
    screen.count(4)
    screen.canvas()
    screen.press("1")
    wires = page.locator("[data-testid^='wire-']")
    before = middle(screen.node("summarize"))
    screen.at("tidy-up").click()
    wait_until(lambda: middle(screen.node("summarize")) != before, page)
    for source, out, target, into in (
        ("input", "text", "clean_text", "text"),
        ("clean_text", "text", "extract_keywords", "text"),
        ("clean_text", "text", "summarize", "text"),
    ):
        if not screen.wire(source, out, target, into).count():
            screen.connect(source, out, target, into)
        expect(screen.wire(source, out, target, into)).to_be_attached()
    expect(wires).to_have_count(3)
    screen.select("input")
    screen.at("run").click()  # asks for what the input step needs
    field = screen.at("run-input-text")
    field.fill("Boats sail at nine. The harbour opens at eight. Boats are white. Sails are red.")
    screen.press("Control+Enter")
    screen.ran()
    expect(screen.node("summarize")).to_contain_text("words")


def test_a_wrong_connection_is_refused_with_the_reason(treadle: Product, page: Page) -> None:
    screen = pipeline(treadle, page)
    screen.drag(screen.at("port-short-out-summary"), screen.at("port-clean-in-text"), release=False)
    expect(screen.at("connect-reason")).to_contain_text("circle")
    x, y = middle(screen.at("port-clean-in-text"))
    said = screen.at("connect-reason").bounding_box()
    assert said is not None
    assert max(abs(said["x"] - x), abs(said["y"] - y)) < 40, "the reason stands beside the pointer"
    page.mouse.up()
    expect(screen.wire("short", "summary", "clean", "text")).to_have_count(0)
    screen.at("kind-http_request").click()
    screen.press("1")
    screen.drag(screen.at("port-http_request-out-response"), screen.at("port-clean-in-text"), release=False)
    expect(screen.at("connect-reason")).to_contain_text("Response gives JSON; Text takes text.")
    page.mouse.up()
    expect(page.locator("[data-testid^='wire-']")).to_have_count(2)


def test_a_run_that_cannot_start_names_the_step_and_brings_it_into_view(treadle: Product, page: Page) -> None:
    loose = chain({"id": "text", "kind": "input"}, {"id": "short", "kind": "summarize"}, wires=[])
    screen = Screen(page).open(f"{treadle.url}/workflows/{treadle.make(loose)}")
    page.mouse.move(*middle(screen.at("canvas")))
    page.mouse.wheel(3000, 0)
    expect(screen.node("short")).not_to_be_in_viewport()
    screen.canvas()
    screen.press("Control+Enter")
    expect(screen.at("toast")).to_contain_text("Not started. Short: ")
    expect(screen.node("short")).to_be_in_viewport(ratio=1)


def test_parameters_are_validated_while_they_are_typed(treadle: Product, page: Page) -> None:
    screen = pipeline(treadle, page)
    screen.select("short")
    field = screen.at("field-sentences")
    field.fill("0")
    expect(screen.at("field-problem")).to_be_visible()
    field.fill("3")
    field.press("Tab")
    expect(screen.at("field-problem")).to_have_count(0)
    expect(screen.node("short")).to_contain_text("3")
    screen.saved()
    workflow = page.url.rsplit("/", 1)[1]
    wait_until(lambda: config_of(treadle, workflow, "short") == {"sentences": 3}, page)


def config_of(treadle: Product, workflow: str, node: str) -> dict[str, object]:
    document = treadle.get(f"/api/v1/workflows/{workflow}/document")
    return next(each["config"] for each in document["nodes"] if each["id"] == node)


def place_of(treadle: Product, workflow: str, node: str) -> tuple[int, int]:
    document = treadle.get(f"/api/v1/workflows/{workflow}/document")
    return next((each["x"], each["y"]) for each in document["nodes"] if each["id"] == node)


def wait_until(holds: Callable[[], bool], page: Page) -> None:
    for _ in range(100):
        if holds():
            return
        page.wait_for_timeout(50)
    raise AssertionError("it never held")


def test_several_steps_are_selected_deleted_copied_and_brought_back(treadle: Product, page: Page) -> None:
    screen = pipeline(treadle, page)
    screen.select("clean")
    screen.node("short").click(modifiers=["Control"])
    screen.press("Control+c")
    screen.press("Control+v")
    screen.count(5)
    expect(page.locator("[data-testid^='wire-']")).to_have_count(3)
    screen.press("Delete")  # the pasted ones are selected, not what they were copied from
    screen.count(3)
    expect(screen.node("clean")).to_be_visible()
    screen.press("Control+a", "Delete")
    screen.count(0)
    screen.press("Control+z")
    screen.count(3)
    screen.press("Control+Shift+z")
    screen.count(0)
    screen.press("Control+z", "Control+z")
    screen.count(5)


def test_a_step_is_dragged_and_stays_there(treadle: Product, page: Page) -> None:
    screen = pipeline(treadle, page)
    before = middle(screen.node("short"))
    page.mouse.move(*before)
    page.mouse.down()
    page.mouse.move(before[0] + 40, before[1] + 120, steps=5)
    page.mouse.up()
    screen.saved()
    expect(screen.at("undo")).to_have_attribute("aria-label", re.compile("Undo Move"))
    moved = middle(screen.node("short"))
    assert moved[1] > before[1] + 60
    page.reload()
    screen.ready()
    workflow = page.url.rsplit("/", 1)[1]
    assert place_of(treadle, workflow, "short")[1] > 104


def test_undo_survives_a_reload_and_a_restart_of_the_server(
    own_server: Callable[..., Product], page: Page, ignore_connection_errors: None
) -> None:
    served = own_server()
    screen = Screen(page).open(f"{served.url}/workflows/{served.make(PIPELINE)}")
    screen.at("kind-template").click()
    screen.count(4)
    screen.press("Delete")
    screen.count(3)
    page.reload()
    screen.count(3)
    screen.at("undo").click()
    screen.count(4)
    expect(screen.at("saved")).to_contain_text("Saved")
    served.stop()
    expect(screen.at("saved")).to_contain_text("Reconnecting")
    served.start()
    page.reload()
    screen.count(4)
    screen.at("undo").click()
    screen.count(3)
    screen.at("redo").click()
    screen.count(4)


def test_the_name_of_a_step_keeps_quotes_and_emoji(treadle: Product, page: Page) -> None:
    screen = pipeline(treadle, page)
    name = 'He said "5 < 6 & 7" 🎉 ‹ok›'
    screen.select("clean")
    screen.press("F2")
    screen.at("rename-node").fill(name)
    screen.press("Enter")
    expect(screen.node("clean")).to_contain_text(name)
    page.reload()
    expect(screen.node("clean")).to_contain_text(name)


def test_two_tabs_show_the_same_document(treadle: Product, page: Page) -> None:
    first = pipeline(treadle, page)
    second = Screen(page.context.new_page()).open(page.url)
    first.at("kind-template").click()
    second.count(4)
    second.select("template")
    second.press("Delete")
    first.count(3)
    second.at("workflow-name").click()
    second.at("workflow-name-field").fill("Renamed elsewhere")
    second.press("Enter")
    expect(first.at("workflow-name")).to_contain_text("Renamed elsewhere")


def test_a_refused_edit_corrects_both_tabs(treadle: Product, page: Page) -> None:
    first = pipeline(treadle, page)
    late = page.context.new_page()
    held = HeldSocket(late)
    second = Screen(late).open(page.url)
    second.count(3)
    held.holding = True
    first.select("short")
    first.press("Delete")
    first.count(2)
    # The second tab has not received the deletion yet, and renames the deleted step.
    second.select("short")
    second.press("F2")
    second.at("rename-node").fill("Too late")
    second.press("Enter")
    expect(second.node("short")).to_contain_text("Too late")
    held.release()
    expect(second.node("short")).to_have_count(0)
    expect(second.at("toast")).to_contain_text("short")
    for screen in (first, second):
        screen.count(2)
        expect(screen.page.locator("[data-testid^='wire-']")).to_have_count(1)
    second.at("undo").click()
    for screen in (first, second):
        screen.count(3)
        expect(screen.node("short")).to_contain_text("Short")


class HeldSocket:
    """A page's WebSocket whose incoming messages can be held back, as on a slow connection."""

    def __init__(self, page: Page) -> None:
        self.holding = False
        self._kept: list[str | bytes] = []
        self._route: WebSocketRoute | None = None
        page.route_web_socket(re.compile("/_nicegui_ws/"), self._join)

    def release(self) -> None:
        self.holding = False
        assert self._route is not None
        for message in self._kept:
            self._route.send(message)

    def _join(self, route: WebSocketRoute) -> None:
        self._route, server = route, route.connect_to_server()
        server.on_message(lambda message: self._kept.append(message) if self.holding else route.send(message))
