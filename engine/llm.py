"""Language models through the OpenAI SDK; the only file that imports it.

Any server that speaks `/chat/completions` will do. The SDK's own retries are off (the engine retries),
nothing is taken from the environment but the certificates, and the key appears in no error. The SDK takes a
second to import, so it is loaded in a thread by the first request.
"""

from __future__ import annotations

import asyncio
import re
from functools import cache
from typing import TYPE_CHECKING, Any, Literal, cast
from urllib.parse import urlsplit

import orjson

from engine.context import ModelAnswer
from engine.errors import AuthorError, TargetError, TransientError
from engine.llm_failures import Refusal, failure

if TYPE_CHECKING:
    import ssl
    from collections.abc import Mapping
    from types import ModuleType

    import openai

    from engine.errors import TreadleError
    from engine.values import Json

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
_THOUGHT = re.compile(r"\A\s*<think>.*?</think>\s*", re.DOTALL)
_FENCE = re.compile(r"```(?:json)?\s*\n(.*?)\n?\s*```", re.DOTALL)
_UNKNOWN_FORM = re.compile(r"response_format|json_schema|json_object|structured|guided|schema", re.IGNORECASE)


class OpenAIModel:
    """A model behind a credential's fields: `model`, `api_key` (a local server may need none), `base_url`.

    Implements `engine.context.Model`. May be shared between event loops: each request has a connection of
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
        return self._answer(await self._ask(_messages(prompt, system), "text", {}))

    async def structured(self, prompt: str, schema: Mapping[str, Json], *, system: str = "") -> ModelAnswer:
        """Answer with a JSON object in `ModelAnswer.value`; whether it fits is the caller's to check.

        Servers that refuse a schema are asked for a JSON object, and those that refuse that for plain text,
        with the schema in words; the form that was taken is remembered. Raises as `text` does, and
        `TransientError` when the answer is no JSON object.
        """
        while True:
            form = _FORMS[self._form]
            instructions = system if form == "json_schema" else f"{system}\n\n{_in_words(schema)}".strip()
            try:
                completion = await self._ask(_messages(prompt, instructions), form, schema)
            except _FormRefusedError:
                self._form += 1
                continue
            answer = self._answer(completion)
            return ModelAnswer(
                text=answer.text,
                model=answer.model,
                value=_object(answer.text, self.name),
                input_tokens=answer.input_tokens,
                output_tokens=answer.output_tokens,
            )

    async def _ask(self, messages: list[dict[str, str]], form: Form, schema: Mapping[str, Json]) -> Json:
        sdk, certificates = await asyncio.to_thread(_load)
        problem: TreadleError | _FormRefusedError
        try:
            async with self._client(sdk, certificates) as client:
                create = cast("Any", client.chat.completions.create)
                return await create(model=self.name, messages=messages, **_response_format(form, schema))
        except sdk.APIError as error:
            refusal = self._refusal(error)
            problem = _FormRefusedError() if _is_about_form(refusal, form) else failure(refusal)
        except ValueError:
            problem = TransientError(
                f"{self._host} sent an answer that cannot be read.",
                why="it is not JSON",
                fix="Try again; if it stays so, check the credential's base URL.",
            )
        # Not chained: the SDK's own error carries the server's words, which may repeat the key.
        raise problem from None

    def _client(self, sdk: ModuleType, certificates: ssl.SSLContext) -> openai.AsyncOpenAI:
        import httpx2  # noqa: PLC0415 - loaded with the SDK

        client: openai.AsyncOpenAI = sdk.AsyncOpenAI(
            api_key=self._key,
            base_url=self._url,
            max_retries=0,
            timeout=httpx2.Timeout(self._timeout_s, connect=CONNECT_S),
            http_client=httpx2.AsyncClient(trust_env=False, verify=certificates, follow_redirects=False),
        )
        # The SDK reads these from the environment; what a credential says is all that counts.
        client.organization = client.project = None
        return client

    def _refusal(self, error: openai.APIError) -> Refusal:
        from engine.http_outcome import retry_after  # noqa: PLC0415 - loads httpx2, as the SDK has by now

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

    def _answer(self, completion: Json) -> ModelAnswer:
        choices = getattr(completion, "choices", None)
        if not choices:
            raise TargetError(
                f"{self._host} does not answer as a model would.",
                why="the answer has no “choices”",
                fix="Check the credential's base URL; most servers want it to end in /v1.",
            )
        choice, message, usage = choices[0], choices[0].message, completion.usage
        text = _THOUGHT.sub("", (message.content if message else None) or "")
        if problem := _unfinished(choice.finish_reason, getattr(message, "refusal", None), text, self.name):
            raise problem
        return ModelAnswer(
            text=text.strip(),
            model=completion.model or self.name,
            input_tokens=getattr(usage, "prompt_tokens", 0) or 0,
            output_tokens=getattr(usage, "completion_tokens", 0) or 0,
        )


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
        right = right and parts.port != 0
    except ValueError:
        right = False
    if right:
        return url
    raise AuthorError(
        "The credential's base URL is not an address of a server.",
        where="credential",
        why="it needs http:// or https:// and a host, and no user name",
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
    """Say whether OpenAI's strict mode takes a schema: every object closed, every property required.

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


def _object(text: str, model: str) -> dict[str, Json]:
    fenced = _FENCE.search(text)
    braces = text[text.find("{") : text.rfind("}") + 1]
    for candidate in (text, fenced.group(1) if fenced else "", braces):
        try:
            value = orjson.loads(candidate)
        except orjson.JSONDecodeError:
            continue
        if isinstance(value, dict):
            return cast("dict[str, Json]", value)
    raise TransientError(
        f"{model} did not answer in the form that was asked for.",
        why=f"a JSON object was wanted; it began: {text[:120]!r}",
        fix="Try again, or use a model that can give structured answers.",
    )


def _unfinished(reason: str | None, refusal: str | None, text: str, model: str) -> TreadleError | None:
    if reason == "length":
        return TargetError(
            f"The answer of {model} was cut off.",
            why=f"it reached the model's limit after {len(text)} characters",
            fix="Ask for less, shorten the text first, or use a model with a higher limit.",
        )
    if refusal or reason == "content_filter":
        return TargetError(
            f"{model} refused to answer.",
            why=(refusal or "the server's content filter stopped it")[:300],
            fix="Change the prompt or the text.",
        )
    return None
