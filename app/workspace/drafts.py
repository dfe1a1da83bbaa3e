"""Drafts that wait to be accepted, and sentences being read for one: one per workflow, the same in all its views.

In memory: a draft is a proposal, not work.
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


class Watcher(Protocol):
    """A view that shows a workflow's draft, in a browser."""

    def show_draft(self) -> None:
        """Show the draft that waits now, or that none does."""
        ...

    def show_reading(self) -> None:
        """Show the sentence that is being read now, or that none is."""
        ...


@dataclass(frozen=True, slots=True)
class Waiting:
    """A draft that waits. What accepts or discards it names its id: another may have taken its place unseen."""

    id: str
    result: DraftResult


@dataclass(frozen=True, slots=True)
class _Reading:
    sentence: str
    task: asyncio.Future[DraftResult]


class Drafts:
    """The drafts of this process. Used on the web process's loop only."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._waiting: dict[WorkflowId, Waiting] = {}
        self._readings: dict[WorkflowId, _Reading] = {}
        self._watchers: dict[WorkflowId, list[Watcher]] = {}
        self._born: set[WorkflowId] = set()

    def watch(self, workflow: WorkflowId, watcher: Watcher) -> Callable[[], None]:
        """Tell a view of every draft from now on; returns how to stop."""
        self._watchers.setdefault(workflow, []).append(watcher)

        def stop() -> None:
            watchers = self._watchers.get(workflow, [])
            if watcher in watchers:
                watchers.remove(watcher)
            if not watchers:
                self._watchers.pop(workflow, None)

        return stop

    async def read(
        self, workflow: WorkflowId, sentence: str, work: Callable[[], Awaitable[DraftResult]]
    ) -> None:
        """Have a sentence read and keep its draft, whatever becomes of the view that asked; see `abandon`.

        Raises `EditRefusedError` while another is being read, and what `work` raises.
        """
        if workflow in self._readings:
            raise EditRefusedError(
                "A description of this workflow is being read.", fix="Wait for its draft, or cancel it."
            )
        reading = self._readings[workflow] = _Reading(sentence, asyncio.ensure_future(work()))
        self._tell_reading(workflow)
        try:
            await asyncio.wait([reading.task])
        finally:
            reading.task.cancel()
            del self._readings[workflow]
            self._tell_reading(workflow)
        if not reading.task.cancelled():
            self.put(workflow, reading.task.result())

    def reading(self, workflow: WorkflowId) -> str | None:
        """Give the sentence that is being read."""
        reading = self._readings.get(workflow)
        return reading.sentence if reading else None

    def abandon(self, workflow: WorkflowId) -> None:
        """Stop reading; nothing is drafted."""
        if workflow in self._readings:
            self._readings[workflow].task.cancel()

    def put(self, workflow: WorkflowId, draft: DraftResult, *, born: bool = False) -> None:
        """Keep a draft in place of an earlier one; `born`: the workflow was made for it."""
        self._waiting[workflow] = Waiting(secrets.token_hex(8), draft)
        if born:
            self._born.add(workflow)
        self._tell_draft(workflow)

    def vain(self, workflow: WorkflowId) -> bool:
        """Say whether a workflow was made for a draft that was then discarded."""
        return workflow in self._born and workflow not in self._waiting and workflow not in self._readings

    def get(self, workflow: WorkflowId) -> Waiting | None:
        """Give the waiting draft."""
        return self._waiting.get(workflow)

    def named(self, workflow: WorkflowId, id_: object) -> DraftResult:
        """Give the waiting draft if it is the one of this id; raises `EditRefusedError`."""
        waiting = self._waiting.get(workflow)
        if waiting is None:
            raise EditRefusedError(
                "This draft was accepted or discarded already, or put aside.",
                fix="Describe the change again.",
            )
        if waiting.id != id_:
            raise EditRefusedError(
                "Another draft has taken the place of this one.",
                why="the workflow was described again meanwhile",
                fix="Look at the draft shown now, then accept or discard it.",
            )
        return waiting.result

    def drop(self, workflow: WorkflowId) -> None:
        """Forget the waiting draft."""
        if self._waiting.pop(workflow, None) is not None:
            self._tell_draft(workflow)

    def view(self, workflow: WorkflowId, document: Document) -> DraftView | None:
        """Return the draft on top of the document as it stands; raises `EditRefusedError` if it fits no more."""
        waiting = self._waiting.get(workflow)
        if waiting is None:
            return None
        return draft_view(waiting.result, document, self._catalogue, id_=waiting.id)

    def _tell_draft(self, workflow: WorkflowId) -> None:
        for watcher in list(self._watchers.get(workflow, ())):
            watcher.show_draft()

    def _tell_reading(self, workflow: WorkflowId) -> None:
        for watcher in list(self._watchers.get(workflow, ())):
            watcher.show_reading()
