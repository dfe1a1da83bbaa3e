"""`treadle cancel` and `treadle resume`."""

from __future__ import annotations

import typer

from app.cli.console import note, say
from app.cli.open_web import open_web
from app.cli.options import Data, RunNumber, existing


def add(cli: typer.Typer) -> None:
    """Add the commands."""
    cli.command("cancel")(cancel)
    cli.command("resume")(resume)


def cancel(run: RunNumber, data: Data = None) -> None:
    """Stop a run: nothing new starts and running steps are interrupted. One that has ended is left as it is."""
    from engine.ids import RunId
    from engine.run.state import ENDED

    with open_web(existing(data)) as web:
        before = web.reader.row(RunId(run)).status
        web.launcher.cancel(RunId(run), by="cli")
        after = web.reader.row(RunId(run)).status
    say(f"Run {run} had ended before: {before.value}." if before in ENDED else f"Run {run}: {after.value}.")


def resume(run: RunNumber, data: Data = None) -> None:
    """Go on with a failed or cancelled run from where it stopped: what succeeded keeps its outputs."""
    from app.workers import live_workers
    from engine.ids import RunId

    with open_web(existing(data)) as web:
        web.reader.row(RunId(run))
        web.launcher.resume(RunId(run), by="cli")
        idle = not live_workers(web.parts)
    say(f"Run {run} goes on.")
    if idle:
        note("No worker is at work on this data folder: start `treadle serve` or `treadle worker`.")
