"""Pending drafts, and descriptions being read for one: one per workflow, the same in all its views.

They are in memory only: a draft is a proposal, not work.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Protocol

from editor.describe import DraftResult, draft_view
from editor.document import Document
from editor.protocol import DraftView
from engine.errors import EditRefusedError
from engine.ids import WorkflowId
from engine.workflow.kinds import Catalogue


class DraftSubscriber(Protocol):
    """A view of a workflow that shows its pending draft."""

    def show_draft(self) -> None:
        """Show the pending draft, or that there is none."""
        ...

    def show_reading(self) -> None:
        """Show the sentence that is being read, or that there is none."""
        ...


@dataclass(frozen=True, slots=True)
class PendingDraft:
    """A draft that can be accepted or discarded by its id; the id tells it from a later draft."""

    id: str
    result: DraftResult


@dataclass(frozen=True, slots=True)
class _ReadingTask:
    sentence: str
    task: asyncio.Future[DraftResult]


class Drafts:
    """The drafts of this process. Used on the web process's loop only."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._pending: dict[WorkflowId, PendingDraft] = {}
        self._readings: dict[WorkflowId, _ReadingTask] = {}
        self._subscribers: dict[WorkflowId, list[DraftSubscriber]] = {}
        self._created_for_draft: set[WorkflowId] = set()

    def subscribe(self, workflow: WorkflowId, subscriber: DraftSubscriber) -> Callable[[], None]:
        """Notify a view of every change from now on; return a function that ends this."""
        self._subscribers.setdefault(workflow, []).append(subscriber)

        def unsubscribe() -> None:
            subscribers = self._subscribers.get(workflow, [])
            if subscriber in subscribers:
                subscribers.remove(subscriber)
            if not subscribers:
                self._subscribers.pop(workflow, None)

        return unsubscribe

    async def read(
        self, workflow: WorkflowId, sentence: str, work: Callable[[], Awaitable[DraftResult]]
    ) -> None:
        """Await `work`, which reads a sentence, and keep its draft. It goes on when the view that asked is closed.

        Raises `EditRefusedError` while another sentence is being read, and the exceptions of `work`.
        """
        if workflow in self._readings:
            raise EditRefusedError(
                "A description of this workflow is being read.", fix="Wait for its draft, or cancel it."
            )
        reading = self._readings[workflow] = _ReadingTask(sentence, asyncio.ensure_future(work()))
        self._notify_reading(workflow)
        try:
            await asyncio.wait([reading.task])
        finally:
            reading.task.cancel()
            del self._readings[workflow]
            self._notify_reading(workflow)
        if not reading.task.cancelled():
            self.put(workflow, reading.task.result())

    def reading(self, workflow: WorkflowId) -> str | None:
        """Return the sentence that is being read, or None."""
        reading = self._readings.get(workflow)
        return reading.sentence if reading else None

    def cancel(self, workflow: WorkflowId) -> None:
        """Cancel reading; no draft is made."""
        if workflow in self._readings:
            self._readings[workflow].task.cancel()

    def put(self, workflow: WorkflowId, draft: DraftResult, *, created_for_draft: bool = False) -> None:
        """Replace the pending draft. `created_for_draft`: the workflow was created for it."""
        self._pending[workflow] = PendingDraft(secrets.token_hex(8), draft)
        if created_for_draft:
            self._created_for_draft.add(workflow)
        self._notify_draft(workflow)

    def is_unused(self, workflow: WorkflowId) -> bool:
        """Return whether a workflow was created for a draft that has been discarded."""
        return (
            workflow in self._created_for_draft
            and workflow not in self._pending
            and workflow not in self._readings
        )

    def get(self, workflow: WorkflowId) -> PendingDraft | None:
        """Return the pending draft, or None."""
        return self._pending.get(workflow)

    def require(self, workflow: WorkflowId, id_: object) -> DraftResult:
        """Return the pending draft. Raises `EditRefusedError` if its id is another."""
        pending = self._pending.get(workflow)
        if pending is None:
            raise EditRefusedError(
                "This draft was accepted or discarded already, or put aside.",
                fix="Describe the change again.",
            )
        if pending.id != id_:
            raise EditRefusedError(
                "Another draft has taken the place of this one.",
                why="the workflow was described again meanwhile",
                fix="Look at the draft shown now, then accept or discard it.",
            )
        return pending.result

    def remove(self, workflow: WorkflowId) -> None:
        """Remove the pending draft."""
        if self._pending.pop(workflow, None) is not None:
            self._notify_draft(workflow)

    def view(self, workflow: WorkflowId, document: Document) -> DraftView | None:
        """Return the draft on top of the document as it stands; raises `EditRefusedError` if it fits no more."""
        pending = self._pending.get(workflow)
        if pending is None:
            return None
        return draft_view(pending.result, document, self._catalogue, id_=pending.id)

    def _notify_draft(self, workflow: WorkflowId) -> None:
        for subscriber in list(self._subscribers.get(workflow, ())):
            subscriber.show_draft()

    def _notify_reading(self, workflow: WorkflowId) -> None:
        for subscriber in list(self._subscribers.get(workflow, ())):
            subscriber.show_reading()
