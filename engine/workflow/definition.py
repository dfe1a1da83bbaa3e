"""The workflow definition: format `treadle.workflow/1`.

Nodes and edges, typed and immutable. Coordinates, labels and notes live in the layout, outside the definition:
moving or renaming a node changes no version. The identity of a version is the hash of its canonical JSON.
"""

from __future__ import annotations

import codecs
import hashlib
from collections.abc import Iterable
from functools import cached_property
from typing import Annotated, Any, Literal, cast

import orjson
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from engine.errors import AuthorError, ValueRefusedError
from engine.ids import IDENTIFIER, Hash, KindName, NodeId, PortName
from engine.values import nests_deeper
from engine.workflow.messages import demand

FORMAT = "treadle.workflow/1"
Identifier = Annotated[str, Field(pattern=f"^{IDENTIFIER.pattern}$")]


DEEPEST = 200
"""What is nested deeper cannot be written as JSON again, so it has no hash. Far less deep may run (`validate`)."""


def _writable(value: Any) -> Any:  # noqa: ANN401 - any JSON
    if nests_deeper(value, DEEPEST):
        raise ValueRefusedError(
            f"A value in the definition is nested deeper than {DEEPEST} levels.", fix="Flatten it."
        )
    return value


Writable = AfterValidator(_writable)


class Part(BaseModel):
    """Base of every part of a definition: frozen, and unknown keys are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Retry(Part):
    """When a transient failure is tried again: exponential backoff, a timer row per wait."""

    attempts: Annotated[int, Field(ge=1, le=100, description="Attempts in all, the first included.")] = 3
    first_s: Annotated[float, Field(ge=0, le=86_400, description="Seconds before the second attempt.")] = 1.0
    factor: Annotated[
        float, Field(ge=1, le=10, description="Each wait is this many times the one before.")
    ] = 2.0
    max_s: Annotated[float, Field(ge=0, le=86_400, description="No wait is longer than this.")] = 300.0
    jitter: Annotated[float, Field(ge=0, le=1, description="Up to this share is added to each wait.")] = 0.1


class OnFailure(Part):
    """What follows when attempts are used up: stop the run, take the `error` port, or go on with a value."""

    then: Literal["stop", "error_port", "default"] = "stop"
    value: Annotated[Any, Field(description="With `default`: given on every output port."), Writable] = None


class Node(Part):
    """One node. `parent` is reserved for the frame a node stands in."""

    id: Identifier
    kind: str
    version: Annotated[int, Field(ge=1)] = 1
    config: Annotated[dict[str, Any], Writable] = {}
    join: Annotated[
        Literal["all", "any"], Field(description="Wait for all edges, or for the first arrival.")
    ] = "all"
    retry: Retry = Retry()
    timeout_s: Annotated[
        float | None, Field(gt=0, le=86_400, description="Limit of one attempt, in seconds.")
    ] = None
    on_failure: OnFailure = OnFailure()
    parent: Annotated[Identifier | None, Field(description="Reserved: the frame this node stands in.")] = None

    @property
    def node_id(self) -> NodeId:
        """The id, typed."""
        return NodeId(self.id)

    @property
    def kind_name(self) -> KindName:
        """The kind's name, typed."""
        return KindName(self.kind)


class Edge(Part):
    """Joins an output port to an input port and carries one value."""

    source: Identifier
    source_port: Identifier
    target: Identifier
    target_port: Identifier

    @property
    def ends(self) -> tuple[NodeId, PortName, NodeId, PortName]:
        """The four ends: what identifies an edge."""
        return (
            NodeId(self.source),
            PortName(self.source_port),
            NodeId(self.target),
            PortName(self.target_port),
        )

    def __str__(self) -> str:
        return f"{self.source}.{self.source_port} → {self.target}.{self.target_port}"


class Workflow(Part):
    """A workflow definition. The order of nodes and edges is kept and counts for the hash."""

    format: Literal["treadle.workflow/1"] = FORMAT
    nodes: tuple[Node, ...] = ()
    edges: tuple[Edge, ...] = ()

    @cached_property
    def by_id(self) -> dict[NodeId, Node]:
        """The nodes by id."""
        return {node.node_id: node for node in self.nodes}

    @cached_property
    def edges_into(self) -> dict[str, list[Edge]]:
        """The edges by target, in order."""
        return _grouped((edge.target, edge) for edge in self.edges)

    @cached_property
    def edges_from(self) -> dict[str, list[Edge]]:
        """The edges by source, in order."""
        return _grouped((edge.source, edge) for edge in self.edges)

    @cached_property
    def canonical(self) -> bytes:
        """The definition as canonical JSON: keys sorted, defaults left out."""
        return orjson.dumps(self.model_dump(mode="json", exclude_defaults=True), option=orjson.OPT_SORT_KEYS)

    @cached_property
    def hash(self) -> Hash:
        """The version's identity: SHA-256 of the canonical JSON."""
        return Hash(hashlib.sha256(self.canonical).hexdigest())


def _grouped(pairs: Iterable[tuple[str, Edge]]) -> dict[str, list[Edge]]:
    groups: dict[str, list[Edge]] = {}
    for key, edge in pairs:
        groups.setdefault(key, []).append(edge)
    return groups


def parse_workflow(raw: bytes | str | dict[str, Any]) -> Workflow:
    """Read a definition from JSON text or a dict; `name` and `layout` (parts of an exported file) are ignored.

    Raises `AuthorError` that names the place when it is not JSON or not of the format.
    """
    if not isinstance(raw, dict):
        raw = read_object(raw)
    found = raw.get("format")
    if found is not None and found != FORMAT:
        raise AuthorError(
            "This file is not a workflow this Treadle can read.",
            where="format",
            why=f"it says {str(found)[:60]!r}; this Treadle reads {FORMAT!r}",
            fix="Export it again from a Treadle of this version.",
        )
    try:
        return Workflow.model_validate(
            {key: value for key, value in raw.items() if key not in {"name", "layout"}}
        )
    except ValidationError as error:
        raise AuthorError(
            "The workflow definition has a mistake.",
            where=_place(error),
            why=_reason(error),
            fix="Correct that place; docs/reference/workflow-format.md shows the format.",
            details={"errors": error.errors(include_url=False, include_context=False)},
        ) from error


def read_object(raw: bytes | str) -> dict[str, Any]:
    """Parse JSON text that must be one object; raises `AuthorError` naming line and column."""
    # Some editors put a byte order mark in front of what they save.
    text = raw.removeprefix("\ufeff") if isinstance(raw, str) else raw.removeprefix(codecs.BOM_UTF8)
    try:
        value: Any = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise AuthorError(
            "This is not JSON.",
            where=f"line {error.lineno}, column {error.colno}",
            why=error.msg,
            fix="Give a file that Treadle exported, or mend the JSON at that place.",
        ) from error
    if not isinstance(value, dict):
        raise AuthorError(
            "A workflow must be a JSON object.",
            why=f"the file holds a {type(value).__name__}",
            fix='Start with {"format": "treadle.workflow/1", "nodes": [], "edges": []}.',
        )
    return cast("dict[str, Any]", value)


def _place(error: ValidationError) -> str:
    return ".".join(str(part) for part in error.errors()[0]["loc"]) or "the top level"


def _reason(error: ValidationError) -> str:
    first = error.errors(include_url=False)[0]
    if first["type"] == "extra_forbidden":
        return "there is no such setting"
    if first["type"] == "missing":
        return f"it {demand(first)}"
    return f"it {demand(first)} (got {str(first['input'])[:80]!r})"


def workflow_schema() -> dict[str, Any]:
    """Return the JSON Schema of the format; `docs/reference/workflow.schema.json` is this."""
    schema = Workflow.model_json_schema()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Treadle workflow", **schema}
