"""A part of a page that is updated when its content has changed."""

from __future__ import annotations

from collections.abc import Callable, Hashable

from nicegui import ui

EVERY_S = 2.0


class LiveHtml(ui.html, component="live_html.js"):
    """HTML that is patched in place: unchanged elements stay, and so does the focus."""


def live_html(state: Callable[[], Hashable], draw: Callable[[], str]) -> None:
    """Show `draw()`, and update it whenever `state()` has changed.

    Unchanged elements keep the focus. Elements that may appear, disappear or move are identified by `data-run`.
    """
    shown = state()
    holder = LiveHtml(draw(), sanitize=False)

    def update() -> None:
        nonlocal shown
        now = state()
        if now != shown:
            shown = now
            holder.set_content(draw())

    ui.timer(EVERY_S, update)
