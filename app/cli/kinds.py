"""`treadle kinds`: what steps can do."""

from __future__ import annotations

import typer

from app.cli.console import one_line, say, say_json
from app.cli.options import AsJson


def add(cli: typer.Typer) -> None:
    """Add the command."""
    cli.command("kinds")(kinds)


def kinds(as_json: AsJson = False) -> None:
    """List every node kind: its ports and what it does.

    --json gives for each its config's JSON Schema, ports and examples too.
    """
    from app.kind_docs import kinds_json
    from engine.nodes import builtin

    catalogue = builtin()
    if as_json:
        say_json(kinds_json(catalogue))
        return
    for kind in catalogue.kinds():
        ports = (
            f"{_ports(kind.inputs)} -> {'as configured' if kind.outputs_of else _ports(kind.fixed_outputs)}"
        )
        say(f"{kind.name:<18}{kind.category:<12}{ports}")
        say(f"{'':<18}{one_line(kind.help.partition(chr(10) * 2)[0], 100)}")


def _ports(ports: tuple[object, ...]) -> str:
    return (
        ", ".join(f"{getattr(port, 'name', '')}: {getattr(port, 'type', '')}" for port in ports) or "nothing"
    )
