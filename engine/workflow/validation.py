"""Validating a definition: every problem, with what to do about it. Nothing is raised and nothing is executed."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Literal, cast

import networkx as nx
from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import ErrorDetails

from engine.errors import ValueRefusedError
from engine.values import DEFAULT_LIMIT_BYTES, check, connects
from engine.workflow.definition import Edge, Node, Workflow
from engine.workflow.kinds import Catalogue, Kind, Role, Secret, port_named
from engine.workflow.lookup import kind_of, nodes_of_role, ports_of, result_name
from engine.workflow.messages import demand, field_title
from engine.workflow.plan import graph_of
from engine.workflow.ports import Port, Ports


class Problem(BaseModel):
    """One thing that is wrong, where it is, and what to do."""

    model_config = ConfigDict(frozen=True)

    what: str
    fix: str
    node: str | None = None
    port: str | None = None
    field: str | None = None
    severity: Literal["error", "warning"] = "error"


def validate(
    workflow: Workflow,
    catalogue: Catalogue,
    *,
    credentials: Mapping[str, str] | None = None,
    limit: int = DEFAULT_LIMIT_BYTES,
) -> list[Problem]:
    """Return every problem of a definition; it can run when none of them is an error.

    `credentials` are the types of those stored, by name; None leaves the use of them unchecked. No value in it
    may have more than `limit` bytes of JSON.
    """
    ports = {node.id: ports_of(node, catalogue) for node in workflow.nodes}
    return [
        *_empty(workflow),
        *_duplicates(workflow),
        *_single_start(workflow, catalogue),
        *(problem for node in workflow.nodes for problem in _values(node, limit)),
        *(problem for node in workflow.nodes for problem in _node(node, catalogue, credentials)),
        *(problem for edge in workflow.edges for problem in _edge(edge, workflow, catalogue, ports)),
        *_unfed(workflow, ports),
        *_cycles(workflow),
        *_results(workflow, catalogue),
    ]


def errors_of(problems: Iterable[Problem]) -> list[Problem]:
    """Keep the problems that prevent a run."""
    return [problem for problem in problems if problem.severity == "error"]


def suggestion(wrong: str, known: Iterable[str], otherwise: str) -> str:
    """Return "Did you mean …?" where a known name is close."""
    close = difflib.get_close_matches(wrong, list(known), 1, 0.6)
    return f"Did you mean {close[0]!r}?" if close else otherwise


def _empty(workflow: Workflow) -> Iterator[Problem]:
    if not workflow.nodes:
        yield Problem(
            what="The workflow has no steps.", fix="Add one from the palette, or describe what you want."
        )


def _duplicates(workflow: Workflow) -> Iterator[Problem]:
    for node, count in Counter(node.id for node in workflow.nodes).items():
        if count > 1:
            yield Problem(
                node=node, what=f"{count} nodes have the id {node!r}.", fix="Give each node its own id."
            )
    for edge, count in Counter(edge.ends for edge in workflow.edges).items():
        if count > 1:
            what = f"The same edge is there {count} times: {edge[0]}.{edge[1]} → {edge[2]}.{edge[3]}."
            yield Problem(node=edge[2], port=edge[3], what=what, fix="Remove the extra ones.")


def _single_start(workflow: Workflow, catalogue: Catalogue) -> Iterator[Problem]:
    starts = [node.id for node in nodes_of_role(workflow, Role.START, catalogue)]
    for extra in starts[1:]:
        what = f"{len(starts)} nodes start this workflow; it has at most one."
        yield Problem(node=extra, what=what, fix="Keep one and give it all the fields.")


def _values(node: Node, limit: int) -> Iterator[Problem]:
    """Check what the definition itself gives to its run; `on_failure.value` is first packed when a step has failed."""
    for field, value in (("", node.config), ("on_failure", node.on_failure.value)):
        try:
            check(value, limit=limit, where="the value to go on with" if field else "the parameters")
        except ValueRefusedError as error:
            what = f"{error.what} It is in {error.where}."
            yield Problem(node=node.id, field=field or None, what=what, fix=error.fix)


def _node(node: Node, catalogue: Catalogue, credentials: Mapping[str, str] | None) -> Iterator[Problem]:
    kind = kind_of(node, catalogue)
    if kind is None:
        yield _unknown_kind(node, catalogue)
        return
    yield from _config(node, kind)
    if credentials is not None:
        for field, secret in kind.secrets.items():
            fitting = [name for name, type_ in credentials.items() if type_ == secret.type]
            yield from _credential(node, field, secret, fitting)


def _credential(node: Node, field: str, secret: Secret, fitting: list[str]) -> Iterator[Problem]:
    name = node.config.get(field)
    if isinstance(name, str) and name and name not in fitting:
        fix = suggestion(name, fitting, "Add it on the Credentials page, or choose another.")
        what = f"There is no credential named {name!r} that this step could use."
        yield Problem(node=node.id, field=field, what=what, fix=fix)
    elif not name and not fitting and secret.needed_for:
        what = f"No credential for {secret.needed_for} is stored: this step will fail."
        fix = "Add one on the Credentials page."
        yield Problem(node=node.id, field=field, what=what, fix=fix, severity="warning")


def _unknown_kind(node: Node, catalogue: Catalogue) -> Problem:
    newest = catalogue.newest(node.kind)
    if newest is not None:
        what = f"This Treadle has no version {node.version} of {newest.title}; it has up to {newest.version}."
        return Problem(node=node.id, what=what, fix="Update Treadle, or replace the node.")
    fix = suggestion(
        node.kind, {kind.name for kind in catalogue.values()}, "Install what provides it, or replace it."
    )
    return Problem(node=node.id, what=f"There is no node kind {node.kind!r}.", fix=fix)


def _config(node: Node, kind: Kind) -> Iterator[Problem]:
    try:
        kind.parse(node.config)
    except ValidationError as error:
        for part in error.errors(include_url=False):
            place = ".".join(str(step) for step in part["loc"])
            yield Problem(
                node=node.id,
                field=place or None,
                what=_config_what(part, place, kind),
                fix=_config_fix(part["type"], place, kind),
            )


def _config_what(part: ErrorDetails, place: str, kind: Kind) -> str:
    if part["type"] == "extra_forbidden":
        return f"There is no setting {place!r}."
    # A mistake told by a validator is a sentence of its own, which may begin with another word than a name.
    between = ": " if part["type"] == "value_error" else " "
    return f"{_place(part['loc'], kind)}{between}{demand(part)}."


def _place(loc: tuple[int | str, ...], kind: Kind) -> str:
    """Name a part of a config as its form does: "URL", "Fields, entry 2, name"."""
    if not loc:
        return "The config"
    name = str(loc[0])
    field = kind.config.model_fields.get(name)
    inside = (f"entry {part + 1}" if isinstance(part, int) else part.replace("_", " ") for part in loc[1:])
    return ", ".join([field_title(name, field.title if field else None), *inside])


def _config_fix(type_: str, place: str, kind: Kind) -> str:
    if type_ == "missing":
        return "Fill it in."
    if type_ == "extra_forbidden":
        return suggestion(place, kind.config.model_fields, "Remove it.")
    return "Correct it in the parameters."


def _edge(
    edge: Edge, workflow: Workflow, catalogue: Catalogue, ports: Mapping[str, Ports]
) -> Iterator[Problem]:
    source, target = workflow.by_id.get(edge.ends[0]), workflow.by_id.get(edge.ends[2])
    if source is None or target is None:
        gone = edge.source if source is None else edge.target
        there = edge.target if source is None else edge.source
        node = there if there in workflow.by_id else None
        yield Problem(
            node=node, what=f"The edge {edge} joins {gone!r}, which is not a node.", fix="Remove the edge."
        )
        return
    outputs, inputs = ports[source.id].outputs, ports[target.id].inputs
    out, into = port_named(edge.source_port, outputs), port_named(edge.target_port, inputs)
    if out is None and kind_of(source, catalogue) is not None:
        yield _no_port(edge.source, edge.source_port, "output", outputs)
    if into is None and kind_of(target, catalogue) is not None:
        yield _no_port(edge.target, edge.target_port, "input", inputs)
    if out is not None and into is not None and not connects(out.type, into.type):
        what = f"{edge} does not fit: the output is {out.type}, the input takes {into.type}."
        fix = "Put a Template or Set fields in between, or connect another port."
        yield Problem(node=edge.target, port=edge.target_port, what=what, fix=fix)


def _no_port(node: str, name: str, side: str, ports: tuple[Port, ...]) -> Problem:
    names = [str(port.name) for port in ports]
    fix = suggestion(name, names, f"It has: {', '.join(names)}." if names else "Remove the edge.")
    return Problem(node=node, port=name, what=f"{node} has no {side} {name!r}.", fix=fix)


def _unfed(workflow: Workflow, ports: Mapping[str, Ports]) -> Iterator[Problem]:
    for node in workflow.nodes:
        fed = Counter(edge.target_port for edge in workflow.edges_into.get(node.id, ()))
        for port in ports[node.id].inputs:
            if port.required and not fed[port.name]:
                fix = (
                    f"Connect a {port.type} output to it."
                    if port.type != "any"
                    else "Connect an output to it."
                )
                yield Problem(
                    node=node.id, port=port.name, what=f"Its input {port.title} is not connected.", fix=fix
                )
            if not port.many and fed[port.name] > 1:
                what = f"Its input {port.title} has {fed[port.name]} edges and takes one."
                yield Problem(node=node.id, port=port.name, what=what, fix="Join them with a Merge first.")


def _cycles(workflow: Workflow) -> Iterator[Problem]:
    graph = graph_of(workflow)
    for component in nx.strongly_connected_components(graph):
        start = min(component)
        if len(component) > 1 or graph.has_edge(start, start):
            found = [start, *_way_back(graph, start)]
            what = f"These nodes wait for each other in a circle: {' → '.join([*found, found[0]])}."
            yield Problem(node=found[0], what=what, fix="Remove one of the edges of the circle.")


def _way_back(graph: nx.MultiDiGraph[str], start: str) -> list[str]:
    """Return the nodes of a shortest circle through `start`, after it."""
    best: list[str] | None = None
    for successor in graph.successors(start):
        if nx.has_path(graph, successor, start):
            way = cast("list[str]", nx.bidirectional_shortest_path(graph, successor, start))[:-1]
            best = way if best is None or len(way) < len(best) else best
    return best or []


def _results(workflow: Workflow, catalogue: Catalogue) -> Iterator[Problem]:
    names = Counter(result_name(node) for node in nodes_of_role(workflow, Role.RESULT, catalogue))
    for name, count in names.items():
        if count > 1:
            yield Problem(
                what=f"{count} outputs are named {name!r}.", fix="Give each its own name.", severity="warning"
            )
