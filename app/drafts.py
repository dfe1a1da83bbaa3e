"""Drafts that wait to be accepted, one per workflow. In memory: a draft is a proposal, not work."""

from __future__ import annotations

from editor.describe import DraftResult, draft_view
from editor.document import Document
from engine.ids import WorkflowId
from engine.kinds import Catalogue
from engine.values import Json


class Drafts:
    """The drafts of this process."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._drafts: dict[WorkflowId, DraftResult] = {}
        self._born: set[WorkflowId] = set()

    def put(self, workflow: WorkflowId, draft: DraftResult, *, born: bool = False) -> None:
        """Keep a draft in place of an earlier one; `born`: the workflow was made for it."""
        self._drafts[workflow] = draft
        if born:
            self._born.add(workflow)

    def vain(self, workflow: WorkflowId) -> bool:
        """Say whether a workflow was made for a draft that was then discarded."""
        return workflow in self._born and workflow not in self._drafts

    def get(self, workflow: WorkflowId) -> DraftResult | None:
        """Give the waiting draft."""
        return self._drafts.get(workflow)

    def drop(self, workflow: WorkflowId) -> None:
        """Forget it."""
        self._drafts.pop(workflow, None)

    def view(self, workflow: WorkflowId, document: Document) -> dict[str, Json] | None:
        """Give the DraftView on top of the document as it stands."""
        draft = self._drafts.get(workflow)
        return None if draft is None else draft_view(draft, document, self._catalogue)
