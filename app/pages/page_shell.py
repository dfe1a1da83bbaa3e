"""What all pages share: the head, the navigation, small pieces of markup."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from html import escape
from typing import Literal

from nicegui import ui

from editor.front_end import BUILT

Section = Literal["workflows", "runs", "credentials", ""]
NAVIGATION: tuple[tuple[Section, str, str, str], ...] = (
    ("workflows", "/", "Workflows", "workflow"),
    ("runs", "/runs", "Runs", "history"),
    ("credentials", "/credentials", "Credentials", "key"),
)


def add_head(title: str) -> None:
    """Set the page's title, style sheets and script. The theme is set before the first paint."""
    ui.page_title(f"{title} · Treadle")
    stamp = int((BUILT / "theme.css").stat().st_mtime)
    ui.add_head_html(
        "<script>try{const t=localStorage.getItem('treadle-theme');"
        "if(t==='light'||t==='dark')document.documentElement.dataset.theme=t}catch{}</script>"
        + "".join(
            f'<link rel="stylesheet" href="/assets/{name}?v={stamp}">'
            for name in ("fonts/inter.css", "theme.css", "pages.css")
        )
        + f'<script type="module" src="/assets/pages.js?v={stamp}"></script>'
    )


@contextmanager
def page_shell(
    title: str, section: Section, *, wide: bool = True, signed_in: bool = False
) -> Generator[None]:
    """Lay out a page with the navigation; if `wide`, its links have labels."""
    add_head(title)
    with ui.element("div").classes(f"treadle app{' wide' if wide else ''}"):
        ui.html(_navigation(section, signed_in=signed_in), sanitize=False, tag="nav").classes("rail").props(
            'aria-label="Pages"'
        )
        yield


@contextmanager
def page_body(title: str) -> Generator[None]:
    """Lay out a list page: a heading and a scrolling body."""
    with ui.element("div").classes("page"):  # NiceGUI's own element around it is the page's main
        ui.html(f"<h1>{escape(title)}</h1>", sanitize=False).classes("head")
        with ui.element("div").classes("body"):
            yield


def icon(name: str, extra: str = "") -> str:
    """Return the markup of an icon of the sprite."""
    return (
        f'<svg class="icon {extra}" aria-hidden="true"><use href="/assets/icons.svg#{escape(name)}"/></svg>'
    )


def _navigation(section: Section, *, signed_in: bool) -> str:
    links = "".join(
        f'<a class="to{" on" if name == section else ""}" href="{path}" title="{word}"'
        f'{" aria-current=page" if name == section else ""}>{icon(symbol)}<span class="word">{word}</span></a>'
        for name, path, word, symbol in NAVIGATION
    )
    sign_out = (
        '<a class="to" href="/sign-out" title="Sign out">'
        f'{icon("log-out")}<span class="word">Sign out</span></a>'
    )
    return (
        '<a class="brand" href="/" aria-label="Treadle, home"><img src="/assets/favicon.svg" alt="">'
        '<span class="word">Treadle</span></a>'
        f"{links}"
        f'<span class="end"></span>{sign_out if signed_in else ""}'
        f'<button class="to" type="button" data-theme-switch>{icon("sun-moon")}'
        '<span class="word">Theme</span></button>'
    )
