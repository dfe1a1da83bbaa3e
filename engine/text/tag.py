"""Choose one of the user's categories for a text, or say that none fits."""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from engine.text.clues import Clues, Stems, TextWords, clues

METHOD: Final = "similarity to the categories' names, keywords and examples, no model"
LEAST_CONFIDENCE: Final = 0.4
_STRENGTH: Final = 0.8
_ENOUGH_HITS: Final = 3


@dataclass(frozen=True, slots=True)
class Category:
    """A category the user gave: its name and, if wanted, words and example texts that fit it."""

    name: str
    keywords: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Tag:
    """The chosen category (None: no match), its confidence 0..1, and that of every category.

    `scores` maps each name to 0..1; `score` is the highest of them, also when nothing was chosen.
    """

    category: str | None
    score: float
    scores: dict[str, float]
    method: str


def tag(text: str, categories: Sequence[Category], least_confidence: float = LEAST_CONFIDENCE) -> Tag:
    """The category whose words a text uses most, or None if none reaches `least_confidence`.

    The words come from the categories alone. Of two categories with the same name the better
    counts; two that are level are no match. Works on any text and any list, an empty one too.

    >>> tag("The ferry left the dock.", [Category("Ships", ("ferry", "dock")), Category("Bread")]).category
    'Ships'
    """
    evidence = _evidence(text, [clues(one.name, one.keywords, one.examples) for one in categories])
    scores = _confidences([one.name for one in categories], evidence)
    best = max(scores, key=lambda name: scores[name], default=None)
    if best is None:
        return Tag(None, 0.0, {}, METHOD)
    level = sum(value == scores[best] for value in scores.values()) > 1
    chosen = None if level or scores[best] < max(least_confidence, 1e-9) else best
    return Tag(chosen, scores[best], scores, METHOD)


def _evidence(text: str, profiles: Sequence[Clues]) -> list[float]:
    words = TextWords(text)
    spread = Counter(
        clue for profile in profiles for clue in {*profile.given, *profile.parts, *profile.examples}
    )
    return [_evidence_for(profile, words, spread) for profile in profiles]


def _evidence_for(profile: Clues, words: TextWords, spread: Mapping[Stems, int]) -> float:
    """Given words count alone; parts of phrases and words of examples need company to count in full."""
    given = sum(worth * words.strength(clue) / spread[clue] for clue, worth in profile.given.items())
    return given + sum(
        _with_company([worth * words.strength(clue) / spread[clue] for clue, worth in weak.items()])
        for weak in (profile.parts, profile.examples)
    )


def _with_company(strengths: Sequence[float]) -> float:
    """The sum, but a single hit is worth a third, two hits two thirds."""
    hits = sum(strength > 0 for strength in strengths)
    return sum(strengths) * min(1.0, hits / _ENOUGH_HITS)


def _confidences(names: Sequence[str], evidence: Sequence[float]) -> dict[str, float]:
    scores: dict[str, float] = {}
    for at, name in enumerate(names):
        rival = max(
            (value for other, value in enumerate(evidence) if other != at and names[other] != name),
            default=0.0,
        )
        total = evidence[at] + rival
        share = evidence[at] / total if total else 0.0
        scores[name] = max(scores.get(name, 0.0), round((1 - math.exp(-_STRENGTH * evidence[at])) * share, 4))
    return scores
