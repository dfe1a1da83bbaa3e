"""The documents of a web process on stores in memory."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from app.documents import TYPING_PAUSE_S, Documents, Stores
from editor.document import Document
from engine.ids import WorkflowId
from storage.stores import memory_stores
from tests.editor.kinds import CATALOGUE


@dataclass
class Clock:
    now: float = 1_700_000_000.0

    def __call__(self) -> float:
        return self.now


@dataclass
class Desk:
    clock: Clock = field(default_factory=Clock)

    def __post_init__(self) -> None:
        kept = memory_stores()
        self.stores = Stores(kept.documents, kept.definitions, kept.versions, kept.credentials, kept.runs)
        self.documents = Documents(self.stores, CATALOGUE, self.clock)
        self.workflow: WorkflowId = self.documents.create(Document()).id
        add = {"do": "add_node", "id": "one", "kind": "shout", "label": "One"}
        self.documents.edit(self.workflow, add)

    def type(self, text: str) -> None:
        """Type a text letter by letter, 0.3 s each."""
        for end in range(1, len(text) + 1):
            self.clock.now += 0.3
            change = {"do": "set_config", "node": "one", "changes": {"note": text[:end]}, "unset": []}
            self.documents.edit(self.workflow, change)

    @property
    def note(self) -> object:
        return self.documents.open(self.workflow).document.workflow.nodes[0].config.get("note")


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.mark.parametrize("waited_s", [0.0, TYPING_PAUSE_S, 60.0])
def test_one_undo_takes_back_what_was_typed_at_a_stretch(waited_s: float, desk: Desk) -> None:
    desk.clock.now += waited_s
    desk.type("boats")
    desk.documents.undo(desk.workflow)
    assert desk.note is None


def test_a_pause_in_typing_is_a_step_of_its_own(desk: Desk) -> None:
    desk.type("boats")
    desk.clock.now += TYPING_PAUSE_S
    desk.type("ships")
    desk.documents.undo(desk.workflow)
    assert desk.note == "boats"
    desk.documents.undo(desk.workflow)
    assert desk.note is None
