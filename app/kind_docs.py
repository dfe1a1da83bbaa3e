"""Node kinds as data for programs and for the reference page."""

from __future__ import annotations

from typing import Any, cast

from engine.values import Json
from engine.workflow.kinds import Catalogue, Example, Kind
from engine.workflow.ports import Arrival, Port


def kinds_json(catalogue: Catalogue) -> list[dict[str, Any]]:
    """Return every kind with config schema, ports and examples."""
    return [kind_json(kind) for kind in catalogue.kinds()]


def kind_json(kind: Kind) -> dict[str, Any]:
    """Return one kind with config schema, ports and examples."""
    return {
        "kind": kind.name,
        "version": kind.version,
        "title": kind.title,
        "category": kind.category,
        "help": kind.help,
        "synonyms": list(kind.synonyms),
        "pool": kind.pool.value,
        "pure": kind.pure,
        "inputs": [_port(port) for port in kind.declared.inputs],
        "outputs": [_port(port) for port in kind.declared.outputs],
        "ports_follow_config": kind.ports_of is not None,
        "notes": list(kind.notes),
        "config": kind.schema(),
        "examples": [_example(example) for example in kind.examples],
    }


def _port(port: Port) -> dict[str, Any]:
    return {
        "name": port.name,
        "type": port.type.value,
        "title": port.title,
        "required": port.required,
        "many": port.many,
    }


def _example(example: Example) -> dict[str, Any]:
    return {
        "config": dict(example.config),
        "inputs": {name: _plain(value) for name, value in example.inputs.items()},
        "run_input": dict(example.run_input),
        "outputs": dict(example.outputs),
        "needs": example.needs,
    }


def _plain(value: Json) -> Json:
    """Return a value with its arrivals as objects; other values are JSON already."""
    if isinstance(value, tuple):
        items = cast("tuple[Json, ...]", value)
        return [item._asdict() if isinstance(item, Arrival) else item for item in items]
    return value
