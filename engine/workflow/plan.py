"""The compiled plan: what the scheduler needs to know of a definition, and nothing else.

A plan is made once per definition and shared; it holds no functions, clock or storage.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import cast

import networkx as nx

from engine.ids import Hash, KindName, NodeId, PortName, StepKey
from engine.values import Json, PortType
from engine.workflow.definition import Node, OnFailure, Retry, Workflow
from engine.workflow.kinds import Catalogue, Pool, Role
from engine.workflow.lookup import kind_of, nodes_of_role, ports_of, result_name

MISSING_KIND_POOL = Pool.SYNC
"""Where a step of an unknown kind goes: some worker must take it up to say what is missing."""


@dataclass(frozen=True, slots=True)
class InEdge:
    """An edge seen from its target. `source` is the step outside of frames; see `at`."""

    source: StepKey
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
    """A node as the scheduler sees it. `in_edges` counts the edges into it, `targets` holds (port, target).

    `step` and `targets` are the keys outside of frames; `Plan.targets` gives those of an iteration.
    """

    id: NodeId
    step: StepKey
    kind: KindName
    version: int
    config: dict[str, Json]
    pool: Pool
    ports: tuple[PlanPort, ...]
    outputs: tuple[PortName, ...]
    targets: tuple[tuple[PortName, StepKey], ...]
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
    results: tuple[tuple[str, StepKey], ...]

    def targets(self, step: StepKey) -> tuple[tuple[PortName, StepKey], ...]:
        """Return the (port, target) of every edge out of a step."""
        targets = self.nodes[step.node].targets
        return targets if not step.path else tuple((port, at(target, step.path)) for port, target in targets)

    def downstream(self, starts: set[StepKey]) -> set[StepKey]:
        """Return everything that follows from `starts`, themselves included."""
        seen, stack = set(starts), list(starts)
        while stack:
            for _, target in self.targets(stack.pop()):
                if target not in seen:
                    seen.add(target)
                    stack.append(target)
        return seen


def at(step: StepKey, path: str) -> StepKey:
    """Return the step of the same node in another iteration."""
    return step if step.path == path else StepKey(step.node, path)


def graph_of(workflow: Workflow) -> nx.MultiDiGraph[str]:
    """Return the workflow's graph: nodes by id, one graph edge per edge between known nodes, keyed by its index."""
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    graph.add_nodes_from(node.id for node in workflow.nodes)
    known = workflow.by_id
    for index, edge in enumerate(workflow.edges):
        if edge.source in known and edge.target in known:
            graph.add_edge(edge.source, edge.target, key=index)
    return graph


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
    return Plan(workflow.hash, nodes, order, _results(workflow, catalogue))


def _compile_node(node: Node, workflow: Workflow, catalogue: Catalogue) -> PlanNode:
    kind = kind_of(node, catalogue)
    into = workflow.edges_into.get(node.id, ())
    ports = ports_of(node, catalogue)
    return PlanNode(
        id=node.node_id,
        step=StepKey(node.node_id),
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
                    InEdge(StepKey(NodeId(edge.source)), PortName(edge.source_port))
                    for edge in into
                    if edge.target_port == port.name
                ),
            )
            for port in ports.inputs
        ),
        outputs=tuple(port.name for port in ports.outputs),
        targets=tuple(
            (PortName(edge.source_port), StepKey(NodeId(edge.target)))
            for edge in workflow.edges_from.get(node.id, ())
        ),
        in_edges=len(into),
        join_any=node.join == "any",
        retry=node.retry,
        timeout_s=node.timeout_s or (kind.timeout_s if kind else 60.0),
        on_failure=node.on_failure,
    )


def _results(workflow: Workflow, catalogue: Catalogue) -> tuple[tuple[str, StepKey], ...]:
    results = nodes_of_role(workflow, Role.RESULT, catalogue)
    if results:
        return tuple((result_name(node), StepKey(node.node_id)) for node in results)
    sources = {edge.source for edge in workflow.edges}
    return tuple((node.id, StepKey(node.node_id)) for node in workflow.nodes if node.id not in sources)
