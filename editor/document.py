"""The document that a user edits: a workflow, its name, and its layout, which is no part of the definition.

Documents are immutable. `editor/edits/` makes new ones, which share the unchanged parts with the old one. So changes
are found by comparing identities.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from engine.errors import AuthorError
from engine.ids import NodeId
from engine.values import Json, check
from engine.workflow.definition import FORMAT, Workflow, parse_workflow, read_object

if TYPE_CHECKING:
    from collections.abc import Mapping

MAX_NAME = 120
"""Characters in the name of a workflow or the label of a node."""
MAX_COORDINATE = 1_000_000
"""The largest distance from the origin, in pixels."""


class Position(NamedTuple):
    """The upper left corner of a node, in whole pixels of the canvas."""

    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Layout:
    """The positions and labels of nodes. Those without an entry have a default."""

    positions: Mapping[NodeId, Position] = field(default_factory=dict[NodeId, Position])
    labels: Mapping[NodeId, str] = field(default_factory=dict[NodeId, str])


@dataclass(frozen=True, slots=True)
class Document:
    """A workflow being edited. Its structure is valid (see `parse_document`); its configs may have problems."""

    name: str = "Untitled workflow"
    workflow: Workflow = field(default_factory=Workflow)
    layout: Layout = field(default_factory=Layout)

    def label(self, node: str) -> str:
        """Return a node's label; without one, its id as words."""
        return self.layout.labels.get(NodeId(node)) or node.replace("_", " ").capitalize()

    def position(self, node: str) -> Position:
        """Return a node's position; (0, 0) if it has none."""
        return self.layout.positions.get(NodeId(node), Position(0, 0))


def pixel(value: float) -> int:
    """Return `value` rounded as JavaScript's `Math.round` does, so that both sides agree on halves.

    >>> pixel(0.5), pixel(-0.5), pixel(1.5), pixel(2.5)
    (1, 0, 2, 3)
    """
    return math.floor(value + 0.5)


def plain_name(text: str) -> str:
    """Return a name or label as one line of at most `MAX_NAME` characters."""
    return " ".join(text.split())[:MAX_NAME].strip()


def to_file(document: Document) -> dict[str, Json]:
    """Return the content of a workflow file: the definition without defaults, the name and the layout."""
    dumped = document.workflow.model_dump(mode="json", exclude_defaults=True)
    return {
        "format": FORMAT,
        "name": document.name,
        "nodes": dumped.get("nodes", []),
        "edges": dumped.get("edges", []),
        "layout": {
            "positions": {node: list(at) for node, at in document.layout.positions.items()},
            "labels": dict(document.layout.labels),
        },
    }


def parse_document(raw: bytes | str | dict[str, Any], *, name: str = "Untitled workflow") -> Document:
    """Return the document of a workflow file. `name` is used if the file has none.

    Checks the structure: ids are unique, every edge joins two nodes of the file, and no edge is there twice. Kinds,
    ports and configs are checked by `engine.workflow.validation`. Raises `AuthorError`.
    """
    raw = raw if isinstance(raw, dict) else read_object(raw)
    if not raw.keys() & {"format", "nodes"}:
        raise AuthorError(
            "This is not a workflow.",
            why="it has neither a format nor nodes",
            fix='Give a file that Treadle exported, or start with {"format": "treadle.workflow/1", "nodes": []}.',
        )
    check(raw, where="the workflow file")
    workflow = parse_workflow(raw)
    _check_structure(workflow)
    ids = {node.node_id for node in workflow.nodes}
    found = raw.get("name", name)
    if not isinstance(found, str):
        raise _mistake("name", found, 'Write it as text: "name": "My workflow".')
    return Document(plain_name(found) or name, workflow, _parse_layout(raw.get("layout", {}), ids))


def _check_structure(workflow: Workflow) -> None:
    seen: set[str] = set()
    for node in workflow.nodes:
        if node.id in seen:
            raise AuthorError(
                f"Two nodes have the id {node.id!r}.",
                where=f"node {node.id}",
                fix="Give every node an id of its own, and let its edges name it.",
            )
        seen.add(node.id)
    edges: set[tuple[str, ...]] = set()
    for edge in workflow.edges:
        missing = next((end for end in (edge.source, edge.target) if end not in seen), None)
        if missing is not None:
            raise AuthorError(
                f"An edge names the node {missing!r}, and there is none.",
                where=f"edge {edge}",
                why=f"nodes here: {', '.join(sorted(seen)) or 'none'}"[:200],
                fix="Add the node, or remove the edge.",
            )
        if edge.ends in edges:
            raise AuthorError(
                "The same edge is there twice.", where=f"edge {edge}", fix="Remove one of the two."
            )
        edges.add(edge.ends)


def _parse_layout(raw: Json, ids: set[NodeId]) -> Layout:
    if not isinstance(raw, dict):
        raise _mistake("layout", raw, 'Leave it out, or write {"positions": {}, "labels": {}}.')
    sections = cast("dict[str, Json]", raw)
    positions, labels = sections.get("positions", {}), sections.get("labels", {})
    if not isinstance(positions, dict) or not isinstance(labels, dict):
        raise _mistake("layout", raw, 'Write {"positions": {"node": [x, y]}, "labels": {"node": "Name"}}.')
    return Layout(
        {
            NodeId(key): _position(key, at)
            for key, at in cast("dict[str, Json]", positions).items()
            if key in ids
        },
        {
            NodeId(key): _label(key, text)
            for key, text in cast("dict[str, Json]", labels).items()
            if key in ids
        },
    )


def _position(node: str, raw: Json) -> Position:
    match raw:
        case [int() | float() as x, int() | float() as y] if (
            abs(x) <= MAX_COORDINATE and abs(y) <= MAX_COORDINATE
        ):
            return Position(pixel(x), pixel(y))
        case _:
            raise _mistake(f"layout.positions.{node}", raw, "Write two numbers of pixels: [80, 160].")


def _label(node: str, raw: Json) -> str:
    if not isinstance(raw, str) or not plain_name(raw):
        raise _mistake(f"layout.labels.{node}", raw, "Write the name as text, or leave it out.")
    return plain_name(raw)


def _mistake(where: str, got: Json, fix: str) -> AuthorError:
    return AuthorError(
        "This part of the file cannot be read.", where=where, why=f"got {str(got)[:80]!r}", fix=fix
    )
