"""The run page: one run on its own version of the canvas, read-only, live while it runs."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from fastapi import Response
from nicegui import ui

from app.addresses import RunNumber
from app.pages.editor_session import LiveRun
from app.pages.not_found import not_found_page
from app.pages.page_shell import page_shell
from app.runs.projection import RunProjection
from app.server.web import Web
from editor.canvas import Canvas
from editor.protocol import user_error
from engine.errors import NotFoundError, TreadleError
from engine.ids import RunId


def add_run(web: Web) -> None:
    """Add `/runs/{run}`."""

    @ui.page("/runs/{run}")
    def run_page(run: RunNumber) -> Response | None:
        try:
            row = web.reader.row(RunId(run))
        except NotFoundError as error:
            return not_found_page(error)
        with page_shell(
            f"Run {run} of {row.workflow_name}", "runs", wide=False, signed_in=web.sessions is not None
        ):
            canvas = Canvas(row.workflow, mode="run", run=run).classes("stage")
        watched = WatchedRun(web, canvas, row.id)
        ui.context.client.on_delete(watched.close)  # pyright: ignore[reportUnknownMemberType] - NiceGUI's is bare
        return None


class WatchedRun:
    """Joins a read-only canvas to a run."""

    def __init__(self, web: Web, canvas: Canvas, run: RunId) -> None:
        self._web = web
        self._canvas = canvas
        self._run = run
        self._live: LiveRun | None = None
        canvas.hear("ready", self._ready)
        canvas.hear("cancel", self._cancel)
        canvas.hear("resume", self._resume)
        canvas.hear("select", self._select)

    def close(self) -> None:
        """Stop following."""
        if self._live is not None:
            self._live.close()

    def _ready(self, _payload: dict[str, Any]) -> None:
        self.close()
        self._live = LiveRun(self._web, self._canvas, self._run, self._show)
        self._show(self._live.projection)

    def _show(self, projection: RunProjection) -> None:
        self._canvas.show_run(projection.view(self._web.reader.load))

    def _select(self, payload: dict[str, Any]) -> None:
        if self._live is not None:
            self._live.show(payload.get("node"), payload.get("path"))

    async def _cancel(self, _payload: dict[str, Any]) -> None:
        await self._change(self._web.launcher.cancel)

    async def _resume(self, _payload: dict[str, Any]) -> None:
        await self._change(self._web.launcher.resume)

    async def _change(self, change: Callable[..., None]) -> None:
        try:
            await asyncio.to_thread(change, self._run, by="run page")
        except TreadleError as error:
            self._canvas.toast("error", error.what, error=user_error(error.report()))
