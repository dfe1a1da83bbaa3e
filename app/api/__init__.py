"""The HTTP and WebSocket API under `/api/v1`: the same operations as the editor's, for programs."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, FastAPI

from app.api import kinds, run_events, runs, workflows
from app.api.errors import Refused, add_error_handlers, add_no_such_route
from app.server.web import Web

PREFIX = "/api/v1"
REFUSALS: dict[int | str, dict[str, Any]] = {
    "4XX": {"model": Refused, "description": "What was wrong, where, why, and how to go on."}
}


def add_api(app: FastAPI, web: Web) -> None:
    """Add every route. A new group of routes is a new file with `router(web)`, named here."""
    for group in (kinds, workflows, runs, run_events):
        router: APIRouter = group.router(web)
        app.include_router(router, prefix=PREFIX, responses=REFUSALS)
    add_error_handlers(app)
    add_no_such_route(app)
