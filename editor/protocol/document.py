"""The document, and what is sent to every open view after it changed. `GET /api/v1/workflows/{id}/document`.

Edges, problems and the parts of a policy are those of the engine: what it says of them is what the browser reads.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from editor.protocol.catalogue import Port
from editor.protocol.message import Message
from engine.workflow.definition import Edge, OnFailure, Retry
from engine.workflow.validation import Problem


class Policy(Message):
    """When a step runs, how often it is tried, and what follows its failure."""

    retry: Retry
    timeout_s: Annotated[float | None, Field(description="Limit of one attempt, in seconds.")]
    on_failure: OnFailure
    join: Literal["all", "any"]


class NodeView(Message):
    """A node with its ports as they are drawn."""

    id: str
    label: str
    kind: str
    version: int
    x: Annotated[int, Field(description="Pixels.")]
    y: int
    config: dict[str, Any]
    policy: Policy
    inputs: tuple[Port, ...]
    outputs: tuple[Port, ...]
    brief: Annotated[
        str, Field(description="The config in a few words: the node's second line before it has run.")
    ]


class VersionState(Message):
    """How a draft stands to what was published."""

    number: Annotated[int | None, Field(description="The last published version.")]
    edited: Annotated[bool, Field(description="Whether the draft differs from it.")]


class GraphView(Message):
    """Nodes and edges alone: the version a run was started with."""

    nodes: tuple[NodeView, ...]
    edges: tuple[Edge, ...]


class DocumentView(GraphView):
    """A whole document, as the editor loads it."""

    id: str
    name: str
    revision: int
    problems: tuple[Problem, ...]
    can_undo: Annotated[str | None, Field(description='The title of what would be undone: "Move 2 nodes".')]
    can_redo: str | None
    saved_at: Annotated[float, Field(description="Epoch seconds.")]
    version: VersionState
    last_run: int | None


class Patch(Message):
    """What an edit changed, for every open view."""

    revision: int
    nonce: Annotated[
        str | None,
        Field(description="Of the edit that caused it, or was here already; null for undo and redo."),
    ]
    name: str
    upsert: tuple[NodeView, ...]
    remove: Annotated[tuple[str, ...], Field(description="Ids of nodes.")]
    edges: Annotated[tuple[Edge, ...], Field(description="All edges, in order: they are few and small.")]
    problems: tuple[Problem, ...]
    can_undo: str | None
    can_redo: str | None
    saved_at: Annotated[float, Field(description="Epoch seconds.")]
    version: VersionState
