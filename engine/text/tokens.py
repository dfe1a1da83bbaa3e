"""Words of a text: tokens, stop words, how common a word is, and light stemming."""

import re
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from engine.text.background import COMMON_WORDS, STOP_WORDS, STOP_WORDS_BY_LANGUAGE

_CJK: Final = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_TOKEN: Final = re.compile(rf"[{_CJK}]+|[^\W_{_CJK}]+(?:['’\-.&][^\W_{_CJK}]+)*")
_IDEOGRAPHS: Final = re.compile(rf"[{_CJK}]")
# Words of so few letters are left as they are.
_SHORT: Final = 3
_LONGEST_WORD: Final = 60
_VOWEL: Final = re.compile(r"[aeiouy]")
_DOUBLED: Final = re.compile(r"(b|d|f|g|l|m|n|p|r|t)\1$")
_POSSESSIVE: Final = re.compile(r"['’]s?$")

_LANGUAGES: Final[dict[str, tuple[str, ...]]] = {
    word: tuple(name for name, stops in STOP_WORDS_BY_LANGUAGE.items() if word in stops)
    for word in set[str]().union(*STOP_WORDS_BY_LANGUAGE.values())
}
"""The languages that a word is a stop word of."""

_IRREGULAR: Final = {
    "loaves": "loaf", "knives": "knife", "halves": "half", "leaves": "leaf", "shelves": "shelf",
    "wolves": "wolf", "wives": "wife", "thieves": "thief", "calves": "calf", "men": "man",
    "women": "woman", "children": "child", "feet": "foot", "teeth": "tooth", "mice": "mouse",
    "geese": "goose", "indices": "index", "analyses": "analysis", "crises": "crisis",
}  # fmt: skip


def tokens(text: str) -> list[str]:
    """The words as written, without punctuation. Runs of ideographs become pairs of signs.

    >>> tokens("Mr. Wit's e-mail, 3.5 %!")
    ['Mr', "Wit's", 'e-mail', '3.5']
    """
    words: list[str] = _TOKEN.findall(text)
    if text.isascii():
        return (
            words
            if len(max(words, key=len, default="")) <= _LONGEST_WORD
            else [word[:_LONGEST_WORD] for word in words]
        )
    found: list[str] = []
    for word in words:
        if _IDEOGRAPHS.match(word):
            found.extend(word[at : at + 2] for at in range(max(1, len(word) - 1)))
        else:
            found.append(word[:_LONGEST_WORD])
    return found


def stop_words(words: Iterable[str]) -> frozenset[str]:
    """English stop words, and those of the language that these words are most likely in."""
    folded = [word.casefold() for word in words]
    counted = Counter(name for word in folded for name in _LANGUAGES.get(word, ()))
    likely = max(STOP_WORDS_BY_LANGUAGE, key=lambda name: counted[name])
    english = sum(map(STOP_WORDS.__contains__, folded))
    return STOP_WORDS | STOP_WORDS_BY_LANGUAGE[likely] if counted[likely] > english else STOP_WORDS


def content_stems(text: str, stops: frozenset[str] = STOP_WORDS) -> list[str]:
    """Stems of the words that carry meaning: no stop words, no single letters, no bare numbers."""
    return [
        stem(word)
        for token in tokens(text)
        if (word := token.casefold()) not in stops and len(word) > 1 and not word[0].isdigit()
    ]


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """A light English stem: plural, "-ing", "-ed", "-ly", "-ment", "-ation" and a final "e" or "y" go.

    >>> [stem(word) for word in ("cranes", "hoping", "hoped", "parties", "payment", "class")]
    ['cran', 'hop', 'hop', 'parti', 'pay', 'class']
    """
    word = _POSSESSIVE.sub("", word.casefold().replace("’", "'"))
    word = _IRREGULAR.get(word, word)
    if len(word) <= _SHORT or not word.isascii():
        return word
    word = _singular(word)
    for ending, least in (
        ("ations", 4),
        ("ation", 4),
        ("ments", 3),
        ("ment", 3),
        ("ing", 3),
        ("ed", 3),
        ("ly", 3),
    ):
        head = word.removesuffix(ending)
        if head != word and len(head) >= least and _VOWEL.search(head):
            word = _DOUBLED.sub(r"\1", head) if ending in {"ing", "ed"} else head
            break
    if len(word) > _SHORT and word.endswith("e"):
        return word[:-1]
    return word[:-1] + "i" if len(word) > _SHORT and word.endswith("y") else word


def weight(word: str) -> float:
    """How much a word says by itself, 0..1: nothing for stop words, little for common English words.

    >>> weight("the"), weight("people") < weight("glacier")
    (0.0, True)
    """
    folded = word.casefold()
    if folded in STOP_WORDS:
        return 0.0
    return 0.3 if is_common(folded) else 1.0


def is_common(word: str) -> bool:
    """Whether a word, in any of its forms, is one that texts about anything use."""
    return word in COMMON_WORDS or stem(word) in _COMMON_STEMS


def _singular(word: str) -> str:
    if word.endswith("ies") and len(word) > _SHORT + 1:
        return word[:-3] + "y"
    if word.endswith(("sses", "shes", "ches", "xes", "zes")):
        return word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


_COMMON_STEMS: Final = frozenset(stem(word) for word in COMMON_WORDS)
