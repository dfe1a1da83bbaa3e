"""Choose one of the user's categories for a text, or say that none fits."""

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from engine.text.sentences import split_sentences
from engine.text.words import content_stems, stem, stop_words, tokens, weight

METHOD: Final = "similarity to the categories' names, keywords and examples, no model"
LEAST_CONFIDENCE: Final = 0.4

_NAME: Final = 1.0
_KEYWORD: Final = 1.0
_EXAMPLE: Final = 0.55
_ALIKE: Final = 0.5
_STRENGTH: Final = 0.8
_WINDOW: Final = 3


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

    >>> tag("The ferry left the dock late.", [Category("Ships", ("ferry", "dock")), Category("Bread")]).category
    'Ships'
    """
    profiles = _profiles(categories)
    evidence = _evidence(text, profiles)
    scores = _confidences([one.name for one in categories], evidence)
    best = max(scores, key=lambda name: scores[name], default=None)
    if best is None:
        return Tag(None, 0.0, {}, METHOD)
    level = sum(value == scores[best] for value in scores.values()) > 1
    chosen = None if level or scores[best] < max(least_confidence, 1e-9) else best
    return Tag(chosen, scores[best], scores, METHOD)


@dataclass(frozen=True, slots=True)
class _Clue:
    """One thing to look for: the stems of a word or a phrase, and how much finding it says."""

    stems: tuple[str, ...]
    worth: float


def _profiles(categories: Sequence[Category]) -> list[dict[tuple[str, ...], float]]:
    raw = [_clues(one) for one in categories]
    spread = Counter(clue for profile in raw for clue in profile)
    return [{clue: worth / spread[clue] ** 1.5 for clue, worth in profile.items()} for profile in raw]


def _clues(category: Category) -> dict[tuple[str, ...], float]:
    worths: dict[tuple[str, ...], float] = {}

    def add(clue: tuple[str, ...], worth: float) -> None:
        if clue and worth > worths.get(clue, 0.0):
            worths[clue] = worth

    for phrase, worth in [(category.name, _NAME), *((word, _KEYWORD) for word in category.keywords)]:
        words = [word for word in tokens(phrase) if weight(word) > 0] or tokens(phrase)
        stems = tuple(stem(word) for word in words)
        add(stems, worth * (1 + 0.3 * (len(stems) - 1)))
        if len(words) > 1:
            for word in words:
                add((stem(word),), worth * (0.25 + 0.35 * weight(word)))
    for example in category.examples:
        for word in tokens(example):
            add((stem(word),), _EXAMPLE * weight(word))
    return worths


def _evidence(text: str, profiles: Sequence[Mapping[tuple[str, ...], float]]) -> list[float]:
    found = split_sentences(text)
    stops = stop_words(tokens(text))
    sentences = [content_stems(one.text, stops) for one in found]
    counts = Counter(word for sentence in sentences for word in sentence)
    alike = _Alike(counts)
    totals: list[float] = []
    for profile in profiles:
        total = 0.0
        for clue, worth in profile.items():
            hits = alike.hits(clue[0]) if len(clue) == 1 else _phrase_hits(clue, sentences)
            total += worth * math.log2(1 + hits)
        totals.append(total)
    return totals


def _phrase_hits(clue: tuple[str, ...], sentences: Sequence[Sequence[str]]) -> float:
    wanted = set(clue)
    return sum(wanted <= set(sentence) for sentence in sentences)


class _Alike:
    """Finds the words of a text that are written nearly like a given one, by their three-letter parts."""

    def __init__(self, counts: Mapping[str, int]) -> None:
        self._counts = counts
        self._by_part: defaultdict[str, list[str]] = defaultdict(list)
        self._parts: dict[str, frozenset[str]] = {}
        for word in counts:
            self._parts[word] = _parts(word)
            for part in self._parts[word]:
                self._by_part[part].append(word)

    def hits(self, word: str) -> float:
        """How often the word occurs; words written nearly alike count in part."""
        own = _parts(word)
        shared = Counter(other for part in own for other in self._by_part.get(part, ()))
        total = 0.0
        for other, common in shared.items():
            likeness = 2 * common / (len(own) + len(self._parts[other]))
            if other == word:
                total += self._counts[other]
            elif likeness >= _ALIKE and len(word) > 3 and len(other) > 3:
                total += 0.6 * likeness * self._counts[other]
        return total


def _parts(word: str) -> frozenset[str]:
    padded = f"^{word}$"
    return frozenset(padded[at : at + 3] for at in range(max(1, len(padded) - 2)))


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
