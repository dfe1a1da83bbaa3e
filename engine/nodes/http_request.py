"""HTTP request."""

import re
from collections.abc import Mapping
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import Field

from engine.errors import AuthorError, TargetError, TransientError
from engine.nodes._http import KEPT_HEADERS, Mask, authorization, body_of
from engine.values import Json
from engine.workflow.arrivals import object_of, scope_of
from engine.workflow.context import Context
from engine.workflow.declare import Note, node
from engine.workflow.kinds import Example, Secret
from engine.workflow.ports import Arrival, JsonObject, Many

_STEP_DECIDES_S = 86_400.0
"""The client's own limit is out of the way: the step's time limit is the one an author sets."""
_HOST = re.compile(r"https?://([^/?#\s]+)")
_TITLES = {"nothing": "Nothing", "json": "Input as JSON", "template": "Template"}

Method = Literal["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"]
Body = Annotated[
    Literal["nothing", "json", "template"],
    Field(
        title="Body",
        description="What to send. Input as JSON is the object that arrived, or the values by name.",
        json_schema_extra={
            "widget": "segmented",
            "options": [{"value": value, "title": title} for value, title in _TITLES.items()],
        },
    ),
]
Templated = Field(max_length=20_000, json_schema_extra={"widget": "template"})


class Response(NamedTuple):
    """`status`, `headers` (a few) and `body` (JSON, or text) of the answer."""

    response: JsonObject
    elapsed_ms: Note
    url: Note
    body: Note = None


def _brief(config: Any) -> str:  # noqa: ANN401 - the generated config model
    url = str(config.url)
    host = _HOST.match(url)
    return f"{config.method} {host.group(1) if host else ' '.join(url.split())}"[:60]


@node(
    title="HTTP request",
    category="connect",
    icon="globe",
    synonyms=(
        "http", "https", "url", "web request", "api", "api call", "call an api", "rest", "webhook", "post",
        "post to", "get", "fetch", "fetch a page", "download", "send", "send it to", "send to",
        "send request", "put", "patch", "delete", "curl", "notify", "endpoint", "website", "web page",
        "call a url", "push to", "submit",
    ),
    pure=False,
    brief=_brief,
    example=Example(
        {"values": (Arrival("tag", "category", "transport"),)},
        {},
        {"method": "POST", "url": "https://example.com/articles/{{ category | urlencode }}", "body": "json"},
        needs="network",
    ),
)  # fmt: skip
async def http_request(
    ctx: Context,
    values: Many = (),
    *,
    method: Annotated[Method, Field(title="Method", json_schema_extra={"widget": "select"})] = "GET",
    url: Annotated[
        str,
        Field(
            title="Address",
            description="Write {{ name | urlencode }} where a value goes.",
            min_length=1,
            max_length=20_000,
            json_schema_extra={"widget": "template", "placeholder": "https://example.com/api"},
        ),
    ],
    headers: Annotated[
        dict[str, Annotated[str, Templated]],
        Field(
            title="Headers",
            description="Their values are templates.",
            max_length=50,
            json_schema_extra={"widget": "map"},
        ),
    ] = {},  # noqa: B006 - the config model copies it
    body: Body = "nothing",
    body_template: Annotated[
        str,
        Field(
            title="Text to send",
            max_length=20_000,
            json_schema_extra={"widget": "template", "show_if": {"field": "body", "equals": ["template"]}},
        ),
    ] = "",
    credential: Annotated[
        str | None, Secret("http"), Field(title="Credential", description="Signs the request in; optional.")
    ] = None,
) -> Response:
    """Send a request to a web address and pass the answer on.

    An answer of 4xx fails the step for good; 429, 5xx and lost connections are tried again, always with the
    same `Idempotency-Key`, so that a careful server does the work once. Addresses of this machine and of
    private networks are refused unless the operator allows them.
    """
    from engine.expressions.language import compile_template  # noqa: PLC0415 - jinja2 is only needed where a step runs

    scope = scope_of(values)
    address = compile_template(url).render(scope)
    sent: dict[str, str] = {} if method in {"GET", "HEAD"} else {"Idempotency-Key": ctx.idempotency_key}
    sent |= {name: compile_template(value).render(scope) for name, value in headers.items()}
    content: Json = None
    if body == "json":
        content = object_of(values)
    elif body == "template":
        content = compile_template(body_template).render(scope)
    secret = _secret(ctx, credential)
    signed = {} if secret is None else authorization(secret)
    # The client takes names in any case and the last of a name, so the credential wins over one by hand.
    mask = Mask(secret or {}, signed)
    try:
        answer = await ctx.services.http.request(
            method, address, headers=sent | signed, body=content, timeout_s=_STEP_DECIDES_S
        )
    except (TargetError, TransientError) as error:
        raise (mask.error(error) if secret else error) from None
    passed, dropped = body_of(answer)
    kept = {name: mask.text(answer.headers[name]) for name in KEPT_HEADERS if name in answer.headers}
    response = {"status": answer.status, "headers": kept, "body": mask.value(passed)}
    return Response(response, round(answer.elapsed_ms, 1), mask.text(answer.url), dropped)


def _secret(ctx: Context, credential: str | None) -> Mapping[str, str] | None:
    if not credential:
        return None  # not the only one there is: a credential goes nowhere unless it was chosen
    fields = ctx.services.secret("http", credential)
    if fields is None:
        raise AuthorError(
            f"There is no HTTP credential {credential!r}.",
            where="credential",
            why="it was renamed or deleted",
            fix="Choose another one in the node, or add it in Credentials.",
        )
    return fields
