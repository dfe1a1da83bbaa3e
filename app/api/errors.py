"""Errors as JSON, always in the four parts: `{"error": {"what", "where", "why", "fix"}}`."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from starlette.routing import Match

from engine.errors import (
    AuthorError,
    EditRefusedError,
    NotFoundError,
    StorageError,
    TreadleError,
    ValueRefusedError,
)
from engine.execution.control import InvalidWorkflowError

METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]


class UserError(BaseModel):
    """An error in its four parts; parts that say nothing are empty."""

    what: str
    where: str
    why: str
    fix: str
    type: str = ""


class Refused(BaseModel):
    """Every answer that is no success. `problems` are there when a workflow cannot run."""

    error: UserError
    problems: list[dict[str, Any]] = []


STATUS: tuple[tuple[type[TreadleError], int], ...] = (
    (NotFoundError, 404),
    (InvalidWorkflowError, 422),
    (ValueRefusedError, 422),
    (EditRefusedError, 409),
    (AuthorError, 422),
    (StorageError, 503),
    (TreadleError, 500),
)


class TooLargeError(AuthorError):
    """A request body beyond the limit."""


def add_error_handlers(app: FastAPI) -> None:
    """Answer Treadle's errors and FastAPI's own refusals in one form."""

    async def ours(_request: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, TreadleError)  # noqa: S101 - registered for this class alone
        return error_response(error)

    async def malformed(request: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, RequestValidationError)  # noqa: S101 - registered for this class alone
        first = error.errors()[0] if error.errors() else {"loc": (), "msg": "", "input": ""}
        told = {
            "what": "The request does not have the form this route takes.",
            "where": ".".join(str(part) for part in first["loc"]),
            "why": str(first["msg"]),
            "fix": f"See /api/openapi.json for {request.method} {request.url.path}.",
        }
        return JSONResponse({"error": told}, status_code=422)

    async def broken(request: Request, error: Exception) -> JSONResponse:
        # Starlette raises it again after the answer, so the server's log has the trace.
        told = {
            "what": "Treadle made a mistake.",
            "where": f"{request.method} {request.url.path}",
            "why": type(error).__name__,
            "fix": "The server's log has the details; please report it.",
        }
        return JSONResponse({"error": told}, status_code=500)

    app.add_exception_handler(TreadleError, ours)
    app.add_exception_handler(RequestValidationError, malformed)
    app.add_exception_handler(Exception, broken)


def add_no_such_route(app: FastAPI) -> None:
    """Answer what no route takes under `/api` in four parts too. Comes after all routes."""
    routes = list(app.routes)

    @app.api_route("/api/{rest:path}", methods=METHODS, include_in_schema=False)
    async def nowhere(request: Request) -> JSONResponse:  # pyright: ignore[reportUnusedFunction] - it is a route
        known = any(route.matches(request.scope)[0] is Match.PARTIAL for route in routes)
        told = {
            "what": f"{request.url.path} does not take {request.method}."
            if known
            else f"There is no {request.url.path[:200]}.",
            "where": f"{request.method} {request.url.path[:200]}",
            "why": "",
            "fix": "See /api/openapi.json for what there is.",
        }
        return JSONResponse({"error": told}, status_code=405 if known else 404)


def error_response(error: TreadleError) -> JSONResponse:
    """Give the answer for an error; a workflow that cannot run lists every problem."""
    status = (
        413
        if isinstance(error, TooLargeError)
        else next(code for cls, code in STATUS if isinstance(error, cls))
    )
    body: dict[str, Any] = {"error": error_body(error)}
    if isinstance(error, InvalidWorkflowError):
        body["problems"] = [problem.model_dump(mode="json") for problem in error.problems]
    return JSONResponse(body, status_code=status)


def error_body(error: TreadleError) -> dict[str, Any]:
    """Give the four parts, and the type."""
    return error.report().model_dump(include={"what", "where", "why", "fix", "type"})
