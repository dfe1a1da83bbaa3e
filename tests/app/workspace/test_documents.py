"""The documents of a web process on stores in memory."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest

from app.workspace.documents import TYPING_PAUSE_S, Documents, Stores
from editor.document import Document
from editor.protocol import DocumentView, Patch
from editor.undo_stack import NONCES
from engine.errors import EditRefusedError
from engine.execution.stores import DocumentRow
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


class Seen:
    """A view that keeps what it is shown."""

    def __init__(self) -> None:
        self.patches: list[Patch] = []

    def patch(self, patch: Patch) -> None:
        self.patches.append(patch)

    def load(self, document: DocumentView) -> None:
        raise AssertionError(document)


RENAME: dict[str, Any] = {"do": "rename_node", "node": "one", "label": "Other"}
AGAIN: dict[str, Any] = {"do": "add_node", "id": "two", "kind": "shout", "label": "Two"}


@pytest.mark.parametrize("restarted", [False, True])
def test_an_edit_that_comes_again_is_confirmed_and_not_applied_again(*, restarted: bool, desk: Desk) -> None:
    desk.documents.edit(desk.workflow, RENAME, nonce="tab-1")
    desk.documents.edit(desk.workflow, AGAIN, nonce="tab-2")
    desk.documents.undo(desk.workflow)
    documents = Documents(desk.stores, CATALOGUE, desk.clock) if restarted else desk.documents
    opened, seen = documents.open(desk.workflow), Seen()
    opened.views.append(seen)
    before = opened.revision
    documents.edit(desk.workflow, RENAME, nonce="tab-1")
    documents.edit(desk.workflow, AGAIN, nonce="tab-2")
    assert [patch.nonce for patch in seen.patches] == ["tab-1", "tab-2"]
    assert opened.revision == before
    assert [node.id for node in opened.document.workflow.nodes] == ["one"]
    documents.edit(desk.workflow, AGAIN, nonce="tab-3")
    assert opened.revision == before + 1


def test_a_refused_edit_may_come_again(desk: Desk) -> None:
    gone = {**RENAME, "node": "gone"}
    for _ in range(2):
        with pytest.raises(EditRefusedError):
            desk.documents.edit(desk.workflow, gone, nonce="tab-1")
    assert desk.documents.open(desk.workflow).history.applied == ()


def test_as_many_nonces_are_remembered_as_are_on_their_way(desk: Desk) -> None:
    for number in range(NONCES + 3):
        desk.documents.edit(desk.workflow, {**RENAME, "label": f"L{number}"}, nonce=f"tab-{number}")
    applied = desk.documents.open(desk.workflow).history.applied
    assert (len(applied), applied[0], applied[-1]) == (NONCES, "tab-3", f"tab-{NONCES + 2}")


def test_two_processes_that_make_a_workflow_of_one_name_at_once_get_two(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other one stores its own after this one has read which ids there are."""
    document = Document(name="Mail sorting")
    other = Documents(desk.stores, CATALOGUE, desk.clock)
    mine = desk.documents

    def read_and_overtaken() -> list[DocumentRow]:
        rows = desk.stores.documents.all()
        other.create(document)
        return rows

    monkeypatch.setattr(mine, "rows", read_and_overtaken)
    assert mine.create(document).id == "mail_sorting_2"
    assert {row.id for row in other.rows()} >= {"mail_sorting", "mail_sorting_2"}
