"""The box on the home page in which a workflow is described. The workflow is created once its draft is ready."""

from __future__ import annotations

import asyncio
from urllib.parse import quote

from nicegui import Client, ui

from app.pages.page_shell import icon
from app.server.web import Web
from app.workspace.drafts import Drafts
from editor.describe import DraftResult
from editor.document import Document
from engine.errors import TreadleError

TRAILING_WORDS = frozenset(
    {"then", "and", "or", "the", "a", "an", "to", "of", "in", "with", "as", "if", "for", "into", "by"}
)
EXAMPLE = "Clean the text, summarize it in two sentences, then extract keywords and tag it as sports, politics or tech"

IMPORT = (
    '<label class="btn import-file"><input type="file" accept=".json,application/json" class="unseen" data-import>'
    f"{icon('file-json')} Import a file</label>"
)
"""Sent by POST from assets/public/pages.js: the page's socket drops messages over 1 MB."""
DRAW = f"{icon('sparkles')} Draw it <kbd>Ctrl ↵</kbd>"
READING = f"{icon('loader', 'spin')} Reading…"
NOTE = '<span class="muted small">Draft only. Nothing runs until you press Run.</span>'
WAITING = '<span class="muted small">Being read. A model may take up to two minutes.</span>'


class DescribeBox:
    """Describes a new workflow, or creates an empty one; further clicks meanwhile have no effect."""

    def __init__(self, web: Web, drafts: Drafts) -> None:
        self._web = web
        self._drafts = drafts
        self._client: Client = ui.context.client
        self._busy = False
        self._reading: asyncio.Task[DraftResult] | None = None
        with ui.element("section").classes("describe-box").props('aria-labelledby="describe"'):
            ui.html('<h2 id="describe">Describe your workflow</h2>', sanitize=False)
            self._box = ui.textarea(placeholder=EXAMPLE).props(
                'borderless dense autogrow autofocus aria-label="Describe your workflow"'
            )
            self._box.classes("describe-text").mark("describe")
            self._buttons()
        self._box.on("keydown.ctrl.enter", self._describe)
        self._box.on("keydown.meta.enter", self._describe)
        # A page that is left or reloaded cancels the description and creates nothing.
        self._client.on_delete(self._stop)  # pyright: ignore[reportUnknownMemberType] - NiceGUI's is bare

    def _buttons(self) -> None:
        with ui.element("div").classes("line"):
            self._note = ui.html(NOTE, sanitize=False).props("role=status")
            ui.element("span").classes("grow")
            ui.html(IMPORT, sanitize=False)
            self._new = ui.element("button").classes("btn").props("type=button").mark("new")
            with self._new:
                ui.html(f"{icon('plus')} New workflow", sanitize=False).classes("line")
            self._cancel = ui.element("button").classes("btn").props("type=button").mark("cancel")
            with self._cancel:
                ui.html("Cancel", sanitize=False)
            self._cancel.set_visibility(False)
            self._draw = ui.element("button").classes("btn primary").props("type=button").mark("draft")
            with self._draw:
                self._doing = ui.html(DRAW, sanitize=False).classes("line")
        self._new.on("click", self._create)
        self._cancel.on("click", self._stop)
        self._draw.on("click", self._describe)

    def _set_busy(self, *, on: bool) -> None:
        """Disable the controls, or enable them again."""
        self._busy = on
        for control, prop in ((self._draw, "disabled"), (self._new, "disabled"), (self._box, "readonly")):
            control.props(prop if on else "", remove="" if on else prop)

    def _show_reading(self, *, on: bool) -> None:
        self._set_busy(on=on)
        self._cancel.set_visibility(on)
        self._doing.set_content(READING if on else DRAW)
        self._note.set_content(WAITING if on else NOTE)

    def _stop(self) -> None:
        if self._reading is not None:
            self._reading.cancel()

    async def _describe(self) -> None:
        sentence = str(self._box.value or "").strip()
        if self._busy:
            return
        if not sentence:
            ui.notify("Say in a sentence what the workflow should do.", type="warning")
            return
        self._show_reading(on=True)
        document = Document(name=workflow_name(sentence))
        self._reading = asyncio.create_task(self._read(sentence, document))
        await asyncio.wait([self._reading])
        if self._client.is_deleted:
            return
        try:
            draft = None if self._reading.cancelled() else self._reading.result()
            opened = self._web.documents.create(document) if draft is not None else None
        except TreadleError as error:
            ui.notify(str(error), type="negative", multi_line=True)
            draft = opened = None
        if draft is None or opened is None:
            self._show_reading(on=False)
            self._box.run_method("focus")
            return
        self._drafts.put(opened.id, draft, created_for_draft=True)
        ui.navigate.to(f"/workflows/{quote(opened.id)}")

    async def _read(self, sentence: str, document: Document) -> DraftResult:
        draft = await self._web.describer.describe(sentence, document)
        await self._client.connected()  # raises if the page was left
        return draft

    def _create(self) -> None:
        if self._busy:
            return
        opened = self._web.documents.create(Document())
        self._set_busy(on=True)
        ui.navigate.to(f"/workflows/{quote(opened.id)}")


def workflow_name(sentence: str) -> str:
    """Return a name for a workflow from the sentence that describes it.

    >>> workflow_name("clean the text, then summarize it and send it to my mailbox")
    'Clean the text, then summarize it'
    >>> workflow_name("Clean the text, summarize it, then extract keywords")
    'Clean the text, summarize it'
    """
    words = sentence.split()[:6]
    while words and words[-1].lower().strip(",.;:") in TRAILING_WORDS:
        words.pop()
    name = " ".join(words).rstrip(",.;:")
    return name[:1].upper() + name[1:] or "Untitled workflow"
