"""What a workflow's nodes are to the catalogue: their kinds, ports and roles. Asked by plan, validation and editor."""

from __future__ import annotations

from engine.ids import PortName
from engine.values import PortType
from engine.workflow.definition import Node, Workflow
from engine.workflow.kinds import Catalogue, Kind, Role
from engine.workflow.ports import InputField, Port, Ports

ERROR_PORT = Port(PortName("error"), PortType.JSON, "Error")
"""What a node with `on_failure: error_port` offers besides its own outputs."""


def kind_of(node: Node, catalogue: Catalogue) -> Kind | None:
    """Return the kind of a node; None where this installation lacks it."""
    return catalogue.get((node.kind_name, node.version))


def ports_of(node: Node, catalogue: Catalogue) -> Ports:
    """Return a node's ports, the error port included where its policy offers one; none for an unknown kind."""
    kind = kind_of(node, catalogue)
    if kind is None:
        return Ports()
    ports = kind.ports(node.config, catalogue.known)
    if node.on_failure.then == "error_port":
        return ports._replace(outputs=(*ports.outputs, ERROR_PORT))
    return ports


def nodes_of_role(workflow: Workflow, role: Role, catalogue: Catalogue) -> list[Node]:
    """Return the nodes whose kind has a role, in their order."""
    return [
        node
        for node in workflow.nodes
        if (kind := kind_of(node, catalogue)) is not None and kind.role is role
    ]


def result_name(node: Node) -> str:
    """Return the name under which a result node's value stands in the run's output."""
    return str(node.config.get("name") or node.id)


def start_form(workflow: Workflow, catalogue: Catalogue) -> tuple[InputField, ...]:
    """Return the form of the workflow's start; () where nothing in it starts with an input."""
    for node in nodes_of_role(workflow, Role.START, catalogue):
        kind = kind_of(node, catalogue)
        if kind is not None and kind.form_of is not None:
            return kind.form(node.config)
    return ()
