"""The web process: pages, API, the live event stream, and a supervised worker."""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import logging
import secrets
import signal
import socket
import webbrowser
from collections.abc import AsyncGenerator, Generator
from pathlib import Path

import uvicorn
from fastapi import FastAPI
from nicegui import ui

from app.api import add_api
from app.composition import Parts
from app.data_folder import private_opener, storage_errors
from app.pages.register import add_pages
from app.server.address import published, url_of
from app.server.guard import LOOPBACK, Guard
from app.server.standard_streams import print_status
from app.server.web import Web
from app.server.worker_process import FAILED, WorkerProcess
from app.settings import Settings
from app.workspace.seed_example import seed_example
from editor.front_end import ASSETS, is_current
from engine.errors import AuthorError, StorageError

log = logging.getLogger("treadle.server")
LOCK = "treadle.lock"


def build(web: Web) -> FastAPI:
    """Return the web app with its routes, pages and files, still without the guard (see `guarded`)."""
    api = FastAPI(
        title="Treadle", version="1", docs_url=None, openapi_url="/api/openapi.json", redoc_url=None
    )
    add_api(api, web)
    add_pages(api, web)

    @contextlib.asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncGenerator[None]:
        event_stream = asyncio.create_task(web.event_stream.run())
        event_stream.add_done_callback(_log_failure)
        try:
            yield
        finally:
            event_stream.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await event_stream

    api.router.lifespan_context = lifespan
    ui.run_with(  # pyright: ignore[reportUnknownMemberType] - NiceGUI's is bare
        api,
        title="Treadle",
        language="en-US",
        storage_secret=secrets.token_hex(16),
        show_welcome_message=False,
        tailwind=False,
        favicon=ASSETS / "built" / "favicon.svg",
        reconnect_timeout=10.0,
    )
    return api


def _log_failure(task: asyncio.Task[None]) -> None:
    """Log the exception of a task that nobody awaits."""
    if not task.cancelled() and (error := task.exception()) is not None:
        log.error("the live event stream has ended: nothing is shown live any more", exc_info=error)


def guarded(api: FastAPI, web: Web) -> Guard:
    """Return the app behind the guard."""
    hosts = {web.settings.host, *(part.strip() for part in web.settings.public_hosts.split(","))}
    return Guard(api, hosts=hosts - {"0.0.0.0", "::"}, sessions=web.sessions)  # noqa: S104 - taken out


def serve(settings: Settings, *, open_browser: bool) -> int:
    """Serve until a signal and return the exit code. Raises `StorageError` or `AuthorError` if it cannot start."""
    check_bind(settings)
    if not is_current():
        raise AuthorError(
            "The canvas is not built, or older than its sources.", fix="Run `make build`, then start again."
        )
    with only_instance(settings.data), contextlib.closing(Parts.open(settings)) as parts:
        web = Web(parts)
        web.initial_redirect.set(seed_example(web.documents))
        with listen(settings) as sock, published(settings.data, *sock.getsockname()[:2]):
            return asyncio.run(_serve(web, sock, open_browser=open_browser))


async def _serve(web: Web, sock: socket.socket, *, open_browser: bool) -> int:
    app = guarded(build(web), web)
    config = uvicorn.Config(
        app,
        log_level="warning",
        lifespan="on",
        ws="websockets-sansio",
        timeout_graceful_shutdown=2,
        access_log=False,
        log_config=None,
    )
    server = _Server(config)
    stopping, worker = asyncio.Event(), WorkerProcess(web.settings)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, _on_signal, stopping, worker)
    serving = asyncio.create_task(server.serve(sockets=[sock]))
    keeping = asyncio.create_task(worker.keep_running())
    waiting = asyncio.create_task(stopping.wait())
    try:
        url = url_of(*sock.getsockname()[:2])
        print_status(f"Treadle is at {url}   (Ctrl+C stops it)")
        if open_browser:
            loop.run_in_executor(None, webbrowser.open, url)
        await asyncio.wait({waiting, serving, keeping}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        asked = stopping.is_set()
        code = await _end(server, serving, worker, keeping)
    return code if asked else code or FAILED


async def _end(
    server: uvicorn.Server, serving: asyncio.Task[None], worker: WorkerProcess, keeping: asyncio.Task[None]
) -> int:
    """Stop the worker and the server, even if one of them fails, and return the exit code. Raises their exception."""
    server.should_exit = True
    keeping.cancel()
    ended = await asyncio.gather(keeping, return_exceptions=True)
    code = await worker.drain()
    ended += await asyncio.gather(serving, return_exceptions=True)
    for error in ended:
        if isinstance(error, Exception):
            raise error
    return code


def _on_signal(stopping: asyncio.Event, worker: WorkerProcess) -> None:
    if stopping.is_set():
        worker.kill()
    else:
        stopping.set()
        print_status("Stopping: running steps may finish. Ctrl+C again ends now.")


class _Server(uvicorn.Server):
    """Uvicorn without its own signal handling: the same signal also drains the worker."""

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None]:
        yield


def check_bind(settings: Settings) -> None:
    """Refuse to listen beyond loopback without a password."""
    if settings.host not in LOOPBACK and settings.password is None:
        raise AuthorError(
            "Treadle listens beyond this machine only with a password.",
            where=f"--host {settings.host}",
            fix="Set TREADLE_PASSWORD, or leave the host at 127.0.0.1.",
        )


@contextlib.contextmanager
def only_instance(data: Path) -> Generator[None]:
    """Hold the lock of a data folder, which one web process at a time may have. A crash releases it."""
    with storage_errors(data):
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
        file = open(data / LOCK, "ab", opener=private_opener)  # noqa: SIM115 - closed below
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise StorageError(
                "Treadle is already running on this data folder.",
                where=str(data),
                fix="Use the one that runs, or give another folder: DATA=… or --data.",
            ) from error
        yield


def listen(settings: Settings) -> socket.socket:
    """Return a listening socket on the port. Raises `AuthorError` if it cannot be bound."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with contextlib.ExitStack() as undo:
        try:
            sock = undo.enter_context(socket.socket(family, socket.SOCK_STREAM))
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            sock.bind((settings.host, settings.port))
        except (OSError, UnicodeError) as error:  # an unknown or impossible host name
            raise AuthorError(
                f"Port {settings.port} cannot be used.",
                where=f"{settings.host}:{settings.port}",
                why=getattr(error, "strerror", None) or str(error),
                fix="Choose another: PORT=8421 make run, or --port 0 for any free one.",
            ) from error
        undo.pop_all()
    sock.listen()  # already here: the address is published before the web server runs, and early requests wait
    return sock
