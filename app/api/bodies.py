"""Reading request bodies with a limit on what really arrives."""

from __future__ import annotations

from typing import Any, TypeVar

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ValidationError
from starlette.requests import ClientDisconnect

from app.api.problems import MalformedError, TooLargeError

SLACK = 64 * 1024
Model = TypeVar("Model", bound=BaseModel)


async def read_body(request: Request, limit: int) -> bytes:
    """Read a body of at most `limit` bytes (and some for the envelope); raises `TooLargeError` beyond."""
    parts: list[bytes] = []
    size = 0
    try:
        async for part in request.stream():
            size += len(part)
            if size > limit + SLACK:
                raise TooLargeError(
                    f"The request is too large: at most {limit // 1024 // 1024} MB.",
                    where="the request's body",
                    fix="Send less, or raise TREADLE_VALUE_LIMIT_MB.",
                )
            parts.append(part)
    except (
        ClientDisconnect
    ) as error:  # nobody reads the answer; it keeps a fault of the client's out of the log
        raise MalformedError("The request broke off.", where="the request's body") from error
    return b"".join(parts)


def parse_body(model: type[Model], raw: bytes) -> Model:
    """Read a body as `model`; raises `RequestValidationError`, as FastAPI does for bodies it reads itself."""
    try:
        return model.model_validate_json(raw)
    except ValidationError as error:
        found = error.errors(include_url=False, include_context=False, include_input=False)
        raise RequestValidationError([{**one, "loc": ("body", *one["loc"])} for one in found]) from error


def described(model: type[BaseModel] | None, *, required: bool = True) -> dict[str, Any]:
    """Describe a body that a route reads itself, for the OpenAPI document; None is a workflow file."""
    schema = {"type": "object"} if model is None else model.model_json_schema()
    return {"requestBody": {"required": required, "content": {"application/json": {"schema": schema}}}}
