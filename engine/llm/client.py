"""Language models through the OpenAI SDK; the only file that imports it.

Any server that speaks `/chat/completions` will do. The SDK's own retries are off (the engine retries),
nothing is taken from the environment but the certificates, and the key appears in no error. The SDK takes a
second to import, so it is loaded in a thread by the first request.
"""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any, Literal, cast
from urllib.parse import urlsplit

import orjson

from engine.errors import AuthorError
from engine.llm.answers import object_in, read_answer
from engine.llm.failures import Refusal, failure

if TYPE_CHECKING:
    import ssl
    from collections.abc import Mapping
    from types import ModuleType

    import openai

    from engine.errors import TreadleError
    from engine.values import Json
    from engine.workflow.context import ModelAnswer

OPENAI_URL = "https://api.openai.com/v1"
"""Used where a credential names no server."""
TIMEOUT_S = 600.0
"""Seconds without a byte from the server; a step's own limit is usually shorter."""
CONNECT_S = 10.0
SHORTEST_KEY = 6
"""Shorter "keys" of local servers are ordinary words, and no secret."""

Form = Literal["json_schema", "json_object", "text"]
_FORMS: tuple[Form, ...] = ("json_schema", "json_object", "text")
_KEY = re.compile(r"[\x21-\x7e]+")
_UNKNOWN_FORM = re.compile(r"response_format|json_schema|json_object|structured|guided|schema", re.IGNORECASE)


class OpenAIModel:
    """A model behind a credential's fields: `model`, `api_key` (a local server may need none), `base_url`.

    Implements `engine.workflow.context.Model`. May be shared between event loops: each request has a connection of
    its own.
    """

    def __init__(self, fields: Mapping[str, str], *, timeout_s: float = TIMEOUT_S) -> None:
        self.name = fields.get("model", "").strip()
        self._key = _checked_key(fields.get("api_key", "").strip(), fields.get("base_url", "").strip())
        self._url = _checked_url(fields.get("base_url", "").strip() or OPENAI_URL)
        self._timeout_s = timeout_s
        self._form = 0
        if not self.name:
            raise AuthorError(
                "The credential names no model.",
                where="credential",
                why="its field “model” is empty",
                fix="Enter the model's name there, as the server lists it.",
            )

    def __repr__(self) -> str:
        return f"OpenAIModel({self.name!r} at {self._host!r})"

    @property
    def _host(self) -> str:
        return urlsplit(self._url).netloc

    async def text(self, prompt: str, *, system: str = "") -> ModelAnswer:
        """Answer a prompt in text.

        Raises `AuthorError` (key refused, prompt too long), `TargetError` (refused for good) or
        `TransientError`.
        """
        return await self._ask(_messages(prompt, system), "text", {})

    async def structured(self, prompt: str, schema: Mapping[str, Json], *, system: str = "") -> ModelAnswer:
        """Answer with a JSON object in `ModelAnswer.value`; whether it fits is the caller's to check.

        Servers that refuse a schema are asked for a JSON object, and those that refuse that for plain text,
        with the schema in words; the form that was taken is remembered. Raises as `text` does, and
        `AnswerFormError` when the answer is no JSON object.
        """
        while True:
            form = _FORMS[self._form]
            instructions = system if form == "json_schema" else f"{system}\n\n{_in_words(schema)}".strip()
            try:
                answer = await self._ask(_messages(prompt, instructions), form, schema)
            except _FormRefusedError:
                self._form += 1
                continue
            return replace(answer, value=object_in(answer.text, self.name))

    async def _ask(
        self, messages: list[dict[str, str]], form: Form, schema: Mapping[str, Json]
    ) -> ModelAnswer:
        sdk, certificates = await asyncio.to_thread(_load)
        problem: TreadleError | _FormRefusedError
        try:
            async with self._client(sdk, certificates) as client:
                # Raw, because the SDK passes on whatever was sent as if it were of its types.
                create = cast("Any", client.chat.completions.with_raw_response.create)
                raw = await create(model=self.name, messages=messages, **_response_format(form, schema))
            kind = raw.headers.get("content-type", "")
            return read_answer(raw.content, kind, host=self._host, model=self.name)
        except sdk.APIError as error:
            refusal = self._refusal(error)
            problem = _FormRefusedError() if _is_about_form(refusal, form) else failure(refusal)
        except UnicodeEncodeError:
            problem = AuthorError(
                "The prompt cannot be sent.",
                why="it has half a character (a lone surrogate)",
                fix="Clean the text first (Clean text mends this).",
            )
        # Not chained: the SDK's own error carries the server's words, which may repeat the key.
        raise problem from None

    def _client(self, sdk: ModuleType, certificates: ssl.SSLContext) -> openai.AsyncOpenAI:
        import httpx2  # noqa: PLC0415 - loaded with the SDK

        try:
            address = httpx2.URL(self._url)
        except httpx2.InvalidURL as error:
            raise _no_address(str(error)) from None
        client: openai.AsyncOpenAI = sdk.AsyncOpenAI(
            api_key=self._key,
            base_url=address,
            max_retries=0,
            timeout=httpx2.Timeout(self._timeout_s, connect=CONNECT_S),
            http_client=httpx2.AsyncClient(trust_env=False, verify=certificates, follow_redirects=False),
        )
        # The SDK reads these from the environment; what a credential says is all that counts.
        client.organization = client.project = None
        return client

    def _refusal(self, error: openai.APIError) -> Refusal:
        from engine.http.outcome import retry_after  # noqa: PLC0415 - loads httpx2, as the SDK has by now

        response = getattr(error, "response", None)
        body = error.body
        said = cast("dict[str, Json]", body) if isinstance(body, dict) else {}
        words = str(
            said.get("message") or said.get("detail") or (body if isinstance(body, str) else error.message)
        )
        return Refusal(
            host=self._host,
            model=self.name,
            status=None if response is None else response.status_code,
            code=str(said.get("code") or ""),
            words=self._without_key(words if response is not None else str(error.__cause__ or error.message)),
            retry_after=None if response is None else retry_after(response.headers),
            timed_out=type(error).__name__ == "APITimeoutError",
        )

    def _without_key(self, words: str) -> str:
        # A server may repeat the key whole, or masked in its own way.
        whole = words.replace(self._key, "•••") if len(self._key) >= SHORTEST_KEY else words
        return re.sub(r"\bsk-[\w*.-]{4,}", "•••", whole)[:400]


class _FormRefusedError(Exception):
    """The server does not know this form of structured answer; there is another to try."""


@cache
def _load() -> tuple[ModuleType, ssl.SSLContext]:
    """Import the SDK and read the certificates once; both take long enough to be felt by an event loop."""
    import httpx2  # noqa: PLC0415 - see the file's docstring
    import openai  # noqa: PLC0415 - same

    return openai, httpx2.create_ssl_context()


def _checked_key(key: str, base_url: str) -> str:
    if not key and base_url:
        return "no-key"  # local servers need none, the SDK wants one
    if _KEY.fullmatch(key):
        return key
    raise AuthorError(
        "The credential's key cannot be used.",
        where="credential",
        why="it has a character that no key has" if key else "it is empty",
        fix="Enter the key again, without blanks or line ends.",
    )


def _checked_url(url: str) -> str:
    try:
        parts = urlsplit(url)
        right = parts.scheme in {"http", "https"} and bool(parts.hostname) and not parts.username
        right = right and parts.port != 0 and url.isprintable() and " " not in url
    except ValueError:
        right = False
    if right:
        return url
    raise _no_address("it needs http:// or https:// and a host, and no user name")


def _no_address(why: str) -> AuthorError:
    return AuthorError(
        "The credential's base URL is not an address of a server.",
        where="credential",
        why=why,
        fix=f"Enter it as in {OPENAI_URL}, or leave it empty for OpenAI.",
    )


def _messages(prompt: str, system: str) -> list[dict[str, str]]:
    first = [{"role": "system", "content": system}] if system else []
    return [*first, {"role": "user", "content": prompt}]


def _response_format(form: Form, schema: Mapping[str, Json]) -> dict[str, Json]:
    match form:
        case "json_schema":
            name = re.sub(r"\W+", "_", str(schema.get("title", "answer")))[:60]
            wanted = {"name": name, "schema": dict(schema), "strict": is_strict(schema)}
            return {"response_format": {"type": "json_schema", "json_schema": wanted}}
        case "json_object":
            return {"response_format": {"type": "json_object"}}
        case "text":
            return {}


def is_strict(schema: Json) -> bool:
    """Return whether OpenAI's strict mode takes a schema: every object closed, every property required.

    >>> is_strict({"type": "object", "properties": {"a": {}}, "required": [], "additionalProperties": False})
    False
    """
    if isinstance(schema, list):
        return all(map(is_strict, cast("list[Json]", schema)))
    if not isinstance(schema, dict):
        return True
    part = cast("dict[str, Json]", schema)
    if part.get("type") == "object":
        named = set(cast("dict[str, Json]", part.get("properties", {})))
        if part.get("additionalProperties") is not False or named != set(
            cast("list[str]", part.get("required", []))
        ):
            return False
    return all(map(is_strict, part.values()))


def _is_about_form(refusal: Refusal, form: Form) -> bool:
    return (
        form != "text"
        and refusal.status in {400, 404, 415, 422, 501}
        and (_UNKNOWN_FORM.search(f"{refusal.words} {refusal.code}") is not None)
    )


def _in_words(schema: Mapping[str, Json]) -> str:
    written = orjson.dumps(dict(schema)).decode()
    return f"Answer with one JSON object and nothing else. It must fit this JSON Schema:\n{written}"
