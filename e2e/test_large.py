from __future__ import annotations

import time
from typing import Any

from playwright.sync_api import Page, expect

from e2e.product import Product
from e2e.screen import Screen

FRAMES = """() => {
  window.frames_ms = []; window.watching = true;
  let last = performance.now();
  const tick = (now) => {
    window.frames_ms.push(now - last); last = now;
    if (window.watching) requestAnimationFrame(tick);
  };
  requestAnimationFrame(tick);
}"""


def wide(count: int) -> dict[str, Any]:
    nodes = [{"id": f"n{index}", "kind": "template", "config": {"template": "x"}} for index in range(count)]
    return {
        "format": "treadle.workflow/1",
        "name": f"{count} steps",
        "nodes": nodes,
        "edges": [
            {
                "source": f"n{index // 2}",
                "source_port": "text",
                "target": f"n{index}",
                "target_port": "values",
            }
            for index in range(1, count)
        ],
        "layout": {
            "positions": {f"n{index}": [272 * (index % 25), 104 * (index // 25)] for index in range(count)}
        },
    }


def test_five_hundred_steps_open_and_pan(treadle: Product, page: Page) -> None:
    workflow = treadle.make(wide(500))
    began = time.monotonic()
    screen = Screen(page).open(f"{treadle.url}/workflows/{workflow}")
    expect(screen.node("n250")).to_be_visible()
    ready = time.monotonic() - began
    screen.count(500)
    place = "document.querySelector('.react-flow__viewport').style.transform"
    before = page.evaluate(place)
    page.mouse.move(600, 400)
    page.evaluate(FRAMES)
    for step in range(60):
        page.mouse.wheel(30 if step % 40 < 20 else -30, 24 if step % 20 < 10 else -24)
        page.wait_for_timeout(16)
    page.evaluate("window.watching = false")
    frames = sorted(page.evaluate("window.frames_ms")[2:])
    p95 = frames[int(len(frames) * 0.95)]
    print(f"500 steps: usable after {ready:.2f} s; a frame while panning takes {p95:.0f} ms at p95")
    page.mouse.wheel(120, 80)
    page.wait_for_timeout(200)
    assert page.evaluate(place) != before
    # One step moves, and the editor still responds.
    screen.canvas()
    screen.press("ArrowRight", "Alt+ArrowDown")
    expect(screen.at("undo")).to_be_enabled()
