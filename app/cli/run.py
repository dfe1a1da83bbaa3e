"""`treadle run`: run a workflow to its end."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.cli.console import FAILED, INTERRUPTED, OK, note, say, say_json
from app.cli.inputs import document_from, input_text, is_path, workflow_named
from app.cli.open_web import open_web
from app.cli.options import AsJson, Data, settings_from

if TYPE_CHECKING:
    from app.server.web import Web
    from engine.ids import RunId
    from engine.values import Json


def add(cli: typer.Typer) -> None:
    """Add the command."""
    cli.command("run")(run)


def run(
    workflow: Annotated[
        str,
        typer.Argument(metavar="WORKFLOW", help="A workflow's id or name, or the path of a definition file."),
    ],
    given: Annotated[
        str | None,
        typer.Option(
            "--input",
            metavar="TEXT|@FILE|-",
            help="The input: a text for the first text field, or a JSON object of the form's fields. "
            "@FILE reads it from a file, - from standard input. UTF-8.",
        ),
    ] = None,
    as_json: AsJson = False,
    data: Data = None,
) -> None:
    """Run a workflow to its end and show every step.

    The run is on disk before its first step starts. A worker that is at work on the data folder does it; where there
    is none, the command brings its own for the time it needs. Ctrl+C leaves the run as it is; a second one ends the
    command's own worker at once.

    With --json the result is printed as
    {"run", "workflow", "status", "steps": [{"node", "path", "kind", "status", "attempt", "duration_ms", "input",
    "output", "error"}], "output"}.

    Exit codes: 0 it succeeded, 1 it failed or was cancelled, 2 the workflow or the input is not valid, 130 Ctrl+C.
    """
    settings = settings_from(data=data)
    text = None if given is None else input_text(given, settings.value_limit)
    file = document_from(Path(workflow)) if is_path(workflow) else None
    with open_web(settings, example=file is None) as web:
        started = _start_stored(web, workflow, text) if file is None else _start_file(web, file, text)
        raise typer.Exit(run_to_end(web, started, as_json=as_json))


def _start_stored(web: Web, workflow: str, text: str | None) -> RunId:
    from engine.run.trigger import Trigger

    id_, document = workflow_named(web, workflow)
    return web.launcher.draft(id_, _input(web, document, text), trigger=Trigger.CLI)


def _start_file(web: Web, document: Any, text: str | None) -> RunId:  # noqa: ANN401 - a Document, not loaded for help
    from engine.ids import WorkflowId, identifier_from
    from engine.run.trigger import Trigger

    id_ = WorkflowId(identifier_from(document.name))
    return web.launcher.document(id_, document, _input(web, document, text), trigger=Trigger.CLI)


def _input(web: Web, document: Any, text: str | None) -> dict[str, Json]:  # noqa: ANN401 - same
    from app.workspace.launching import input_from

    return {} if text is None else input_from(document.workflow, text, web.parts.catalogue)


def run_to_end(web: Web, run: RunId, *, as_json: bool) -> int:
    """Follow a run until it has ended, with a worker of its own if none runs, and return the exit code."""
    from app.cli.progress import left
    from app.cli.temporary_worker import TemporaryWorker

    worker = TemporaryWorker(web)
    try:
        worker.ensure_running()
        _follow(web, run, worker, as_json=as_json)
        return _show_result(web, run, as_json=as_json)
    except KeyboardInterrupt:
        left(run, own=worker.is_running)
        return INTERRUPTED
    finally:
        worker.drain()


def _follow(web: Web, run: RunId, worker: Any, *, as_json: bool) -> None:  # noqa: ANN401 - a TemporaryWorker
    from app.cli.follow import follow
    from app.cli.progress import progress

    projection = web.reader.projection(run, at=1)
    with progress(as_json=as_json) as shown:
        for page in follow(web, run, worker=worker):
            projection.apply(page)
            shown.show(projection, page)


def _show_result(web: Web, run: RunId, *, as_json: bool) -> int:
    result = web.reader.result(run)
    error = result.pop("error")
    if as_json:
        say_json(result)
        show_error_lines(run, error)
    else:
        show_end(web, run, result, error)
    return OK if result["status"] == "succeeded" else FAILED


def show_end(web: Web, run: RunId, result: dict[str, Json], error: dict[str, str] | None) -> None:
    """Print how a run ended: its output on stdout, or the error in four lines on stderr."""
    from app.runs.times import duration
    from engine.values import as_text

    row = web.reader.row(run)
    took = (
        ""
        if row.finished_at is None
        else f" in {duration(row.finished_at - (row.started_at or row.created_at))}"
    )
    say()
    say(f"Run {run} {result['status']}{took}.")
    output: dict[str, Json] = result["output"] or {}
    for name, value in output.items():
        say(f"\n{name}:\n{as_text(value)}")
    show_error_lines(run, error)


def show_error_lines(run: RunId, error: dict[str, str] | None) -> None:
    """Print the error that stopped a run on stderr, in four lines."""
    if error is not None:
        for title in ("what", "where", "why", "fix"):
            if error.get(title):
                note(f"{('Error' if title == 'what' else title.capitalize()) + ':':<7}{error[title]}")
        note(f"Retry from the failed step: treadle resume {run}")
