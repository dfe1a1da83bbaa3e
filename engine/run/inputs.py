"""What has arrived at a step: the one place that gathers it."""

from __future__ import annotations

from typing import NamedTuple

from engine.ids import PortName, StepKey
from engine.run.events import Packed
from engine.run.state import RunState
from engine.workflow.plan import Plan, at


class Arrived(NamedTuple):
    """A packed value at an input port, with where it came from."""

    source: StepKey
    source_port: PortName
    packed: Packed


def inputs_of(plan: Plan, state: RunState, step: StepKey) -> dict[PortName, list[Arrived]]:
    """Return what arrived at each input port of a step, in the order of the edges; [] where nothing did."""
    inputs: dict[PortName, list[Arrived]] = {}
    steps, path = state.steps, step.path
    for port in plan.nodes[step.node].ports:
        arrived: list[Arrived] = []
        for edge in port.edges:
            source = at(edge.source, path) if path else edge.source
            found = steps.get(source)
            packed = None if found is None else found.output(edge.source_port)
            if packed is not None:
                arrived.append(Arrived(source, edge.source_port, packed))
        inputs[port.name] = arrived
    return inputs
