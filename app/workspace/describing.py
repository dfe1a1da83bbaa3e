"""Make drafts from descriptions: by a model if a key is stored, else by rules. Nothing is run."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import replace

from editor.describe import DraftResult, describe_by_model, describe_by_rules, in_a_line
from editor.document import Document
from engine.errors import TransientError, TreadleError
from engine.llm.client import OpenAIModel
from engine.workflow.context import Model
from engine.workflow.kinds import Catalogue

Lookup = Callable[[str, str | None], Mapping[str, str] | None]
LIMIT_S = 120.0
"""Seconds for all attempts of a model. A user waits for the draft, and the rules make one at once."""


class Describer:
    """Makes drafts from sentences."""

    def __init__(
        self,
        catalogue: Catalogue,
        secret: Lookup,
        *,
        model: Callable[[Mapping[str, str]], Model] = OpenAIModel,
        limit_s: float = LIMIT_S,
    ) -> None:
        self._catalogue = catalogue
        self._secret = secret
        self._model = model
        self._limit_s = limit_s

    async def describe(self, sentence: str, document: Document) -> DraftResult:
        """Return a draft: the edits of `document` that a sentence asks for.

        When the model cannot be reached, refuses or takes too long, the rules make the draft; its `method` says so, and
        its `refused` holds the reason.
        """
        try:
            fields = self._secret("openai", None)
            if fields is None:
                return describe_by_rules(sentence, document, self._catalogue)
            return await self._by_model(self._model(fields), sentence, document)
        except TreadleError as error:
            draft = describe_by_rules(sentence, document, self._catalogue)
            return replace(draft, method="Read by rules, not by the model", refused=(in_a_line(error),))

    async def _by_model(self, model: Model, sentence: str, document: Document) -> DraftResult:
        try:
            async with asyncio.timeout(self._limit_s):
                return await describe_by_model(sentence, document, self._catalogue, model.structured)
        except TimeoutError as error:
            raise TransientError(
                f"The model took longer than {self._limit_s:.0f} s.",
                why="it was asked for a draft, and the answer did not come in time",
                fix="Describe it again, or use a faster model.",
            ) from error
