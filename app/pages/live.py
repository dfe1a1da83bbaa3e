"""A part of a page that is drawn anew when what it shows has changed."""

from __future__ import annotations

from collections.abc import Callable, Hashable

from nicegui import ui

EVERY_S = 2.0


class LiveHtml(ui.html, component="live.js"):
    """HTML that is patched in place: what stays the same keeps its element, and with it the keyboard."""


def live_html(state: Callable[[], Hashable], draw: Callable[[], str]) -> None:
    """Show `draw()`, and again whenever `state()` has changed; what stays the same keeps the keyboard.

    What may come, go or move is known again by its attribute `data-run`.
    """
    shown = state()
    holder = LiveHtml(draw(), sanitize=False)

    def look() -> None:
        nonlocal shown
        now = state()
        if now != shown:
            shown = now
            holder.set_content(draw())

    ui.timer(EVERY_S, look)
