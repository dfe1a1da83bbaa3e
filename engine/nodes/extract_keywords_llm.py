"""Extract keywords with a model."""

import asyncio
from typing import Any, NamedTuple

from pydantic import BaseModel

from engine.nodes._amounts import Limit
from engine.nodes._model import (
    TIMEOUT_S,
    Credential,
    Instructions,
    fallback,
    method_of,
    model_behind,
    read,
    tokens_of,
    with_instructions,
)
from engine.workflow.context import Context
from engine.workflow.declare import Note, node
from engine.workflow.kinds import Example
from engine.workflow.ports import ListOf, Text


class Keywords(NamedTuple):
    """Keywords, best first, and what found them."""

    keywords: ListOf
    method: Note
    model: Note = None
    tokens: Note = None


class _Answer(BaseModel):
    keywords: list[str]


_SCHEMA: dict[str, Any] = {
    "title": "Keywords",
    "type": "object",
    "properties": {"keywords": {"type": "array", "items": {"type": "string"}}},
    "required": ["keywords"],
    "additionalProperties": False,
}


@node(
    title="LLM keywords",
    category="ai",
    icon="list-filter",
    synonyms=(
        "llm extract keywords", "keywords with a model", "keywords with ai", "ai keywords", "gpt keywords",
        "extract with a model", "extract with ai", "smart keywords", "extract keywords with an llm",
        "extract keywords using ai", "extract keywords with gpt", "model keywords",
    ),
    pure=False,
    timeout_s=TIMEOUT_S,
    brief=lambda config: f"up to {config.limit}",
    example=Example(
        {"text": "EventStream the starter with rye flour. Rye flour keeps the starter sour."},
        {"keywords": ["rye flour"]},
        {"limit": 1},
    ),
)  # fmt: skip
async def extract_keywords_llm(
    ctx: Context,
    text: Text,
    *,
    limit: Limit = 8,
    instructions: Instructions = "",
    credential: Credential = None,
) -> Keywords:
    """Let a language model find what a text is about, best first.

    Without a model key word statistics find them instead, and the notes say so.
    """
    from engine.text.keywords import extract_keywords  # noqa: PLC0415 - word lists load where a step runs

    model = model_behind(ctx, credential)
    if model is None or not text.strip():
        found = await asyncio.to_thread(extract_keywords, text, limit)
        words = [keyword.text for keyword in found.keywords]
        return Keywords(words, fallback(found.method) if model is None else found.method)
    task = (
        f"Give at most {limit} keywords or short phrases that say what the text is about, best first. "
        "Take them from the text, in its own language."
    )
    answer = await model.structured(text, _SCHEMA, system=with_instructions(task, instructions))
    words = _distinct(read(answer, _Answer).keywords)
    return Keywords(words[:limit], method_of(answer), answer.model, tokens_of(answer))


def _distinct(words: list[str]) -> list[str]:
    """Drop empty words and those that differ only in case.

    >>> _distinct(["Ferry", "", " ferry", "quay"])
    ['Ferry', 'quay']
    """
    kept: dict[str, str] = {}
    for word in words:
        if word.strip():
            kept.setdefault(word.strip().casefold(), word.strip())
    return list(kept.values())
