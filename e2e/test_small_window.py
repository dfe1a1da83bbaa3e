"""A small window: every step shows its value and time, and nothing covers it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from e2e.product import Product
from e2e.screen import Screen


@pytest.mark.browser_context_args(reduced_motion="no-preference")
def test_every_step_shows_its_value_and_time_at_1280_by_720(
    own_server: Callable[..., Product], page: Page
) -> None:
    page.set_viewport_size({"width": 1280, "height": 720})
    screen = Screen(page).open(own_server().url)
    screen.press("Control+Enter")
    screen.ran()
    expect(screen.at("canvas")).to_have_attribute("data-detail", "full")
    expect(screen.node("tag_category").locator(".step-value")).to_have_text("transport")
    expect(screen.node("tag_category").locator(".step-time")).to_contain_text("s")
    screen.still(screen.node("merge"))
    page.wait_for_timeout(400)
    assert screen.nodes()
    assert not covered(page)


def covered(page: Page) -> list[str]:
    """Return the steps that are covered, or whose letters are smaller than promised."""
    return page.locator(".react-flow__node [data-testid^=node-]").evaluate_all(
        """all => all.flatMap((step) => {
          const { left, right, top, bottom } = step.getBoundingClientRect();
          const over = [...document.querySelectorAll('.canvas .float')].some((float) => {
            const other = float.getBoundingClientRect();
            return left < other.right && right > other.left && top < other.bottom && bottom > other.top;
          });
          const scale = (right - left) / step.offsetWidth;
          const size = (part) => parseFloat(getComputedStyle(step.querySelector(part)).fontSize) * scale;
          const small = size('.step-name') < 12 || size('.step-value') < 11;
          return over || small ? [`${step.dataset.testid} ${over ? 'is covered' : 'is written small'}`] : [];
        })"""
    )
