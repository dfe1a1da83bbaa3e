"""Print how the canvas loads, pans and zooms with many steps, in Chromium.

    python measure.py http://127.0.0.1:5173/index.html 500 1000

The page is the built development page (see README.md); frame times come from requestAnimationFrame while the mouse
wheel pans. Times in milliseconds.
"""

# ruff: noqa: INP001, T201 - a script beside the page it measures, which prints what it found

import sys

from playwright.sync_api import Page, sync_playwright

FRAMES = """() => {
  window.frames_ms = []; window.watching = true; let last = performance.now();
  const tick = (now) => {
    window.frames_ms.push(now - last); last = now; if (window.watching) requestAnimationFrame(tick);
  };
  requestAnimationFrame(tick);
}"""
PUSHES = [(30, 24), (30, -24), (-30, 24), (-30, -24)]


def frames(page: Page) -> list[float]:
    """Stop watching; give the frame times in order of size."""
    page.evaluate("window.watching = false")
    return sorted(page.evaluate("window.frames_ms")[2:])


def pan(page: Page, *, steps: int = 80) -> list[float]:
    """Pan by wheel over the canvas's middle."""
    page.mouse.move(560, 400)
    page.evaluate(FRAMES)
    for step in range(steps):
        page.mouse.wheel(*PUSHES[step // 10 % len(PUSHES)])
        page.wait_for_timeout(16)
    return frames(page)


def report(name: str, times: list[float]) -> None:
    """One line: median, p95 and worst."""
    middle, high = times[len(times) // 2], times[int(len(times) * 0.95)]
    print(f"  {name}: p50 {middle:.0f}  p95 {high:.0f}  worst {times[-1]:.0f}  ({len(times)} frames)")


def measure(page: Page, url: str, count: int) -> None:
    """Load `count` steps; pan at the whole, at names and at full detail; pan while a run goes on."""
    page.goto(f"{url}?scene=big&n={count}")
    page.wait_for_selector(".step")
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    print(f"{count} steps: drawn after {page.evaluate('performance.now()'):.0f}")
    report("pan, all in view", pan(page))
    page.click("[data-testid=zoom-percent]")
    page.wait_for_timeout(500)
    report("pan at 100 %", pan(page))
    page.keyboard.press("1")
    page.wait_for_timeout(500)
    page.evaluate("window.server.emit('run', {input: null})")
    page.wait_for_timeout(300)
    report("pan, all in view, running", pan(page))
    print(f"  heap {page.evaluate('performance.memory.usedJSHeapSize') / 1e6:.0f} MB")


def main() -> None:
    """Measure each count that was asked for."""
    url, *counts = sys.argv[1:]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium",
            args=["--no-sandbox", "--disable-gpu", "--enable-precise-memory-info"],
        )
        for count in counts or ["500"]:
            page = browser.new_page(viewport={"width": 1440, "height": 900})
            page.on("pageerror", lambda error: print(f"  error: {error}"))
            measure(page, url, int(count))
            page.close()
        browser.close()


main()
