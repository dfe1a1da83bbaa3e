"""What a node function may ask of the world: everything it gets, it gets here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from engine.values import Json

if TYPE_CHECKING:
    from engine.ids import RunId, StepKey


@dataclass(frozen=True, slots=True)
class HttpResponse:
    """An answer below 400. Header names are in lower case; `body_json` is None where the body is not JSON.

    `url` is where the answer came from, after redirects. `elapsed_ms` is milliseconds for all of it.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes
    body_text: str
    body_json: Json
    url: str
    elapsed_ms: float


class Http(Protocol):
    """The guarded HTTP client (`engine/http/client.py`)."""

    async def request(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        body: bytes | Json = None,
        timeout_s: float = 30.0,
        follow_redirects: bool = True,
    ) -> HttpResponse:
        """Send one request and read its answer, all within `timeout_s` seconds.

        `body` is bytes, text, or any other JSON value but null, which means none. Raises `AuthorError` for a request
        that cannot be made or may not go there, `TargetError` for 4xx and unusable answers, `TransientError` for what
        is worth another try.
        """
        ...


class Model(Protocol):
    """A language model behind a credential (`engine/llm/client.py`)."""

    async def text(self, prompt: str, *, system: str = "") -> ModelAnswer:
        """Answer a prompt in text."""
        ...

    async def structured(self, prompt: str, schema: Mapping[str, Json], *, system: str = "") -> ModelAnswer:
        """Answer a prompt with JSON of a schema, in `ModelAnswer.value`."""
        ...


@dataclass(frozen=True, slots=True)
class ModelAnswer:
    """What a model said. `value` is the parsed JSON of a structured answer."""

    text: str
    model: str
    value: Json = None
    input_tokens: int = 0
    output_tokens: int = 0


class Services(Protocol):
    """The outside world of a worker; tests give their own."""

    @property
    def http(self) -> Http:
        """The guarded HTTP client."""
        ...

    def secret(self, type_: str, name: str | None) -> Mapping[str, str] | None:
        """Return a credential's fields by name, or the only one of its type; None where there is none."""
        ...

    def model(self, credential: str | None) -> Model | None:
        """Return the model behind a credential, or behind the only one; None without any."""
        ...


@dataclass(frozen=True, slots=True)
class Context:
    """Given to a node function whose first parameter is annotated `Context`."""

    run: RunId
    step: StepKey
    attempt: int
    idempotency_key: str
    services: Services
    run_input: Mapping[str, Json] = field(default_factory=dict[str, Json])
