"""All pages, and the files they load."""

from __future__ import annotations

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles

from app.pages.credentials import add_credentials
from app.pages.editor import add_editor
from app.pages.home import add_home
from app.pages.not_found import add_not_found
from app.pages.run import add_run
from app.pages.runs import add_runs
from app.pages.sign_in import add_sign_in
from app.server.web import Web
from app.workspace.drafts import Drafts
from editor.front_end import BUILT


def add_pages(app: FastAPI, web: Web) -> None:
    """Add all pages to the app."""
    app.mount("/assets", StaticFiles(directory=BUILT), name="assets")
    drafts = Drafts(web.parts.catalogue)
    add_home(web, drafts)
    add_editor(web, drafts)
    add_runs(web)
    add_run(web)
    add_credentials(web)
    add_sign_in(app, web)
    add_not_found()
