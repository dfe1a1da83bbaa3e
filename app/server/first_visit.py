"""Where the first visit leads after the first start of a data folder."""

from __future__ import annotations

from engine.ids import WorkflowId


class FirstVisit:
    """Leads one visit of the home page to a workflow; later ones stay at home."""

    def __init__(self) -> None:
        self._to: WorkflowId | None = None

    def lead_to(self, workflow: WorkflowId) -> None:
        """Lead the next visit to a workflow."""
        self._to = workflow

    def take(self) -> WorkflowId | None:
        """Give where this visit leads, and lead no other."""
        to, self._to = self._to, None
        return to
