"""`treadle watch`: show a run's events as they happen."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.cli.console import FAILED, INTERRUPTED, OK, note, one_line, say, say_json
from app.cli.open_web import open_web
from app.cli.options import AsJson, Data, RunNumber, existing, settings_from
from engine.ids import LARGEST

if TYPE_CHECKING:
    from app.cli.event_client import EventClient
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
    from app.cli.event_client import EventClient
    from app.server.address import server_of

    def server_url() -> str:
        found = url or server_of(settings.data)
        if found is None:  # the old address may belong to another program by now
            raise ConnectionRefusedError("no server runs on the data folder")
        return found

    secret = settings.password
    password = None if secret is None else secret.get_secret_value()
    noted = _note_each_reason_once()
    client: EventClient = EventClient(server_url, run, after=after, password=password, on_reconnect=noted)
    for event in client:
        _show(event, as_json=as_json)
    return client.status


def _note_each_reason_once() -> Any:  # noqa: ANN401 - a callback with a memory
    noted: set[str] = set()

    def on_reconnect(why: str) -> None:
        if why not in noted:
            note(f"Connecting again: {one_line(why)}")
            noted.add(why)

    return on_reconnect


def _read(settings: Settings, run: int, after: int, *, as_json: bool) -> str:
    with open_web(settings) as web:
        for event in _stored(web, run, after):
            _show(event, as_json=as_json)
        from engine.ids import RunId

        return web.reader.row(RunId(run)).status.value


def _stored(web: Any, run: int, after: int) -> Iterator[dict[str, Any]]:  # noqa: ANN401 - a Web, not loaded for help
    from app.cli.follow import follow
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
