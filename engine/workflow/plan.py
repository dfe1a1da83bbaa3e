"""The compiled plan: what the scheduler needs to know of a definition, and nothing else.

A plan is made once per definition and shared; it holds no functions, clock or storage.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import cast

import networkx as nx

from engine.ids import Hash, KindName, NodeId, PortName
from engine.values import Json, PortType
from engine.workflow.definition import Node, OnFailure, Retry, Workflow
from engine.workflow.kinds import Catalogue, Pool, Port

INPUT_KIND = "input"
OUTPUT_KIND = "output"
ERROR_PORT = Port(PortName("error"), PortType.JSON, "Error")
"""What a node with `on_failure: error_port` offers besides its own outputs."""

MISSING_KIND_POOL = Pool.SYNC
"""Where a step of an unknown kind goes: some worker must take it up to say what is missing."""


@dataclass(frozen=True, slots=True)
class InEdge:
    """An edge seen from its target."""

    source: NodeId
    source_port: PortName


@dataclass(frozen=True, slots=True)
class PlanPort:
    """An input port with the edges into it, in their order."""

    name: PortName
    type: PortType
    required: bool
    many: bool
    edges: tuple[InEdge, ...]


@dataclass(frozen=True, slots=True)
class PlanNode:
    """A node as the scheduler sees it. `in_edges` counts the edges into it, `targets` holds (port, target node)."""

    id: NodeId
    kind: KindName
    version: int
    config: dict[str, Json]
    pool: Pool
    ports: tuple[PlanPort, ...]
    outputs: tuple[PortName, ...]
    targets: tuple[tuple[PortName, NodeId], ...]
    in_edges: int
    join_any: bool
    retry: Retry
    timeout_s: float
    on_failure: OnFailure


@dataclass(frozen=True, slots=True)
class Plan:
    """A definition, compiled. `order` is topological; `results` names what makes up the run's output."""

    hash: Hash
    nodes: dict[NodeId, PlanNode]
    order: tuple[NodeId, ...]
    results: tuple[tuple[str, NodeId], ...]

    def downstream(self, starts: set[NodeId]) -> set[NodeId]:
        """Give everything that follows from `starts`, themselves included."""
        seen, stack = set(starts), list(starts)
        while stack:
            for _, target in self.nodes[stack.pop()].targets:
                if target not in seen:
                    seen.add(target)
                    stack.append(target)
        return seen


def graph_of(workflow: Workflow) -> nx.MultiDiGraph[str]:
    """Give the workflow's graph: nodes by id, one graph edge per edge between known nodes, keyed by its index."""
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    graph.add_nodes_from(node.id for node in workflow.nodes)
    known = workflow.by_id
    for index, edge in enumerate(workflow.edges):
        if edge.source in known and edge.target in known:
            graph.add_edge(edge.source, edge.target, key=index)
    return graph


def output_ports(node: Node, catalogue: Catalogue) -> tuple[Port, ...]:
    """Give a node's output ports, the error port included where its policy offers one; () for an unknown kind."""
    kind = catalogue.get((node.kind_name, node.version))
    if kind is None:
        return ()
    extra = (ERROR_PORT,) if node.on_failure.then == "error_port" else ()
    return (*kind.outputs(node.config), *extra)


def compile_plan(workflow: Workflow, catalogue: Catalogue) -> Plan:
    """Compile a valid definition (`engine.workflow.validation` finds no error in it).

    A kind this installation lacks does not stop the compilation of a stored definition: its step fails visibly.
    """
    rank = {node.id: index for index, node in enumerate(workflow.nodes)}
    sorted_ids = cast(
        "Iterable[str]", nx.lexicographical_topological_sort(graph_of(workflow), key=rank.__getitem__)
    )
    order = tuple(NodeId(name) for name in sorted_ids)
    nodes = {node.node_id: _compile_node(node, workflow, catalogue) for node in workflow.nodes}
    return Plan(workflow.hash, nodes, order, _results(workflow))


def _compile_node(node: Node, workflow: Workflow, catalogue: Catalogue) -> PlanNode:
    kind = catalogue.get((node.kind_name, node.version))
    into = workflow.edges_into.get(node.id, ())
    ports = kind.inputs if kind else ()
    return PlanNode(
        id=node.node_id,
        kind=node.kind_name,
        version=node.version,
        config=dict(node.config),
        pool=kind.pool if kind else MISSING_KIND_POOL,
        ports=tuple(
            PlanPort(
                port.name,
                port.type,
                port.required,
                port.many,
                tuple(
                    InEdge(NodeId(edge.source), PortName(edge.source_port))
                    for edge in into
                    if edge.target_port == port.name
                ),
            )
            for port in ports
        ),
        outputs=tuple(port.name for port in output_ports(node, catalogue)),
        targets=tuple(
            (PortName(edge.source_port), NodeId(edge.target)) for edge in workflow.edges_from.get(node.id, ())
        ),
        in_edges=len(into),
        join_any=node.join == "any",
        retry=node.retry,
        timeout_s=node.timeout_s or (kind.timeout_s if kind else 60.0),
        on_failure=node.on_failure,
    )


def _results(workflow: Workflow) -> tuple[tuple[str, NodeId], ...]:
    outputs = [node for node in workflow.nodes if node.kind == OUTPUT_KIND]
    named = [(str(node.config.get("name") or node.id), node.node_id) for node in outputs]
    if named:
        return tuple(named)
    sources = {edge.source for edge in workflow.edges}
    return tuple((node.id, node.node_id) for node in workflow.nodes if node.id not in sources)
