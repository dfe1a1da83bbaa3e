"""docs/reference/api.md and openapi.json: the HTTP and WebSocket API, from its routes."""

from __future__ import annotations

import tempfile
from contextlib import closing
from pathlib import Path
from typing import Any

import orjson
from fastapi import FastAPI

from app.api import PREFIX, add_api
from app.composition import Parts
from app.reference.conventions import conventions
from app.reference.markdown import code, json_block, table
from app.reference.markdown import page as whole
from app.reference.schema import Schema, type_of
from app.server.web import Web
from app.settings import Settings

_INTRODUCTION = f"""Everything the editor can do with runs and workflows, for programs. All paths begin with
`{
    PREFIX
}`; bodies and answers are JSON. The machine-readable form is [openapi.json](openapi.json), which a running
server gives at `/api/openapi.json`.

**Who may.** On loopback without a password, everybody on this machine. With a password, send it as
`Authorization: Bearer PASSWORD`. Requests that change something, and WebSockets, are refused (403) when their
`Origin` is another site, and every request whose `Host` is not one of the server's names.

How all routes answer errors, repeated requests, lists and changes is under [conventions](#conventions)."""
_SOCKET = f"""## Live events

`WebSocket {
    PREFIX
}/runs/{{run}}/events?after=SEQ` sends every event of a run with a number above `after` (0: all), one
message each, history first and then as it happens:

{
    json_block(
        {
            "seq": 3,
            "at": 1767225600.12,
            "type": "step_started",
            "node": "clean_text",
            "text": "Clean text started",
            "data": {"node": "clean_text", "worker": "k3f9a:1", "fence": 1, "attempt": 1},
        }
    )
}

The numbers of a run count from 1 without gaps. After a lost connection, connect again with the last number you have:
nothing is missed and nothing comes twice. When the run has ended and all is sent, the server closes with code 1000 and
the run's status as the reason; 4404 means that there is no such run, 4403 that the guard refused. The types of events
are on [their own page](events.md)."""


def openapi() -> dict[str, Any]:
    """Return the OpenAPI description of the routes, as a running server gives it."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data=Path(folder))
        with closing(Parts.open(settings)) as parts:
            app = FastAPI(title="Treadle", version="1")
            add_api(app, Web(parts))
            return app.openapi()


def as_json(described: dict[str, Any]) -> str:
    """Return the description as a file."""
    return orjson.dumps(described, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE).decode()


def page(described: dict[str, Any]) -> str:
    """Return the page as Markdown."""
    routes = [
        (path, method, operation)
        for path, of in described["paths"].items()
        for method, operation in of.items()
    ]
    tags = list(dict.fromkeys(operation["tags"][0] for _, _, operation in routes))
    parts = [_INTRODUCTION]
    for tag in tags:
        parts.append(f"## {tag.capitalize()}")
        parts += [_route(*route, described) for route in routes if route[2]["tags"][0] == tag]
    return whole("HTTP API", *parts, _SOCKET, conventions())


def _route(path: str, method: str, operation: dict[str, Any], described: dict[str, Any]) -> str:
    done = ", ".join(status for status in operation["responses"] if status.startswith("2"))
    parts = [f"### {method.upper()} {path}", f"{operation.get('description', '')} Answers {done}."]
    rows = [_parameter(one) for one in operation.get("parameters", []) if one["in"] != "path"]
    rows += _body(operation, described)
    return "\n\n".join([*parts, table(["", "where", "type", "default"], rows)] if rows else parts)


def _parameter(one: dict[str, Any]) -> list[str]:
    schema: Schema = one["schema"]
    default = schema.get("default")
    given = "required" if one.get("required") else ("" if default is None else code(default))
    return [f"`{one['name']}`", str(one["in"]), type_of(schema), given]


def _body(operation: dict[str, Any], described: dict[str, Any]) -> list[list[str]]:
    content = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
    schema: Schema = content.get("schema", {})
    if "$ref" in schema:
        schema = described["components"]["schemas"][str(schema["$ref"]).rpartition("/")[2]]
    required = set(schema.get("required", []))
    return [
        [f"`{field}`", "body", type_of(of), "required" if field in required else code(of.get("default"))]
        for field, of in schema.get("properties", {}).items()
    ]
