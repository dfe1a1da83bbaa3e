"""`treadle watch`: a run as it happens."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.cli.console import FAILED, INTERRUPTED, OK, note, one_line, say, say_json
from app.cli.opened import opened
from app.cli.options import AsJson, Data, RunNumber, existing, settings_from
from engine.ids import LARGEST

if TYPE_CHECKING:
    from app.cli.stream import Stream
    from app.settings import Settings


def add(cli: typer.Typer) -> None:
    """Add the command."""
    cli.command("watch")(watch)


def watch(
    run: RunNumber,
    url: Annotated[
        str | None,
        typer.Option(help="The server's address.", show_default="the server of the data folder"),
    ] = None,
    after: Annotated[
        int, typer.Option(min=0, max=LARGEST, metavar="SEQ", help="Show only events after this number.")
    ] = 0,
    as_json: AsJson = False,
    data: Data = None,
) -> None:
    """Show a run's events as they happen, until it has ended.

    They come over the server's WebSocket. A lost connection is made again from the last number on: no event is missed
    and none is shown twice. Where no server runs on the data folder, its database is read. A server with a password is
    given TREADLE_PASSWORD.

    --json prints one event a line: {"seq", "at", "type", "node", "text", "data"}.

    Exit codes: 0 the run succeeded, 1 it failed or was cancelled, or the server is gone, 130 Ctrl+C.
    """
    from app.server.address import server_of

    settings = settings_from(data=data) if url is not None else existing(data)
    try:
        if url is None and server_of(settings.data) is None:
            note("No server runs on this data folder: reading its database.")
            status = _read(settings, run, after, as_json=as_json)
        else:
            status = _listen(settings, url, run, after, as_json=as_json)
    except KeyboardInterrupt:
        raise typer.Exit(INTERRUPTED) from None
    if not as_json:
        say(f"Run {run} {status}.")
    raise typer.Exit(OK if status == "succeeded" else FAILED)


def _listen(settings: Settings, url: str | None, run: int, after: int, *, as_json: bool) -> str:
    from app.cli.stream import Stream
    from app.server.address import server_of

    def where() -> str:
        found = url or server_of(settings.data)
        if found is None:  # where the dead one was, another program may listen by now
            raise ConnectionRefusedError("no server runs on the data folder")
        return found

    secret = settings.password
    password = None if secret is None else secret.get_secret_value()
    stream: Stream = Stream(where, run, after=after, password=password, interrupted=_say_once())
    for event in stream:
        _show(event, as_json=as_json)
    return stream.status


def _say_once() -> Any:  # noqa: ANN401 - a callback with a memory
    told: set[str] = set()

    def interrupted(why: str) -> None:
        if why not in told:
            note(f"Connecting again: {one_line(why)}")
            told.add(why)

    return interrupted


def _read(settings: Settings, run: int, after: int, *, as_json: bool) -> str:
    with opened(settings) as web:
        for event in _stored(web, run, after):
            _show(event, as_json=as_json)
        from engine.ids import RunId

        return web.reader.row(RunId(run)).status.value


def _stored(web: Any, run: int, after: int) -> Iterator[dict[str, Any]]:  # noqa: ANN401 - a Web, not loaded for help
    from app.cli.following import follow
    from app.runs.reading import event_json
    from engine.ids import RunId

    document = web.reader.document(web.reader.row(RunId(run)))
    for page in follow(web, RunId(run), after):
        for recorded in page:
            yield event_json(recorded, document)


def _show(event: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        say_json(event, lines=True)
        return
    from app.runs.times import clock_time

    say(f"{event['seq']:>5}  {clock_time(event['at'])[11:]}  {one_line(event['text'])}")
