"""Automatic layout: layers from left to right, split into rows, on the grid of the canvas."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, cast

import networkx as nx

from editor.document import Document, Layout, Position
from editor.layout_rows import Pitch, split_into_rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from engine.ids import NodeId

GRID = 8
WIDTH, HEIGHT = 208, 64
GAP_X, GAP_Y = 80, 40
CLEARANCE = 16
"""The least space around a node that is placed beside others, in px."""
PITCH = Pitch(WIDTH + GAP_X, GAP_X, HEIGHT + GAP_Y, GAP_Y, between=104)
ORIGIN = Position(80, 80)


def layers(nodes: Sequence[str], edges: Iterable[tuple[str, str]]) -> list[list[str]]:
    """Return the nodes in layers by their longest path from a start, each layer in an order with few crossings.

    Edges that close a cycle are ignored, so any imported graph has a layout.
    """
    known = {node: index for index, node in enumerate(nodes)}
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(nodes)
    graph.add_edges_from((a, b) for a, b in edges if a in known and b in known and a != b)
    while not nx.is_directed_acyclic_graph(graph):
        source, target = _cycle_edge(graph)
        graph.remove_edge(source, target)
    ranked: list[list[str]] = []
    place: dict[str, float] = {}
    for generation in nx.topological_generations(graph):
        layer = sorted(generation, key=lambda node: (_mean(graph.predecessors(node), place), known[node]))
        place.update({node: row - (len(layer) - 1) / 2 for row, node in enumerate(layer)})
        ranked.append(layer)
    return ranked


def _cycle_edge(graph: nx.DiGraph[str]) -> tuple[str, str]:
    cycle = cast("list[tuple[str, str]]", nx.find_cycle(graph))  # pyright: ignore[reportUnknownMemberType]
    return cycle[-1]


def _mean(nodes: Iterable[str], place: Mapping[str, float]) -> float:
    rows = [place[node] for node in nodes]
    return sum(rows) / len(rows) if rows else 0.0


def place_all(
    nodes: Sequence[str], edges: Iterable[tuple[str, str]], origin: Position = ORIGIN
) -> dict[str, Position]:
    """Return a position for every node, none above or left of `origin`.

    The layers of a row are centred vertically. A layout too wide to be read is split into rows. A row shorter than the
    widest is indented by one column, which leaves room for the edge that leads to it.
    """
    pairs = list(edges)
    ranked = layers(nodes, pairs)
    rows = split_into_rows(ranked, pairs, PITCH)
    widest = max(map(len, rows))
    positions: dict[str, Position] = {}
    top = origin.y
    for row in rows:
        tallest = max((len(ranked[index]) for index in row), default=0)
        left = origin.x + (PITCH.column if row is not rows[0] and len(row) < widest else 0)
        for column, index in enumerate(row):
            y = top + (tallest - len(ranked[index])) * PITCH.row / 2
            for place, node in enumerate(ranked[index]):
                positions[node] = Position(left + column * PITCH.column, _on_grid(y + place * PITCH.row))
        top += tallest * PITCH.row - GAP_Y + PITCH.between
    return positions


def with_positions(document: Document) -> Document:
    """Return the document with a position for every node; existing positions stay.

    If no node has a position, the whole document is laid out. Otherwise each new node is placed right of its
    predecessors, at the next free position.
    """
    workflow, known = document.workflow, document.layout.positions
    missing = [node.id for node in workflow.nodes if node.node_id not in known]
    if not missing:
        return document
    edges = [(edge.source, edge.target) for edge in workflow.edges]
    if not known:
        fresh: Mapping[str, Position] = place_all([node.id for node in workflow.nodes], edges)
    else:
        fresh = place_beside(missing, edges, known)
    positions: dict[NodeId, Position] = {
        node.node_id: known.get(node.node_id) or fresh[node.id] for node in workflow.nodes
    }
    return replace(document, layout=Layout(positions, document.layout.labels))


def place_beside(
    new: Sequence[str], edges: Sequence[tuple[str, str]], known: Mapping[NodeId, Position]
) -> dict[str, Position]:
    """Return positions for new nodes: right of their predecessors, below nodes in the way."""
    placed: dict[str, Position] = {**known}
    lowest = max((at.y for at in known.values()), default=ORIGIN.y - HEIGHT - GAP_Y)
    leftmost = min((at.x for at in known.values()), default=ORIGIN.x)
    occupied = _OccupiedCells(known.values())
    for node in (node for layer in layers(new, edges) for node in layer):
        feeding = [placed[source] for source, target in edges if target == node and source in placed]
        if feeding:
            x = max(at.x for at in feeding) + WIDTH + GAP_X
            y = _on_grid(sum(at.y for at in feeding) / len(feeding))
        else:
            x, y = leftmost, lowest + HEIGHT + GAP_Y
        placed[node] = occupied.next_free(_on_grid(x), y)
    return {node: placed[node] for node in new}


def _on_grid(value: float) -> int:
    return math.floor(value / GRID + 0.5) * GRID


class _OccupiedCells:
    """The occupied positions in a grid of cells, so that the search for a free position is fast."""

    def __init__(self, places: Iterable[Position]) -> None:
        self._cells: dict[tuple[int, int], list[Position]] = {}
        for at in places:
            self._add(at)

    def _add(self, at: Position) -> None:
        self._cells.setdefault(self._cell(at.x, at.y), []).append(at)

    def next_free(self, x: int, y: int) -> Position:
        """Occupy and return the first free position at (x, y) or below it."""
        while (blocking := self._blocking(x, y)) is not None:
            y = _on_grid(blocking.y + HEIGHT + GAP_Y)
        at = Position(x, y)
        self._add(at)
        return at

    def _blocking(self, x: int, y: int) -> Position | None:
        column, row = self._cell(x, y)
        near = (
            at
            for dx in (-1, 0, 1)
            for dy in (-1, 0, 1)
            for at in self._cells.get((column + dx, row + dy), ())
            if abs(at.x - x) < WIDTH + CLEARANCE and abs(at.y - y) < HEIGHT + CLEARANCE
        )
        return max(near, key=lambda at: at.y, default=None)

    @staticmethod
    def _cell(x: int, y: int) -> tuple[int, int]:
        return x // (WIDTH + CLEARANCE), y // (HEIGHT + CLEARANCE)
