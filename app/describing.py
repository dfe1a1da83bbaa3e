"""Words to a draft: by a model where a key is stored, else by rules. Both give the same edits; nothing runs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from editor.describe import DraftResult, describe_by_model, describe_by_rules
from editor.document import Document
from engine.errors import TreadleError
from engine.kinds import Catalogue
from engine.llm import OpenAIModel

Lookup = Callable[[str, str | None], Mapping[str, str] | None]


class Describer:
    """Draws drafts."""

    def __init__(self, catalogue: Catalogue, secret: Lookup) -> None:
        self._catalogue = catalogue
        self._secret = secret

    async def describe(self, sentence: str, document: Document) -> DraftResult:
        """Draft what a sentence asks for as edits of `document`.

        A model that cannot be reached or will not do is not an end: the rules draw the draft, and its method says so.
        """
        try:
            fields = self._secret("openai", None)
            if fields is None:
                return describe_by_rules(sentence, document, self._catalogue)
            model = OpenAIModel(fields)
            return await describe_by_model(sentence, document, self._catalogue, model.structured)
        except TreadleError as error:
            draft = describe_by_rules(sentence, document, self._catalogue)
            return replace(draft, method=f"Read by rules: {error.what}")
