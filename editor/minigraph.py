"""The small picture of a run on its card: an SVG of the workflow, its steps coloured by CSS class."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, NamedTuple

from editor.layout import layers
from engine.run.labels import Tone

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from editor.document import Document
    from engine.run.labels import StepLabel

WIDTH, HEIGHT = 278, 64
BLOCK_WIDTH, BLOCK_HEIGHT = 24.0, 10.0
_MARGIN = 10
_ROW_GAPS = {1: 0.0, 2: 26.0, 3: 19.0}
MOST_BLOCKS = 150
"""Larger workflows are drawn as columns of their layers: single steps would be dots, and the page heavy."""


class _Block(NamedTuple):
    x: float
    y: float
    width: float
    height: float


def minigraph(document: Document, labels: Mapping[str, StepLabel]) -> str:
    """Draw a workflow as SVG, `WIDTH` by `HEIGHT` px; `labels` are those of the steps by node id.

    A step has the CSS class `is-TONE` of its label, and `is-idle` without one.

    Failed steps have a ring and skipped ones are dashed, so that nothing is told by colour alone; the same is
    said in words for those who do not see it.
    """
    nodes = [node.id for node in document.workflow.nodes]
    edges = [(edge.source, edge.target) for edge in document.workflow.edges]
    ranked = layers(nodes, edges)
    if len(nodes) > MOST_BLOCKS:
        drawn = _columns(ranked, labels)
    else:
        blocks = _blocks(ranked)
        drawn = _edges(edges, blocks, labels) + _steps(nodes, blocks, labels)
    return (
        f'<svg class="mini" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" role="img" '
        f'aria-label="{escape(_words(document, labels), quote=True)}">{"".join(drawn)}</svg>'
    )


def _blocks(ranked: Sequence[Sequence[str]]) -> dict[str, _Block]:
    columns = len(ranked)
    room = WIDTH - 2 * _MARGIN
    pitch = min(46.0, max((room - BLOCK_WIDTH) / max(columns - 1, 1), room / max(columns, 1)))
    pitch = (
        min(pitch, (room - BLOCK_WIDTH * min(1, pitch / 36)) / max(columns - 1, 1)) if columns > 1 else pitch
    )
    width = min(BLOCK_WIDTH, pitch * 2 / 3)
    left = (WIDTH - (columns - 1) * pitch - width) / 2
    blocks: dict[str, _Block] = {}
    for column, layer in enumerate(ranked):
        gap = _ROW_GAPS.get(len(layer), (HEIGHT - 8 - BLOCK_HEIGHT / 2) / len(layer))
        height = min(BLOCK_HEIGHT, gap * 2 / 3) if gap else BLOCK_HEIGHT
        top = HEIGHT / 2 - (len(layer) - 1) * gap / 2 - height / 2
        for row, node in enumerate(layer):
            blocks[node] = _Block(left + column * pitch, top + row * gap, width, height)
    return blocks


def _edges(
    edges: Sequence[tuple[str, str]], blocks: Mapping[str, _Block], labels: Mapping[str, StepLabel]
) -> list[str]:
    drawn: list[str] = []
    for source, target in dict.fromkeys(edges):
        a, b = blocks[source], blocks[target]
        x1, y1, x2, y2 = a.x + a.width, a.y + a.height / 2, b.x, b.y + b.height / 2
        middle = (x1 + x2) / 2
        skipped = Tone.SKIPPED in (_tone(labels, source), _tone(labels, target))
        path = f"M{_n(x1)} {_n(y1)}C{_n(middle)} {_n(y1)} {_n(middle)} {_n(y2)} {_n(x2)} {_n(y2)}"
        drawn.append(f'<path class="e{" skip" if skipped else ""}" d="{path}"/>')
    return drawn


def _steps(nodes: Sequence[str], blocks: Mapping[str, _Block], labels: Mapping[str, StepLabel]) -> list[str]:
    drawn: list[str] = []
    for node in nodes:
        block, tone = blocks[node], _tone(labels, node)
        drawn.append(_rect(f"n {_class(tone)}", block, 3))
        if tone is Tone.FAILED:
            around = _Block(block.x - 3.5, block.y - 3.5, block.width + 7, block.height + 7)
            drawn.append(_rect("ring", around, 6))
    return drawn


def _columns(ranked: Sequence[Sequence[str]], labels: Mapping[str, StepLabel]) -> list[str]:
    """Draw one column per layer (or per few layers), cut into the shares of the statuses in it."""
    most = 56
    per = -(-len(ranked) // most)
    groups = [[node for layer in ranked[i : i + per] for node in layer] for i in range(0, len(ranked), per)]
    tallest = max(map(len, groups))
    pitch = min(12.0, (WIDTH - 2 * _MARGIN) / len(groups))
    left = (WIDTH - len(groups) * pitch) / 2
    drawn: list[str] = []
    for index, group in enumerate(groups):
        height = max(6.0, (HEIGHT - 12) * len(group) / tallest)
        y = (HEIGHT - height) / 2
        shares = [sum(_tone(labels, node) is tone for node in group) for tone in _ORDER]
        for tone, share in zip(_ORDER, shares, strict=True):
            if share:
                part = height * share / len(group)
                drawn.append(
                    _rect(f"n {_class(tone)}", _Block(left + index * pitch, y, pitch * 0.75, part), 1)
                )
                y += part
    return drawn


_ORDER = (Tone.FAILED, *(tone for tone in Tone if tone is not Tone.FAILED), None)


def _tone(labels: Mapping[str, StepLabel], node: str) -> Tone | None:
    return labels[node].tone if node in labels else None


def _class(tone: Tone | None) -> str:
    return f"is-{tone or 'idle'}"


def _rect(classes: str, block: _Block, radius: int) -> str:
    place = f'x="{_n(block.x)}" y="{_n(block.y)}" width="{_n(block.width)}" height="{_n(block.height)}"'
    return f'<rect class="{classes}" {place} rx="{_n(min(radius, block.height / 2))}"/>'


def _n(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def _words(document: Document, labels: Mapping[str, StepLabel]) -> str:
    counts: dict[str, int] = {}
    for node in document.workflow.nodes:
        said = labels[node.id].title.lower() if node.id in labels else "not run"
        counts[said] = counts.get(said, 0) + 1
    failed = [
        document.label(node.id) for node in document.workflow.nodes if _tone(labels, node.id) is Tone.FAILED
    ]
    told = ", ".join(f"{count} {said}" for said, count in counts.items()) or "no steps"
    return f"{document.name}: {told}" + (f"; failed at {', '.join(failed)}" if failed else "")
