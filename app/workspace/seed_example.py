"""The example workflow of a new data folder."""

from __future__ import annotations

import orjson

from app.server.web import Web
from editor.document import parse_document
from editor.front_end import ASSETS

EXAMPLE = ASSETS / "templates" / "article_triage.json"


def seed_example(web: Web) -> None:
    """Store the example workflow if there is no workflow, and redirect the first visit to it."""
    if not web.documents.rows():
        web.initial_redirect.set(web.documents.create(parse_document(orjson.loads(EXAMPLE.read_bytes()))).id)
