"""What a run gave: its output, and the line that stands for it on cards."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import cast

from engine.run.events import Outputs, Packed
from engine.run.packing import Load, packed_preview, unpack
from engine.run.state import RunState, RunStatus
from engine.values import Json, preview
from engine.workflow.plan import Plan

SUMMARY_LENGTH = 160


def output_of(
    plan: Plan, state: RunState, load: Load, *, read: Callable[[Packed, Load], Json] = unpack
) -> dict[str, Json]:
    """Return the run's output: the values of the output nodes by name, or of the leaves by node id.

    A step with one output port gives its value, one with several an object by port; skipped ones are left out.
    `read` gives a value for its packed form; by default the value itself.
    """
    steps = ((name, state.step(key).outputs) for name, key in plan.results)
    return {name: _value(outputs, load, read) for name, outputs in steps if outputs is not None}


def _value(outputs: Outputs, load: Load, read: Callable[[Packed, Load], Json]) -> Json:
    values = {port: read(packed, load) for port, packed in outputs.items()}
    return next(iter(values.values())) if len(values) == 1 else values


def summary_of(plan: Plan, state: RunState) -> str:
    """Return the first line of the final output, or of the error that stopped the run."""
    if state.status is RunStatus.FAILED and state.stopped_by is not None:
        error = state.step(state.stopped_by).error or {}
        return preview(failure_line(error), SUMMARY_LENGTH)
    if state.status is RunStatus.CANCELLED:
        return f"Cancelled by {state.cancelled_by}" if state.cancelled_by else "Cancelled"
    parts: list[str] = []
    for _, step in plan.results:
        parts.extend(_line(packed) for packed in (state.step(step).outputs or {}).values())
    return " · ".join(parts)[:SUMMARY_LENGTH]


def failure_line(error: Mapping[str, Json]) -> str:
    """Return a stored error in one line: what happened, and the first line of why.

    >>> failure_line({"what": "The code failed.", "why": "ZeroDivisionError: division by zero"})
    'The code failed: ZeroDivisionError: division by zero'
    >>> failure_line({"what": "The text is empty.", "why": ""})
    'The text is empty.'
    """
    what, why = str(error.get("what", "")), str(error.get("why", "")).strip()
    return f"{what.removesuffix('.')}: {why.splitlines()[0]}" if why else what


def _line(packed: dict[str, Json]) -> str:
    value = packed.get("v")
    if isinstance(value, str):
        return " ".join(value.split())[:SUMMARY_LENGTH]
    if isinstance(value, list) and value:
        items = cast("list[Json]", value)
        if all(isinstance(item, str) for item in items):
            return ", ".join(items)[:SUMMARY_LENGTH]
    return packed_preview(packed)
