"""Take the pictures of the docs from the running product: `make pictures`."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, expect, sync_playwright

from e2e.chromium import find, launch_arguments
from e2e.product import Product, product
from e2e.screen import Screen, chain, real_text
from e2e.target_server import TargetServer, start_target_server

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "pictures"
SIZE = {"width": 1440, "height": 900}
SENTENCE = (
    "Clean the text, summarize it in two sentences, extract eight keywords and tag it as sports, politics or tech; "
    "if it is about sports send it to https://example.com/newsroom"
)


def main() -> None:
    """Start the product on a new data folder, give it something to show, and take every picture."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory(prefix="tr-") as folder,
        start_target_server() as newsroom,
        product(Path(folder) / "data", allowed_hosts=newsroom.address) as treadle,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=str(find()), args=launch_arguments())
        failed = history(treadle, newsroom)
        for scheme in ("light", "dark"):
            editor(browser, treadle, scheme)
        page = opened(browser, "light")
        run_page(page, treadle, failed)
        gallery(page, treadle)
        describing(page, treadle)
        browser.close()


def history(treadle: Product, newsroom: TargetServer) -> int:
    """Run a few workflows with real texts, one of which fails; return the number of the failed run."""
    texts = (
        "held_out/news-theatre.toml",
        "held_out/tech-search.toml",
        "licence.txt",
        "held_out/news-orchestra.toml",
    )
    for name in texts:
        treadle.ended(treadle.run("article_triage", {"text": real_text(name)}))
    support = treadle.make(support_summary())
    for name in ("held_out/mail-export.toml", "held_out/mail-beta.toml"):
        treadle.ended(treadle.run(support, {"text": real_text(name)}))
    newsroom.release()
    newsroom.status = 422
    posted = treadle.make(newsroom_post(newsroom.address))
    failed = treadle.run(posted, {"text": real_text("held_out/news-ferry.toml")})
    treadle.ended(failed)
    treadle.ended(treadle.run("article_triage", {"text": real_text("held_out/news-ferry.toml")}))
    return failed


def support_summary() -> dict[str, Any]:
    """Return a workflow that summarizes support mails."""
    return chain(
        {"id": "mail", "kind": "input"},
        {"id": "clean", "kind": "clean_text", "config": {"drop_quotes": True}},
        {"id": "summary", "kind": "summarize", "config": {"sentences": 1}},
        {"id": "note", "kind": "template", "config": {"template": "Support: {{ value }}"}},
        name="Support summary",
        wires=[
            ("mail", "text", "clean", "text"),
            ("clean", "text", "summary", "text"),
            ("summary", "summary", "note", "values"),
        ],
    )


def newsroom_post(address: str) -> dict[str, Any]:
    """Return a workflow whose last step fails."""
    made = chain(
        {"id": "article", "kind": "input"},
        {"id": "clean_text", "kind": "clean_text"},
        {"id": "summarize", "kind": "summarize", "config": {"sentences": 2}},
        {"id": "extract_keywords", "kind": "extract_keywords", "config": {"limit": 6}},
        {"id": "merge", "kind": "merge"},
        {
            "id": "post_to_newsroom",
            "kind": "http_request",
            "config": {"method": "POST", "url": f"http://{address}/articles", "body": "json"},
        },
        name="Post to the newsroom",
        wires=[
            ("article", "text", "clean_text", "text"),
            ("clean_text", "text", "summarize", "text"),
            ("clean_text", "text", "extract_keywords", "text"),
            ("summarize", "summary", "merge", "values"),
            ("extract_keywords", "keywords", "merge", "values"),
            ("merge", "merged", "post_to_newsroom", "values"),
        ],
    )
    made["layout"]["positions"] = {
        "article": [0, 56],
        "clean_text": [272, 56],
        "summarize": [544, 0],
        "extract_keywords": [544, 112],
        "merge": [816, 56],
        "post_to_newsroom": [1088, 56],
    }
    return made


def opened(browser: Browser, scheme: str) -> Page:
    """Return a page of the size of the pictures."""
    color = "dark" if scheme == "dark" else "light"
    return browser.new_context(viewport=SIZE, color_scheme=color, reduced_motion="reduce").new_page()  # type: ignore[arg-type]


def editor(browser: Browser, treadle: Product, scheme: str) -> None:
    """Take the editor after a run, with a step selected."""
    page = opened(browser, scheme)
    treadle.at_home(page)
    screen = Screen(page).open(f"{treadle.url}/workflows/article_triage")
    screen.ran()
    screen.select("tag_category")
    expect(screen.at("output-pane")).to_contain_text("transport")
    shoot(page, f"editor-{scheme}")


def run_page(page: Page, treadle: Product, failed: int) -> None:
    """Take the page of a failed run."""
    screen = Screen(page).open(f"{treadle.url}/runs/{failed}")
    screen.status("post_to_newsroom", "failed")
    screen.at("step-post_to_newsroom").click()
    expect(screen.at("step-error")).to_be_visible()
    shoot(page, "run-failed")


def gallery(page: Page, treadle: Product) -> None:
    """Take the gallery of runs and the home page."""
    page.goto(f"{treadle.url}/runs")
    expect(page.get_by_test_id("run-card").first).to_be_visible()
    shoot(page, "runs")
    treadle.at_home(page)
    page.get_by_role("textbox", name="Describe your workflow").fill(SENTENCE)
    shoot(page, "home")


def describing(page: Page, treadle: Product) -> None:
    """Take a draft made from the sentence on the home page."""
    page.get_by_role("button", name="Draw it").click()
    page.wait_for_url("**/workflows/*")
    expect(Screen(page).at("review")).to_be_visible()
    shoot(page, "draft")


def shoot(page: Page, name: str) -> None:
    """Take one picture once nothing moves."""
    page.mouse.move(0, 0)
    page.wait_for_timeout(600)
    page.screenshot(path=FOLDER / f"{name}.png")
    print(FOLDER.name, f"{name}.png")


if __name__ == "__main__":
    sys.exit(main())
