"""The outside world as a worker has it: guarded HTTP, credentials, and models behind them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from engine.llm.client import OpenAIModel

if TYPE_CHECKING:
    from engine.http.client import HttpClient
    from engine.workflow.context import Model

Lookup = Callable[[str, str | None], Mapping[str, str] | None]
"""Returns a credential's fields by type and name; with no name, the only one of the type; None where there is
none."""

MODEL_CREDENTIAL = "openai"
"""The type of credential that a model stands behind, with `api_key`, `base_url` and `model`."""


class WorkerServices:
    """Implements `engine.workflow.context.Services`. One per event loop, as its HTTP client is.

    `lookup` is asked at every use, so a credential that was changed counts from the next step on. The private
    hosts are the operator's, in the form of `engine.http.guard.AllowList`.
    """

    def __init__(self, lookup: Lookup, allowed_private_hosts: frozenset[str] = frozenset()) -> None:
        self._lookup = lookup
        self._allowed = allowed_private_hosts
        self._client: HttpClient | None = None
        self._model: tuple[dict[str, str], OpenAIModel] | None = None

    @property
    def http(self) -> HttpClient:
        """The guarded HTTP client, made when it is first wanted; raises `AuthorError` for a wrong allow-list."""
        if self._client is None:
            from engine.http.client import HttpClient  # noqa: PLC0415 - a worker that sends nothing loads no HTTP library

            self._client = HttpClient(allowed_private_hosts=self._allowed)
        return self._client

    def secret(self, type_: str, name: str | None) -> Mapping[str, str] | None:
        """Return a credential's fields by name, or the only one of its type; None where there is none."""
        return self._lookup(type_, name)

    def model(self, credential: str | None) -> Model | None:
        """Return the model behind a credential, or behind the only one; None without any.

        Raises `AuthorError` when the credential's fields make no model.
        """
        found = self._lookup(MODEL_CREDENTIAL, credential)
        if found is None:
            return None
        fields = dict(found)
        # The last one is kept because it remembers which form of structured answer its server takes.
        if self._model is None or self._model[0] != fields:
            self._model = (fields, OpenAIModel(fields))
        return self._model[1]

    async def aclose(self) -> None:
        """Close the HTTP client's connections."""
        if self._client is not None:
            await self._client.aclose()
            self._client = None
