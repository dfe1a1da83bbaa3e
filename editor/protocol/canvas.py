"""What the canvas emits, and the methods of it that Python calls: by name, the payload of each.

Its properties are `mode` ("edit" or "run"), `workflow`, `run` and `draft` (whether a draft waits to be shown).
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from editor.edits.union import Edit
from editor.protocol.document import DocumentView, Patch
from editor.protocol.drafts import DraftView
from editor.protocol.errors import UserError
from editor.protocol.message import Message

Toned = Literal["info", "ok", "warn", "error"]


class Nothing(Message):
    """An empty payload."""


class SentEdit(Message):
    """An edit, under a name its sender made up."""

    nonce: Annotated[str, Field(max_length=64)]
    edit: Edit


class RunInput(Message):
    """What to run with; null where the workflow has no input step."""

    input: dict[str, Any] | None


class RunNumber(Message):
    """Which run."""

    run: int


class Publication(Message):
    """A note for the version that is published."""

    note: str


class Description(Message):
    """What to draft, in words."""

    text: str


class Acceptance(Message):
    """Which draft is accepted, and what of it."""

    draft: str
    edits: Annotated[tuple[int, ...] | None, Field(description="Indexes of DraftView.edits; null: all.")]


class DraftId(Message):
    """Which draft."""

    draft: str


class SelectedNode(Message):
    """The node whose parameters are shown, and the step of it whose data is."""

    node: str | None
    path: Annotated[str, Field(description='The iteration of its frame; "" outside frames.')] = ""


class Messages(Message):
    """What the canvas emits."""

    ready: Nothing
    edit: SentEdit
    undo: Nothing
    redo: Nothing
    run: RunInput
    cancel: RunNumber
    resume: RunNumber
    publish: Publication
    describe: Description
    abandon: Annotated[Nothing, Field(description="Stop reading a description.")]
    accept: Acceptance
    discard: DraftId
    select: SelectedNode
    follow: Annotated[RunNumber, Field(description="Attach to another run of this workflow.")]


class Refusal(Message):
    """An edit was refused; the document as it stands."""

    nonce: str
    error: UserError
    document: DocumentView


class ToastMessage(Message):
    """A short message; an error is shown in its four parts."""

    tone: Toned
    text: str
    error: UserError | None


class EditorMethods(Message):
    """The methods of the canvas that Python calls, but for those that show runs."""

    load: DocumentView
    patch: Patch
    refused: Refusal
    draft: DraftView | None
    toast: ToastMessage
    reading: Annotated[
        str | None,
        Field(description="The sentence that is being read for a draft, in whichever view it was written."),
    ]
