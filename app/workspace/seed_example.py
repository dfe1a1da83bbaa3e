"""The example workflow of a new data folder."""

from __future__ import annotations

import orjson

from app.workspace.documents import Documents
from editor.document import parse_document
from editor.front_end import ASSETS
from engine.ids import WorkflowId

EXAMPLE = ASSETS / "templates" / "article_triage.json"


def seed_example(documents: Documents) -> WorkflowId | None:
    """Store the example workflow if there is no workflow, and return its id; None where there are some."""
    if documents.rows():
        return None
    return documents.create(parse_document(orjson.loads(EXAMPLE.read_bytes()))).id
