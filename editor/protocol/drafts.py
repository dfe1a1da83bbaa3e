"""A draft: what a description would change, offered as ghosts."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from editor.edits.union import Edit
from editor.protocol.document import NodeView
from editor.protocol.message import Message
from engine.workflow.definition import Edge
from engine.workflow.validation import Problem


class PhraseView(Message):
    """A part of the sentence, and the nodes it became."""

    start: Annotated[int, Field(description="Counts code points, as Python does; so does `end`.")]
    end: int
    nodes: tuple[str, ...]
    number: Annotated[int | None, Field(description="Ties it to its first ghost node.")]
    understood: bool
    text: str


class ConfigChange(Message):
    """What a draft would change in a node's config."""

    node: str
    changes: dict[str, Any]


class QuestionView(Message):
    """What the draft needs to know before it can run: "Where should it be sent?"."""

    node: str | None
    field: str | None
    text: str


class DraftView(Message):
    """A draft on top of the document as it stands."""

    id: Annotated[
        str,
        Field(
            description="Sent with accept and discard: a view may show a draft that another has taken the place of."
        ),
    ]
    sentence: str
    method: Annotated[str, Field(description='"Read by rules, no model", or the model\'s name.')]
    phrases: tuple[PhraseView, ...]
    adds: Annotated[tuple[NodeView, ...], Field(description="The ghosts.")]
    connects: tuple[Edge, ...]
    removes: Annotated[tuple[str, ...], Field(description="Nodes of the document that would go.")]
    disconnects: tuple[Edge, ...]
    changes: tuple[ConfigChange, ...]
    edits: Annotated[
        tuple[Edit, ...],
        Field(description="What accepting applies, in order; an edit is named by its index."),
    ]
    questions: tuple[QuestionView, ...]
    not_understood: tuple[str, ...]
    refused: Annotated[
        tuple[str, ...],
        Field(description="What a model wanted and the workflow does not take, each with its reason."),
    ]
    problems: tuple[Problem, ...]
