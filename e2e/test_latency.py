from __future__ import annotations

from typing import Any

from playwright.sync_api import Page, expect

from e2e.product import Product
from e2e.screen import Screen
from e2e.target_server import TargetServer

STEPS = 160
STEP_MS = 80


def calls(address: str, count: int, wait_ms: int, name: str) -> dict[str, Any]:
    """Return a chain of requests, each of which takes `wait_ms`."""
    urls = [f"http://{address}/slow/{wait_ms}/{index}x" for index in range(count)]
    edges = [
        {"source": f"s{index - 1}", "source_port": "response", "target": f"s{index}", "target_port": "values"}
        for index in range(1, count)
    ]
    return {
        "format": "treadle.workflow/1",
        "name": name,
        "nodes": [
            {"id": f"s{index}", "kind": "http_request", "config": {"url": url}}
            for index, url in enumerate(urls)
        ],
        "edges": edges,
        "layout": {
            "positions": {f"s{index}": [272 * (index % 20), 104 * (index // 20)] for index in range(count)}
        },
    }


# Opens the pane of a step that has not ended and waits for its value, then goes on to the next such step. Times are the
# browser's clock, which is the machine's.
WATCH = """() => {
  window.panes = {}; window.marks = {};
  const canvas = document.querySelector('[data-testid=canvas]');
  let at = -1;
  const ended = (step) => document.querySelector(`[data-testid=node-s${step}]`)?.dataset.status === 'ok';
  const next = () => {
    do {
      canvas.dispatchEvent(new KeyboardEvent('keydown', { key: ']', bubbles: true }));
      at += 1;
    } while (ended(at));
  };
  const look = (records) => {
    for (const { target, attributeName } of records) {
      if (attributeName !== 'data-status' || !target.dataset.testid?.startsWith('node-s')) continue;
      window.marks[`${target.dataset.testid.slice(6)} ${target.dataset.status}`] ??= Date.now();
    }
    if (at < 0 || at in window.panes) return;
    if (document.querySelector('[data-testid=output-pane]')?.innerText.includes(`at ${at}x`)) {
      window.panes[at] = Date.now();
      next();
    }
  };
  const all = { subtree: true, childList: true, characterData: true, attributes: true };
  new MutationObserver(look).observe(document.body, all);
  window.begin = next;
}"""


def test_a_result_is_in_its_pane_soon_after_its_commit(
    treadle: Product, page: Page, held: TargetServer
) -> None:
    measured = treadle.make(calls(held.address, STEPS, STEP_MS, "Measured"))
    beside = treadle.make(calls(held.address, STEPS * 2, STEP_MS // 3, "Beside"))
    screen = Screen(page).open(f"{treadle.url}/workflows/{measured}")
    screen.canvas()
    page.evaluate(WATCH)
    other = treadle.run(beside)
    screen.press("Control+Enter")
    expect(screen.at("run-chip")).to_have_attribute("data-status", "running")
    page.evaluate("window.begin()")
    screen.ran(within_ms=60_000)
    panes = {int(step): at for step, at in page.evaluate("window.panes").items()}
    marks = page.evaluate("window.marks")
    run = treadle.get(f"/api/v1/runs?workflow={measured}")["runs"][0]["id"]
    events = treadle.get(f"/api/v1/runs/{run}/events")["events"]
    others = treadle.get(f"/api/v1/runs/{other}/events")["events"]
    commits = {(each["node"], each["type"]): each["at"] * 1000 for each in events}
    begin, end = events[0]["at"], events[-1]["at"]
    rate = (len(events) + sum(begin <= each["at"] <= end for each in others)) / (end - begin)
    in_panes = [at - commits[f"s{step}", "step_succeeded"] for step, at in panes.items()]
    looks = {"running": "step_started", "ok": "step_succeeded"}
    on_nodes = [
        at - commits[f"s{mark.split()[0]}", looks[mark.split()[1]]]
        for mark, at in marks.items()
        if mark.split()[1] in looks
    ]
    print(
        f"at {rate:.0f} events/s: {percentiles('statuses on the canvas', on_nodes)}; "
        f"{percentiles('values in the pane', in_panes)}"
    )
    assert len(on_nodes) >= STEPS * 1.5
    assert len(in_panes) >= STEPS * 0.3


def percentiles(what: str, took: list[float]) -> str:
    order = sorted(took)
    return f"{len(order)} {what}, p50 {order[len(order) // 2]:.0f} ms, p95 {order[int(len(order) * 0.95)]:.0f} ms"
