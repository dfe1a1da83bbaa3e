"""The command line: `treadle …`. One small file per group of commands; each imports what it needs when it is called.

`treadle --help` and `treadle validate` answer fast because neither database, web server nor model SDK is loaded.
"""

from __future__ import annotations

import errno
from collections.abc import Sequence
from importlib.metadata import version
from typing import Annotated

import typer

from app.cli import cancel_resume, doctor, import_export, kinds, listing, run, serve, watch
from app.cli.console import FAILED, exit_code, prepare, say, show_error
from app.server.standard_streams import discard_output
from engine.errors import StorageError, TreadleError

DISK_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
"""The errors of a full disk or device. Those of the data folder are raised by the storage."""

cli = typer.Typer(
    name="treadle",
    help=(
        "Draw a workflow, run it, see every step.\n\n"
        "Every command works on a data folder: `--data`, or TREADLE_DATA, or `data` in the current folder. "
        "Exit codes: 0 done, 1 failed, 2 what was given is not valid, 130 Ctrl+C. Without a command it starts, as "
        "`treadle serve`."
    ),
    invoke_without_command=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _show_version(wanted: bool) -> None:
    if wanted:
        say(f"treadle {version('treadle')}")
        raise typer.Exit


@cli.callback()
def start(
    context: typer.Context,
    version_: Annotated[
        bool, typer.Option("--version", help="Show the version.", callback=_show_version, is_eager=True)
    ] = False,
) -> None:
    """Start Treadle where no command is given."""
    _ = version_
    if context.invoked_subcommand is None:
        serve.serve()


for group in (serve, run, watch, listing, cancel_resume, import_export, kinds, doctor):
    group.add(cli)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code. Errors are shown in four lines, never as a traceback."""
    prepare()
    try:
        cli(args=None if arguments is None else list(arguments), prog_name="treadle")
    except TreadleError as error:
        show_error(error)
        return exit_code(error)
    except OSError as error:
        if error.errno not in DISK_FULL:
            raise
        discard_output()
        show_error(
            StorageError(
                "The output cannot be written.",
                why=error.strerror or "",
                fix="Free space there, or write elsewhere.",
            )
        )
        return FAILED
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    return 0
