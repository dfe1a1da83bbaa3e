"""Text work without a model: cleaning, summaries, keywords and tags by plain algorithms.

Every function is pure and deterministic, takes any text, and names its method in its result.
"""

from engine.text.clean import clean_text
from engine.text.keywords import Keyword, Keywords, extract_keywords
from engine.text.summarize import Summary, summarize
from engine.text.tag import Category, Tag, tag

__all__ = [
    "Category",
    "Keyword",
    "Keywords",
    "Summary",
    "Tag",
    "clean_text",
    "extract_keywords",
    "summarize",
    "tag",
]
