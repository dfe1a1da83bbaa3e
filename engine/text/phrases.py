"""Phrases a text could be about: words that stand together, and what is known of each."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from engine.text.background import listed
from engine.text.clean import EMAIL, URL
from engine.text.sentences import Sentence
from engine.text.tokens import stem, tokens

Stems = tuple[str, ...]

LONGEST_PHRASE: Final = 3
_BREAK: Final = re.compile(r"[,;:!?()\[\]{}\"“”„«»|/\\<>=*#•–—]+|\.(?=\s|$)|\s-\s|…")
# The word in front tells a thing from a deed: "the charge", "we charge".
_BEFORE_THINGS: Final = listed(
    """
    the a an our your my his her its their this that these those each every any some no all both of another
    which what two three four five six seven eight nine ten
    """
)
_BEFORE_DEEDS: Final = listed(
    """
    to i we you he she it they who will would can could may might must shall should cannot not never don't
    doesn't didn't won't let let's please be been being was were is are am has have had having nobody
    """
)


@dataclass(frozen=True, slots=True)
class Run:
    """Words that stand together without a stop word or a sign between them.

    `place` is where its sentence stands, 0 (start) to 1; `after` is the word in front, folded.
    """

    words: tuple[str, ...]
    stems: Stems
    sentence: int
    place: float
    after: str
    heading: bool


@dataclass(slots=True)
class Word:
    """What a text shows of one stem. `things` and `deeds` count how often it stood as either."""

    count: int = 0
    first: float = 1.0
    things: int = 0
    deeds: int = 0
    heading: bool = False
    sentences: set[int] = field(default_factory=set[int])


def runs(found: Sequence[Sentence], stops: frozenset[str]) -> Iterator[Run]:
    """All runs in their order."""
    for at, sentence in enumerate(found):
        plain = EMAIL.sub(" ; ", URL.sub(" ; ", sentence.text))
        for part in _BREAK.split(plain):
            gathered: list[str] = []
            after = before = ""
            for word in [*tokens(part), ""]:
                if word and len(word) > 1 and word.casefold() not in stops and not word[0].isdigit():
                    after = after if gathered else before
                    gathered.append(word)
                    continue
                if gathered:
                    stems = tuple(stem(one) for one in gathered)
                    yield Run(tuple(gathered), stems, at, at / len(found), after, sentence.role == "heading")
                gathered, before = [], word.casefold()


def words_of(all_runs: Sequence[Run]) -> dict[str, Word]:
    """What is known of each stem."""
    words: defaultdict[str, Word] = defaultdict(Word)
    for run in all_runs:
        for at, key in enumerate(run.stems):
            known = words[key]
            known.count += 1
            known.first = min(known.first, run.place)
            known.sentences.add(run.sentence)
            known.things += run.after in _BEFORE_THINGS
            known.deeds += at == 0 and run.after in _BEFORE_DEEDS
            known.heading = known.heading or run.heading
    return dict(words)


def phrases_of(all_runs: Sequence[Run]) -> dict[Stems, Counter[str]]:
    """Every phrase of up to three words by its stems, with the ways it is written and how often."""
    phrases: defaultdict[Stems, Counter[str]] = defaultdict(Counter[str])
    for run in all_runs:
        for size in range(1, LONGEST_PHRASE + 1):
            for at in range(len(run.words) - size + 1):
                phrases[run.stems[at : at + size]][" ".join(run.words[at : at + size])] += 1
    return dict(phrases)


def usual_form(forms: Counter[str]) -> str:
    """How a phrase is written most often; of two the one in small letters."""
    return min(forms, key=lambda form: (-forms[form], form != form.lower(), form))
