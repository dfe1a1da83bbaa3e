"""Extract keywords, without a model."""

from typing import NamedTuple

from engine.nodes._amounts import Limit
from engine.workflow.declare import Note, node
from engine.workflow.kinds import Example
from engine.workflow.ports import ListOf, Text


class Keywords(NamedTuple):
    """Keywords, best first, with the score of each (the best is 1)."""

    keywords: ListOf
    scores: Note
    method: Note


_TEXT = (
    "Sourdough needs a lively starter. EventStream the starter with rye flour, and the sourdough rises. "
    "Rye flour keeps the starter sour."
)


@node(
    title="Extract keywords",
    category="text",
    icon="hash",
    synonyms=(
        "keywords", "keyword", "key words", "key phrases", "keyphrases", "key terms", "important words",
        "terms", "topics", "find keywords", "get keywords", "pull out keywords", "main words", "hashtags",
        "index terms", "extract", "extract terms", "buzzwords", "concepts",
    ),
    brief=lambda config: f"up to {config.limit}",
    example=Example({"text": _TEXT}, {"keywords": ["starter", "rye flour"]}, {"limit": 2}),
)  # fmt: skip
def extract_keywords(
    text: Text,
    *,
    limit: Limit = 8,
) -> Keywords:
    """Find the words and phrases a text is about, best first, without a model.

    Of more than a million characters it reads an even sample, and says so.
    """
    from engine.text.keywords import extract_keywords as extract  # noqa: PLC0415 - word lists load where a step runs
    from engine.text.sample import sample  # noqa: PLC0415 - as above

    part = sample(text)
    found = extract(part.text, limit)
    scores = {keyword.text: round(keyword.score, 4) for keyword in found.keywords}
    return Keywords([keyword.text for keyword in found.keywords], scores, found.method + part.note)
