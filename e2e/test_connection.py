"""No edit is lost when the connection, the server or the page goes away."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from e2e.product import Product
from e2e.proxy import Proxy, proxy
from e2e.screen import Screen, chain

BACK_MS = 30_000
FORGOTTEN_MS = 14_000
"""Longer than a page's state is kept without a connection: then NiceGUI loads the page anew."""


@pytest.fixture
def connection(treadle: Product) -> Iterator[Proxy]:
    with proxy(treadle.url) as made:
        yield made


pytestmark = pytest.mark.usefixtures("ignore_connection_errors")
RENAMED = re.compile("^Undo Rename")


def three(name: str) -> dict[str, Any]:
    return chain(
        {"id": "text", "kind": "input"},
        {"id": "clean", "kind": "clean_text"},
        {"id": "note", "kind": "template", "config": {"template": "Note: {{ text }}"}},
        name=name,
        wires=[("text", "text", "clean", "text"), ("clean", "text", "note", "values")],
    )


def rename(screen: Screen, node: str, name: str) -> None:
    screen.select(node)
    screen.canvas()
    screen.press("F2")
    screen.page.keyboard.type(name)
    screen.press("Enter")


def labels(served: Product, workflow: str) -> dict[str, str]:
    shown = served.get(f"/api/v1/workflows/{workflow}/document")
    return {node["id"]: node["label"] for node in shown["nodes"]}


def revision(served: Product, workflow: str) -> int:
    return served.get(f"/api/v1/workflows/{workflow}/document")["revision"]


@pytest.mark.parametrize("away_ms", [1_000, FORGOTTEN_MS], ids=["short", "long"])
def test_edits_made_without_a_connection_are_saved_once_it_is_back(
    away_ms: int, treadle: Product, connection: Proxy, page: Page
) -> None:
    workflow = treadle.make(three("Cut off"))
    screen = Screen(page).open(f"{connection.url}/workflows/{workflow}")
    screen.saved()
    connection.cut()
    expect(screen.at("saved")).to_contain_text("Reconnecting")
    rename(screen, "clean", "Made offline")
    rename(screen, "note", "Taken back")
    screen.press("Control+z")
    expect(screen.node("note")).not_to_contain_text("Taken back")
    expect(screen.at("saved")).to_contain_text("1 change to save")
    page.wait_for_timeout(away_ms)  # the length of the outage is what is tested
    connection.restore()
    expect(screen.at("saved")).to_contain_text("Saved", timeout=BACK_MS)
    expect(screen.node("clean")).to_contain_text("Made offline")
    assert labels(treadle, workflow) == {"text": "Text", "clean": "Made offline", "note": "Note"}
    assert revision(treadle, workflow) == 1
    if away_ms == FORGOTTEN_MS:
        expect(screen.at("toast")).to_contain_text(
            "Brought back what had not been saved: the name “Made offline”"
        )


def test_a_run_is_refused_without_a_connection(treadle: Product, connection: Proxy, page: Page) -> None:
    workflow = treadle.make(three("No start"))
    screen = Screen(page).open(f"{connection.url}/workflows/{workflow}")
    screen.at("run-input-text").fill("One. Two.")
    connection.cut()
    expect(screen.at("saved")).to_contain_text("Reconnecting")
    screen.press("Control+Enter")
    expect(screen.at("toast")).to_contain_text("not reached")
    connection.restore()
    expect(screen.at("saved")).to_contain_text("Saved", timeout=BACK_MS)
    assert not treadle.get(f"/api/v1/runs?workflow={workflow}")["runs"]
    screen.press("Control+Enter")
    screen.ran()


def test_an_edit_that_no_longer_applies_is_reported(treadle: Product, connection: Proxy, page: Page) -> None:
    workflow = treadle.make(three("Deleted meanwhile"))
    screen = Screen(page).open(f"{connection.url}/workflows/{workflow}")
    screen.select("note")
    connection.cut()
    expect(screen.at("saved")).to_contain_text("Reconnecting")
    screen.at("field-template").fill("A long thought")
    expect(screen.at("saved")).to_contain_text("1 change to save")
    gone = {"nonce": "other-1", "edit": {"do": "remove_nodes", "nodes": ["note"]}}
    treadle.post(f"/api/v1/workflows/{workflow}/edits", gone)
    page.wait_for_timeout(FORGOTTEN_MS)
    connection.restore()
    toast = screen.at("toast")
    expect(toast).to_contain_text("could not be brought back", timeout=BACK_MS)
    expect(toast).to_contain_text("A long thought")
    screen.saved()
    page.reload()
    screen.ready()
    screen.saved()
    expect(screen.at("toast")).to_have_count(0)


def test_edits_survive_the_end_of_the_server(own_server: Callable[..., Product], page: Page) -> None:
    served = own_server()
    workflow = served.make(three("Killed"))
    screen = Screen(page).open(f"{served.url}/workflows/{workflow}")
    rename(screen, "text", "Before")
    screen.saved()
    served.kill_web()
    expect(screen.at("saved")).to_contain_text("Reconnecting")
    rename(screen, "clean", "Meanwhile")
    screen.select("note")
    screen.at("field-template").fill("Typed meanwhile")
    expect(screen.at("saved")).to_contain_text("2 changes to save")
    served.start()
    expect(screen.at("toast")).to_contain_text("Brought back", timeout=BACK_MS)
    expect(screen.at("saved")).to_contain_text("Saved")
    assert labels(served, workflow) == {"text": "Before", "clean": "Meanwhile", "note": "Note"}
    assert revision(served, workflow) == 3


def test_an_edit_whose_answer_is_lost_is_applied_once(own_server: Callable[..., Product], page: Page) -> None:
    served = own_server()
    workflow = served.make(three("Unanswered"))
    with proxy(served.url) as connection:
        screen = Screen(page).open(f"{connection.url}/workflows/{workflow}")
        screen.saved()
        # What the tab keeps of an edit that reached the disk, and whose answer did not reach the tab.
        edit = {
            "do": "add_node",
            "id": "more",
            "kind": "clean_text",
            "version": 1,
            "label": "More",
            "x": 0,
            "y": 400,
            "config": {},
        }
        served.post(f"/api/v1/workflows/{workflow}/edits", {"nonce": "lost-1", "edit": edit})
        screen.count(4)
        screen.canvas()
        screen.press("Control+z")
        screen.count(3)
        connection.cut()
        expect(screen.at("saved")).to_contain_text("Reconnecting")
        kept = [{"nonce": "lost-1", "edit": edit, "revision": 0}]
        page.evaluate(
            "([workflow, kept]) => sessionStorage.setItem(`treadle.edits.${workflow}`, JSON.stringify(kept))",
            [workflow, kept],
        )
        served.kill_web()
        served.start()
        connection.restore()
        expect(screen.at("saved")).to_contain_text("Saved", timeout=BACK_MS)
        screen.count(3)
        assert "more" not in labels(served, workflow)
        expect(screen.at("toast")).to_have_count(0)


def test_text_just_typed_survives_a_reload(treadle: Product, page: Page) -> None:
    workflow = treadle.make(three("Reloaded"))
    screen = Screen(page).open(f"{treadle.url}/workflows/{workflow}")
    screen.select("note")
    field = screen.at("field-template")
    field.focus()
    screen.press("Control+End")
    page.keyboard.type(" AND MORE")
    page.reload()
    screen.saved()
    screen.select("note")
    expect(field).to_have_value("Note: {{ text }} AND MORE")
    screen.canvas()
    screen.press("F2")
    page.keyboard.type("Half a name")
    page.locator("nav.rail a[href='/runs']").click()
    page.wait_for_url("**/runs")
    page.go_back()
    screen.saved()
    expect(screen.node("note")).to_contain_text("Half a name")


def test_an_edit_over_a_megabyte_is_saved(treadle: Product, page: Page) -> None:
    steps = [
        {"id": f"note{number}", "kind": "template", "config": {"template": "漢" * 19_000}}
        for number in range(20)
    ]
    workflow = treadle.make(chain(*steps, name="Large", wires=[]))
    screen = Screen(page).open(f"{treadle.url}/workflows/{workflow}")
    screen.canvas()
    screen.press("Control+a", "Control+c", "Control+v")
    screen.count(40)
    screen.at("workflow-name").click()
    page.keyboard.type("After it")
    screen.press("Enter")
    expect(screen.at("undo")).to_have_attribute("title", RENAMED, timeout=BACK_MS)
    shown = treadle.get(f"/api/v1/workflows/{workflow}/document")
    assert (len(shown["nodes"]), shown["name"]) == (40, "After it")


def test_a_text_that_is_too_long_is_shown_as_wrong_and_not_saved(treadle: Product, page: Page) -> None:
    workflow = treadle.make(
        chain(
            {"id": "call", "kind": "http_request", "config": {"url": "http://127.0.0.1/"}},
            name="Wrong",
            wires=[],
        )
    )
    screen = Screen(page).open(f"{treadle.url}/workflows/{workflow}")
    screen.select("call")
    address = screen.at("field-url")
    address.fill("http://127.0.0.1/" + "x" * 20_000)
    expect(screen.at("parameter-form")).to_contain_text("not saved until it is shorter")
    screen.canvas()
    screen.saved()
    assert revision(treadle, workflow) == 0
    address.fill("http://127.0.0.1/y")
    screen.canvas()
    screen.saved()
    expect(screen.at("parameter-form")).not_to_contain_text("until it is shorter")
    assert revision(treadle, workflow) == 1


@pytest.mark.parametrize(("width", "where"), [(1440, "run"), (600, "run"), (600, "editor"), (1440, "home")])
def test_every_page_shows_that_the_connection_is_lost(
    width: int, where: str, treadle: Product, connection: Proxy, page: Page
) -> None:
    workflow = treadle.make(three("Notice"))
    run = treadle.run(workflow, {"text": "One."})
    treadle.ended(run)
    page.set_viewport_size({"width": width, "height": 800})
    treadle.at_home(page)
    page.goto(
        connection.url + {"run": f"/runs/{run}", "editor": f"/workflows/{workflow}", "home": "/"}[where]
    )
    notice = page.get_by_role("status").filter(has_text="Reconnecting…").locator("visible=true")
    page.wait_for_function("window.did_handshake === true")
    expect(notice).to_have_count(0)
    connection.cut()
    expect(notice.filter(has_text="The server does not answer.")).to_be_visible()
    assert "continue" not in page.locator("#popup").inner_text()
    connection.restore()
    expect(notice).to_have_count(0, timeout=BACK_MS)
