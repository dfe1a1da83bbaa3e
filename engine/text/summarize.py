"""Summarise a text by its own sentences."""

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from engine.text.sentences import Sentence, split_sentences
from engine.text.textrank import Vector, cosine, rank, vectors
from engine.text.tokens import content_stems, stop_words, tokens

METHOD: Final = "TextRank, no model"
WHOLE_TEXT: Final = "the whole text, it is short enough; no model"
NOTHING: Final = "the rule for texts without sentences; no model"

_LEANS_ON_ANOTHER: Final = re.compile(
    r"(?:it|this|that|these|those|they|he|she|his|her|its|their|but|and|or|so|also|there|however|such|both|then)\b",
    re.IGNORECASE,
)
# Requests, decisions, findings, duties, causes and changes: what most readers want to be told.
_POINTS_OUT: Final = re.compile(
    r"\b(?:please|(?:could|would|can) you|we (?:propose|recommend|suggest|ask|need)|recommend|i would like"
    r"|decided|agreed|announced|found|concluded|therefore|because|as a result|in short|in the end|overall"
    r"|the (?:main |only |real )?(?:cause|reason|problem|point|solution)|must|shall|may not|will|from now on"
    r"|instead of|per ?cent)\b|\d\s?%",
    re.IGNORECASE,
)
_MEETS_AND_GREETS: Final = re.compile(
    r"(?:hi|hello|hey|dear|greetings|good (?:morning|evening|day|afternoon)|thanks|thank you|many thanks"
    r"|kind regards|best regards|regards|sincerely|yours|cheers|to whom it may"
    r"|my name is|i am writing|i hope)\b",
    re.IGNORECASE,
)
_QUOTES: Final = "\"“„«‘'"
_TOO_ALIKE: Final = 0.6
_GOOD_LENGTH: Final = (12, 28)


@dataclass(frozen=True, slots=True)
class Summary:
    """The chosen sentences in their order, the same joined by blanks, and how they were chosen."""

    text: str
    sentences: tuple[str, ...]
    method: str


def summarize(text: str, sentences: int) -> Summary:
    """Pick up to so many sentences that say most of a text; its order is kept.

    Headings and quoted lines are read but not picked, unless there is nothing else. Sentences that
    repeat a picked one are passed over. Works on any text; fewer than 1 gives an empty summary.

    >>> summarize("It is late.", 3).sentences
    ('It is late.',)
    """
    found = split_sentences(text)
    eligible = [at for at, one in enumerate(found) if one.role in {"prose", "item"}] or list(
        range(len(found))
    )
    if sentences < 1 or not eligible:
        return Summary("", (), NOTHING)
    if len(eligible) <= sentences:
        return _summary([found[at].text for at in eligible], WHOLE_TEXT)
    stops = stop_words(tokens(text))
    stems = [content_stems(one.text, stops) for one in found]
    sparse = vectors(stems)
    scores = _scores(found, stems, sparse)
    picked = _pick(eligible, scores, sparse, sentences)
    return _summary([found[at].text for at in sorted(picked)], METHOD)


def _summary(sentences: list[str], method: str) -> Summary:
    return Summary(" ".join(sentences), tuple(sentences), method)


def _scores(
    found: Sequence[Sentence], stems: Sequence[Sequence[str]], sparse: Sequence[Vector]
) -> list[float]:
    """For each sentence the logarithm of how much it speaks for it, up to a constant.

    The weights were fitted on the development texts of `tests/quality`, three texts left out at a
    time, and rounded. In a long text the graph knows more, so it counts for more.
    """
    spread = Counter(word for words in stems for word in set(words))
    trust = min(6.0, 0.4 + len(found) / 40)
    points = [_POINTS_OUT.search(one.text) is not None for one in found]
    # What every other sentence does is no sign of anything.
    pointing = 1.6 * (1 - sum(points) / len(found))
    starts = _starts_of_paragraphs(found)
    return [
        trust * math.log(0.55 + 0.45 * central)
        + 0.5 * math.log1p(sum(spread[word] > 1 for word in set(words)))
        + (1.4 if at in starts else 0.0)
        + _opening(at, len(found))
        + _length(one.text)
        + _manner(one.text)
        + (pointing if points[at] else 0.0)
        for at, (one, words, central) in enumerate(zip(found, stems, rank(sparse), strict=True))
    ]


def _starts_of_paragraphs(found: Sequence[Sentence]) -> set[int]:
    return {at for at, one in enumerate(found) if at == 0 or found[at - 1].paragraph != one.paragraph}


def _opening(at: int, count: int) -> float:
    """A long text says at its beginning what it is; a short one often begins with something else."""
    return 2 * min(1.0, count / 150) * math.exp(-at / (0.05 * count))


def _length(sentence: str) -> float:
    """Very short sentences say little, very long ones too much at a time."""
    least, most = _GOOD_LENGTH
    words = len(sentence.split())
    return 1.6 * math.log(min(1.0, words / least)) + 2 * math.log(min(1.0, most / words))


def _manner(text: str) -> float:
    return (
        -(0.35 if _LEANS_ON_ANOTHER.match(text) else 0.0)
        - (2.0 if _MEETS_AND_GREETS.match(text) else 0.0)
        - (2.0 if text[0] in _QUOTES else 0.0)
    )


def _pick(eligible: list[int], scores: list[float], sparse: Sequence[Vector], limit: int) -> list[int]:
    picked: list[int] = []
    passed_over: list[int] = []
    for at in sorted(eligible, key=lambda at: (-scores[at], at)):
        if len(picked) == limit:
            break
        alike = any(cosine(sparse[at], sparse[other]) > _TOO_ALIKE for other in picked)
        (passed_over if alike else picked).append(at)
    return picked + passed_over[: limit - len(picked)]
