"""From passive to active order: the verb first, then its object, then the place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from editor.describe.by_rules.text.lexicon import Lexicon, forms
from editor.describe.by_rules.text.vocabulary import CLEANED, PRODUCTS, REMOVING
from editor.describe.by_rules.text.word_lists import (
    BEFORE_HEAD,
    FRAME,
    GENERIC_VERBS,
    MODEL_WORDS,
    NUMBERS,
    TEXT_NOUNS,
    words_of,
)

if TYPE_CHECKING:
    from editor.describe.by_rules.text.tokens import Token

_MODALS = words_of("can could should shall must may might will would ought")
_BE = words_of(
    """has have had having is are was were be been being gets get got need needs to want wants like"""
)
_BETWEEN = words_of("then also first finally just simply always now only please thus still next all both")
_STOPS = words_of(
    """if unless when whenever because while whether that which who whose until then but otherwise else not so or with
    without than rest remaining remainder others longer shorter nothing"""
)
_OPENERS = words_of("and then also but so finally next before after once plus")
_ORDERS = words_of("before after once")
_PRONOUNS = words_of("i we you he she they it this that")
_RESULTS = words_of("result results outcome output outputs")
_SUBJECTS = words_of("i we you he she they it comes come arrives arrive goes go")
_OWN = words_of("a an the this that these those my our your their its his her every each all any both some")
_PREPOSITIONS = words_of("from of to in into for using with via")
_REMOVED = frozenset(form for verb in REMOVING for form in forms(verb) if form.endswith("ed")) | {
    "taken",
    "cut",
}
_ENDS = frozenset({"break", "arrow", "colon"})


def passive_to_active(tokens: list[Token], lexicon: Lexicon) -> list[Token]:
    """Put participles before what they are said of, and drop the auxiliaries between them."""
    found = list(tokens)
    i = 0
    while i < len(found):
        if _starts_clause(found, i):
            turned = _turned(found, i, lexicon)
            if turned is not None:
                found = turned
        i += 1
    return found


def _starts_clause(tokens: list[Token], i: int) -> bool:
    before = tokens[i - 1] if i else None
    return (
        before is None
        or before.sort in {*_ENDS, "comma"}
        or before.word in _OPENERS
        or before.text in {"-", "*"}
    )


def _turned(tokens: list[Token], start: int, lexicon: Lexicon) -> list[Token] | None:
    begin = _object_start(tokens, start)
    verb = _participle(tokens, begin, lexicon)
    if verb is None:
        return None
    at, length = verb
    end = at
    while end > begin and tokens[end - 1].word in _MODALS | _BE | _BETWEEN:
        end -= 1
    helped = any(token.word in _MODALS | _BE for token in tokens[end:at])
    if end == begin or not helped or not any(_is_noun(tokens, k, lexicon) for k in range(begin, end)):
        return None
    return [*tokens[:begin], *tokens[at : at + length], *tokens[begin:end], *tokens[at + length :]]


def _object_start(tokens: list[Token], start: int) -> int:
    """Go past "I would like to have": what is before the object."""
    i = start
    while i < len(tokens) and tokens[i].word in (BEFORE_HEAD | FRAME | _PRONOUNS) - _OWN - NUMBERS.keys():
        if tokens[i].word in _STOPS | _ORDERS:
            break
        i += 1
    return i


def _participle(tokens: list[Token], begin: int, lexicon: Lexicon) -> tuple[int, int] | None:
    """Find the participle of a clause, with its length; None where another verb or word ends the object."""
    for k in range(begin, len(tokens)):
        token = tokens[k]
        if token.sort in _ENDS or token.word in _STOPS | _ORDERS:
            return None
        if k > begin and token.word in _SUBJECTS:
            return None
        length = _participle_length(tokens, k, lexicon)
        if length:
            described = k > begin and tokens[k - 1].word not in _OWN | {",", "and"}
            return (k, length) if described and not _is_noun(tokens, k + length, lexicon) else None
        known = token.word in _MODALS | _BE | _BETWEEN or _is_noun(tokens, k, lexicon)
        if not known and (lexicon.is_verb(tokens, k) or token.word in GENERIC_VERBS):
            return None
    return None


def _participle_length(tokens: list[Token], k: int, lexicon: Lexicon) -> int:
    word = tokens[k].word
    if word in _REMOVED:
        return 1 + (k + 1 < len(tokens) and tokens[k + 1].word == "out")
    base = lexicon.bases.get(word, word)
    form = base != word and not word.endswith("s") and not word.endswith("ing")
    particle = k + 1 < len(tokens) and tokens[k + 1].word in {"up", "down", "together", "out", "back"}
    return 1 + particle if form and lexicon.verb_length(tokens, k) else 0


def _is_noun(tokens: list[Token], k: int, lexicon: Lexicon) -> bool:
    """Return whether a noun the reader knows stands here, used as one."""
    if k >= len(tokens):
        return False
    word = tokens[k].word
    if lexicon.category(tokens, k):
        return False  # "complaints are summarized" says which ones
    if tokens[k].sort == "url" or word in TEXT_NOUNS or word in PRODUCTS or word in _RESULTS:
        return True
    return word in CLEANED or lexicon.is_noun(tokens, k)


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
