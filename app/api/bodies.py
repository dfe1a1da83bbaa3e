"""Reading request bodies with a limit on what really arrives."""

from __future__ import annotations

from fastapi import Request

from app.api.errors import TooLargeError

SLACK = 64 * 1024


async def read_body(request: Request, limit: int) -> bytes:
    """Read a body of at most `limit` bytes (and some for the envelope); raises `TooLargeError` beyond."""
    parts: list[bytes] = []
    size = 0
    async for part in request.stream():
        size += len(part)
        if size > limit + SLACK:
            raise TooLargeError(
                f"The request is too large: at most {limit // 1024 // 1024} MB.",
                where="the request's body",
                fix="Send less, or raise TREADLE_VALUE_LIMIT_MB.",
            )
        parts.append(part)
    return b"".join(parts)
