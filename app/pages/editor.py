"""The editor page: a canvas and its session."""

from __future__ import annotations

from fastapi import Response
from nicegui import ui

from app.pages.editor_session import EditorSession
from app.pages.not_found import not_found_page
from app.pages.page_shell import page_shell
from app.server.web import Web
from app.workspace.drafts import Drafts
from editor.canvas import Canvas
from engine.errors import NotFoundError
from engine.ids import WorkflowId


def add_editor(web: Web, drafts: Drafts) -> None:
    """Add `/workflows/{workflow}`."""

    @ui.page("/workflows/{workflow}")
    def editor(workflow: str) -> Response | None:
        try:
            opened = web.documents.open(WorkflowId(workflow))
        except NotFoundError as error:
            return not_found_page(error)
        with page_shell(opened.document.name, "workflows", wide=False, signed_in=web.sessions is not None):
            canvas = Canvas(workflow, draft=drafts.get(opened.id) is not None).classes("stage")
        session = EditorSession(web, drafts, canvas, opened.id)
        ui.context.client.on_delete(session.close)  # pyright: ignore[reportUnknownMemberType] - NiceGUI's is bare
        return None
