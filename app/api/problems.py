"""Answers that are no success: problem details (RFC 9457) with what was wrong, where, why, and how to go on."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exception_handlers import http_exception_handler
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.routing import Match

from app import problem_types as types
from app.problem_types import ProblemType
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
UNDER = "/api/"
"""What is answered in this form; other paths of the app are pages and files."""


class Problem(BaseModel):
    """Problem details. `type` says what kind it is, `detail` what happened; parts that say nothing are empty."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    where: str
    why: str
    fix: str
    problems: list[dict[str, Any]] = []
    """All that keeps a workflow from running; there where the type is `/problems/invalid-workflow`."""


_OF_THIS_FORM = {types.MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
ANSWERS: dict[int | str, dict[str, Any]] = {
    "4XX": {"description": "What was wrong, where, why, and how to go on.", "content": _OF_THIS_FORM},
    "5XX": {"description": "A fault of the server's, in the same form.", "content": _OF_THIS_FORM},
}
"""What every route says of its refusals in the OpenAPI document."""


class TooLargeError(AuthorError):
    """A request body beyond the limit."""


class MalformedError(AuthorError):
    """A part of a request that a route reads itself does not have its form."""


class PreconditionFailedError(AuthorError):
    """The request was made for another state than the present one."""


class KeyReusedError(AuthorError):
    """An idempotency key that came with another request before."""


class KeyInUseError(AuthorError):
    """An idempotency key whose first request is under way."""


OF_ERRORS: tuple[tuple[type[TreadleError], ProblemType], ...] = (
    (NotFoundError, types.NOT_FOUND),
    (TooLargeError, types.TOO_LARGE),
    (MalformedError, types.MALFORMED),
    (PreconditionFailedError, types.PRECONDITION_FAILED),
    (KeyReusedError, types.KEY_REUSED),
    (KeyInUseError, types.KEY_IN_USE),
    (InvalidWorkflowError, types.INVALID_WORKFLOW),
    (ValueRefusedError, types.INVALID_VALUE),
    (EditRefusedError, types.EDIT_REFUSED),
    (AuthorError, types.INVALID),
    (StorageError, types.STORAGE),
    (TreadleError, types.INTERNAL),
)
"""The type of each error; the first that fits."""


def add_problems(app: FastAPI) -> None:
    """Answer Treadle's errors, FastAPI's and Starlette's in this form, and name the form in the OpenAPI document."""

    async def told(request: Request, error: Exception) -> Response:
        if isinstance(error, HTTPException) and not request.scope["path"].startswith(UNDER):
            return await http_exception_handler(request, error)
        return answer(request, error)

    for known in (TreadleError, RequestValidationError, HTTPException, Exception):
        app.add_exception_handler(known, told)
    generate = app.openapi

    def described() -> dict[str, Any]:
        document = generate()
        schemas = document.setdefault("components", {}).setdefault("schemas", {})
        schemas["Problem"] = Problem.model_json_schema()
        return document

    app.openapi = described  # pyright: ignore[reportAttributeAccessIssue] - FastAPI's own way to extend it


def add_no_such_route(app: FastAPI) -> None:
    """Answer what no route takes under `/api` in this form too. Comes after all routes."""
    routes = list(app.routes)

    def taken(request: Request) -> list[str]:
        found = ((method, {**request.scope, "method": method}) for method in METHODS)
        return [m for m, scope in found if any(route.matches(scope)[0] is Match.FULL for route in routes)]

    @app.api_route("/api/{rest:path}", methods=METHODS, include_in_schema=False)
    async def nowhere(request: Request) -> Response:  # pyright: ignore[reportUnusedFunction] - it is a route
        path = request.scope["path"][: types.LONGEST_PATH]
        allowed = taken(request)
        type_ = types.METHOD_NOT_ALLOWED if allowed else types.NOT_FOUND
        what = f"{path} does not take {request.method}." if allowed else f"There is no {path}."
        where, fix = f"{request.method} {path}", "See /api/openapi.json for what there is."
        told = types.members(type_, detail=what, instance=path, where=where, fix=fix)
        return _json(told, {"Allow": ", ".join(allowed)} if allowed else None)


def answer(request: Request, error: Exception) -> Response:
    """Return the answer for an error: for one that nobody meant to raise, without what it says."""
    if isinstance(error, TreadleError):
        return _json(_of_error(request, error))
    if isinstance(error, RequestValidationError):
        return _json(_of_form(request, error))
    if isinstance(error, HTTPException):
        return _json(_of_status(request, error), error.headers)
    # Starlette raises it again after the answer, so the server's log has the trace.
    told = types.members(
        types.INTERNAL,
        detail="Treadle made a mistake.",
        instance=request.scope["path"],
        where=f"{request.method} {request.scope['path'][: types.LONGEST_PATH]}",
        why=type(error).__name__,
        fix="The server's log has the details; please report it.",
    )
    return _json(told)


def _of_error(request: Request, error: TreadleError) -> dict[str, Any]:
    report = error.report()
    type_ = next(found for cls, found in OF_ERRORS if isinstance(error, cls))
    told = types.members(
        type_,
        detail=report.what,
        instance=request.scope["path"],
        where=report.where,
        why=report.why,
        fix=report.fix,
    )
    if isinstance(error, InvalidWorkflowError):
        told["problems"] = [problem.model_dump(mode="json") for problem in error.problems]
    return told


def _of_form(request: Request, error: RequestValidationError) -> dict[str, Any]:
    first = error.errors()[0] if error.errors() else {"loc": (), "msg": ""}
    return types.members(
        types.MALFORMED,
        detail="The request does not have the form this route takes.",
        instance=request.scope["path"],
        where=".".join(str(part) for part in first["loc"]),
        why=str(first["msg"]),
        fix=f"See /api/openapi.json for {request.method} {request.scope['path'][: types.LONGEST_PATH]}.",
    )


def _of_status(request: Request, error: HTTPException) -> dict[str, Any]:
    """Return the answer for a status that the frameworks refuse by; one without a type of ours is `about:blank`."""
    phrase = HTTPStatus(error.status_code).phrase
    fitting = [one for one in types.TYPES if one.status == error.status_code]
    found = fitting[0] if len(fitting) == 1 else None
    told = types.members(
        found or ProblemType("", error.status_code, phrase),
        detail=str(error.detail),
        instance=request.scope["path"],
        fix=f"See /api/openapi.json for {request.method} {request.scope['path'][: types.LONGEST_PATH]}.",
    )
    return told if found else {**told, "type": "about:blank"}


def _json(told: dict[str, Any], headers: Mapping[str, str] | None = None) -> Response:
    return JSONResponse(told, told["status"], headers, types.MEDIA_TYPE)
