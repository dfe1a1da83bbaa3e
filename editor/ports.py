"""The ports of a node as the editor sees them, beyond what `engine.workflow.lookup.ports_of` says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import ValidationError

from engine.ids import PortName
from engine.values import PortType
from engine.workflow.kinds import Catalogue
from engine.workflow.ports import Port

if TYPE_CHECKING:
    from collections.abc import Iterable

    from engine.workflow.definition import Node


def ports_are_known(node: Node, catalogue: Catalogue) -> bool:
    """Return whether the ports are known: the kind is here, and the config parses where they follow from it.

    While a user types a case of a Switch, its config may be invalid for a moment. The edges of its other cases must
    survive that.
    """
    kind = catalogue.get((node.kind_name, node.version))
    if kind is None:
        return False
    if kind.ports_of is None:
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
