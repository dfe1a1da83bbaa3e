"""Tag category, without a model."""

from typing import NamedTuple

from engine.nodes._categories import Below, Categories, LeastConfidence, Other, brief, otherwise
from engine.workflow.declare import Note, node
from engine.workflow.kinds import Example
from engine.workflow.ports import Text


class Tagged(NamedTuple):
    """The category, and the confidence (0 to 1) in each."""

    category: Text
    score: Note
    scores: Note
    method: Note


_CATEGORIES = [
    {"name": "gardening", "keywords": ["garden", "slug", "lettuce", "soil"]},
    {"name": "transport", "keywords": ["ferry", "bus", "timetable", "passengers"]},
]


@node(
    title="Tag category",
    category="text",
    icon="tag",
    synonyms=(
        "tag", "tag it", "tag as", "category", "categorize", "categorise", "classify", "classification",
        "label", "sort into", "sort by topic", "assign a category", "topic", "which topic", "decide topic",
        "file under", "detect category", "group by topic", "triage", "recognise the kind", "mark as",
    ),
    brief=brief,
    example=(
        Example(
            {"text": "The ferry took all passengers although the timetable said otherwise."},
            {"category": "transport"},
            {"categories": _CATEGORIES},
        ),
        Example(
            {"text": "Seven plus five."},
            {"category": "none of them"},
            {"categories": _CATEGORIES, "other": "none of them"},
        ),
    ),
)  # fmt: skip
def tag_category(
    text: Text,
    *,
    categories: Categories,
    least_confidence: LeastConfidence = 0.4,
    below: Below = "use_other",
    other: Other = "other",
) -> Tagged:
    """Choose which of your categories a text belongs to, without a model.

    The text is compared with each category's name, keywords and examples. Where nothing speaks for one of
    them it says so rather than guess. Of more than a million characters it reads an even sample, and says so.
    """
    from engine.text.sample import sample  # noqa: PLC0415 - as the next
    from engine.text.tag import Category, tag  # noqa: PLC0415 - word lists are only needed where a step runs

    part = sample(text)
    found = tag(
        part.text, [Category(row.name, row.keywords, row.examples) for row in categories], least_confidence
    )
    category = found.category if found.category is not None else otherwise(below, other, found.scores)
    scores = {name: round(score, 4) for name, score in found.scores.items()}
    return Tagged(category, round(found.score, 4), scores, found.method + part.note)
