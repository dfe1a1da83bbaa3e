"""Errors as JSON, always in the four parts: `{"error": {"what", "where", "why", "fix"}}`."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse

from engine.control import InvalidWorkflowError
from engine.errors import (
    AuthorError,
    EditRefusedError,
    NotFoundError,
    StorageError,
    TreadleError,
    ValueRefusedError,
)

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
            "fix": f"See /api/docs for {request.method} {request.url.path}.",
        }
        return JSONResponse({"error": told}, status_code=422)

    app.add_exception_handler(TreadleError, ours)
    app.add_exception_handler(RequestValidationError, malformed)


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
