"""Workflows as files: `validate`, `import`, `export`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.cli.console import INVALID, OK, note, say, say_json, show_problems
from app.cli.inputs import document_from, read_definition, workflow_named
from app.cli.open_web import open_web
from app.cli.options import AsJson, Data, existing, settings_from
from engine.errors import AuthorError

if TYPE_CHECKING:
    from engine.workflow.validation import Problem

File = Annotated[Path, typer.Argument(metavar="FILE", help="A workflow file, format treadle.workflow/1.")]


def add(cli: typer.Typer) -> None:
    """Add the commands."""
    cli.command("validate")(validate)
    cli.command("import")(import_)
    cli.command("export")(export)


def validate(file: File, as_json: AsJson = False) -> None:
    """Check a workflow file: every problem with what to do about it. Executes nothing.

    --json prints {"valid", "problems": [{"what", "fix", "node", "port", "field", "severity"}]}.

    Exit codes: 0 it can run (there may be warnings), 2 it cannot.
    """
    from engine.workflow.validation import errors_of

    problems = problems_of(read_definition(file), str(file))
    wrong = errors_of(problems)
    if as_json:
        shown = [problem.model_dump(mode="json") for problem in problems]
        say_json({"valid": not wrong, "problems": shown})
    elif problems:
        show_problems(f"{file} {'cannot' if wrong else 'can'} run", problems)
    else:
        say(f"{file} can run.")
    raise typer.Exit(INVALID if wrong else OK)


def problems_of(body: bytes, where: str) -> list[Problem]:
    """Return every problem of a file's content, those of its format included; [] if it can run."""
    from editor.document import parse_document
    from engine.nodes import catalogue
    from engine.workflow.definition import parse_workflow
    from engine.workflow.validation import errors_of
    from engine.workflow.validation import validate as validated

    try:
        problems = validated(parse_workflow(body), catalogue(settings_from().plugin_modules))
        if not errors_of(problems):
            parse_document(body)
    except AuthorError as error:
        return _problems_from(error, where)
    return problems


def _problems_from(error: AuthorError, where: str) -> list[Problem]:
    """Return an error as problems; a definition that does not fit the format has one for each place."""
    from engine.workflow.validation import Problem

    found: list[dict[str, Any]] = error.details.get("errors", [])
    if found:
        return [
            Problem(
                what=f"{part['msg']} (got {str(part['input'])[:80]!r}).",
                field=".".join(str(step) for step in part["loc"]) or None,
                fix=error.fix,
            )
            for part in found
        ]
    why = f" ({error.why})" if error.why else ""
    return [Problem(what=f"{error.what}{why}", field=error.where or where, fix=error.fix)]


def import_(file: File, data: Data = None) -> None:
    """Store a workflow file as a new workflow; prints its id.

    Problems that prevent a run are listed on stderr; the workflow is stored all the same, to be mended in the editor.
    """
    document = document_from(file)
    with open_web(settings_from(data=data)) as web:
        stored = web.documents.create(document)
        if stored.problems:
            show_problems(f"{stored.id} is stored", stored.problems)
        say(stored.id)


def export(
    workflow: Annotated[str, typer.Argument(metavar="WORKFLOW", help="A workflow's id or name.")],
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="The file to write.", show_default="stdout")
    ] = None,
    data: Data = None,
) -> None:
    """Write a workflow as a file: definition, name and layout. It holds no secrets."""
    from editor.document import to_file

    with open_web(existing(data)) as web:
        _, document = workflow_named(web, workflow)
    if output is None:
        say_json(to_file(document))
        return
    import orjson

    try:
        output.write_bytes(
            orjson.dumps(to_file(document), option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
        )
    except OSError as error:
        raise AuthorError(
            "The file cannot be written.",
            where=str(output),
            why=error.strerror or str(error),
            fix="Name another one.",
        ) from error
    note(f"Written to {output}.")
