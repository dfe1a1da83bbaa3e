"""Find the words and phrases a text is about."""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from engine.text.sentences import Sentence, split_sentences
from engine.text.words import stem, stop_words, tokens, weight

METHOD: Final = "word statistics (frequency against common English, place, company), no model"
NOTHING: Final = "no words found"

_LONGEST_PHRASE: Final = 3
_BREAK: Final = re.compile(r"[,;:!?()\[\]{}\"“”„«»|/\\<>=*#•–—]+|\.(?=\s|$)|\s[-]\s|…")
_DOING: Final = re.compile(r"[a-z]{2,}(?:ed|ing|ly)$")


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


@dataclass(slots=True)
class _Word:
    count: int = 0
    first: float = 1.0
    sentences: set[int] = field(default_factory=lambda: set[int]())
    company: set[str] = field(default_factory=lambda: set[str]())
    capital: int = 0
    heading: bool = False
    score: float = 0.0


@dataclass(slots=True)
class _Phrase:
    forms: Counter[str] = field(default_factory=lambda: Counter[str]())
    score: float = 0.0


def extract_keywords(text: str, limit: int) -> Keywords:
    """Up to `limit` phrases of one to three words, none a variant or a part of a better one.

    Works on any text; one without words, or a limit below 1, gives none.

    >>> [k.text for k in extract_keywords("Heat pumps are quiet. A heat pump needs no gas.", 1).keywords]
    ['heat pumps']
    """
    runs = list(_runs(split_sentences(text), stop_words(tokens(text))))
    if limit < 1 or not runs:
        return Keywords((), NOTHING)
    words = _words(runs)
    ranked = _ranked(_phrases(runs), words)
    chosen = _without_variants(ranked, limit)
    if not chosen:
        return Keywords((), NOTHING)
    best = chosen[0][2]
    return Keywords(tuple(Keyword(form, round(score / best, 4)) for _, form, score in chosen), METHOD)


@dataclass(frozen=True, slots=True)
class _Run:
    """Words that stand together without a stop word or a sign between them."""

    words: tuple[str, ...]
    sentence: int
    place: float
    opens: bool
    heading: bool


def _runs(found: Sequence[Sentence], stops: frozenset[str]) -> Iterator[_Run]:
    for at, sentence in enumerate(found):
        opens = True
        for part in _BREAK.split(sentence.text):
            gathered: list[str] = []
            for word in [*tokens(part), ""]:
                if word and len(word) > 1 and word.casefold() not in stops and not word[0].isdigit():
                    gathered.append(word)
                    continue
                if gathered:
                    yield _Run(tuple(gathered), at, at / len(found), opens, sentence.role == "heading")
                gathered, opens = [], False


def _words(runs: Sequence[_Run]) -> dict[str, _Word]:
    words: defaultdict[str, _Word] = defaultdict(_Word)
    for run in runs:
        stems = [stem(word) for word in run.words]
        for at, (word, key) in enumerate(zip(run.words, stems, strict=True)):
            known = words[key]
            known.count += 1
            known.first = min(known.first, run.place)
            known.sentences.add(run.sentence)
            known.company.update(stems[max(0, at - 1) : at] + stems[at + 1 : at + 2])
            known.capital += word[0].isupper() and not (run.opens and at == 0) and not run.heading
            known.heading = known.heading or run.heading
    for key, known in words.items():
        known.score = _word_score(key, known)
    return dict(words)


def _word_score(key: str, known: _Word) -> float:
    often = 1 + math.log2(known.count)
    spread = 1 + 0.3 * math.log2(len(known.sentences))
    early = 1 + 0.5 * math.exp(-4 * known.first)
    special = 1.2 if known.capital * 2 > known.count else 1.0
    return often * spread * early * special * (1.3 if known.heading else 1.0)


def _phrases(runs: Sequence[_Run]) -> dict[tuple[str, ...], _Phrase]:
    phrases: defaultdict[tuple[str, ...], _Phrase] = defaultdict(_Phrase)
    for run in runs:
        for size in range(1, _LONGEST_PHRASE + 1):
            for at in range(len(run.words) - size + 1):
                words = run.words[at : at + size]
                phrases[tuple(stem(word) for word in words)].forms[" ".join(words)] += 1
    return phrases


def _ranked(
    phrases: dict[tuple[str, ...], _Phrase], words: dict[str, _Word]
) -> list[tuple[tuple[str, ...], str, float]]:
    ranked: list[tuple[tuple[str, ...], str, float]] = []
    for stems, phrase in phrases.items():
        form = _usual_form(phrase.forms)
        parts = form.split()
        weighed = [words[key].score * _noun_like(part) for key, part in zip(stems, parts, strict=True)]
        often = phrase.forms.total()
        score = sum(weighed) / len(weighed) * (1 + 0.25 * (len(stems) - 1)) * (1 + 0.3 * math.log2(often))
        if _noun_like(parts[-1]) < 0.5:
            score *= 0.5
        ranked.append((stems, form, score))
    return sorted(ranked, key=lambda one: (-one[2], one[1]))


def _usual_form(forms: Counter[str]) -> str:
    return min(forms, key=lambda form: (-forms[form], form != form.lower(), form))


def _noun_like(word: str) -> float:
    """Common words and words that look like verbs or adverbs make poor keywords."""
    return weight(word) * (0.6 if _DOING.match(word) else 1.0)


def _without_variants(
    ranked: Sequence[tuple[tuple[str, ...], str, float]], limit: int
) -> list[tuple[tuple[str, ...], str, float]]:
    chosen: list[tuple[tuple[str, ...], str, float]] = []
    for one in ranked:
        if len(chosen) == limit or one[2] <= 0:
            break
        if not any(set(one[0]) <= set(other[0]) or set(other[0]) <= set(one[0]) for other in chosen):
            chosen.append(one)
    return chosen
