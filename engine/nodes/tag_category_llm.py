"""Tag category with a model."""

import asyncio
from typing import Any, NamedTuple

from pydantic import BaseModel

from engine.errors import AnswerFormError
from engine.nodes._categories import Below, Categories, CategoryRow, LeastConfidence, Other, brief, otherwise
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
from engine.workflow.context import Context, ModelAnswer
from engine.workflow.declare import Note, node
from engine.workflow.kinds import Example
from engine.workflow.ports import Text

NONE_FITS = "(none of these)"


class Tagged(NamedTuple):
    """The category, and how sure the model says it is (0 to 1)."""

    category: Text
    score: Note
    scores: Note
    method: Note
    reason: Note = None
    model: Note = None
    tokens: Note = None


class _Answer(BaseModel):
    category: str
    confidence: float
    reason: str = ""


def _schema(categories: tuple[CategoryRow, ...]) -> dict[str, Any]:
    names = [*(row.name for row in categories), NONE_FITS]
    return {
        "title": "Category",
        "type": "object",
        "properties": {
            "reason": {"type": "string", "description": "One short sentence: what in the text decides it."},
            "category": {"type": "string", "enum": names},
            "confidence": {"type": "number", "description": "From 0 (a guess) to 1 (beyond doubt)."},
        },
        "required": ["reason", "category", "confidence"],
        "additionalProperties": False,
    }


def _described(row: CategoryRow) -> str:
    words = f" (words such as {', '.join(row.keywords)})" if row.keywords else ""
    examples = "".join(f"\n  for example: {' '.join(text.split())[:400]}" for text in row.examples)
    return f"- {row.name}{words}{examples}"


@node(
    title="LLM category",
    category="ai",
    icon="tags",
    synonyms=(
        "llm tag category", "llm classify", "classify with a model", "classify with ai",
        "categorize with a model", "categorize with ai", "tag with a model", "tag with ai", "ai category",
        "gpt classify", "ai classifier", "label with ai", "smart category", "classify with an llm",
        "classify using ai",
    ),
    pure=False,
    timeout_s=TIMEOUT_S,
    brief=brief,
    example=Example(
        {"text": "The ferry took all passengers although the timetable said otherwise."},
        {"category": "transport"},
        {
            "categories": [
                {"name": "gardening", "keywords": ["garden", "slug", "lettuce", "soil"]},
                {"name": "transport", "keywords": ["ferry", "bus", "timetable", "passengers"]},
            ]
        },
    ),
)  # fmt: skip
async def tag_category_llm(
    ctx: Context,
    text: Text,
    *,
    categories: Categories,
    instructions: Instructions = "",
    least_confidence: LeastConfidence = 0.4,
    below: Below = "use_other",
    other: Other = "other",
    credential: Credential = None,
) -> Tagged:
    """Let a language model choose which of your categories a text belongs to.

    The model also says how sure it is and why. Without a model key the text is compared with the
    categories' names, keywords and examples instead, and the notes say so.
    """
    from engine.text.tag import Category, tag  # noqa: PLC0415 - word lists are only needed where a step runs

    model = model_behind(ctx, credential)
    if model is None or not text.strip():
        rows = [Category(row.name, row.keywords, row.examples) for row in categories]
        found = await asyncio.to_thread(tag, text, rows, least_confidence)
        category = found.category if found.category is not None else otherwise(below, other, found.scores)
        scores = {name: round(score, 4) for name, score in found.scores.items()}
        method = fallback(found.method) if model is None else found.method
        return Tagged(category, round(found.score, 4), scores, method)
    listed = "\n".join(_described(row) for row in categories)
    task = (
        f"Say which of these categories the text belongs to, or {NONE_FITS} if it belongs to none:\n{listed}"
    )
    answer = await model.structured(text, _schema(categories), system=with_instructions(task, instructions))
    chosen, score, reason = _chosen(answer, categories)
    scores = {row.name: score if row.name == chosen else 0.0 for row in categories}
    if chosen is None or score < least_confidence:
        chosen = otherwise(below, other, scores if chosen else {})
    return Tagged(chosen, score, scores, method_of(answer), reason or None, answer.model, tokens_of(answer))


def _chosen(answer: ModelAnswer, categories: tuple[CategoryRow, ...]) -> tuple[str | None, float, str]:
    said = read(answer, _Answer)
    names = {row.name.strip().casefold(): row.name for row in categories}
    name = names.get(said.category.strip().casefold())
    if name is None and said.category.strip() != NONE_FITS:
        raise AnswerFormError(
            f"{answer.model} chose a category that is not among yours.",
            why=f"it said {said.category[:80]!r}",
            fix="Try again, or use a model that can give structured answers.",
        )
    score = min(max(said.confidence, 0.0), 1.0)
    return name, 0.0 if name is None else score, said.reason[:500]
