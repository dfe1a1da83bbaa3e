"""Split the layers of a wide layout into rows, so that names and values can be read without zooming.

Each row goes from left to right, as a line of text does. The canvas draws an edge into the next row with rounded steps.
"""

from __future__ import annotations

import math
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

VISIBLE = (800, 440)
"""The part of the canvas beside palette, panels and chips, in px, on a screen of 1440 x 900."""
LEGIBLE_ZOOM = 0.7
"""A layout that fits at this zoom needs no rows; at a smaller one, a step has no room for its value."""
MIN_GAIN = 1.25
"""Rows must enlarge the steps by this factor to be worth the longer edges."""
_MAX_ROWS = 48


class Pitch(NamedTuple):
    """The size of a column and a row of steps in px, with the gap after them."""

    column: int
    gap_x: int
    row: int
    gap_y: int
    between: int
    """The gap between two rows of layers, for the edges between them."""


def split_into_rows(
    ranked: Sequence[Sequence[str]], edges: Iterable[tuple[str, str]], pitch: Pitch
) -> list[range]:
    """Return the layers of each row, by index. There is one row unless several can be read better.

    Rows end where few edges cross, since those become long.
    """
    count = len(ranked)
    if count <= 1:
        return [range(count)]
    crossing = _crossing(ranked, edges)
    heights = [len(layer) * pitch.row - pitch.gap_y for layer in ranked]
    best, best_zoom = [range(count)], _zoom([range(count)], heights, pitch)
    least = best_zoom * MIN_GAIN
    for wanted in range(1, min(count, _MAX_ROWS) + 1):
        narrow = math.ceil(count / wanted)
        tries = [_rows(crossing, count, columns) for columns in (narrow, narrow + 1)]
        legible = [rows for rows in tries if _zoom(rows, heights, pitch) >= LEGIBLE_ZOOM]
        if legible:
            return min(legible, key=lambda rows: sum(crossing[row.stop] for row in rows[:-1]))
        for rows in tries:
            if (zoom := _zoom(rows, heights, pitch)) >= max(least, best_zoom + 1e-9):
                best, best_zoom = rows, zoom
    return best


def _crossing(ranked: Sequence[Sequence[str]], edges: Iterable[tuple[str, str]]) -> list[int]:
    """Return how many edges cross the boundary before each layer."""
    layer_of = {node: index for index, layer in enumerate(ranked) for node in layer}
    change = [0] * (len(ranked) + 1)
    for source, target in edges:
        if source in layer_of and target in layer_of:
            first, last = sorted((layer_of[source], layer_of[target]))
            change[first + 1] += 1
            change[last + 1] -= 1
    return list(accumulate(change))


def _rows(crossing: Sequence[int], count: int, columns: int) -> list[range]:
    """Return rows of at most `columns` layers. Each ends at its last boundary with the fewest edges."""
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
    return min(1.0, VISIBLE[0] / width, VISIBLE[1] / height)
