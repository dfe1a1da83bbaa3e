"""What a category lets one look for, and how strongly a text shows it."""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from engine.text.background import CLIPPED_WORDS
from engine.text.sentences import split_sentences
from engine.text.tokens import content_stems, is_common, stem, stop_words, tokens, weight

Stems = tuple[str, ...]

# "Doors and windows" names two things to look for.
_ALTERNATIVES: Final = re.compile(r"\s(?:and|or|und|et|y|e|en)\s|[/,;&+|]", re.IGNORECASE)
_TELLING: Final = 0.7
_PART: Final = 0.5
_EXAMPLE: Final = 0.6
_LEAST_PREFIX: Final = 4
_LEAST_REST: Final = 3
_LEAST_LIKENESS: Final = 0.6
_NEARLY: Final = 0.6
_COMPOUND: Final = 0.7
_OPENING: Final = 1.5
_USUAL_LENGTH: Final = 150


@dataclass(frozen=True, slots=True)
class Clues:
    """Stems to look for, each with its worth.

    `given`: the names and keywords, and of "broken windows" also the one word that carries its meaning.
    `parts`: the other words of names and keywords of several words. `examples`: words of the
    example texts.
    """

    given: Mapping[Stems, float]
    parts: Mapping[Stems, float]
    examples: Mapping[Stems, float]


def clues(name: str, keywords: Sequence[str], examples: Sequence[str]) -> Clues:
    """The clues of one category. A word stands in one place only, where it is worth most.

    >>> sorted(clues("Night trains", ("sleeper",), ()).given)
    [('night', 'train'), ('sleeper',), ('train',)]
    """
    given: dict[Stems, float] = {}
    parts: dict[Stems, float] = {}
    for phrase in (one for given_phrase in (name, *keywords) for one in _ALTERNATIVES.split(given_phrase)):
        words = [word for word in tokens(phrase) if weight(word) > 0] or tokens(phrase)
        telling = [word for word in words if not is_common(word.casefold())]
        stems = tuple(stem(word) for word in words)
        if stems:
            given[stems] = _worth(words)
        if len(words) == 1 and (full := CLIPPED_WORDS.get(words[0].casefold())):
            given[(stem(full),)] = _worth([full])
        if len(words) > 1 and len(telling) == 1:
            given.setdefault((stem(telling[0]),), _TELLING)
        if len(words) > 1:
            parts.update({(stem(word),): _PART * (0.3 + 0.7 * weight(word)) for word in words})
    shown = {(stem(word),): _EXAMPLE * weight(word) for text in examples for word in tokens(text)}
    return Clues(
        given,
        {clue: worth for clue, worth in parts.items() if clue not in given},
        {clue: worth for clue, worth in shown.items() if worth and clue not in given and clue not in parts},
    )


def _worth(words: Sequence[str]) -> float:
    """A phrase is surer than a word, a word that texts about anything use is less sure."""
    return 1 + 0.3 * (len(words) - 1) if len(words) > 1 else 0.3 + 0.7 * weight(words[0])


class TextWords:
    """The words of one text, to be asked how strongly it shows a clue."""

    def __init__(self, text: str) -> None:
        found = split_sentences(text)
        stops = stop_words(tokens(text))
        self._sentences = [content_stems(one.text, stops) for one in found]
        self._sets = [set(sentence) for sentence in self._sentences]
        opening = {at for at, one in enumerate(found) if at == 0 or one.role == "heading"}
        self._weights: defaultdict[str, float] = defaultdict(float)
        for at, sentence in enumerate(self._sentences):
            for word in sentence:
                self._weights[word] += _OPENING if at in opening else 1.0
        total = sum(map(len, self._sentences))
        self._dilution = math.sqrt(max(1.0, total / _USUAL_LENGTH))
        self._by_part: defaultdict[str, list[str]] = defaultdict(list)
        for word in self._weights:
            for part in _parts(word):
                self._by_part[part].append(word)

    def strength(self, clue: Stems) -> float:
        """How much the text shows a clue: 0 for not at all, 1 for once, growing ever more slowly.

        The words of a phrase have to stand in one sentence. In a long text one hit says less.
        """
        if len(clue) == 1:
            hits = self._hits(clue[0])
        else:
            wanted = set(clue)
            hits = float(sum(wanted <= sentence for sentence in self._sets))
        return math.log2(1 + hits / self._dilution)

    def _hits(self, word: str) -> float:
        own = _parts(word)
        shared = Counter(other for part in own for other in self._by_part.get(part, ()))
        return sum(
            self._likeness(word, other, common) * self._weights[other] for other, common in shared.items()
        )

    def _likeness(self, word: str, other: str, common: int) -> float:
        """1 for the same stem, less for one written nearly alike and for a compound such as sea + port."""
        if word == other:
            return 1.0
        short, long = sorted((word, other), key=len)
        if len(short) < _LEAST_PREFIX:
            return 0.0
        if (
            short in long
            and self._is_word(long.replace(short, "", 1))
            and (short == word or not is_common(short))
        ):
            return _COMPOUND
        likeness = 2 * common / (len(_parts(word)) + len(_parts(other)))
        alike = short[:_LEAST_PREFIX] == long[:_LEAST_PREFIX] and likeness >= _LEAST_LIKENESS
        return _NEARLY * likeness if alike else 0.0

    def _is_word(self, rest: str) -> bool:
        return len(rest) >= _LEAST_REST and (stem(rest) in self._weights or is_common(rest))


def _parts(word: str) -> frozenset[str]:
    padded = f"^{word}$"
    return frozenset(padded[at : at + 3] for at in range(max(1, len(padded) - 2)))
