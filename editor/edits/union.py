"""The types of edits, which the browser, descriptions and undo share."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from editor.document import MAX_COORDINATE
from engine.errors import EditRefusedError, ValueRefusedError
from engine.values import check
from engine.workflow.definition import Edge, Node

Coordinate = Annotated[float, Field(ge=-MAX_COORDINATE, le=MAX_COORDINATE)]


class EditPart(BaseModel):
    """Base of the edits: frozen, and unknown keys are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class AddNode(EditPart):
    """Add a node. Its config may still have problems."""

    do: Literal["add_node"] = "add_node"
    id: str
    kind: str
    version: Annotated[int, Field(ge=1)] = 1
    label: str = ""
    x: Coordinate = 0
    y: Coordinate = 0
    config: dict[str, Any] = {}


class RemoveNodes(EditPart):
    """Remove nodes and the edges at them."""

    do: Literal["remove_nodes"] = "remove_nodes"
    nodes: tuple[str, ...]


class Connect(EditPart):
    """Add an edge; at an input that takes one edge it replaces the one that was there."""

    do: Literal["connect"] = "connect"
    edge: Edge


class Disconnect(EditPart):
    """Remove edges."""

    do: Literal["disconnect"] = "disconnect"
    edges: tuple[Edge, ...]


class Move(EditPart):
    """Move nodes; coordinates are rounded to whole pixels."""

    do: Literal["move"] = "move"
    positions: dict[str, tuple[Coordinate, Coordinate]]


class SetConfig(EditPart):
    """Change config fields and take others out. Edges from output ports that go with it go too."""

    do: Literal["set_config"] = "set_config"
    node: str
    changes: dict[str, Any] = {}
    unset: tuple[str, ...] = ()


class SetPolicy(EditPart):
    """Change retry, timeout, failure or join; `retry` and `on_failure` may be given in part."""

    do: Literal["set_policy"] = "set_policy"
    node: str
    changes: Annotated[dict[str, Any], Field(json_schema_extra={"x-typescript": "Partial<Policy>"})]


class RenameNode(EditPart):
    """Give a node another label; its id stays."""

    do: Literal["rename_node"] = "rename_node"
    node: str
    label: str


class RenameWorkflow(EditPart):
    """Give the workflow another name; its id stays."""

    do: Literal["rename_workflow"] = "rename_workflow"
    name: str


class Batch(EditPart):
    """Several edits, in order: all or nothing, and one undo."""

    do: Literal["batch"] = "batch"
    title: str
    edits: tuple[Edit, ...]


class Restore(EditPart):
    """Internal: bring back what another edit changed, order included. Never taken from a browser.

    Remove, then replace in place, then insert at its index of the document that comes back, lowest first.
    A position or label of None takes the entry out.
    """

    do: Literal["restore"] = "restore"
    remove_nodes: tuple[str, ...] = ()
    replace_nodes: tuple[Node, ...] = ()
    insert_nodes: tuple[tuple[int, Node], ...] = ()
    remove_edges: tuple[Edge, ...] = ()
    insert_edges: tuple[tuple[int, Edge], ...] = ()
    positions: dict[str, tuple[int, int] | None] = {}
    labels: dict[str, str | None] = {}
    name: str | None = None


Edit = Annotated[
    AddNode
    | RemoveNodes
    | Connect
    | Disconnect
    | Move
    | SetConfig
    | SetPolicy
    | RenameNode
    | RenameWorkflow
    | Batch,
    Field(discriminator="do"),
]
"""What may come from outside; `Edit` in the browser."""

AnyEdit = Edit | Restore

Batch.model_rebuild()
_EDIT: TypeAdapter[Edit] = TypeAdapter(Edit)


def parse_edit(raw: object) -> Edit:
    """Return the edit of untrusted JSON. Raises `EditRefusedError`."""
    try:
        check(raw, where="the edit")
        return _EDIT.validate_python(raw)
    except ValueRefusedError as error:
        raise EditRefusedError(error.what, where=error.where, why=error.why, fix=error.fix) from error
    except (ValidationError, RecursionError) as error:
        where, why = _reason(error)
        raise EditRefusedError(
            "This is not an edit that the editor knows.",
            where=where,
            why=why,
            fix="Reload the page; if it happens again, please report what you did.",
        ) from error


def _reason(error: ValidationError | RecursionError) -> tuple[str, str]:
    if isinstance(error, RecursionError):
        return "edits", "batches are nested too deeply"
    first = error.errors(include_url=False)[0]
    return ".".join(
        str(part) for part in first["loc"]
    ) or "the edit", f"{first['msg']} (got {str(first['input'])[:80]!r})"
