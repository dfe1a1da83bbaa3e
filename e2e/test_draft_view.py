"""A draft in view: no step is covered by the describe box or the review bar, with animations on."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from e2e.product import Product
from e2e.screen import Screen
from e2e.test_describe import SENTENCE, drafted_from_home

Draw = Callable[[Product, Page, str], Screen]
MOVING = pytest.mark.browser_context_args(reduced_motion="no-preference")
FIVE = "Clean the text, summarize it in three sentences, then extract keywords and tag it as sports, politics or tech."
ELEVEN = (
    "Fetch https://example.org/feed, clean the text, summarize it in two sentences, extract 5 keywords, tag it as "
    "sports, politics or tech, if the category is sports then wait 2 seconds, otherwise fill in the template "
    "'Other: {{ summary }}', then call https://example.org/notify and output the summary and the keywords"
)
LONG = (
    "Clean the text, summarize it in two sentences and extract keywords. "
    + "It should be quick and pleasant to read, whoever reads it and wherever they are. " * 30
)
RAMBLE = "Perhaps the reader of this would like to ponder the wotsit of the moment at great length " * 6


def drafted_here(treadle: Product, page: Page, sentence: str) -> Screen:
    treadle.at_home(page)
    page.get_by_role("button", name="New workflow").click()
    page.wait_for_url("**/workflows/*")
    screen = Screen(page)
    screen.ready()
    screen.at("describe-text").fill(sentence)
    screen.press("Control+Enter")
    expect(screen.at("review")).to_be_visible()
    return screen


def hidden(screen: Screen) -> list[str]:
    """Return the ghosts that lie under the box or the bar, or outside the window, once nothing moves."""
    steps = screen.page.locator("[data-testid^='ghost-']:not(.react-flow__edge)")
    expect(steps.first).to_be_visible()
    screen.still(steps.first)
    screen.page.wait_for_timeout(400)  # longer than any motion here: what starts late must not move it away
    return steps.evaluate_all(
        """all => {
          const place = (name) => document.querySelector(`[data-testid=${name}]`).getBoundingClientRect();
          const [box, bar, canvas] = [place('describe'), place('review'), place('canvas')];
          return all.filter((step) => {
            const { left, right, top, bottom } = step.getBoundingClientRect();
            return top < box.bottom || bottom > bar.top || left < canvas.left || right > canvas.right;
          }).map((step) => step.dataset.testid);
        }"""
    )


def outside(screen: Screen, name: str) -> bool:
    """Return whether a control lies partly outside the window, or under something else."""
    return screen.at(name).evaluate(
        """(control) => {
          const { left, right, top, bottom } = control.getBoundingClientRect();
          if (left < 0 || top < 0 || right > innerWidth || bottom > innerHeight) return true;
          return !control.contains(document.elementFromPoint((left + right) / 2, (top + bottom) / 2));
        }"""
    )


@MOVING
@pytest.mark.parametrize(
    ("draw", "size", "sentence"),
    [
        (drafted_from_home, (1440, 900), FIVE),
        (drafted_from_home, (1280, 720), FIVE),
        (drafted_here, (1280, 720), FIVE),
        (drafted_here, (1280, 720), ELEVEN),
    ],
    ids=["home", "home, small", "editor, small", "eleven steps, small"],
)
def test_no_step_of_a_draft_lies_under_the_box_or_the_bar(
    treadle: Product, page: Page, draw: Draw, size: tuple[int, int], sentence: str
) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    assert not hidden(draw(treadle, page, sentence))


@pytest.mark.parametrize("size", [(1440, 900), (1024, 640)], ids=["1440", "1024"])
def test_a_long_description_leaves_its_buttons_and_its_steps_in_the_window(
    treadle: Product, page: Page, size: tuple[int, int]
) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    screen = drafted_here(treadle, page, LONG)
    assert not hidden(screen)
    for control in ("draft-discard", "draft-accept", "draft-one-by-one", "describe-draft"):
        assert not outside(screen, control), control
    screen.at("draft-one-by-one").click()
    assert not outside(screen, "draft-accept")
    screen.at("describe-edit").click()
    assert not outside(screen, "draft-accept")
    assert not outside(screen, "describe-draft")


def test_what_was_not_understood_is_named_in_short(treadle: Product, page: Page) -> None:
    screen = drafted_here(treadle, page, f"clean the text. {RAMBLE}")
    shown = screen.at("draft-not-understood").inner_text()
    assert "…" in shown
    assert len(shown) < 500
    words = set(RAMBLE.split())
    assert all(cut.split()[-1] in words for cut in re.findall(r"[^“]*(?=…”)", shown) if cut.strip())


def test_escape_leaves_the_text_then_discards_the_draft(treadle: Product, page: Page) -> None:
    screen = drafted_here(treadle, page, SENTENCE)
    screen.at("describe-edit").click()
    expect(screen.at("describe-text")).to_be_focused()
    screen.press("Escape")
    expect(screen.at("describe-sentence")).to_be_visible()
    expect(screen.at("review")).to_be_visible()
    screen.press("Escape")
    expect(screen.at("review")).to_have_count(0)
    screen.count(0)
