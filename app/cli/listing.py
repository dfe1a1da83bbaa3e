"""`treadle workflows`, `treadle runs` and `treadle show`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.console import one_line, say, say_json
from app.cli.open_web import open_web
from app.cli.options import AsJson, Data, RunNumber, existing

if TYPE_CHECKING:
    from app.runs.views import StepView
    from engine.execution.stores import RunRow


def add(cli: typer.Typer) -> None:
    """Add the commands."""
    cli.command("workflows")(workflows)
    cli.command("runs")(runs)
    cli.command("show")(show)


def workflows(as_json: AsJson = False, data: Data = None) -> None:
    """List the stored workflows, last changed first: id, time of the last change, name."""
    from app.runs.times import clock_time

    with open_web(existing(data)) as web:
        rows = web.documents.rows()
    if as_json:
        say_json(
            [
                {"id": row.id, "name": row.name, "revision": row.revision, "updated_at": row.updated_at}
                for row in rows
            ]
        )
        return
    width = max((len(row.id) for row in rows), default=0)
    for row in rows:
        say(f"{row.id:<{width}}  {clock_time(row.updated_at)}  {one_line(row.name)}")


def runs(
    status: Annotated[
        list[str] | None, typer.Option(help="Only runs of this status; may be given several times.")
    ] = None,
    workflow: Annotated[str | None, typer.Option(help="Only runs of the workflow with this id.")] = None,
    trigger: Annotated[str | None, typer.Option(help="Only runs from here: editor, api or cli.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="At most so many.")] = 20,
    as_json: AsJson = False,
    data: Data = None,
) -> None:
    """List runs, newest first: number, status, start, duration, workflow, output or error."""
    from app.runs.listing import listed, run_filter

    which = run_filter(workflow=workflow, statuses=status, trigger=trigger, limit=limit)
    with open_web(existing(data)) as web:
        rows = web.parts.stores.runs.runs(which)
    if as_json:
        from editor.protocol import dump

        say_json([dump(listed(row)) for row in rows])
        return
    for row in rows:
        say(_line(row))


def _line(row: RunRow) -> str:
    from app.runs.times import clock_time, duration

    took = "" if row.finished_at is None else duration(row.finished_at - (row.started_at or row.created_at))
    head = f"{row.id:>6}  {row.status.value:<10}  {clock_time(row.created_at)}  {took:>12}"
    return f"{head}  {row.workflow}  {one_line(row.summary, 80)}".rstrip()


def show(run: RunNumber, as_json: AsJson = False, data: Data = None) -> None:
    """Show a run: every step with its status, time and value, then the output or the error.

    --json prints what `treadle run --json` does, inputs and outputs whole.
    """
    from app.cli.run import show_end
    from engine.ids import RunId

    with open_web(existing(data)) as web:
        number = RunId(run)
        result = web.reader.result(number)
        error = result.pop("error")
        if as_json:
            say_json(result)
            return
        projection = web.reader.projection(number)
        say(f"{one_line(projection.document.name)} ({result['workflow']})")
        for step in projection.steps():
            say(_step_line(projection.step_view(step)))
        show_end(web, number, result, error)


def _step_line(view: StepView) -> str:
    from app.runs.times import duration

    took = "" if view.duration_ms is None else duration(view.duration_ms / 1000)
    return f"  {view.status.value:<10}{took:>12}  {one_line(view.label, 40)}  {one_line(view.preview, 80)}".rstrip()
