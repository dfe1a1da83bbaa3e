"""Summarise a text by its own sentences."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from engine.text.sentences import Sentence, split_sentences
from engine.text.textrank import Vector, cosine, rank, vectors
from engine.text.words import content_stems, stop_words, tokens

METHOD: Final = "TextRank, no model"
WHOLE_TEXT: Final = "the whole text, it is short enough; no model"
NOTHING: Final = "nothing to summarise"

_LEANS_ON_ANOTHER: Final = re.compile(
    r"(?:it|this|that|these|those|they|he|she|his|her|its|their|but|and|or|so|also|there|however|such|both|then)\b",
    re.IGNORECASE,
)
_POINTS_OUT: Final = re.compile(
    r"\b(?:please|could you|would you|we propose|we recommend|recommend|decided|agreed|announced|found|caused?"
    r"|because|therefore|as a result|in short|in the end|the only|must|shall|may not|need to|instead of"
    r"|blames?|warned|approved|will|won|lost|failed|per ?cent)\b|\d\s?%",
    re.IGNORECASE,
)
_MEETS_AND_GREETS: Final = re.compile(
    r"(?:hi|hello|hey|dear|greetings|good (?:morning|evening|day|afternoon)|thanks|thank you|many thanks"
    r"|kind regards|best regards|regards|sincerely|yours|cheers|to whom it may)\b",
    re.IGNORECASE,
)
_QUOTES: Final = "\"“„«‘'"
_TOO_ALIKE: Final = 0.6
_GOOD_LENGTH: Final = (8, 32)


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
    headings = {
        word for one, words in zip(found, stems, strict=True) if one.role == "heading" for word in words
    }
    ranks = rank(sparse)
    starts = _starts_of_paragraphs(found)
    return [
        value
        * _length(one.text)
        * _manner(one)
        * _place(at, len(found), at in starts)
        * _topic(words, headings)
        for at, (one, words, value) in enumerate(zip(found, stems, ranks, strict=True))
    ]


def _starts_of_paragraphs(found: Sequence[Sentence]) -> set[int]:
    return {at for at, one in enumerate(found) if at == 0 or found[at - 1].paragraph != one.paragraph}


def _length(sentence: str) -> float:
    """Very short sentences say little, very long ones too much at a time."""
    least, most = _GOOD_LENGTH
    words = len(sentence.split())
    if words < least:
        return 0.3 + 0.7 * words / least
    return 1.0 if words <= most else max(0.5, math.sqrt(most / words))


def _place(at: int, count: int, starts: bool) -> float:
    """The beginning of a text, the beginning of a paragraph and the end weigh a little more."""
    opening = 1 + 0.35 * math.exp(-at / 3)
    return opening * (1.12 if starts else 1.0) * (1.05 if at >= 0.85 * count else 1.0)


def _manner(sentence: Sentence) -> float:
    text = sentence.text
    factor = 1.0
    if _MEETS_AND_GREETS.match(text):
        factor *= 0.3
    if text[0] in _QUOTES:
        factor *= 0.7
    if text.endswith(("?", ":")) and not _POINTS_OUT.search(text):
        factor *= 0.6
    if _LEANS_ON_ANOTHER.match(text):
        factor *= 0.8
    if _POINTS_OUT.search(text):
        factor *= 1.25
    if any(sign.isdigit() for sign in text):
        factor *= 1.1
    return factor


def _topic(words: Sequence[str], headings: set[str]) -> float:
    return 1 + 0.25 * min(2, len(headings.intersection(words)))


def _pick(eligible: list[int], scores: list[float], sparse: Sequence[Vector], limit: int) -> list[int]:
    picked: list[int] = []
    passed_over: list[int] = []
    for at in sorted(eligible, key=lambda at: (-scores[at], at)):
        if len(picked) == limit:
            break
        alike = any(cosine(sparse[at], sparse[other]) > _TOO_ALIKE for other in picked)
        (passed_over if alike else picked).append(at)
    return picked + passed_over[: limit - len(picked)]
