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
class Workspace:
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
def workspace() -> Workspace:
    return Workspace()


@pytest.mark.parametrize("waited_s", [0.0, TYPING_PAUSE_S, 60.0])
def test_one_undo_takes_back_text_typed_without_a_pause(waited_s: float, workspace: Workspace) -> None:
    workspace.clock.now += waited_s
    workspace.type("boats")
    workspace.documents.undo(workspace.workflow)
    assert workspace.note is None


def test_a_pause_in_typing_is_a_step_of_its_own(workspace: Workspace) -> None:
    workspace.type("boats")
    workspace.clock.now += TYPING_PAUSE_S
    workspace.type("ships")
    workspace.documents.undo(workspace.workflow)
    assert workspace.note == "boats"
    workspace.documents.undo(workspace.workflow)
    assert workspace.note is None


class RecordingView:
    """A view that keeps the patches it is sent."""

    def __init__(self) -> None:
        self.patches: list[Patch] = []

    def patch(self, patch: Patch) -> None:
        self.patches.append(patch)

    def load(self, document: DocumentView) -> None:
        raise AssertionError(document)


RENAME: dict[str, Any] = {"do": "rename_node", "node": "one", "label": "Other"}
AGAIN: dict[str, Any] = {"do": "add_node", "id": "two", "kind": "shout", "label": "Two"}


@pytest.mark.parametrize("restarted", [False, True])
def test_an_edit_sent_again_is_confirmed_and_not_applied_again(
    *, restarted: bool, workspace: Workspace
) -> None:
    workspace.documents.edit(workspace.workflow, RENAME, nonce="tab-1")
    workspace.documents.edit(workspace.workflow, AGAIN, nonce="tab-2")
    workspace.documents.undo(workspace.workflow)
    documents = Documents(workspace.stores, CATALOGUE, workspace.clock) if restarted else workspace.documents
    opened, view = documents.open(workspace.workflow), RecordingView()
    opened.views.append(view)
    before = opened.revision
    documents.edit(workspace.workflow, RENAME, nonce="tab-1")
    documents.edit(workspace.workflow, AGAIN, nonce="tab-2")
    assert [patch.nonce for patch in view.patches] == ["tab-1", "tab-2"]
    assert opened.revision == before
    assert [node.id for node in opened.document.workflow.nodes] == ["one"]
    documents.edit(workspace.workflow, AGAIN, nonce="tab-3")
    assert opened.revision == before + 1


def test_a_refused_edit_may_be_sent_again(workspace: Workspace) -> None:
    gone = {**RENAME, "node": "gone"}
    for _ in range(2):
        with pytest.raises(EditRefusedError):
            workspace.documents.edit(workspace.workflow, gone, nonce="tab-1")
    assert workspace.documents.open(workspace.workflow).history.applied == ()


def test_the_last_nonces_are_remembered(workspace: Workspace) -> None:
    for number in range(NONCES + 3):
        workspace.documents.edit(workspace.workflow, {**RENAME, "label": f"L{number}"}, nonce=f"tab-{number}")
    applied = workspace.documents.open(workspace.workflow).history.applied
    assert (len(applied), applied[0], applied[-1]) == (NONCES, "tab-3", f"tab-{NONCES + 2}")


def test_two_processes_that_create_the_same_name_at_once_get_two_workflows(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other process stores its workflow after this one has read the ids."""
    document = Document(name="Mail sorting")
    other = Documents(workspace.stores, CATALOGUE, workspace.clock)
    mine = workspace.documents

    def read_then_lose_the_race() -> list[DocumentRow]:
        rows = workspace.stores.documents.all()
        other.create(document)
        return rows

    monkeypatch.setattr(mine, "rows", read_then_lose_the_race)
    assert mine.create(document).id == "mail_sorting_2"
    assert {row.id for row in other.rows()} >= {"mail_sorting", "mail_sorting_2"}


def test_a_workflow_made_anew_by_another_process_is_read_with_its_age_and_version(
    workspace: Workspace,
) -> None:
    document = Document(name="Mail sorting")
    other = Documents(workspace.stores, CATALOGUE, workspace.clock)
    opened = workspace.documents.create(document)
    workspace.documents.edit(opened.id, {"do": "rename_workflow", "name": "First"})
    other.delete(opened.id)
    workspace.clock.now += 60
    other.create(document)
    other.publish(opened.id, "")
    with pytest.raises(EditRefusedError):
        workspace.documents.edit(opened.id, {"do": "rename_workflow", "name": "Second"})
    made = other.open(opened.id)
    assert (opened.created_at, opened.version) == (made.created_at, made.version)
    assert opened.version is not None
