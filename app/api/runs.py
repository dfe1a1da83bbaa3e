"""Runs: lists, projections, values, cancel and resume."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query

from app.addresses import At, Offset, RunNumber, SeqInPath, StepPath
from app.api.idempotency import api_router
from app.api.pagination import Paging, PagingOrAll
from app.runs.listing import listed, run_filter
from app.runs.views import RunView, StepData, ValuePage
from app.server.web import Web
from editor.protocol import GraphView, dump
from engine.ids import NodeId, RunId, StepKey


def router(web: Web) -> APIRouter:
    """Return the routes. Plain `def` routes run in threads, so that a large value holds nothing up."""
    routes = api_router(web, "runs")
    _lists(routes, web)
    _pictures(routes, web)
    _steps(routes, web)
    _changes(routes, web)
    return routes


def _lists(routes: APIRouter, web: Web) -> None:
    @routes.get("/runs")
    def runs(
        paging: Annotated[Paging, Depends()],
        workflow: str | None = None,
        status: Annotated[list[str] | None, Query()] = None,
        trigger: str | None = None,
        q: str = "",
    ) -> dict[str, Any]:
        """List runs, newest first; `counts` are of all pages, by status.

        `trigger` is where they came from: `editor`, `api` or `cli`.
        """
        last = paging.after("runs", int)
        before = last[0] if last else None
        which = run_filter(
            workflow=workflow, statuses=status, trigger=trigger, text=q, before=before, limit=paging.fetch
        )
        rows = web.parts.stores.runs.runs(which)
        counts = web.parts.stores.runs.counts(which)
        return {
            **paging.page("runs", rows, show=lambda row: dump(listed(row)), place=lambda row: (row.id,)),
            "counts": {status.value: count for status, count in counts.items()},
        }


def _pictures(routes: APIRouter, web: Web) -> None:
    @routes.get("/runs/{run}")
    def run_view(run: RunNumber) -> RunView:
        """Return a run with the state of every step."""
        return web.reader.projection(RunId(run)).view(web.reader.load)

    @routes.get("/runs/{run}/result")
    def result(run: RunNumber) -> dict[str, Any]:
        """Return a run with every step's input and output whole: what `treadle run --json` prints."""
        return web.reader.result(RunId(run))

    @routes.get("/runs/{run}/at/{seq}")
    def at(run: RunNumber, seq: SeqInPath) -> RunView:
        """Return a run as it was after its event number `seq`: the fold of events 1 to `seq`."""
        return web.reader.projection(RunId(run), at=max(1, seq)).view(web.reader.load)

    @routes.get("/runs/{run}/graph")
    def graph(run: RunNumber) -> GraphView:
        """Return the nodes and edges of the version the run was started with."""
        return web.documents.graph(web.reader.document(web.reader.row(RunId(run))))

    @routes.get("/runs/{run}/events")
    def events(run: RunNumber, paging: Annotated[PagingOrAll, Depends()]) -> dict[str, Any]:
        """List the events of a run, oldest first."""
        last = paging.after("events", int)
        rows = web.reader.events(RunId(run), after=last[0] if last else 0, limit=paging.fetch)
        return paging.page("events", rows, show=dump, place=lambda row: (row.seq,))


def _steps(routes: APIRouter, web: Web) -> None:
    @routes.get("/runs/{run}/steps")
    def steps(run: RunNumber) -> dict[str, Any]:
        """Return the state of every step, in the order of the graph."""
        return {
            "steps": [dump(step) for step in web.reader.projection(RunId(run)).view(web.reader.load).steps]
        }

    @routes.get("/runs/{run}/steps/{node}")
    def step(run: RunNumber, node: str, path: StepPath = "", at: At = None) -> StepData:
        """Return a step's input, output, notes, error and attempts; large values are cut."""
        return web.reader.step(RunId(run), StepKey(NodeId(node), path), at=at)

    @routes.get("/runs/{run}/steps/{node}/value")
    def value(
        run: RunNumber,
        node: str,
        port: str,
        path: StepPath = "",
        side: Literal["input", "output"] = "output",
        offset: Offset = 0,
    ) -> ValuePage:
        """Return a page of a value as text; `next` is the offset of the page after it."""
        return web.reader.value_text(RunId(run), StepKey(NodeId(node), path), side, port, offset)


def _changes(routes: APIRouter, web: Web) -> None:
    @routes.post("/runs/{run}/cancel", status_code=202)
    async def cancel(run: RunNumber) -> dict[str, Any]:
        """Stop a run; one that has ended is left as it is."""
        await asyncio.to_thread(web.launcher.cancel, RunId(run), by="api")
        return {"run": run}

    @routes.post("/runs/{run}/resume", status_code=202)
    async def resume(run: RunNumber) -> dict[str, Any]:
        """Go on with a failed or cancelled run: what succeeded keeps its outputs."""
        await asyncio.to_thread(web.launcher.resume, RunId(run), by="api")
        return {"run": run}
