"""The ports of a node in the editor; its outputs are found by `engine.workflow.plan.output_ports`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import ValidationError

from engine.ids import PortName
from engine.values import PortType
from engine.workflow.kinds import Catalogue, Port

if TYPE_CHECKING:
    from collections.abc import Iterable

    from engine.workflow.definition import Node


def input_ports(node: Node, catalogue: Catalogue) -> tuple[Port, ...]:
    """Return a node's input ports; () if its kind is not installed."""
    kind = catalogue.get((node.kind_name, node.version))
    return () if kind is None else kind.inputs


def outputs_are_known(node: Node, catalogue: Catalogue) -> bool:
    """Return whether a node's outputs are known: its kind is installed, and its config is valid if they depend on it.

    While a user types a case of a Switch, its config may be invalid for a moment. The edges of its other cases must
    survive that.
    """
    kind = catalogue.get((node.kind_name, node.version))
    if kind is None:
        return False
    if kind.outputs_of is None:
        return True
    try:
        kind.parse(node.config)
    except ValidationError:
        return False
    return True


def shown_ports(known: tuple[Port, ...], used: Iterable[str]) -> tuple[Port, ...]:
    """Return the ports to draw: the known ones, and undeclared ones that edges use."""
    names = {port.name for port in known}
    extra = [name for name in dict.fromkeys(used) if name not in names]
    return (
        *known,
        *(Port(PortName(name), PortType.ANY, name.replace("_", " ").capitalize()) for name in extra),
    )
