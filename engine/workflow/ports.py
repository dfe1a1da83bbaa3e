"""Ports of nodes, the types a declaration gives them, and the fields of the form that starts a run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, NamedTuple, Protocol

from engine.ids import PortName, WorkflowId
from engine.values import Json, PortType
from engine.workflow.definition import Workflow

Text = Annotated[str, PortType.TEXT]
Number = Annotated[float, PortType.NUMBER]
Boolean = Annotated[bool, PortType.BOOLEAN]
JsonObject = Annotated[Json, PortType.JSON]
ListOf = Annotated[list[Json], PortType.LIST]
AnyValue = Annotated[Json, PortType.ANY]


class Arrival(NamedTuple):
    """One value at a port that takes many, in the order of the edges."""

    node: str
    port: str
    value: Json


Many = Annotated[tuple[Arrival, ...], PortType.ANY]


class InputsMark:
    """Marks the parameter that gets the values of ports which are not in the signature."""


Inputs = Annotated[Mapping[str, Json], InputsMark()]
"""The values of input ports that follow from the config, by port; the last positional parameter of a function."""


@dataclass(frozen=True, slots=True)
class Port:
    """An input or output port. `many`: takes several edges; otherwise an input takes one."""

    name: PortName
    type: PortType
    title: str
    required: bool = True
    many: bool = False


class Ports(NamedTuple):
    """The ports of a node."""

    inputs: tuple[Port, ...] = ()
    outputs: tuple[Port, ...] = ()


class PortContext(Protocol):
    """What the ports of a node may follow from besides its config."""

    def workflow(self, workflow: WorkflowId) -> Workflow | None:
        """Return a stored workflow; None where there is none, or none can be looked up."""
        ...


class _NothingKnown:
    def workflow(self, workflow: WorkflowId) -> Workflow | None:  # noqa: ARG002 - of the protocol
        return None


NOTHING_KNOWN: PortContext = _NothingKnown()
"""Where only the definition itself is at hand."""


@dataclass(frozen=True, slots=True)
class InputField:
    """One field of the form that starts a run. `default` is used where nothing is given."""

    name: str
    title: str
    type: PortType
    required: bool = True
    default: Json = None
