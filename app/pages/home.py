"""The home page: describe a workflow, the last five runs, the workflows."""

from __future__ import annotations

from html import escape
from urllib.parse import quote

from fastapi.responses import RedirectResponse, Response
from nicegui import ui

from app.drafts import Drafts
from app.pages.cards import CardMaker, standing
from app.pages.frame import frame, icon, page_body
from app.pages.live import live_html
from app.runs.times import ago, clock_time
from app.web import Web
from editor.document import Document, parse_document
from editor.minigraph import minigraph
from engine.errors import AuthorError, TreadleError
from engine.stores import DocumentRow, RunFilter, RunRow

LAST_RUNS = 5
DANGLING = frozenset(
    {"then", "and", "or", "the", "a", "an", "to", "of", "in", "with", "as", "if", "for", "into", "by"}
)
EXAMPLE = "Clean the text, summarize it in two sentences, then extract keywords and tag it as sports, politics or tech"

IMPORT = (
    '<label class="btn import-file"><input type="file" accept=".json,application/json" class="unseen" data-import>'
    f"{icon('file-json')} Import a file</label>"
)
"""Goes by POST, read by assets/public/pages.js: the page's socket drops messages over 1 MB."""


def add_home(web: Web, drafts: Drafts) -> None:
    """Add `/`."""

    @ui.page("/")
    def home() -> Response | None:
        example = web.first_visit.take()
        if example is not None and any(row.id == example for row in web.documents.rows()):
            return RedirectResponse(f"/workflows/{quote(example)}", 303)
        rows = web.documents.rows()
        with frame("Workflows", "workflows", signed_in=web.sessions is not None), page_body("Workflows"):
            _describe_box(web, drafts)
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


def _describe_box(web: Web, drafts: Drafts) -> None:
    with ui.element("section").classes("describe-box").props('aria-labelledby="describe"'):
        ui.html('<h2 id="describe">Describe your workflow</h2>', sanitize=False)
        box = ui.textarea(placeholder=EXAMPLE).props(
            'borderless dense autogrow autofocus aria-label="Describe your workflow"'
        )
        box.classes("describe-text").mark("describe")
        with ui.element("div").classes("line"):
            ui.html(
                '<span class="muted small">Draft only. Nothing runs until you press Run.</span>',
                sanitize=False,
            )
            ui.element("span").classes("grow")
            ui.html(IMPORT, sanitize=False)
            new = ui.element("button").classes("btn").props("type=button").mark("new")
            with new:
                ui.html(f"{icon('plus')} New workflow", sanitize=False).classes("line")
            draw = ui.element("button").classes("btn primary").props("type=button").mark("draft")
            with draw:
                ui.html(f"{icon('sparkles')} Draw it <kbd>Ctrl ↵</kbd>", sanitize=False).classes("line")

    async def describe() -> None:
        sentence = str(box.value or "").strip()
        if not sentence:
            ui.notify("Say in a sentence what the workflow should do.", type="warning")
            return
        document = Document(name=name_from(sentence))
        try:
            draft = await web.describer.describe(sentence, document)
            opened = web.documents.create(document)
        except TreadleError as error:
            ui.notify(str(error), type="negative", multi_line=True)
            return
        drafts.put(opened.id, draft, born=True)
        ui.navigate.to(f"/workflows/{quote(opened.id)}")

    def create() -> None:
        opened = web.documents.create(Document())
        ui.navigate.to(f"/workflows/{quote(opened.id)}")

    new.on("click", create)
    draw.on("click", describe)
    box.on("keydown.ctrl.enter", describe)


def name_from(sentence: str) -> str:
    """Name a workflow after the sentence that describes it.

    >>> name_from("clean the text, then summarize it and send it to my desk")
    'Clean the text, then summarize it'
    >>> name_from("Clean the text, summarize it, then extract keywords")
    'Clean the text, summarize it'
    """
    words = sentence.split()[:6]
    while words and words[-1].lower().strip(",.;:") in DANGLING:
        words.pop()
    name = " ".join(words).rstrip(",.;:")
    return name[:1].upper() + name[1:] or "Untitled workflow"


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
