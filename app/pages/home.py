"""The home page: describe a workflow, the last five runs, the workflows."""

from __future__ import annotations

from html import escape
from urllib.parse import quote

from fastapi.responses import RedirectResponse, Response
from nicegui import ui

from app.pages.cards import CardMaker, standing
from app.pages.describe_box import DescribeBox
from app.pages.live_html import live_html
from app.pages.page_shell import icon, page_body, page_shell
from app.runs.times import ago, clock_time
from app.server.web import Web
from app.workspace.drafts import Drafts
from editor.document import parse_document
from editor.minigraph import minigraph
from engine.errors import AuthorError
from engine.execution.stores import DocumentRow, RunFilter, RunRow

LAST_RUNS = 5


def add_home(web: Web, drafts: Drafts) -> None:
    """Add `/`."""

    @ui.page("/")
    def home() -> Response | None:
        example = web.initial_redirect.pop()
        if example is not None and any(row.id == example for row in web.documents.rows()):
            return RedirectResponse(f"/workflows/{quote(example)}", 303)
        rows = web.documents.rows()
        with page_shell("Workflows", "workflows", signed_in=web.sessions is not None), page_body("Workflows"):
            DescribeBox(web, drafts)
            live_html(lambda: standing(web, _last(web)), lambda: _last_runs(web))
            ui.html(_workflows(web, rows), sanitize=False)
        return None


def _last(web: Web) -> list[RunRow]:
    return web.parts.stores.runs.runs(RunFilter(limit=LAST_RUNS))


def _last_runs(web: Web) -> str:
    cards = CardMaker(web)
    drawn = "".join(cards.card(row) for row in _last(web))
    if not drawn:
        return ""
    return (
        '<section aria-labelledby="last"><div class="line"><h2 id="last">Last runs</h2>'
        f'<a class="small" href="/runs">All runs</a></div><div class="gallery last">{drawn}</div></section>'
    )


def _workflows(web: Web, rows: list[DocumentRow]) -> str:
    if not rows:
        return '<section><h2>Workflows</h2><p class="muted">None yet. Describe one above, or start empty.</p></section>'
    cards = "".join(_workflow(web, row) for row in rows)
    return f'<section aria-labelledby="all"><h2 id="all">Workflows</h2><div class="shelf">{cards}</div></section>'


def _workflow(web: Web, row: DocumentRow) -> str:
    try:
        document = parse_document(row.body)
        picture, count = minigraph(document, {}), len(document.workflow.nodes)
    except AuthorError:
        picture, count = "", 0
    path = f"/workflows/{quote(row.id)}"
    steps = "1 step" if count == 1 else f"{count} steps"
    changed = f'<time title="{clock_time(row.updated_at)}">changed {ago(row.updated_at, web.clock())}</time>'
    return (
        f'<article class="flow-card" data-testid="workflow-card"><a class="picture" href="{path}" tabindex="-1" '
        f'aria-hidden="true">{picture}</a><div class="inside"><h3><a href="{path}" dir="auto">'
        f"{escape(row.name)}</a></h3>"
        f'<p class="muted small">{steps} · {changed}</p></div>'
        f'<button class="btn tight quiet iconic" data-post="/api/v1{path}" data-method="DELETE" data-then="/" '
        f'data-ask="Delete “{escape(row.name)}”? Its runs stay." aria-label="Delete {escape(row.name)}">'
        f"{icon('trash-2', 's14')}</button></article>"
    )
