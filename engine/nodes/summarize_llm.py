"""Summarize with a model."""

import asyncio
from typing import NamedTuple

from engine.nodes._amounts import Sentences
from engine.nodes._model import (
    TIMEOUT_S,
    Credential,
    Instructions,
    fallback,
    method_of,
    model_behind,
    tokens_of,
    with_instructions,
)
from engine.workflow.context import Context
from engine.workflow.declare import Note, node
from engine.workflow.kinds import Example
from engine.workflow.ports import Text


class Summary(NamedTuple):
    """The summary, and what wrote it."""

    summary: Text
    method: Note
    model: Note = None
    tokens: Note = None


@node(
    title="LLM summary",
    category="ai",
    icon="sparkles",
    synonyms=(
        "llm summarize", "summarize with a model", "summarize with ai", "ai summary", "gpt summary",
        "model summary", "summarize in my own words", "rewrite shorter", "write a summary",
        "abstractive summary", "paraphrase", "summarize with gpt", "summarize using ai",
        "summarize with an llm", "smart summary",
    ),
    pure=False,
    timeout_s=TIMEOUT_S,
    brief=lambda config: f"{config.sentences} sentence{'s' * (config.sentences != 1)}",
    example=Example({"text": "The ferry is late."}, {"summary": "The ferry is late."}, {"sentences": 1}),
)  # fmt: skip
async def summarize_llm(
    ctx: Context,
    text: Text,
    *,
    sentences: Sentences = 3,
    instructions: Instructions = "",
    credential: Credential = None,
) -> Summary:
    """Let a language model sum a text up in its own words.

    Without a model key the text's own most important sentences are kept instead, and the notes say so.
    """
    from engine.text.summarize import summarize  # noqa: PLC0415 - word lists are only needed where a step runs

    model = model_behind(ctx, credential)
    if model is None or not text.strip():
        found = await asyncio.to_thread(summarize, text, sentences)
        return Summary(found.text, fallback(found.method) if model is None else found.method)
    most = f"{sentences} sentence{'s' * (sentences != 1)}"
    task = f"Summarize the text in at most {most}, in the text's own language. Add nothing."
    answer = await model.text(text, system=with_instructions(task, instructions))
    return Summary(answer.text, method_of(answer), answer.model, tokens_of(answer))
