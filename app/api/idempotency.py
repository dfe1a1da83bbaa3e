"""`Idempotency-Key` on every POST: a repeated request is carried out once and gets the first answer again.

After draft-ietf-httpapi-idempotency-key-header-07. `api_router` makes the routers of the API; whatever POST route is
added to one takes the header. What a route does is not in one transaction with its answer: a server that dies between
the two leaves a claim that is taken over later, and `Operation` is the same then.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
import re
import secrets
from collections.abc import Awaitable, Callable, Coroutine
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException
from starlette.types import Message

from app.api.bodies import read_body
from app.api.problems import KeyInUseError, KeyReusedError, MalformedError, answer
from app.server.web import Web
from engine.errors import StorageError, TreadleError
from engine.execution.idempotency import (
    FORGOTTEN_AFTER_S,
    Answer,
    Answered,
    Claimed,
    InUse,
    KeyRow,
    Reused,
)

log = logging.getLogger("treadle.api")
HEADER = "Idempotency-Key"
REPLAYED = "Idempotency-Replayed"
LONGEST_KEY = 200
_BARE = re.compile(r"[!#-~](?:[ -~]*[!-~])?")
_QUOTED = re.compile(r'"((?:[ !#-\[\]-~]|\\["\\])*)"')
"""A string of structured field values (RFC 8941), as the draft has it; a bare value is taken as it is."""
_OPERATION = "treadle.operation"
Handler = Callable[[Request], Awaitable[Response]]


def _declared(
    _key: Annotated[
        str | None,
        Header(
            alias=HEADER,
            description="Made up by the caller; the same key with the same request is carried out once.",
            json_schema_extra={"maxLength": LONGEST_KEY},
        ),
    ] = None,
) -> None:
    """Name the header in the OpenAPI document; the route itself reads it."""


def _operation(request: Request) -> str | None:
    return request.scope.get(_OPERATION)


Operation = Annotated[str | None, Depends(_operation)]
"""What a route does under a key: the same name for whoever repeats the request; None without a key."""


def api_router(web: Web, tag: str) -> APIRouter:
    """Return a router of the API; its POST routes take the header."""

    class Route(APIRoute):
        def __init__(self, path: str, endpoint: Callable[..., Any], **more: Any) -> None:  # noqa: ANN401 - passed on
            if "POST" in more["methods"]:
                more["dependencies"] = [*(more["dependencies"] or ()), Depends(_declared)]
            super().__init__(path, endpoint, **more)

        def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
            handle = super().get_route_handler()

            async def handler(request: Request) -> Response:
                key = key_of(request) if request.method == "POST" else None
                return await handle(request) if key is None else await _once(web, key, request, handle)

            return handler

    return APIRouter(tags=[tag], route_class=Route)


def key_of(request: Request) -> str | None:
    """Read a request's key; None where it has none. Raises `MalformedError` for what is no key."""
    sent = request.headers.getlist(HEADER)
    if not sent:
        return None
    text = sent[0].strip()
    quoted = _QUOTED.fullmatch(text)
    key = re.sub(r'\\(["\\])', r"\1", quoted[1]) if quoted else text if _BARE.fullmatch(text) else ""
    if len(sent) == 1 and 0 < len(key) <= LONGEST_KEY:
        return key
    raise MalformedError(
        "The idempotency key is none.",
        where=f"header.{HEADER}",
        why=f"sent {len(sent)} times" if len(sent) > 1 else f"got {text[:60]!a}",
        fix=f"Send one key of 1 to {LONGEST_KEY} printable ASCII characters, such as a UUID.",
    )


async def _once(web: Web, key: str, request: Request, handle: Handler) -> Response:
    raw = await read_body(request, web.settings.value_limit)
    store, now = web.parts.stores.idempotency, web.clock()

    def claim() -> Claimed | Answered | InUse | Reused:
        return store.claim(KeyRow(key, _fingerprint(request, raw), secrets.token_hex(16), now, now))

    match await asyncio.to_thread(claim):
        case Claimed() as claimed:
            return await _carried_out(web, claimed, _again(request, raw, claimed), handle)
        case Answered(known):
            return Response(known.body, known.status, {**known.headers, REPLAYED: "true"})
        case InUse():
            raise KeyInUseError(
                "The first request with this idempotency key is still being worked on.",
                where=f"header.{HEADER}",
                fix="Send it again in a moment; it is then answered as the first one was.",
            )
        case Reused():
            raise KeyReusedError(
                "This idempotency key came with another request before.",
                where=f"header.{HEADER}",
                why=f"a key belongs to one method, path and body for {FORGOTTEN_AFTER_S / 3600:g} hours",
                fix="Send a new key with a new request.",
            )


async def _carried_out(web: Web, claimed: Claimed, request: Request, handle: Handler) -> Response:
    """Answer, and keep the answer; a fault, and what was asked for another state than the present, come to none."""
    store = web.parts.stores.idempotency
    try:
        response = await handle(request)
    except (TreadleError, RequestValidationError, HTTPException) as error:
        response = answer(request, error)
    except Exception:
        await asyncio.to_thread(store.release, claimed)
        raise
    if response.status_code >= 500 or response.status_code == 412:  # noqa: PLR2004 - the statuses themselves
        await asyncio.to_thread(store.release, claimed)
        return response
    headers = {name: value for name, value in response.headers.items() if name != "content-length"}
    kept = Answer(response.status_code, headers, bytes(response.body))
    try:
        await asyncio.to_thread(store.complete, claimed, kept)
    except StorageError as error:  # what was asked for is done: the answer goes out all the same
        log.warning("the answer to %s %s is not kept: %s", request.method, request.scope["path"], error.what)
    return response


def _again(request: Request, raw: bytes, claimed: Claimed) -> Request:
    """Return the request with its body still to be read, and the operation it is carried out as."""

    async def receive() -> Message:
        return {"type": "http.request", "body": raw, "more_body": False}

    request.scope[_OPERATION] = claimed.operation
    return Request(request.scope, receive)


def _fingerprint(request: Request, raw: bytes) -> str:
    path, query = request.scope["path"].encode(errors="surrogatepass"), request.scope.get("query_string", b"")
    digest = hashlib.sha256()
    for part in (request.method.encode(), path, query, raw):
        digest.update(b"%d:" % len(part))
        digest.update(part)
    return digest.hexdigest()
