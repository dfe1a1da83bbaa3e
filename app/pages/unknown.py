"""What an address that leads nowhere shows. Plain HTML: no page of ours is there to be drawn by."""

from __future__ import annotations

from html import escape

from fastapi import Request
from fastapi.responses import HTMLResponse, Response
from nicegui import app as nicegui_app

PAGE = """<!doctype html><html lang="en-US"><head><meta charset="utf-8"><title>Not found · Treadle</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="/assets/fonts/inter.css"><link rel="stylesheet" href="/assets/theme.css">
<link rel="stylesheet" href="/assets/pages.css"><script type="module" src="/assets/pages.js"></script></head>
<body><main class="treadle sign-in"><div class="nowhere"><img src="/assets/favicon.svg" alt=""><h1>Not found</h1>
<p>There is no page at <code>{path}</code>.</p><p><a href="/">Workflows</a> · <a href="/runs">Runs</a></p>
</div></main></body></html>"""


def add_unknown() -> None:
    """Answer unknown addresses in place of NiceGUI's own page."""

    async def unknown(request: Request, _error: Exception) -> Response:
        return HTMLResponse(PAGE.format(path=escape(request.url.path[:200])), 404)

    nicegui_app.add_exception_handler(404, unknown)
