"""The first start of a data folder: the example is there, and it is what opens."""

from __future__ import annotations

import orjson

from app.server.web import Web
from editor.document import parse_document
from editor.front_end import ASSETS

EXAMPLE = ASSETS / "templates" / "article_triage.json"


def first_start(web: Web) -> None:
    """Store the example workflow where there is none at all, and lead the first visit to it."""
    if not web.documents.rows():
        web.first_visit.lead_to(web.documents.create(parse_document(orjson.loads(EXAMPLE.read_bytes()))).id)
