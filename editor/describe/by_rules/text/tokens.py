"""A sentence as tokens: words, numbers, addresses, quotations and marks, each with its place."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Literal

TokenSort = Literal["word", "number", "url", "email", "quote", "comma", "break", "colon", "arrow", "mark"]

_PATTERN = re.compile(
    r"""
    (?P<url>(?:https?://|www\.)[^\s<>"“”]+
        | (?<![\w@.])[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:com|org|net|io|dev|app|example|test|local)(?:/[^\s<>"“”]*)?\b)
    | (?P<email>[\w.+-]+@[\w-]+(?:\.[\w-]+)+)
    | (?P<quote>"[^"\n]*" | “[^”\n]*” | «[^»\n]*» | `[^`\n]*` | (?<!\w)'[^'\n]+'(?!\w) | ‘[^’\n]*’(?!\w))
    | (?P<number>(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)?(?!\w*@))
    | (?P<word>tl;?dr | e-mails?\b | [^\W\d_]+(?:['’][^\W\d_]+)*)
    | (?P<arrow>->|=>|→|⇒|➜|»)
    | (?P<break>\n\s*|[;.!?…]+)
    | (?P<comma>,)
    | (?P<colon>:)
    | (?P<mark>\S)
    """,
    re.VERBOSE | re.IGNORECASE,
)
_IS_BEFORE = {"it", "that", "this", "what", "there", "here", "which", "topic", "category"}
_ENDINGS = {"'re": "are", "'ll": "will", "'ve": "have", "'d": "would", "'m": "am"}
_IRREGULAR = {
    "can't": ("can", "not"),
    "won't": ("will", "not"),
    "gimme": ("give", "me"),
    "lemme": ("let", "me"),
    "let's": ("let", "us"),
    "cannot": ("can", "not"),
}
_PEOPLE = {"me", "us", "him", "her", "them", "you", "everyone", "everybody", "someone", "somebody", "people"}
_SENT = {"it", "the", "a", "an", "my", "our", "this", "that", "each", "both", "all"}
_SENT_BY = {"email": _PEOPLE | _SENT, "mail": _PEOPLE | _SENT, "text": _PEOPLE, "message": _PEOPLE}
_BEFORE_A_VERB = {
    "and", "then", "or", "to", "please", "also", "finally", "will", "should", "can", "could", "not", "just", "you",
    "we", "i",
}  # fmt: skip
_TRAILING = ".,;:!?)]}'’…"


@dataclass(frozen=True, slots=True)
class Token:
    """A word or mark. `text` is as written, `word` in small letters and with typing mistakes mended."""

    text: str
    word: str
    start: int
    end: int
    sort: TokenSort


def tokens_of(sentence: str) -> list[Token]:
    """Split a sentence; contractions become two words ("isn't" is "is", "not")."""
    found: list[Token] = []
    position = 0
    while (match := _PATTERN.search(sentence, position)) is not None:
        sort: TokenSort = match.lastgroup  # type: ignore[assignment] - the groups of the pattern are the sorts
        text, start = match.group(), match.start()
        if sort == "url":
            text = text.rstrip(_TRAILING) if not text.endswith("://...") else text.rstrip(".")
        position = start + len(text) if text else match.end()
        if sort == "word":
            found.extend(_words(text, start))
        else:
            found.append(Token(text, text.lower(), start, start + len(text), sort))
    return [_as_verb(found, at) for at in range(len(found))]


def _as_verb(tokens: list[Token], at: int) -> Token:
    """Tell "email it to me" from an email, which is a text; as a verb it is a word that nothing here does."""
    token, before = tokens[at], tokens[at - 1] if at else None
    after = tokens[at + 1].word if at + 1 < len(tokens) else ""
    if after not in _SENT_BY.get(token.word, ()):
        return token
    if before is not None and before.sort in {"word", "number"} and before.word not in _BEFORE_A_VERB:
        return token
    return replace(token, word=f"to {token.word}")


def _words(text: str, start: int) -> list[Token]:
    plain = text.lower().replace("’", "'").replace("e-mail", "email")
    if plain in _IRREGULAR:
        first, second = _IRREGULAR[plain]
        return _pair(text, start, len(text) - 2, first, second)
    if plain.endswith("n't"):
        return _pair(text, start, len(text) - 3, plain[:-3], "not")
    for ending, word in _ENDINGS.items():
        if plain.endswith(ending):
            return _pair(text, start, len(text) - len(ending), plain[: -len(ending)], word)
    if plain.endswith("'s"):
        stem = plain[:-2]
        return _pair(text, start, len(text) - 2, stem, "is" if stem in _IS_BEFORE else "'s")
    return [Token(text, plain, start, start + len(text), "word")]


def _pair(text: str, start: int, cut: int, first: str, second: str) -> list[Token]:
    middle = start + cut
    return [
        Token(text[:cut], first, start, middle, "word"),
        Token(text[cut:], second, middle, start + len(text), "word"),
    ]


def distance(one: str, other: str, most: int) -> int:
    """Count the typing mistakes between two words: a letter missed, added, wrong, or two swapped.

    Gives `most + 1` when there are more than `most` (optimal string alignment).

    >>> distance("summarise", "sumarise", 2), distance("then", "tehn", 2), distance("tag", "house", 2)
    (1, 1, 3)
    """
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        last, row = row, [i]
        for j, b in enumerate(other, 1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a != b))
            if before and j > 1 and a == other[j - 2] and one[i - 2] == b:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        before = last
        if min(row) > most:
            return most + 1
    return min(row[-1], most + 1)
