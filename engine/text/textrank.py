"""TextRank without the matrix: rank sentences by how much they share with all others.

After R. Mihalcea and P. Tarau, "TextRank: Bringing Order into Texts", 2004. The graph's weights are
cosines of TF-IDF vectors, so the matrix is the product of the (sparse) vectors with themselves; each
round multiplies with the vectors twice and takes time linear in the number of words, not quadratic
in the number of sentences. A short text is ranked by the matrix itself, which is then the faster way.
"""

import math
from collections import Counter
from collections.abc import Sequence
from operator import mul, sub
from typing import Final

Vector = dict[str, float]

_DAMPING: Final = 0.85
_ROUNDS: Final = 30
_CLOSE_ENOUGH: Final = 1e-4
_SMALL: Final = 24
"""Up to so many sentences the matrix is written out."""


def vectors(stems: Sequence[Sequence[str]]) -> list[Vector]:
    """A TF-IDF vector of length 1 for each sentence, from its stems; empty for one without stems."""
    spread = Counter(word for sentence in stems for word in set(sentence))
    count = len(stems)
    return [
        _unit(
            {
                word: (1 + math.log(often)) * math.sqrt(math.log(1 + count / spread[word]))
                for word, often in Counter(sentence).items()
            }
        )
        for sentence in stems
    ]


def cosine(left: Vector, right: Vector) -> float:
    """How alike two vectors of length 1 are, 0..1."""
    short, long = (left, right) if len(left) <= len(right) else (right, left)
    return sum(value * long[word] for word, value in short.items() if word in long)


def rank(sentences: Sequence[Vector]) -> list[float]:
    """The weight of each sentence in the graph, the heaviest 1.0; all 0.0 where nothing is shared."""
    count = len(sentences)
    weights = _weights(sentences) if count <= _SMALL else None

    def spread(values: Sequence[float]) -> list[float]:
        if weights is None:
            return _spread(values, sentences)
        return [sum(map(mul, row, values)) for row in weights]

    strength = spread([1.0] * count)
    if not any(strength):
        return [0.0] * count
    ranks = [1.0] * count
    for _ in range(_ROUNDS):
        shares = [value / total if total > 0 else 0.0 for value, total in zip(ranks, strength, strict=True)]
        following = [1 - _DAMPING + _DAMPING * value for value in spread(shares)]
        moved = max(map(abs, map(sub, following, ranks)))
        ranks = following
        if moved < _CLOSE_ENOUGH:
            break
    most = max(ranks)
    return [value / most for value in ranks]


def _weights(sentences: Sequence[Vector]) -> list[list[float]]:
    """The matrix of cosines with an empty diagonal; for few sentences the rounds are faster with it."""
    weights = [[0.0] * len(sentences) for _ in sentences]
    for row, left in enumerate(sentences):
        for column in range(row):
            weights[row][column] = weights[column][row] = cosine(left, sentences[column])
    return weights


def _spread(values: Sequence[float], sentences: Sequence[Vector]) -> list[float]:
    """Multiply with the matrix of cosines, whose diagonal is left out."""
    by_word: dict[str, float] = {}
    for value, sentence in zip(values, sentences, strict=True):
        for word, part in sentence.items():
            by_word[word] = by_word.get(word, 0.0) + part * value
    return [
        max(0.0, sum(part * by_word[word] for word, part in sentence.items()) - (value if sentence else 0.0))
        for value, sentence in zip(values, sentences, strict=True)
    ]


def _unit(vector: Vector) -> Vector:
    length = math.sqrt(sum(value * value for value in vector.values()))
    return {word: value / length for word, value in vector.items()} if length else {}
