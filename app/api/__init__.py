"""The HTTP and WebSocket API under `/api/v1`: the same operations as the editor's, for programs."""

from __future__ import annotations

from fastapi import APIRouter, FastAPI

from app.api import kinds, run_events, runs, workflows
from app.api.problems import ANSWERS, add_no_such_route, add_problems
from app.server.web import Web

PREFIX = "/api/v1"


def add_api(app: FastAPI, web: Web) -> None:
    """Add every route. A new group of routes is a new file with `router(web)`, named here."""
    for group in (kinds, workflows, runs, run_events):
        router: APIRouter = group.router(web)
        app.include_router(router, prefix=PREFIX, responses=ANSWERS)
    add_problems(app)
    add_no_such_route(app)
