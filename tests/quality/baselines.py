"""What anybody would write first. The algorithms have to be better than this."""

import re
from collections import Counter
from collections.abc import Sequence

from engine.text.sentences import split_sentences
from engine.text.tokens import STOP_WORDS
from tests.quality.labelled import GivenCategory


def lead(text: str, count: int) -> tuple[str, ...]:
    """The first sentences. Headings and quoted lines are left out, as for the algorithm."""
    return tuple(one.text for one in split_sentences(text) if one.role in {"prose", "item"})[:count]


def most_frequent(text: str, count: int) -> tuple[str, ...]:
    """The words that occur most often and are no stop words."""
    words = [word for word in re.findall(r"[^\W\d_]{2,}", text.casefold()) if word not in STOP_WORDS]
    return tuple(word for word, _ in Counter(words).most_common(count))


def literal_hits(text: str, categories: Sequence[GivenCategory]) -> str | None:
    """The category whose name and keywords occur most often, None without a hit or if level."""
    folded = text.casefold()
    hits = {
        category.name: sum(
            len(re.findall(rf"\b{re.escape(phrase.casefold())}\b", folded))
            for phrase in (category.name, *category.keywords)
        )
        for category in categories
    }
    best = max(hits.values(), default=0)
    leaders = [name for name, count in hits.items() if count == best]
    return leaders[0] if best and len(leaders) == 1 else None
