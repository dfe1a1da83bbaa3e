"""The redirect of the first visit after the first start of a data folder."""

from __future__ import annotations

from engine.ids import WorkflowId


class InitialRedirect:
    """Redirects one visit of the home page to a workflow."""

    def __init__(self) -> None:
        self._workflow: WorkflowId | None = None

    def set(self, workflow: WorkflowId | None) -> None:
        """Redirect the next visit to a workflow, or with None nowhere."""
        self._workflow = workflow

    def pop(self) -> WorkflowId | None:
        """Return the workflow to redirect this visit to, once; None for later visits."""
        workflow, self._workflow = self._workflow, None
        return workflow
