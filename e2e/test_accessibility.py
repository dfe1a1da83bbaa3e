from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, expect

from e2e.product import Product
from e2e.screen import Screen

RULES = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    }
}


@pytest.fixture(scope="module")
def ran(treadle: Product) -> int:
    run = treadle.run("article_triage")
    treadle.ended(run)
    return run


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    "place", ["home", "editor", "step", "describe", "runs", "table", "run", "credentials", "lost"]
)
def test_axe_finds_nothing_serious(
    place: str, scheme: str, treadle: Product, ran: int, page: Page, browser_errors: list[str]
) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    go(page, treadle, ran, place)
    if place == "lost":  # its status is 404, which the browser logs
        browser_errors[:] = [
            each for each in browser_errors if "404" not in each or "/workflows/no_such" not in each
        ]
    expect(page.get_by_role("main")).to_have_count(1)
    levels = page.locator("h1, h2, h3").evaluate_all(
        "all => all.map((heading) => Number(heading.tagName[1]))"
    )
    assert all(after - before <= 1 for before, after in pairwise([0, *levels])), levels
    found: dict[str, Any] = Axe().run(page, options=RULES).response
    bad = [violation for violation in found["violations"] if violation["impact"] in {"serious", "critical"}]
    violations = [
        f"{each['id']}: {each['help']}\n  {node['html'][:200]}\n  {node.get('failureSummary', '')}"
        for each in bad
        for node in each["nodes"][:4]
    ]
    assert not violations, "\n".join(violations)


def go(page: Page, treadle: Product, ran: int, place: str) -> None:
    paths = {
        "runs": "/runs",
        "table": "/runs?view=table",
        "credentials": "/credentials",
        "lost": "/workflows/no_such",
    }
    if place in {"editor", "step", "describe"}:
        screen = Screen(page).open(f"{treadle.url}/workflows/article_triage")
        screen.ran()
        if place == "step":
            screen.select("tag_category")
            expect(screen.at("panel-title")).to_be_visible()
        if place == "describe":
            screen.at("describe-open").click()
            expect(screen.at("describe-text")).to_be_visible()
    elif place == "run":
        Screen(page).open(f"{treadle.url}/runs/{ran}").status("merge", "ok")
    else:
        treadle.at_home(page)
        page.goto(treadle.url + paths.get(place, "/"))
        page.get_by_role("heading", level=1).wait_for()


def test_narrow_windows_lose_nothing(treadle: Product, ran: int, context: BrowserContext, page: Page) -> None:
    page.set_viewport_size({"width": 640, "height": 900})
    for place in ("home", "runs", "credentials"):
        go(page, treadle, ran, place)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), place
