"""`treadle doctor`."""

from __future__ import annotations

import typer

from app.cli.console import FAILED, OK, one_line, say, say_json
from app.cli.options import AsJson, Data, settings_from


def add(cli: typer.Typer) -> None:
    """Add the command."""
    cli.command("doctor")(doctor)


def doctor(as_json: AsJson = False, data: Data = None) -> None:
    """Look whether Treadle can work here: Python, SQLite, data folder, database, worker, canvas, key file.

    Each line says ok, warn or fail, and what to do. Nothing is changed.

    Exit codes: 0 nothing fails (there may be warnings), 1 something does.
    """
    from app.doctor import Finding, diagnose

    found: list[Finding] = []
    for finding in diagnose(settings_from(data=data)):
        found.append(finding)
        if not as_json:
            say(f"{finding.level:<5} {finding.check:<12} {one_line(finding.found, 400)}")
            if finding.fix:
                say(f"{'':<19}Fix: {one_line(finding.fix, 400)}")
    if as_json:
        say_json([finding.json() for finding in found])
    raise typer.Exit(FAILED if any(finding.level == "fail" for finding in found) else OK)
