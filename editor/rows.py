"""Where a wide drawing is folded: its layers in rows, so that names and values can be read without zooming.

A row reads from left to right like a line of text; a wire into the next row is drawn as rounded steps.
"""

from __future__ import annotations

import math
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

ROOM = (800, 440)
"""The part of a canvas that is free beside palette, panels and chips, in px, on a screen of 1440 x 900."""
LEGIBLE = 0.7
"""A drawing that fits at this zoom needs no folding: at less, a step has no room for its value."""
WORTH = 1.25
"""Folding that makes steps less than this much larger is not worth the longer wires."""
_MOST_ROWS = 48


class Pitch(NamedTuple):
    """What a column and a row of steps take, in px: the step itself and the gap after it."""

    column: int
    gap_x: int
    row: int
    gap_y: int
    between: int
    """Between two rows of layers: room for the wires that run back."""


def fold(ranked: Sequence[Sequence[str]], edges: Iterable[tuple[str, str]], pitch: Pitch) -> list[range]:
    """Give the layers of each row, by index. One row unless several can be read better.

    Rows end where few wires cross, since those become long.
    """
    count = len(ranked)
    if count <= 1:
        return [range(count)]
    crossing = _crossing(ranked, edges)
    heights = [len(layer) * pitch.row - pitch.gap_y for layer in ranked]
    best, best_zoom = [range(count)], _zoom([range(count)], heights, pitch)
    least = best_zoom * WORTH
    for wanted in range(1, min(count, _MOST_ROWS) + 1):
        narrow = math.ceil(count / wanted)
        tries = [_rows(crossing, count, columns) for columns in (narrow, narrow + 1)]
        legible = [rows for rows in tries if _zoom(rows, heights, pitch) >= LEGIBLE]
        if legible:
            return min(legible, key=lambda rows: sum(crossing[row.stop] for row in rows[:-1]))
        for rows in tries:
            if (zoom := _zoom(rows, heights, pitch)) >= max(least, best_zoom + 1e-9):
                best, best_zoom = rows, zoom
    return best


def _crossing(ranked: Sequence[Sequence[str]], edges: Iterable[tuple[str, str]]) -> list[int]:
    """Count, for each boundary before a layer, the wires that pass it."""
    layer_of = {node: index for index, layer in enumerate(ranked) for node in layer}
    change = [0] * (len(ranked) + 1)
    for source, target in edges:
        if source in layer_of and target in layer_of:
            first, last = sorted((layer_of[source], layer_of[target]))
            change[first + 1] += 1
            change[last + 1] -= 1
    return list(accumulate(change))


def _rows(crossing: Sequence[int], count: int, columns: int) -> list[range]:
    """Cut into rows of at most `columns` layers; each ends at its last boundary with the fewest wires."""
    rows: list[range] = []
    start = 0
    while count - start > columns:
        ends = range(start + columns, start + max(1, math.ceil(columns * 0.6)) - 1, -1)
        end = min(ends, key=lambda at: crossing[at])
        rows.append(range(start, end))
        start = end
    return [*rows, range(start, count)]


def _zoom(rows: Sequence[range], heights: Sequence[int], pitch: Pitch) -> float:
    width = max(len(row) for row in rows) * pitch.column - pitch.gap_x
    height = sum(max(heights[row.start : row.stop]) for row in rows) + pitch.between * (len(rows) - 1)
    return min(1.0, ROOM[0] / width, ROOM[1] / height)
