"""The page object of the editor and of a run's page, by the test ids listed in assets/README.md."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page, expect

ENDED_MS = 20_000


class Screen:
    """The page object of an editor or a run's page."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def open(self, url: str) -> Screen:
        """Go to an editor or a run, wait until it can be used, and return this page object."""
        self.page.goto(url)
        self.ready()
        return self

    def ready(self) -> None:
        """Wait until the canvas takes gestures."""
        expect(self.at("canvas")).to_be_visible()

    def at(self, name: str) -> Locator:
        """Return the elements with a test id."""
        return self.page.get_by_test_id(name)

    def node(self, node: str) -> Locator:
        """Return a step on the canvas."""
        return self.at(f"node-{node}")

    def status(self, node: str, status: str) -> None:
        """Wait until a step is shown with a status."""
        expect(self.node(node)).to_have_attribute("data-status", status, timeout=ENDED_MS)

    def ran(self, status: str = "succeeded", *, within_ms: int = ENDED_MS) -> None:
        """Wait until the shown run has ended with a status."""
        expect(self.at("run-chip")).to_have_attribute("data-status", status, timeout=within_ms)

    def nodes(self) -> list[str]:
        """Return the ids of the steps on the canvas."""
        found = self.page.locator(".react-flow__node [data-testid^=node-][data-status]")
        return [
            str(name).removeprefix("node-")
            for name in found.evaluate_all("all => all.map((e) => e.dataset.testid)")
        ]

    def count(self, number: int) -> None:
        """Wait until there are so many steps, in view or not."""
        word = "step" if number == 1 else "steps"
        expect(self.at("canvas")).to_have_attribute("aria-label", re.compile(rf"^Canvas, {number} {word}\."))

    def canvas(self) -> None:
        """Focus the canvas."""
        self.at("canvas").focus()

    def press(self, *keys: str) -> None:
        """Press keys, one after another."""
        for key in keys:
            self.page.keyboard.press(key)

    def select(self, node: str) -> None:
        """Click a step."""
        self.node(node).click()

    def drag(self, source: Locator, target: Locator, *, release: bool = True) -> None:
        """Drag with the mouse from one centre to another."""
        mouse = self.page.mouse
        (x, y), (to_x, to_y) = self.still(source), self.still(target)
        mouse.move(x, y)
        mouse.down()
        mouse.move((x + to_x) / 2, (y + to_y) / 2, steps=4)
        mouse.move(to_x, to_y, steps=4)
        if release:
            mouse.up()

    def still(self, what: Locator) -> tuple[float, float]:
        """Wait until an element has stopped moving and return its centre."""
        before = (-1.0, -1.0)
        while (now := middle(what)) != before:
            before = now
            self.page.wait_for_timeout(60)
        return now

    def wire(self, source: str, out: str, target: str, into: str) -> Locator:
        """Return an edge on the canvas."""
        return self.at(f"wire-{source}.{out}>{target}.{into}")

    def connect(self, source: str, out: str, target: str, into: str) -> None:
        """Connect two ports by dragging."""
        self.drag(self.at(f"port-{source}-out-{out}"), self.at(f"port-{target}-in-{into}"))

    def saved(self) -> None:
        """Wait until all edits are saved."""
        expect(self.at("saved")).to_contain_text("Saved")


def middle(what: Locator) -> tuple[float, float]:
    """Return the centre of an element, in pixels of the page."""
    box = what.bounding_box()
    assert box is not None, f"{what} is not to be seen"
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def chain(
    *steps: dict[str, Any], name: str = "Chain", wires: list[tuple[str, str, str, str]]
) -> dict[str, Any]:
    """Return a document: steps in a row, and edges between them."""
    places = {step["id"]: [272 * index, 104] for index, step in enumerate(steps)}
    edges = [
        {"source": source, "source_port": out, "target": target, "target_port": into}
        for source, out, target, into in wires
    ]
    return {
        "format": "treadle.workflow/1",
        "name": name,
        "nodes": [{"config": {}, **step} for step in steps],
        "edges": edges,
        "layout": {"positions": places},
    }


def held_chain(address: str, path: str = "hold", *, name: str = "Held") -> dict[str, Any]:
    """Return a workflow of four steps, one of which calls the target server."""
    return chain(
        {"id": "text", "kind": "input"},
        {"id": "clean", "kind": "clean_text"},
        {"id": "call", "kind": "http_request", "config": {"url": f"http://{address}/{path}"}},
        {"id": "note", "kind": "template", "config": {"template": "Stamp: {{ value.body.stamp }}"}},
        name=name,
        wires=[
            ("text", "text", "clean", "text"),
            ("clean", "text", "call", "values"),
            ("call", "response", "note", "values"),
        ],
    )


def real_text(name: str) -> str:
    """Return one of the real texts of tests/quality."""
    path = Path(__file__).resolve().parent.parent / "tests" / "quality" / "texts" / name
    return (
        path.read_text("utf-8")
        if path.suffix == ".txt"
        else str(tomllib.loads(path.read_text("utf-8"))["text"])
    )
