"""The page of an unknown address, with status 404. It is plain HTML, without NiceGUI."""

from __future__ import annotations

from html import escape

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, Response
from nicegui import app as nicegui_app

from engine.errors import NotFoundError

PAGE = """<!doctype html><html lang="en-US"><head><meta charset="utf-8"><title>Not found · Treadle</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="/assets/fonts/inter.css"><link rel="stylesheet" href="/assets/theme.css">
<link rel="stylesheet" href="/assets/pages.css"><script type="module" src="/assets/pages.js"></script></head>
<body><main class="treadle sign-in"><div class="nowhere"><img src="/assets/favicon.svg" alt=""><h1>Not found</h1>
<p>{what}</p><p><a href="/">Workflows</a> · <a href="/runs">Runs</a></p>
</div></main></body></html>"""


def add_not_found() -> None:
    """Answer unknown addresses, and those with an invalid number, in place of NiceGUI's own pages."""

    async def not_found(request: Request, _error: Exception) -> Response:
        return _not_found(f"There is no page at <code>{escape(request.url.path[:200])}</code>.")

    nicegui_app.add_exception_handler(404, not_found)
    nicegui_app.add_exception_handler(RequestValidationError, not_found)


def not_found_page(error: NotFoundError) -> Response:
    """Return a page that says what was not found and what to do."""
    return _not_found(escape(" ".join(part for part in (error.what, error.fix) if part)))


def _not_found(what: str) -> Response:
    return HTMLResponse(PAGE.format(what=what), 404)
