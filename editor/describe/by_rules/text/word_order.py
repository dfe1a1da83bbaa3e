"""The order of a clause: what stands before the verb goes behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from editor.describe.by_rules.text.lexicon import Lexicon
from editor.describe.by_rules.text.vocabulary import PRODUCTS
from editor.describe.by_rules.text.word_lists import (
    GENERIC_VERBS,
    MODEL_WORDS,
    NUMBERS,
    TEXT_NOUNS,
    words_of,
)

if TYPE_CHECKING:
    from editor.describe.by_rules.text.tokens import Token

_MODALS = words_of("can could should shall must may might will would ought")
_OPENERS = words_of("and then also but so finally next before after once plus")
_PRONOUNS = words_of("i we you he she they it this that")
_OWN = words_of("a an the this that these those my our your their its his her every each all any both some")
_PREPOSITIONS = words_of("from of to in into for using with via")
_ENDS = frozenset({"break", "arrow", "colon"})


def _starts_clause(tokens: list[Token], i: int) -> bool:
    before = tokens[i - 1] if i else None
    return (
        before is None
        or before.sort in {*_ENDS, "comma"}
        or before.word in _OPENERS
        or before.text in {"-", "*"}
    )


def fronted_adjuncts_last(tokens: list[Token], lexicon: Lexicon) -> list[Token]:
    """Move "from the article" or "using AI" from the start of a clause to its end."""
    found = list(tokens)
    i = -1
    while (i := i + 1) < len(found):
        if not _starts_clause(found, i) or found[i].word not in _PREPOSITIONS:
            continue
        end = _place_end(found, i)
        if end is None or not _goes_on(found, end, lexicon):
            continue
        rest = end + (found[end].sort == "comma")
        close = rest
        while (
            close < len(found)
            and found[close].sort not in {*_ENDS, "comma"}
            and found[close].word not in _ENDING
        ):
            close += 1
        found = [*found[:i], *found[rest:close], *found[i:end], *found[close:]]
    return found


_ENDING = words_of("and then but")
_COUNTED = words_of("sentence sentences")
_MOST = 5


def _place_end(tokens: list[Token], i: int) -> int | None:
    """Return the place after the noun or address a preposition stands with."""
    first = tokens[i + 1] if i + 1 < len(tokens) else None
    if first is None or not (
        first.sort == "url" or first.word in _OWN | TEXT_NOUNS | MODEL_WORDS | NUMBERS.keys() | {"of"}
    ):
        return None
    for k in range(i + 1, min(i + _MOST, len(tokens))):
        token = tokens[k]
        if token.sort == "url" or token.word in TEXT_NOUNS | _COUNTED | PRODUCTS.keys() | MODEL_WORDS:
            return k + 1
        if token.sort != "word" or token.word in _PRONOUNS - _OWN or token.word in _MODALS:
            return None
    return None


def _goes_on(tokens: list[Token], end: int, lexicon: Lexicon) -> bool:
    if end >= len(tokens):
        return False
    if tokens[end].sort == "comma":
        return end + 1 < len(tokens)
    following = tokens[end].word
    return following in _PRONOUNS | {"please"} or following in GENERIC_VERBS or lexicon.is_verb(tokens, end)
