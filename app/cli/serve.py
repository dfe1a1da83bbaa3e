"""`treadle serve` and `treadle worker`."""

from __future__ import annotations

import logging
import os
import sys
from typing import Annotated

import typer

from app.cli.options import Data, settings_from


def add(cli: typer.Typer) -> None:
    """Add the commands."""
    cli.command("serve")(serve)
    cli.command("worker")(worker)


def serve(
    data: Data = None,
    port: Annotated[
        int | None,
        typer.Option(envvar="TREADLE_PORT", help="The port; 0 takes a free one.", show_default="8420"),
    ] = None,
    host: Annotated[
        str | None,
        typer.Option(
            envvar="TREADLE_HOST",
            help="The address to listen on; anything but loopback needs TREADLE_PASSWORD.",
            show_default="127.0.0.1",
        ),
    ] = None,
    browser: Annotated[
        bool | None,
        typer.Option("--open/--no-open", help="Open a browser.", show_default="on a terminal with a display"),
    ] = None,
) -> None:
    """Start Treadle: the web server and a worker, until Ctrl+C.

    Ctrl+C lets running steps finish, a second one ends now. Runs that are under way go on at the next start.

    Exit codes: 0 it was ended, 1 it ended by itself, 2 it could not start with what was given, 130 ended by a second
    Ctrl+C.
    """
    _configure_logging()
    settings = settings_from(data=data, port=port, host=host)
    from app.server.serve import serve as serve_web

    raise typer.Exit(serve_web(settings, open_browser=_has_display() if browser is None else browser))


def worker(data: Data = None) -> None:
    """Start a worker alone, until Ctrl+C: it does the steps of every run on the data folder.

    `treadle serve` brings a worker; more of them share the work.
    """
    _configure_logging()
    settings = settings_from(data=data)
    from app.worker import serve_worker

    raise typer.Exit(serve_worker(settings))


def _configure_logging() -> None:
    """Log warnings and errors to standard error, with their time."""
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s %(message)s")


def _has_display() -> bool:
    """Return whether a browser window would be seen: the process has a terminal on a machine with a display."""
    if not sys.stdout.isatty() or os.environ.get("SSH_CONNECTION"):
        return False
    return sys.platform == "darwin" or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
