"""Find the words and phrases a text is about."""

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from engine.text.background import VERB_FORMS
from engine.text.phrases import LONGEST_PHRASE, Stems, Word, phrases_of, runs, usual_form, words_of
from engine.text.sentences import split_sentences
from engine.text.tokens import stop_words, tokens, weight

METHOD: Final = "word statistics (frequency against common English, place, neighbours), no model"
NOTHING: Final = "no words found"

_MOST_WITH_ONE_WORD: Final = 2
_SAYS_LITTLE: Final = 0.5
_DOING: Final = re.compile(r"[a-z]{2,}(?:ed|ing)$")
_MANNER: Final = re.compile(r"[a-z]{3,}ly$")


@dataclass(frozen=True, slots=True)
class Keyword:
    """A phrase as the text writes it, and its weight: the best has 1.0."""

    text: str
    score: float


@dataclass(frozen=True, slots=True)
class Keywords:
    """Phrases, best first, and how they were found."""

    keywords: tuple[Keyword, ...]
    method: str


@dataclass(frozen=True, slots=True)
class _Candidate:
    stems: Stems
    form: str
    score: float


def extract_keywords(text: str, limit: int) -> Keywords:
    """Up to `limit` phrases of one to three words, none a variant or a part of a better one.

    Works on any text; one without words, or a limit below 1, gives none.

    >>> [k.text for k in extract_keywords("Heat pumps are quiet. A heat pump needs no gas.", 1).keywords]
    ['heat pump']
    """
    found = list(runs(split_sentences(text), stop_words(tokens(text)) | VERB_FORMS))
    if limit < 1 or not found:
        return Keywords((), NOTHING)
    chosen = _without_variants(_ranked(phrases_of(found), words_of(found)), limit)
    if not chosen:
        return Keywords((), NOTHING)
    best = chosen[0].score
    return Keywords(tuple(Keyword(one.form, round(one.score / best, 4)) for one in chosen), METHOD)


def _ranked(phrases: Mapping[Stems, Counter[str]], words: Mapping[str, Word]) -> list[_Candidate]:
    often = {stems: forms.total() for stems, forms in phrases.items()}
    inside = _most_often_inside(often)
    scores = {key: _word_score(known) for key, known in words.items()}
    candidates: list[_Candidate] = []
    for stems, forms in phrases.items():
        form = usual_form(forms)
        parts = form.split(" ")
        weighed = [scores[key] * _says(part) for key, part in zip(stems, parts, strict=True)]
        score = sum(weighed) / len(weighed) * _cohesion(len(stems), often[stems])
        if len(stems) == 1 and often[stems] > 1:
            score *= 1 - 0.4 * inside.get(stems, 0) / often[stems]
        if _says(parts[-1]) <= _SAYS_LITTLE:
            score *= 0.5
        candidates.append(_Candidate(stems, form, score))
    return sorted(candidates, key=lambda one: (-one.score, one.form))


def _most_often_inside(often: Mapping[Stems, int]) -> dict[Stems, int]:
    """For each single word, how often its most frequent (and repeated) longer phrase occurs."""
    inside: dict[Stems, int] = {}
    for stems, count in often.items():
        if len(stems) > 1 and count > 1:
            for key in stems:
                inside[(key,)] = max(count, inside.get((key,), 0))
    return inside


def _word_score(known: Word) -> float:
    often = 1 + math.log2(known.count)
    spread = 1 + 0.3 * math.log2(len(known.sentences))
    early = 1 + 0.2 * math.exp(-4 * known.first)
    thing = 1 + 0.5 * known.things / known.count - 0.5 * known.deeds / known.count
    return often * spread * early * thing * (1.15 if known.heading else 1.0)


def _cohesion(size: int, often: int) -> float:
    """Longer phrases say more, those that come back are surely phrases, three words seen once rarely are."""
    if size == 1:
        return 1.0
    if often == 1:
        return 0.8 if size == LONGEST_PHRASE else 1.1
    return 1.5 * (1 + 0.25 * math.log2(often))


@lru_cache(maxsize=8192)  # the words of a language come back in every text
def _says(word: str) -> float:
    """Common words and words that look like verbs, adverbs or codes make poor keywords."""
    if any(sign.isdigit() for sign in word):
        return 0.35
    return weight(word) * (0.5 if _DOING.match(word) else 0.3 if _MANNER.match(word) else 1.0)


def _without_variants(ranked: Sequence[_Candidate], limit: int) -> list[_Candidate]:
    chosen: list[_Candidate] = []
    used: Counter[str] = Counter()
    for one in ranked:
        if len(chosen) == limit or one.score <= 0:
            break
        own = set(one.stems)
        variant = any(own <= set(other.stems) or own >= set(other.stems) for other in chosen)
        if not variant and max(used[key] for key in own) < _MOST_WITH_ONE_WORD:
            chosen.append(one)
            used.update(own)
    return chosen
