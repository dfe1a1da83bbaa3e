"""`treadle kinds`: the node kinds."""

from __future__ import annotations

import typer

from app.cli.console import one_line, say, say_json
from app.cli.options import AsJson, settings_from


def add(cli: typer.Typer) -> None:
    """Add the command."""
    cli.command("kinds")(kinds)


def kinds(as_json: AsJson = False) -> None:
    """List every node kind, those of TREADLE_PLUGINS too: its ports and what it does.

    --json gives for each its config's JSON Schema, ports and examples too.
    """
    from app.kind_docs import kinds_json
    from engine.nodes import catalogue

    found = catalogue(settings_from().plugin_modules)
    if as_json:
        say_json(kinds_json(found))
        return
    for kind in found.kinds():
        outputs = "as configured" if kind.ports_of else _ports(kind.declared.outputs)
        ports = f"{_ports(kind.declared.inputs)} -> {outputs}"
        say(f"{kind.name:<22}{kind.category:<10}{ports}")
        say(f"{'':<22}{one_line(kind.help.partition(chr(10) * 2)[0], 100)}")


def _ports(ports: tuple[object, ...]) -> str:
    return (
        ", ".join(f"{getattr(port, 'name', '')}: {getattr(port, 'type', '')}" for port in ports) or "nothing"
    )
