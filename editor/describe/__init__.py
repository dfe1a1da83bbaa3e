"""From a description in words to a draft: by rules, or by a model. Both give the same edits."""

from editor.describe.by_model import Structured, describe_by_model
from editor.describe.by_rules import describe_by_rules
from editor.describe.result import DraftResult, Phrase, Question, accepted, draft_view, drafted, in_a_line

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
