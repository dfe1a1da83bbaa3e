"""What is shown where there is nothing."""

from __future__ import annotations

from html import escape

from nicegui import ui

from app.pages.frame import frame, page_body
from engine.errors import NotFoundError


def lost(error: NotFoundError) -> None:
    """Say what is not there, and where to go on."""
    with frame("Not found", ""), page_body("Not found"):
        fix = f"<p class='muted'>{escape(error.fix)}</p>" if error.fix else ""
        links = '<p><a href="/">Workflows</a> · <a href="/runs">Runs</a></p>'
        ui.html(f"<p>{escape(error.what)}</p>{fix}{links}", sanitize=False)
