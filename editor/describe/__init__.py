"""From a description in words to a draft: by rules, or by a model. Both give the same edits."""

from editor.describe.model import Structured, describe_by_model
from editor.describe.result import DraftResult, Phrase, Question, accepted, draft_view, drafted, in_a_line
from editor.describe.rules import describe_by_rules

__all__ = [
    "DraftResult",
    "Phrase",
    "Question",
    "Structured",
    "accepted",
    "describe_by_model",
    "describe_by_rules",
    "draft_view",
    "drafted",
    "in_a_line",
]
