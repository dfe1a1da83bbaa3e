from __future__ import annotations

from playwright.sync_api import Page, expect

from e2e.product import Product
from e2e.screen import Screen

SENTENCE = "Clean the text, summarize it in two sentences, then extract keywords"


def runs_of(treadle: Product, page: Page) -> int:
    workflow = page.url.rsplit("/", 1)[1]
    return len(treadle.get(f"/api/v1/runs?workflow={workflow}")["runs"])


def drafted_from_home(treadle: Product, page: Page, sentence: str = SENTENCE) -> Screen:
    treadle.at_home(page)
    page.get_by_role("textbox", name="Describe your workflow").fill(sentence)
    page.get_by_role("button", name="Draw it").click()
    page.wait_for_url("**/workflows/*")
    screen = Screen(page)
    expect(screen.at("review")).to_be_visible()
    return screen


def ghosts(page: Page) -> int:
    return page.locator("[data-testid^='ghost-']").count()


def test_a_sentence_on_the_home_page_becomes_ghosts_that_run_only_when_asked(
    treadle: Product, page: Page
) -> None:
    screen = drafted_from_home(treadle, page)
    expect(page.locator("[data-testid^='ghost-']").first).to_be_visible()
    drawn = ghosts(page)
    assert drawn >= 4
    assert not screen.nodes()
    expect(screen.at("run")).to_be_disabled()
    page.reload()
    expect(screen.at("review")).to_be_visible()  # the draft is still pending
    screen.at("draft-accept").click()
    screen.count(drawn)
    expect(screen.at("review")).to_have_count(0)
    assert runs_of(treadle, page) == 0
    screen.at("undo").click()  # the whole draft is one edit
    screen.count(0)
    screen.at("redo").click()
    screen.count(drawn)
    screen.at("run").click()
    screen.at("run-input-text").fill("Boats sail at nine. The harbour opens at eight. Sails are red.")
    screen.press("Control+Enter")
    screen.ran()


def test_part_of_a_draft_is_accepted(treadle: Product, page: Page) -> None:
    screen = drafted_from_home(treadle, page)
    expect(page.locator("[data-testid^='ghost-']").first).to_be_visible()
    drawn = ghosts(page)
    screen.at("draft-one-by-one").click()
    adding = screen.at("draft-edits").locator("label", has_text="keywords")
    adding.first.locator("input").uncheck()
    expect(screen.at("draft-accept")).to_contain_text("of")
    screen.at("draft-accept").click()
    screen.count(drawn - 1)
    assert not any("keyword" in node for node in screen.nodes())


def test_a_draft_is_refused_and_leaves_nothing(treadle: Product, page: Page) -> None:
    screen = drafted_from_home(treadle, page)
    screen.at("draft-discard").click()
    screen.count(0)
    page.reload()
    screen.ready()
    expect(screen.at("review")).to_have_count(0)
    screen.count(0)


def test_a_change_is_described_in_the_editor(treadle: Product, page: Page) -> None:
    screen = drafted_from_home(treadle, page, "clean the text and summarize it")
    screen.at("draft-accept").click()
    expect(screen.at("review")).to_have_count(0)
    before = len(screen.nodes())
    screen.at("describe-open").click()
    screen.at("describe-text").fill("then extract keywords")
    screen.press("Control+Enter")
    expect(screen.at("review")).to_be_visible()
    assert len(screen.nodes()) == before
    screen.at("draft-accept").click()
    screen.count(before + 1)
    assert runs_of(treadle, page) == 0


def test_what_was_not_understood_is_shown(treadle: Product, page: Page) -> None:
    screen = drafted_from_home(treadle, page, "clean the text, then frobnicate the wotsit")
    expect(screen.at("draft-not-understood")).to_contain_text("frobnicate the wotsit")
