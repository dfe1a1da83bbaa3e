"""Random workflows over every kind of the catalogue, valid by construction."""

from __future__ import annotations

from random import Random
from typing import Any, Literal

from engine.values import connects
from engine.workflow.definition import Edge, Node, OnFailure, Retry, Workflow
from engine.workflow.kinds import Catalogue, Kind
from engine.workflow.lookup import ports_of


def random_workflow(rng: Random, catalogue: Catalogue, most: int = 9) -> Workflow:
    """Give a workflow of up to `most` nodes; edges join ports that fit."""
    nodes: list[Node] = []
    edges: list[Edge] = []
    kinds = catalogue.kinds()
    wanted = rng.randint(1, most)
    while len(nodes) < wanted:
        kind = rng.choice(kinds)
        if kind.name == "input" and any(node.kind == "input" for node in nodes):
            continue
        node = _node(rng, kind, len(nodes))
        into = _edges_into(rng, kind, node, nodes, catalogue)
        if into is None:  # a required port that nothing fits yet
            if not nodes:
                nodes.append(_node(rng, next(k for k in kinds if k.name == "input"), 0))
            continue
        nodes.append(node)
        edges.extend(into)
    return Workflow(nodes=tuple(nodes), edges=tuple(edges))


def _node(rng: Random, kind: Kind, index: int) -> Node:
    policies: list[Literal["stop", "error_port", "default"]] = ["stop", "stop", "error_port", "default"]
    policy = rng.choice(policies)
    return Node(
        id=f"n{index}",
        kind=kind.name,
        version=kind.version,
        config=_config(rng, kind, index),
        join="any" if rng.random() < 0.2 else "all",
        retry=Retry(attempts=rng.randint(1, 3)),
        on_failure=OnFailure(then=policy, value="instead" if policy == "default" else None),
    )


def _config(rng: Random, kind: Kind, index: int) -> dict[str, Any]:
    config = dict(rng.choice(kind.examples).config)
    if kind.name == "output":
        config["name"] = f"result_{index}"
    return config


def _edges_into(
    rng: Random, kind: Kind, node: Node, nodes: list[Node], catalogue: Catalogue
) -> list[Edge] | None:
    edges: list[Edge] = []
    for port in kind.declared.inputs:
        fitting = [
            (source.id, str(out.name))
            for source in nodes
            for out in ports_of(source, catalogue).outputs
            if connects(out.type, port.type)
        ]
        if not fitting:
            if port.required:
                return None
            continue
        least = 1 if port.required else 0
        count = min(len(fitting), rng.randint(least, 3) if port.many else rng.randint(least, 1))
        edges += [
            Edge(source=source, source_port=out, target=node.id, target_port=port.name)
            for source, out in rng.sample(fitting, count)
        ]
    return edges
