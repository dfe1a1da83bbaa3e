"""Every visible control of every page does something. The controls are found in the page, not listed here."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Dialog, ElementHandle, Error, Page, expect

from e2e.product import Product
from e2e.screen import Screen, chain

PATIENCE_MS = 1500
FIND = """() => {
  const selector = 'a[href], button, input:not([type=hidden]), select, textarea, summary, ' +
    '[role=button], [role=slider], [role=option], [role=radio], [role=tab], [role=switch], [role=combobox]';
  const seen = {};
  const found = [];
  for (const element of document.querySelectorAll(selector)) {
    const box = element.getBoundingClientRect();
    const style = getComputedStyle(element);
    if (box.width < 2 || box.height < 2 || style.visibility === 'hidden' || element.closest('[hidden]')) continue;
    const name = element.getAttribute('aria-label') || element.innerText || element.getAttribute('placeholder') || '';
    const words = name.replace(/[0-9]+( ms| s| min)?( ago)?/g, '#').trim().slice(0, 40);
    const key = [element.tagName, element.dataset.testid || '', words, element.getAttribute('href') || ''].join('|');
    seen[key] = (seen[key] ?? -1) + 1;
    const off = element.disabled || element.getAttribute('aria-disabled') === 'true';
    const on = ['aria-checked', 'aria-selected'].some((name) => element.getAttribute(name) === 'true')
      && ['radio', 'tab', 'option'].includes(element.getAttribute('role'));
    found.push({ key: `${key}|${seen[key]}`, off, on, element });
  }
  return found;
}"""
KEYS = f"() => ({FIND})().map(({{ key, off, on }}) => ({{ key, off, on }}))"
ELEMENT = f"(key) => ({FIND})().find((each) => each.key === key)?.element ?? null"
WATCH = """() => {
  window.changes = new Set();
  const passing = '[data-testid=saved], time';
  const note = (target, what) => {
    const element = target instanceof Element ? target : target.parentElement;
    if (!element || element.closest(passing)) return;
    window.changes.add(what);
  };
  window.watcher?.disconnect();
  window.watcher = new MutationObserver((records) => {
    for (const record of records) note(record.target, record.type + (record.attributeName ?? ''));
  });
  const all = { subtree: true, childList: true, characterData: true, attributes: true };
  window.watcher.observe(document.documentElement, all);
  window.was = { focus: document.activeElement };
}"""
CHANGED = """(element) => {
  if (window.changes === undefined) return ['a new page'];
  const found = [...window.changes];
  if (![window.was.focus, element, document.body].includes(document.activeElement)) found.push('focus');
  return found;
}"""
TYPED = """(element) => [element.value, element.checked].join()"""


class Effects:
    """Records what a browser does besides changing the page."""

    def __init__(self, page: Page) -> None:
        self.seen: list[str] = []
        page.on("dialog", self._dialog)
        page.on("filechooser", lambda _: self.seen.append("file chooser"))
        page.on("download", lambda _: self.seen.append("download"))
        page.on("framenavigated", lambda _: self.seen.append("navigation"))
        page.on("popup", self._popup)

    def _dialog(self, dialog: Dialog) -> None:
        self.seen.append("dialog")
        dialog.dismiss()

    def _popup(self, popup: Page) -> None:
        self.seen.append("popup")
        popup.close()


@pytest.fixture(scope="module")
def run(treadle: Product) -> int:
    broken = chain(
        {"id": "text", "kind": "input"},
        {"id": "fail", "kind": "python_code", "config": {"code": "result = 1 / 0"}},
        name="Fails",
        wires=[("text", "text", "fail", "values")],
    )
    number = treadle.run(treadle.make(broken), {"text": "x"})
    treadle.ended(number)
    return number


PLACES = ("home", "editor", "step", "draft", "runs", "table", "run", "credentials", "lost")


@pytest.mark.parametrize("place", PLACES)
def test_every_control_has_an_effect(
    place: str, treadle: Product, run: int, page: Page, browser_errors: list[str]
) -> None:
    go(place, treadle, run, page)
    settle_ms = 200 if place in {"home", "runs"} else 0  # some buttons lead away a moment later
    crawl(page, lambda: go(place, treadle, run, page), settle_ms=settle_ms)
    provoked = ("ERR_ABORTED", "/runs/999999")  # an address that is not there answers 404
    browser_errors[:] = [each for each in browser_errors if not any(word in each for word in provoked)]


def test_every_control_of_the_sign_in_page_has_an_effect(
    own_server: Any, page: Page, browser_errors: list[str]
) -> None:
    served = own_server(password="a long enough password")

    def again() -> None:
        page.goto(f"{served.url}/sign-in")

    again()
    crawl(page, again)
    page.get_by_label("Password").fill("a long enough password")
    page.get_by_role("button", name="Sign in").click()
    page.goto(f"{served.url}/runs")
    page.get_by_role("link", name="Sign out").click()
    expect(page.get_by_label("Password")).to_be_visible()
    browser_errors[:] = [each for each in browser_errors if "403" not in each]


def test_a_dead_control_is_noticed(treadle: Product, page: Page) -> None:
    page.goto(f"{treadle.url}/credentials")
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<button>Dead</button>')")
    dead = find(page, "BUTTON||Dead||0")
    assert dead is not None
    assert not has_effect(page, dead, Effects(page))


def go(place: str, treadle: Product, run: int, page: Page) -> None:
    paths = {
        "runs": "/runs",
        "table": "/runs?view=table",
        "credentials": "/credentials",
        "lost": "/runs/999999",
    }
    if place in {"editor", "step", "draft"}:
        page.goto(workflow_of(place, treadle, run))
        screen = Screen(page)
        screen.ready()
        page.wait_for_function("document.querySelector('[data-testid^=kind-]')")
        if place == "step":
            screen.node("fail").click()
        if place == "draft" and not screen.at("review").is_visible():
            if not screen.at("describe-text").is_visible():
                screen.at("describe-open").click()
            screen.at("describe-text").fill("clean the text and frobnicate it")
            screen.press("Control+Enter")
            expect(screen.at("review")).to_be_visible()
    elif place == "home":
        treadle.at_home(page)
    elif place == "run":
        Screen(page).open(f"{treadle.url}/runs/{run}").status("fail", "failed")
        page.wait_for_function(
            "document.querySelector('[data-testid=scrub-place]')?.innerText.startsWith('Event')"
        )
    else:
        page.goto(treadle.url + paths[place])
        page.get_by_role("heading", level=1).wait_for()
    page.wait_for_timeout(250)


MADE: dict[tuple[str, str], str] = {}


def workflow_of(place: str, treadle: Product, run: int) -> str:
    """Return the address of a copy of the run's workflow, one for each place and server."""
    key = (treadle.url, place)
    if key not in MADE:
        source = treadle.get(f"/api/v1/runs/{run}")["workflow"]
        file = treadle.get(f"/api/v1/workflows/{source}/export")
        copy = treadle.make({**file, "name": f"Crawled, {place}"})
        MADE[key] = f"{treadle.url}/workflows/{copy}"
    return MADE[key]


def crawl(page: Page, again: Any, *, settle_ms: int = 0) -> None:
    effects = Effects(page)
    wanted = [each["key"] for each in page.evaluate(KEYS) if not each["off"] and not each["on"]]
    assert wanted
    dead: list[str] = []
    gone: list[str] = []
    start = page.url
    for key in wanted:
        element = find(page, key)
        if element is None or page.url != start:
            page.wait_for_load_state()
            try:
                again()
            except Error:  # what was pressed last led away only now
                page.wait_for_load_state()
                again()
            start = page.url
            element = find(page, key)
        if element is None:
            gone.append(key)
        elif not tried(page, key, element, effects, again):
            dead.append(key)
        page.wait_for_timeout(settle_ms)
    print(f"{len(wanted)} controls, {len(gone)} gone before their turn: {gone}")
    assert not dead, "no effect:\n" + "\n".join(dead)
    assert len(gone) <= len(wanted) // 5, gone


def tried(page: Page, key: str, element: ElementHandle, effects: Effects, again: Any) -> bool:
    try:
        return has_effect(page, element, effects)
    except Error:  # what was pressed before led away only now
        page.wait_for_load_state()
        again()
        fresh = find(page, key)
        assert fresh is not None, key
        return has_effect(page, fresh, effects)


def find(page: Page, key: str) -> ElementHandle | None:
    try:
        element = page.evaluate_handle(ELEMENT, key).as_element()
        return None if element is None or element.is_disabled() else element
    except Error:  # the page is on its way to another one
        return None


def has_effect(page: Page, element: ElementHandle, effects: Effects) -> bool:
    effects.seen.clear()
    page.evaluate(WATCH)
    page.wait_for_timeout(60)
    page.evaluate("window.changes.clear()")  # what changes by itself is no effect
    before = element.evaluate(TYPED)
    activate(page, element)
    for _ in range(PATIENCE_MS // 50):
        if effects.seen:
            page.wait_for_load_state()
            return True
        try:
            if page.evaluate(CHANGED, element) or element.evaluate(TYPED) != before:
                return True
        except Error:  # the page changed during the evaluation
            return True
        page.wait_for_timeout(50)
    return False


def activate(page: Page, element: ElementHandle) -> None:
    tag = element.evaluate(
        "(element) => [element.tagName, element.type, element.getAttribute('role')].join(' ')"
    )
    name, kind, role = (*tag.lower().split(" "), "", "")[:3]
    if name == "select":
        values = element.evaluate("(element) => [...element.options].map((option) => option.value)")
        now = element.input_value()
        other = next((value for value in values if value != now), None)
        element.select_option(other if other is not None else now)
        if other is None:
            page.evaluate("window.changes.add('a list of one')")
    elif kind == "file":
        element.evaluate("(element) => element.click()")
    elif (name == "input" and kind == "range") or role == "slider":
        element.focus()
        page.keyboard.press("ArrowLeft")
        page.keyboard.press("ArrowRight")
        page.keyboard.press("ArrowLeft")
    elif name == "textarea" or (name == "input" and kind not in {"checkbox", "radio", "button", "submit"}):
        element.focus()
        page.keyboard.press("End")
        page.keyboard.type("1")
    else:
        element.click(timeout=3000, force=role == "option")
