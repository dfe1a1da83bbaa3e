"""The tutorial, done in a browser by its own words: each list item of the page is one thing to do or to see."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Error, Locator, Page, expect

from e2e.product import Product
from e2e.screen import Screen

PAGE = Path(__file__).resolve().parent.parent / "docs" / "tutorial" / "first-workflow.md"
_BULLET = re.compile(r"^- (.+)$", re.MULTILINE)
_FILE = re.compile(r"^```text file=(\S+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PLACES = {"output": "output-pane", "review": "review", "history": "scrubber"}


class Reader:
    """Carries out the list items of the tutorial; an item of another form fails the test."""

    def __init__(self, served: Product, page: Page, text: str) -> None:
        self.served = served
        self.page = page
        self.screen = Screen(page)
        self.files = dict(_FILE.findall(text))
        self.says: list[tuple[str, Callable[..., None]]] = [
            (r"Open `(/\S*)`", self.open),
            (r"Open the newest run", self.open_newest),
            (r"Press `([^`]+)`", self.press),
            (r"Press `([^`]+)` on \*\*(.+)\*\*", self.press_on),
            (r"Click \*\*(.+)\*\*", self.click),
            (r"Add \*\*(.+)\*\*", self.add),
            (r"Choose \*\*(.+)\*\*", self.choose),
            (r"Fill \*\*(.+)\*\* with `([^`]+)`", self.fill),
            (r"Paste `([^`]+)` into \*\*(.+)\*\*", self.paste),
            (r"See the run \*\*(.+)\*\*", self.see_run),
            (r"See (\d+) steps", self.see_steps),
            (r"See \*\*(.+)\*\* marked \*\*(.+)\*\*", self.see_marked),
            (r"See \*\*(.+)\*\* show `([^`]+)`", self.see_value),
            (r"See `([^`]+)` in the (\w+)", self.see_in),
            (r"See `([^`]+)`", self.see),
        ]

    def do(self, item: str) -> None:
        for pattern, action in self.says:
            if found := re.fullmatch(pattern, item):
                action(*found.groups())
                return
        pytest.fail(f"no pattern fits the item: {item}")

    def open(self, path: str) -> None:
        self.page.goto(self.served.url + path)

    def open_newest(self) -> None:
        card = self.page.get_by_test_id("run-card").first
        card.hover()
        card.get_by_role("link", name="Open").click()

    def press(self, key: str) -> None:
        if self.page.get_by_test_id("canvas").count() == 0:  # the page has just been asked for
            self.screen.ready()
        self.page.keyboard.press(key.replace("Ctrl", "Control"))

    def press_on(self, key: str, name: str) -> None:
        self.page.get_by_label(name).press(key)

    def click(self, name: str) -> None:
        starts = re.compile(rf"^\W*{re.escape(name)}\b")
        self.page.get_by_role("button", name=starts).first.click()

    def add(self, title: str) -> None:
        self.page.get_by_test_id("palette").get_by_text(title, exact=True).click()
        expect(self.node(title)).to_be_visible()

    def choose(self, name: str) -> None:
        self.node(name).click()

    def fill(self, name: str, text: str) -> None:
        typed = self.page.locator("input:not([type=range]), textarea")
        self.page.get_by_label(re.compile(rf"^{re.escape(name)}")).and_(typed).fill(text)

    def paste(self, file: str, name: str) -> None:
        box = self.page.get_by_test_id("run-with").get_by_role("textbox", name=re.compile(rf"^{name}"))
        box.fill(self.files[file])

    def see_run(self, status: str) -> None:
        self.screen.saved()
        expect(self.page.get_by_test_id("run-chip")).to_contain_text(re.compile(status, re.IGNORECASE))
        self.screen.ran(status)
        expect(self.page.get_by_test_id("run-chip")).not_to_contain_text("since")

    def see_steps(self, count: str) -> None:
        self.page.get_by_test_id("fit").click()  # steps out of view are not in the page
        self.screen.count(int(count))

    def see_marked(self, name: str, status: str) -> None:
        expect(self.node(name)).to_have_attribute("data-status", status)

    def see_value(self, name: str, value: str) -> None:
        expect(self.node(name)).to_contain_text(value)

    def see_in(self, text: str, place: str) -> None:
        expect(self.page.get_by_test_id(PLACES[place])).to_contain_text(text)

    def see(self, text: str) -> None:
        expect(self.page.get_by_text(text).or_(self.page.get_by_label(text)).first).to_be_visible()

    def node(self, name: str) -> Locator:
        shown = self.page.locator(".react-flow__node [data-testid^=node-][data-status]")
        return shown.filter(has_text=name)


def test_the_tutorial_can_be_done(own_server: Callable[..., Product], page: Page) -> None:
    text = PAGE.read_text(encoding="utf-8")
    items = _BULLET.findall(text.partition("## From here")[0])
    assert len(items) > 30
    page.set_default_timeout(10_000)
    reader = Reader(own_server(), page, text)
    for item in items:
        try:
            reader.do(item)
        except (AssertionError, Error) as error:
            raise AssertionError(f"the tutorial says: {item}\n{error}") from error
